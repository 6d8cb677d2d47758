"""What a calendar tells: single meetings, and the time they take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting as a calendar tells it. Addresses are lower-case; ``series`` is the entry's own id."""

    series: str
    title: str
    start: datetime
    end: datetime
    organiser: str = ""
    attendees: tuple[str, ...] = ()
    text: str = ""
    """What the entry says beside its title; looked at once for a listed decision, never kept."""


def load(occurrences: Iterable[Occurrence]) -> timedelta:
    """Time in meetings; where two overlap, one can only be in one of them."""
    total, until = timedelta(), None
    for each in sorted(occurrences, key=lambda o: (o.start, o.end)):
        start = each.start if until is None else max(each.start, until)
        total += max(each.end - start, timedelta())
        until = each.end if until is None else max(until, each.end)
    return total


def homes(occurrence: Occurrence) -> set[str]:
    """The organisations of those invited, as far as their addresses tell."""
    invited = (occurrence.organiser, *occurrence.attendees)
    return {address.rpartition("@")[2] for address in invited if "@" in address}
