"""When a person works: days, hours, zone, public holidays and leave.

Local wall times become instants through the zone's rules, so that 09:00 stays 09:00
across daylight saving. A local time that does not exist (clocks jump forward) moves
forward with the clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from nudges.people import Person

IsHoliday: TypeAlias = Callable[[str, date], bool]
"""Whether a day is a public holiday in a country (ISO code)."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to, not including, ``end``; both in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


@cache
def zone_of(name: str) -> ZoneInfo:
    """The rules of a zone by its IANA name.

    ``ZoneInfo`` itself keeps the last eight; with people in more zones, each look would read a file.
    """
    return ZoneInfo(name)


def local_date(person: Person, at: datetime) -> date:
    """The calendar day of an instant where the person is."""
    return at.astimezone(zone_of(person.time_zone)).date()


def instant(person: Person, day: date, at: time) -> datetime:
    """A local wall time as an instant in UTC."""
    return datetime.combine(day, at, tzinfo=zone_of(person.time_zone)).astimezone(UTC)


def works_on(person: Person, day: date, is_holiday: IsHoliday) -> bool:
    """Whether the day is a working day of the person: no weekend, holiday or leave."""
    return (
        day.weekday() in person.week.days
        and not any(leave.covers(day) for leave in person.leave)
        and not (person.country and is_holiday(person.country, day))
    )


def working_span(person: Person, day: date, is_holiday: IsHoliday) -> Span | None:
    """The person's working hours of a day, or None where they do not work."""
    if not works_on(person, day, is_holiday):
        return None
    return Span(instant(person, day, person.week.start), instant(person, day, person.week.end))


def is_working(person: Person, at: datetime, is_holiday: IsHoliday) -> bool:
    """Whether an instant is inside the person's working hours."""
    span = working_span(person, local_date(person, at), is_holiday)
    return span is not None and at in span


def next_working_day(person: Person, after: date, is_holiday: IsHoliday, *, within: int = 400) -> date | None:
    """The first working day later than ``after``, or None if there is none in ``within`` days."""
    days = (after + timedelta(days=n) for n in range(1, within + 1))
    return next((day for day in days if works_on(person, day, is_holiday)), None)


def next_working_moment(person: Person, at: datetime, is_holiday: IsHoliday) -> datetime | None:
    """``at`` itself where the person works then, else the moment they next begin; None if never."""
    if is_working(person, at, is_holiday):
        return at
    today = local_date(person, at)
    start = instant(person, today, person.week.start)
    if start > at and works_on(person, today, is_holiday):
        return start
    day = next_working_day(person, today, is_holiday)
    return None if day is None else instant(person, day, person.week.start)


def week_start(person: Person, day: date) -> date:
    """The first day of the person's own week (Sunday where they work Sunday to Thursday)."""
    return day - timedelta(days=(day.weekday() - person.week.first_day) % 7)


def last_working_day(person: Person, day: date, is_holiday: IsHoliday) -> date | None:
    """The last day the person really works in the week of ``day``, or None if there is none."""
    first = week_start(person, day)
    days = (first + timedelta(days=n) for n in range(6, -1, -1))
    return next((d for d in days if works_on(person, d, is_holiday)), None)


def within_working_days(person: Person, first: date, day: date, count: int, is_holiday: IsHoliday) -> bool:
    """Whether ``day`` is no later than the ``count``-th working day after ``first``."""
    last: date | None = first
    for _ in range(count):
        last = next_working_day(person, last, is_holiday) if last else None
    return last is None or first <= day <= last
