"""A success to open a forum of senior leaders with (content model, S11-3).

On the day it meets, its chair is offered an approved spotlight that was not told there yet.
Which one is looked up then, so that one that was taken back meanwhile is not told. The content
model says two hours before; but what may be sent on a day is decided once, in the morning, so
an event later than that would hardly ever be heard.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.effects import Effect, Practised, Raised
from nudges.events import COUNTERPART_ID, UNTIL, EventKind
from nudges.flows.spotlights.spotlights import FRESH, Spotlight
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson
from nudges.working_time import IsHoliday, local_date, working_span

BEFORE = timedelta(hours=2)
"""The least time between the beginning of the chair's day and the forum."""
EARLY = timedelta(hours=1)
"""Before the day begins, and so before its decision."""
APART = timedelta(days=30)
"""A forum is offered one success a month (content model, S11-3)."""
BEHAVIOUR = "B1"
_DAYS_BACK = 7


class State(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    USED = "used"
    """The chair said so."""


@dataclass(frozen=True, slots=True)
class Opener(OfOnePerson):
    """One meeting of one forum, and the spotlight its chair was offered for it."""

    KIND: ClassVar[str] = "forum_opener"
    WHOSE: ClassVar[str] = "chair_id"

    id: str
    setting_id: str
    forum_id: str
    chair_id: str
    starts_at: datetime
    wake_at: datetime | None
    """While it waits: when the offer belongs. Afterwards: when it is forgotten."""
    spotlight_id: str = ""
    state: State = State.WAITING


Step: TypeAlias = tuple[Opener, Sequence[Effect]]


def near(start: datetime, chair: Person, is_holiday: IsHoliday) -> datetime:
    """When the offer comes up: right before the chair's last working day that leaves time for it."""
    today = local_date(chair, start)
    days = (today - timedelta(days=n) for n in range(_DAYS_BACK))
    spans = (working_span(chair, day, is_holiday) for day in days)
    fitting = next((span for span in spans if span and span.start <= start - BEFORE), None)
    return fitting.start - EARLY if fitting else start - BEFORE


def wait(opener: Opener, others: Iterable[Opener], chair: Person, is_holiday: IsHoliday) -> Opener | None:
    """Kept until the offer belongs; None where the forum had its one of the month."""
    past = (each for each in others if each.forum_id == opener.forum_id and each.state is not State.WAITING)
    if any(abs(each.starts_at - opener.starts_at) < APART for each in past):
        return None
    return replace(opener, wake_at=near(opener.starts_at, chair, is_holiday))


def pick(
    opener: Opener, approved: Iterable[Spotlight], others: Collection[Opener], at: datetime
) -> Spotlight | None:
    """The newest spotlight not told in this forum; one never offered there goes first."""
    told = {each.spotlight_id: each.state for each in others if each.forum_id == opener.forum_id}
    fitting = [
        each
        for each in approved
        if told.get(each.id) is not State.USED and at - (each.approved_at or each.asked_at) < FRESH
    ]
    return max(
        fitting,
        key=lambda each: (each.id not in told, each.approved_at or each.asked_at, each.id),
        default=None,
    )


def offer(opener: Opener, forum: str, spotlight: Spotlight, success: str) -> Step:
    """The chair may be told, until the forum begins; kept as long as the spotlight is news."""
    facts = {
        "forum": forum,
        "success": success,
        COUNTERPART_ID: spotlight.author_id,
        UNTIL: opener.starts_at.isoformat(),
    }
    offered = replace(
        opener, state=State.OFFERED, spotlight_id=spotlight.id, wake_at=opener.starts_at + FRESH
    )
    return offered, [Raised(EventKind.SENIOR_FORUM_NEAR, opener.chair_id, facts)]


def use(opener: Opener) -> Step:
    """The chair opened with it: said in public, by their own word."""
    if opener.state is not State.OFFERED:
        raise NotPossibleError(opener.state)
    told = Practised(opener.chair_id, BEHAVIOUR, Source.FLOW, confirmed=False)
    return replace(opener, state=State.USED), [told]
