"""What the attention budget must know, loaded for many people at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.practice_repository import COUNTING
from bot.db.tables import PracticeRow, PromptRow, plain
from nudges.attention import Kind, PastPrompt
from nudges.decisions import Status

RECENT = 8
"""Unasked messages a person that rhythm, gap and weekly share can depend on."""

REAL = (Status.PLANNED.value, Status.SENT.value, Status.ANSWERED.value, Status.UNKNOWN.value)
_REACHED = (Status.SENT.value, Status.ANSWERED.value, Status.UNKNOWN.value)
_CAUSES_KEPT = timedelta(days=120)
_KINDS = {each.value: each for each in Kind}

_PROMPTS, _PRACTICE = plain(PromptRow).c, plain(PracticeRow).c

# Asked at every tick: built once, because building a statement costs as much as running it.
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_RANKED = (
    select(
        _PROMPTS.id,
        _PROMPTS.person_id,
        _PROMPTS.kind,
        _PROMPTS.nudge,
        _PROMPTS.due_at,
        _PROMPTS.sent_at,
        _PROMPTS.status,
        _PROMPTS.answered_at,
        func.row_number()
        .over(partition_by=_PROMPTS.person_id, order_by=_PROMPTS.due_at.desc())
        .label("place"),
    )
    .where(_PROMPTS.person_id.in_(_WANTED), _PROMPTS.unasked, _PROMPTS.status.in_(REAL))
    .subquery()
)
_LATEST = select(_RANKED).where(_RANKED.c.place <= RECENT).order_by(_RANKED.c.person_id, _RANKED.c.place)
_LAST = (
    select(_PROMPTS.person_id, _PROMPTS.nudge, func.count(), func.max(_PROMPTS.due_at))
    .where(_PROMPTS.person_id.in_(_WANTED), _PROMPTS.kind == Kind.NUDGE.value, _PROMPTS.status.in_(REAL))
    .group_by(_PROMPTS.person_id, _PROMPTS.nudge)
)
_CAUSES = select(_PROMPTS.person_id, _PROMPTS.nudge, _PROMPTS.cause).where(
    _PROMPTS.person_id.in_(_WANTED),
    _PROMPTS.cause != "",
    _PROMPTS.status.in_(REAL),
    _PROMPTS.due_at >= bindparam("since"),
)
_PRACTISED = select(_PRACTICE.person_id, _PRACTICE.behaviour, _PRACTICE.practised_on).where(
    _PRACTICE.person_id.in_(_WANTED),
    _PRACTICE.practised_on >= bindparam("first"),
    _PRACTICE.evidence.in_(COUNTING),
)


@dataclass(slots=True)
class Past:
    """By person: how often each nudge went and when last, and which events were answered."""

    last_nudge: dict[str, dict[str, tuple[int, datetime]]] = field(default_factory=lambda: defaultdict(dict))
    causes: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))


async def load_past(session: AsyncSession, person_ids: Sequence[str], now: datetime) -> Past:
    """What only planning asks, for however many people."""
    found = Past()
    if person_ids:
        await _load_last(session, person_ids, found.last_nudge)
        await _load_causes(session, person_ids, now, found.causes)
    return found


def _moment(sent_at: datetime | None, due_at: datetime) -> datetime:
    return due_at if sent_at is None else sent_at


async def load_recent(session: AsyncSession, person_ids: Sequence[str]) -> dict[str, list[PastPrompt]]:
    """By person: the latest unasked messages, newest first."""
    found: dict[str, list[PastPrompt]] = defaultdict(list)
    rows = await session.execute(_LATEST, {"wanted": list(person_ids)})
    for prompt_id, person_id, kind, nudge, due_at, sent_at, status, answered_at, _ in rows:
        # In order and not by name: eight for everybody who is looked at.
        past = PastPrompt(
            prompt_id,
            _KINDS[kind],
            nudge,
            _moment(sent_at, due_at),
            sent=status in _REACHED,
            answered=answered_at is not None,
        )
        found[person_id].append(past)
    return found


async def _load_last(
    session: AsyncSession,
    person_ids: Sequence[str],
    found: Mapping[str, dict[str, tuple[int, datetime]]],
) -> None:
    rows = await session.execute(_LAST, {"wanted": list(person_ids)})
    for person_id, nudge, count, last in rows:
        if person_id is not None:
            found[person_id][nudge] = (count, last)


async def _load_causes(
    session: AsyncSession,
    person_ids: Sequence[str],
    now: datetime,
    found: Mapping[str, set[tuple[str, str]]],
) -> None:
    rows = await session.execute(_CAUSES, {"wanted": list(person_ids), "since": now - _CAUSES_KEPT})
    for person_id, nudge, cause in rows:
        if person_id is not None:
            found[person_id].add((nudge, cause))


async def load_practised(session: AsyncSession, week_starts: Mapping[str, date]) -> dict[str, frozenset[str]]:
    """By person: behaviours practised since the day their own week began."""
    if not week_starts:
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    values = {"wanted": list(week_starts), "first": min(week_starts.values())}
    for person_id, behaviour, day in await session.execute(_PRACTISED, values):
        if day >= week_starts[person_id]:
            found[person_id].add(behaviour)
    return {person_id: frozenset(behaviours) for person_id, behaviours in found.items()}
