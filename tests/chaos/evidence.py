"""Reads from the database and the platform what the checker is to see."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bootstrap import App
from bot.db.tables import (
    AnswerRow,
    AttentionRow,
    ConsentRow,
    DecisionRow,
    DeliveryRow,
    PracticeRow,
    PromptRow,
    RecordRow,
    plain,
)
from nudges.attention import Kind
from nudges.attention_audit import AuditReport, Rule, Sent, audit
from nudges.consent import Consent
from nudges.practice import Source
from tests.chaos.diary import Note
from tests.chaos.history import Arrival, Deed, Fault, History, PromptState, RecordState
from tests.chaos.legal import wrong_about

_PROMPTS, _WENT, _ANSWERS = plain(PromptRow), plain(DeliveryRow), plain(AnswerRow)
_RECORDS, _DECISIONS, _PRACTICE = plain(RecordRow), plain(DecisionRow), plain(PracticeRow)
_ATTENTION, _CONSENTS = plain(AttentionRow), plain(ConsentRow)
BY_WISHES = (Rule.CONSENT, Rule.SNOOZE)
"""What ``tests.chaos.wishes`` checks instead, as stored times are in no order where clocks leap back."""
OWN_WORD = (Source.DID.value, Source.CHECK_IN.value)


async def collect(
    app: App, deeds: Sequence[Deed], arrivals: Sequence[Arrival]
) -> tuple[History, AuditReport]:
    """The history, and the audit of the budget with the number of messages each rule applied to."""
    now = app.deps.clock.now()
    report = await _audit(app, arrivals)
    async with app.engine.begin() as connection:
        history = History(
            ended=now,
            deeds=await _with_behaviours(app, connection, deeds),
            arrivals=arrivals,
            prompts=await _prompts(connection),
            practised=await _practised(connection),
            taking_part=await _taking_part(connection),
            records=await _records(app, connection),
            budget=[
                Fault(f"{each.at:%d %H:%M:%S} {each.rule}: {each.words}", each.person_id)
                for each in report.breaches
                if each.rule not in BY_WISHES
            ],
        )
    return history, report


async def _prompts(connection: AsyncConnection) -> list[PromptState]:
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for row in await connection.execute(select(_ANSWERS)):
        said[row.prompt_id][row.part] = row.choice
    query = select(_PROMPTS, _WENT.c.id.label("key"), _WENT.c.status.label("delivery")).outerjoin(
        _WENT, _WENT.c.prompt_id == _PROMPTS.c.id
    )
    return [
        PromptState(
            row.id,
            row.key,
            row.status,
            row.delivery,
            row.due_at,
            row.answered_at is not None,
            said[row.id],
            row.person_id or "",
            row.kind,
            row.unasked,
        )
        for row in await connection.execute(query)
    ]


async def _practised(connection: AsyncConnection) -> Mapping[tuple[str, str], int]:
    query = (
        select(_PRACTICE.c.person_id, _PRACTICE.c.behaviour, func.count())
        .where(_PRACTICE.c.source.in_(OWN_WORD))
        .group_by(_PRACTICE.c.person_id, _PRACTICE.c.behaviour)
    )
    return {(person, behaviour): count for person, behaviour, count in await connection.execute(query)}


async def _taking_part(connection: AsyncConnection) -> Mapping[str, bool]:
    rows = await connection.execute(select(_ATTENTION.c.person_id, _ATTENTION.c.consent))
    return {person: consent == Consent.OPTED_IN.value for person, consent in rows}


async def _with_behaviours(app: App, connection: AsyncConnection, deeds: Sequence[Deed]) -> list[Deed]:
    """What an answer counts as, by the catalogue."""
    rows = await connection.execute(select(_PROMPTS.c.id, _PROMPTS.c.nudge))
    nudges = {prompt: app.deps.catalogue.nudges.get(nudge) for prompt, nudge in rows}
    found = []
    for deed in deeds:
        nudge = nudges.get(deed.prompt)
        choice = next((c for c in nudge.choices if c.id == deed.choice), None) if nudge else None
        counts = choice.behaviour or "" if choice is not None else deed.behaviour
        found.append(replace(deed, behaviour=counts))
    return found


async def _records(app: App, connection: AsyncConnection) -> list[RecordState]:
    kinds = app.flows.records
    return [
        RecordState(row.id, row.kind, row.state, row.wake_at, _wrong(row, kinds.get(row.kind)))
        for row in await connection.execute(select(_RECORDS))
    ]


def _wrong(row: Any, kind: type[Any] | None) -> str:
    if kind is None:
        return "no kind of record of this version"
    try:
        record = TypeAdapter(kind).validate_python(row.document)
    except ValidationError as error:
        return f"cannot be read: {error.error_count()} faults"
    if record.state != row.state:
        return f"stands as {row.state} and is {record.state}"
    return wrong_about(record)


async def _audit(app: App, arrivals: Sequence[Arrival]) -> AuditReport:
    """Of what really arrived, at the time it arrived."""
    first: dict[str, datetime] = {}
    for each in arrivals:
        first.setdefault(each.key, each.at)
    async with app.deps.begin() as uow:
        settings = await uow.settings.all()
        acts = [act for each in settings for act in await uow.reports.consent_acts(each.id)]
        people = {p.id: p for each in settings for p in await uow.people.of_setting(each.id)}
    query = (
        select(_PROMPTS, _WENT.c.id.label("key"), _DECISIONS.c.at.label("planned_at"))
        .join(_WENT, _WENT.c.prompt_id == _PROMPTS.c.id)
        .outerjoin(_DECISIONS, _DECISIONS.c.id == _PROMPTS.c.decision_id)
        .where(_PROMPTS.c.unasked, _PROMPTS.c.person_id.is_not(None))
    )
    async with app.engine.begin() as connection:
        rows = [row for row in await connection.execute(query) if row.key in first]
    messages = [
        Sent(
            people[row.person_id], Kind(row.kind), row.nudge, first[row.key], row.answered_at, row.planned_at
        )
        for row in rows
    ]
    return audit(messages, acts, (), app.deps.planner.rules, app.deps.is_holiday)


def kinds_of(history: History) -> Counter[str]:
    """How many records of each kind there are."""
    return Counter(each.kind for each in history.records)


async def stored_about(app: App, person: str) -> Sequence[str]:
    """A person's rows, consent in the order in which it was written: for whoever explains a breach."""
    async with app.engine.begin() as connection:
        acts = await connection.execute(
            select(_CONSENTS).where(_CONSENTS.c.person_id == person).order_by(_CONSENTS.c.id)
        )
        sent = await connection.execute(
            select(_PROMPTS, _WENT.c.id.label("key"), _WENT.c.status.label("delivery"), _WENT.c.attempts)
            .outerjoin(_WENT, _WENT.c.prompt_id == _PROMPTS.c.id)
            .where(_PROMPTS.c.person_id == person)
            .order_by(_PROMPTS.c.due_at)
        )
        return [
            *(f"consent {row.id}: {row.act} at {_at(row.at)} {row.detail}".rstrip() for row in acts),
            *(
                f"{row.kind} {row.id}: {row.status} ({row.reason or 'no reason'}), due {_at(row.due_at)}, "
                f"sent {_at(row.sent_at)}, answered {_at(row.answered_at)}; "
                f"delivery {row.key}: {row.delivery}, {row.attempts} attempts"
                for row in sent
            ),
        ]


def _at(moment: datetime | None) -> str:
    return f"{moment:%d %H:%M:%S}" if moment else "never"


def arrived(history: History) -> Iterator[Note]:
    """What reached people, as notes of the diary."""
    prompts = {each.key: each for each in history.prompts}
    for each in history.arrivals:
        if prompt := prompts.get(each.key):
            yield Note(each.seconds, each.at, f"{prompt.kind} {prompt.id} arrives", prompt.person)
