"""The protected half hour (S14-1): a weekly slot, eight times, then monthly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Write
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson
from nudges.working_time import IsHoliday, instant, local_date, works_on

REPS = 8
MONTHLY = timedelta(days=21)
"""After the eighth time so long is left out: the slot comes every fourth week."""
STILL_NOW = timedelta(hours=5)
"""How late a reminder may be drawn and still be the one of its moment."""
_LOOKS_AHEAD = 26

ITS_TIME = Letter(
    "half_hour",
    Kind.REMINDER,
    (
        Button("done", "half_hour_done"),
        Button("not_now", "half_hour_not_now"),
        Button("stop", "half_hour_stop"),
    ),
)


class State(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class HalfHour(OfOnePerson):
    """``rep`` is the one to do next, counted from 1; only what was done counts on."""

    KIND: ClassVar[str] = "half_hour"
    WHOSE: ClassVar[str] = "leader_id"

    id: str
    setting_id: str
    leader_id: str
    weekday: int
    at: time
    next_at: datetime
    rep: int = 1
    last_at: datetime | None = None
    """The latest slot that began."""
    done_for: datetime | None = None
    """The slot that was last said to be used."""
    state: State = State.RUNNING
    wake_at: datetime | None = None

    @property
    def monthly(self) -> bool:
        return self.rep > REPS


Step: TypeAlias = tuple[HalfHour, Sequence[Effect]]


def next_slot(
    person: Person, weekday: int, at: time, after: datetime, is_holiday: IsHoliday
) -> datetime | None:
    """The next such slot on a day the person works; None where half a year has none."""
    first = local_date(person, after)
    days = (first + timedelta(days=n) for n in range(7 * _LOOKS_AHEAD))
    slots = (
        instant(person, day, at)
        for day in days
        if day.weekday() == weekday and works_on(person, day, is_holiday)
    )
    return next((slot for slot in slots if slot > after), None)


def protect(half_hour: HalfHour) -> Step:
    """Remind the leader at exactly their time."""
    waiting = replace(half_hour, state=State.RUNNING, wake_at=half_hour.next_at)
    return waiting, [Write(ITS_TIME, half_hour.leader_id, half_hour.next_at.isoformat(), half_hour.next_at)]


def begun(half_hour: HalfHour, following: datetime | None) -> Step:
    """The slot has come; the next one is set."""
    if half_hour.state is State.STOPPED or following is None:
        return replace(half_hour, wake_at=None), []
    return protect(replace(half_hour, last_at=half_hour.next_at, next_at=following))


def is_now(half_hour: HalfHour, now: datetime) -> bool:
    """Whether a reminder that is drawn now belongs to a slot that still stands."""
    slots = (half_hour.last_at, half_hour.next_at)
    return half_hour.state is State.RUNNING and any(at and at <= now < at + STILL_NOW for at in slots)


def done(half_hour: HalfHour, now: datetime) -> Step:
    """One tap: this time is done, by the leader's own word."""
    slot = half_hour.next_at if half_hour.next_at <= now else half_hour.last_at
    if half_hour.state is not State.RUNNING or slot is None or half_hour.done_for == slot:
        raise NotPossibleError(half_hour.state)
    practised = Practised(half_hour.leader_id, "B4", Source.FLOW, key=slot.isoformat(), confirmed=False)
    return replace(half_hour, rep=half_hour.rep + 1, done_for=slot), [practised]


def stop(half_hour: HalfHour) -> HalfHour:
    if half_hour.state is not State.RUNNING:
        raise NotPossibleError(half_hour.state)
    return replace(half_hour, state=State.STOPPED, wake_at=None)
