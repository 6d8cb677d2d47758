"""When two people are both at work in an ordinary week, for weighing pairs.

Holidays and leave are left out: they decide on slots, not on who suits whom.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from nudges.people import WorkingWeek

QUARTERS = 7 * 24 * 4
"""Quarter hours in a week; zones differ by no less."""
_QUARTER = timedelta(minutes=15)


@lru_cache(maxsize=4096)
def usual_hours(time_zone: str, week: WorkingWeek, on: date) -> int:
    """The quarter hours worked in the week of a day, as bits: bit 0 is Monday 00:00 UTC.

    Hours that begin before that Monday or end after the Sunday wrap around, so that a
    week has the same length in every zone.
    """
    monday = on - timedelta(days=on.weekday())
    zone = ZoneInfo(time_zone)
    bits = 0
    for day in week.days:
        for quarter in _worked(monday + timedelta(days=day), week.start, week.end, zone):
            bits |= 1 << ((quarter - _midnight(monday)) // _QUARTER) % QUARTERS
    return bits


def shared_hours(one: int, other: int) -> int:
    """Full hours of a week in which both work."""
    return (one & other).bit_count() // 4


def _worked(day: date, start: time, end: time, zone: ZoneInfo) -> Iterator[datetime]:
    """Every whole quarter hour of a working day, in UTC."""
    at = datetime.combine(day, start, zone).astimezone(UTC)
    at += (_midnight(day) - at) % _QUARTER
    until = datetime.combine(day, end, zone).astimezone(UTC)
    while at + _QUARTER <= until:
        yield at
        at += _QUARTER


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
