"""One leader's part in a pact: the steps taken, the hour of reminders, the word at the review.

It is a record of its own, for its leader's eyes only: partners see what is announced, nobody
sees who did how much.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.effects import Effect, Practised, Write
from nudges.flows.pacts.commitments import Commitment
from nudges.flows.pacts.letters import MISSED, REMINDER
from nudges.flows.pacts.pact import Pact, State
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson
from nudges.working_time import IsHoliday, instant, local_date, next_working_day, works_on

RHYTHM = timedelta(days=14)
"""At most one reminder in a fortnight, all commitments in it (content model, S9-3)."""
MISSES = 2
"""After so many missed periods in a row: shrink it, change it or drop it openly."""


class Verdict(StrEnum):
    KEPT = "kept"
    PARTLY = "partly"
    NOT_KEPT = "not_kept"


class Publishing(StrEnum):
    """What a leader agrees to have said in public at the review."""

    WITH_SENTENCE = "with_sentence"
    STATUS_ONLY = "status_only"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Review:
    verdict: Verdict
    publishing: Publishing
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """One step towards one commitment."""

    code: str
    day: date


@dataclass(frozen=True, slots=True)
class Part(OfOnePerson):
    """``hour`` is the leader's own choice of a local hour; None where they want no reminders."""

    KIND: ClassVar[str] = "pact_part"

    id: str
    setting_id: str
    pact_id: str
    person_id: str
    weekday: int
    hour: int | None
    state: str = "signed"
    wake_at: datetime | None = None
    next_on: date | None = None
    taken: tuple[Taken, ...] = ()
    chances: dict[str, str] = field(default_factory=dict)
    """By commitment: the occasion the leader named for it last."""
    asked: dict[str, int] = field(default_factory=dict)
    """By commitment: how many periods were over when its two misses were last spoken of."""
    reconsider: tuple[str, ...] = ()
    """Commitments that the latest reminder offered to shrink, change or drop."""
    review: Review | None = None


Step: TypeAlias = tuple[Part, Sequence[Effect]]


def start(part: Part, person: Person, at: datetime, is_holiday: IsHoliday) -> Part:
    """The pact is public: the first reminder comes on the chosen day, a week from now or more."""
    if part.hour is None:
        return replace(part, state="running")
    soonest = local_date(person, at) + timedelta(days=7)
    first = soonest + timedelta(days=(part.weekday - soonest.weekday()) % 7)
    return _planned(replace(part, state="running"), person, first, is_holiday)


def _planned(part: Part, person: Person, day: date, is_holiday: IsHoliday) -> Part:
    """The next reminder on this day, or on the next one they work; the rhythm stays."""
    if part.hour is None:
        return replace(part, next_on=None, wake_at=None)
    real: date | None = day
    if not works_on(person, day, is_holiday):
        real = next_working_day(person, day, is_holiday)
    wake_at = instant(person, real, time(part.hour)) if real else None
    return replace(part, next_on=day, wake_at=wake_at)


def take(part: Part, commitment: Commitment, day: date) -> Step:
    """A step was taken; it is counted once a day."""
    if part.state != "running":
        raise NotPossibleError(part.state)
    step = Taken(commitment.code, day)
    if step in part.taken:
        return part, []
    key = f"{commitment.code} {day.isoformat()}"
    practised = Practised(part.person_id, commitment.behaviour, Source.FLOW, key=key, confirmed=False)
    return replace(part, taken=(*part.taken, step)), [practised]


def plan(part: Part, code: str, chance: str) -> Part:
    """The leader names the occasion at which they will do it."""
    return replace(part, chances={**part.chances, code: chance})


def since(commitment: Commitment, day: date) -> date:
    """The first day of the commitment's present period."""
    return commitment.first + timedelta(days=max(0, commitment.begun(day)) * commitment.period.days)


def done(part: Part, commitment: Commitment, day: date) -> int:
    """Steps in the present period."""
    return _count(part, commitment, max(0, commitment.begun(day)))


def _count(part: Part, commitment: Commitment, period: int) -> int:
    days = [each.day for each in part.taken if each.code == commitment.code]
    if period == 0:  # somebody may begin before the first date
        return sum(commitment.begun(day) <= 0 for day in days)
    return sum(commitment.begun(day) == period for day in days)


def missed(part: Part, commitment: Commitment, day: date) -> int:
    """How many whole periods in a row, up to the present one, ended short of the target.

    Those that were already spoken of do not count again.
    """
    over, spoken_of, misses = commitment.begun(day), part.asked.get(commitment.code, 0), 0
    for period in range(over - 1, spoken_of - 1, -1):
        if _count(part, commitment, period) >= commitment.target:
            break
        misses += 1
    return misses


def to_reconsider(part: Part, commitments: Sequence[Commitment], day: date) -> tuple[Commitment, ...]:
    """The commitments that were missed twice in a row."""
    return tuple(each for each in commitments if missed(part, each, day) >= MISSES)


def wake(part: Part, pact: Pact | None, person: Person, at: datetime, is_holiday: IsHoliday) -> Step:
    """The chosen hour has come: one card, and the next one a fortnight later."""
    if pact is None or pact.state is not State.RUNNING or part.next_on is None:
        return replace(part, wake_at=None, next_on=None), []
    day = local_date(person, at)
    twice = to_reconsider(part, pact.of(person.id), day)
    following = _planned(part, person, _following(part.next_on, day), is_holiday)
    told = replace(
        following,
        reconsider=tuple(each.code for each in twice),
        asked={**part.asked, **{each.code: each.begun(day) for each in twice}},
    )
    return told, [Write(MISSED if twice else REMINDER, person.id, key=day.isoformat(), at=at)]


def _following(last: date, day: date) -> date:
    """The first day of the rhythm after this one, also where a reminder was late by weeks."""
    return last + RHYTHM * (max(0, (day - last) // RHYTHM) + 1)
