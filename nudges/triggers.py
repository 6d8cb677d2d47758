"""When a nudge may come up: by the calendar, after an event, inside the check-in, on request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from nudges.events import EventKind

_A_MONDAY = date(2024, 1, 1)


class Every(StrEnum):
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Recurring:
    """A moment of the calendar, in the person's own local time.

    ``weekday`` is 0 for Monday. ``nth`` picks the nth such weekday of a month or quarter
    (-1 the last); None with MONTH or QUARTER means the first. The moment stays open for
    ``open_days`` further days, so that a holiday or a full week does not swallow it.
    ``working`` asks for the nth weekday that is a working day for the person.
    """

    every: Every
    weekday: int
    at: time | None = None
    nth: int | None = None
    working: bool = False
    open_days: int = 2


@dataclass(frozen=True, slots=True)
class OnEvent:
    """After an event of the domain, ``delays`` later (one candidate per delay).

    Each candidate stays open for ``open_days`` days.
    """

    event: EventKind
    delays: tuple[timedelta, ...] = (timedelta(0),)
    open_days: int = 5


@dataclass(frozen=True, slots=True)
class InCheckIn:
    """A line inside the weekly check-in, never a message of its own."""

    every: Every = Every.WEEK

    def asks_on(self, day: date) -> bool:
        """Whether the check-in of this day has the line: the first one of a month or quarter does."""
        match self.every:
            case Every.WEEK:
                return True
            case Every.FORTNIGHT:
                return _second_week(day)
            case Every.MONTH:
                return day.day <= 7
            case Every.QUARTER:
                return day.day <= 7 and day.month % 3 == 1


@dataclass(frozen=True, slots=True)
class OnRequest:
    """The person starts it with a command or shortcut."""

    command: str


WorksOn: TypeAlias = Callable[[date], bool]

Trigger: TypeAlias = Recurring | OnEvent | InCheckIn | OnRequest


def opening(trigger: Recurring, day: date, works: WorksOn) -> date | None:
    """The day on which this trigger last opened, if on ``day`` it is still open; else None.

    ``works`` tells whether a day is a working day of the person.
    """
    for back in range(trigger.open_days + 1):
        candidate = day - timedelta(days=back)
        if _falls_on(trigger, candidate, works):
            return candidate
    return None


def _falls_on(trigger: Recurring, day: date, works: WorksOn) -> bool:
    if day.weekday() != trigger.weekday:
        return False
    match trigger.every:
        case Every.WEEK:
            return True
        case Every.FORTNIGHT:
            return _second_week(day)
        case Every.MONTH:
            return day == _nth_weekday(trigger, day.replace(day=1), 1, works)
        case Every.QUARTER:
            first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
            return day == _nth_weekday(trigger, first, 3, works)


def _second_week(day: date) -> bool:
    """Every second week, the same for everybody."""
    return (day - _A_MONDAY).days // 7 % 2 == 0


def _nth_weekday(trigger: Recurring, first: date, months: int, works: WorksOn) -> date | None:
    """The nth weekday of so many months, which begin at ``first``; -1 is the last."""
    fitting: Sequence[date] = _weekdays(trigger.weekday, first, months)
    if trigger.working:
        fitting = [d for d in fitting if works(d)]
    nth = trigger.nth or 1
    index = nth - 1 if nth > 0 else nth
    return fitting[index] if -len(fitting) <= index < len(fitting) else None


@cache
def _weekdays(weekday: int, first: date, months: int) -> Sequence[date]:
    """All of one kind in so many months: the same for everybody who is planned for."""
    days = [first + timedelta(days=n) for n in range(31 * months)]
    inside = range(first.month, first.month + months)
    return [d for d in days if d.month in inside and d.weekday() == weekday]
