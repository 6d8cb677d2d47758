"""Recurring reports and what they share: a field given once need not be written again (Review, 102)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

OFFERED_BEFORE = timedelta(days=5)
DROPPED_AFTER = 3
"""So many times "not the same" and two reports are not compared again (content model, S3-1)."""
BEHAVIOUR = "B9"

OFFERED = Letter(
    "report_offered",
    Kind.NOTE,
    (
        Button("reuse", "report_reuse"),
        Button("edit", "report_edit"),
        Button("not_same", "report_not_same"),
    ),
)
"""For owners whose role has no such nudge in the catalogue."""


class Rule(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    ONCE = "once"


_MONTHS = {Rule.MONTHLY: 1, Rule.QUARTERLY: 3, Rule.YEARLY: 12}


class State(StrEnum):
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Report(OfOnePerson):
    """One recurring report, its fields and what was last given in them."""

    KIND: ClassVar[str] = "report"
    WHOSE: ClassVar[str] = "owner_id"

    id: str
    setting_id: str
    owner_id: str
    name: str
    rule: Rule
    due: date
    fields: tuple[str, ...]
    lent: bool
    """Whether owners of other reports may reuse what is given here."""
    given: Mapping[str, str] = field(default_factory=dict)
    offered_id: str = ""
    """The other report whose fields are on offer for this cycle."""
    not_same: Mapping[str, int] = field(default_factory=dict)
    """By other report: how often its owner said that the fields are not the same."""
    state: State = State.RUNNING
    wake_at: datetime | None = None


Step: TypeAlias = tuple[Report, list[Effect]]


def register(report: Report, today: date) -> Report:
    """Look at it five days before it is next due."""
    due = report.due
    while due < today and report.rule is not Rule.ONCE:
        due = following(due, report.rule)
    return replace(report, due=due, state=State.RUNNING, wake_at=_morning(due) - OFFERED_BEFORE)


def following(due: date, rule: Rule) -> date:
    """The next date by the rule; a month without such a day ends on its last.

    >>> following(date(2026, 1, 31), Rule.MONTHLY)
    datetime.date(2026, 2, 28)
    """
    months = due.year * 12 + due.month - 1 + _MONTHS[rule]
    year, month = divmod(months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(due.day, (after - timedelta(days=1)).day))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(6), tzinfo=UTC)


def shared(report: Report, other: Report) -> dict[str, str]:
    """The fields of a report that are given in the other one: by name, whatever the case."""
    given = {name.casefold(): text for name, text in other.given.items() if text}
    return {name: given[name.casefold()] for name in report.fields if name.casefold() in given}


def best_source(report: Report, others: Iterable[Report]) -> Report | None:
    """The other report with the most fields to reuse: one's own, or one whose owner lends it."""
    fit = [
        other
        for other in others
        if other.id != report.id
        and (other.lent or other.owner_id == report.owner_id)
        and report.not_same.get(other.id, 0) < DROPPED_AFTER
        and shared(report, other)
    ]
    return max(fit, key=lambda other: (len(shared(report, other)), other.id), default=None)


def wake(report: Report, source: Report | None, at: datetime, *, by_nudge: bool) -> Step:
    """Five days before: offer what is written already. After the day: on to the next one."""
    if at.date() > report.due:
        return _next_cycle(report), []
    waiting = replace(report, wake_at=_morning(report.due + timedelta(days=1)), offered_id="")
    if source is None:
        return waiting, []
    offered = replace(waiting, offered_id=source.id)
    key = report.due.isoformat()
    if not by_nudge:
        return offered, [Write(OFFERED, report.owner_id, key)]
    facts = {"report": report.name, "other_report": source.name}
    return offered, [Raised(EventKind.REPORT_DUE_SOON, report.owner_id, facts, key)]


def _next_cycle(report: Report) -> Report:
    if report.rule is Rule.ONCE:
        return replace(report, state=State.OVER, wake_at=None, offered_id="")
    due = following(report.due, report.rule)
    return replace(report, due=due, wake_at=_morning(due) - OFFERED_BEFORE, offered_id="")


def reuse(report: Report, source: Report, edited: Mapping[str, str], today: date) -> Step:
    """Take the shared fields over, as they are or as ``edited``; before the due date that is practised."""
    _require_offer(report, source)
    taken = shared(report, source)
    texts = {name: edited.get(name, text).strip() for name, text in taken.items()}
    filled = replace(report, given={**report.given, **texts}, offered_id="")
    if today > report.due:
        return filled, []
    other = source.owner_id if source.owner_id != report.owner_id else None
    key = report.due.isoformat()
    return filled, [Practised(report.owner_id, BEHAVIOUR, Source.FLOW, key, counterpart_id=other)]


def refuse(report: Report, source: Report) -> Report:
    """Not the same; said three times, the two are not compared again."""
    _require_offer(report, source)
    times = report.not_same.get(source.id, 0) + 1
    return replace(report, offered_id="", not_same={**report.not_same, source.id: times})


def fill(report: Report, given: Mapping[str, str]) -> Report:
    """What its owner gives in its fields this time."""
    known = {name: given[name].strip() for name in report.fields if name in given}
    return replace(report, given={**report.given, **known})


def _require_offer(report: Report, source: Report) -> None:
    if report.offered_id != source.id:
        raise NotPossibleError(report.state)
