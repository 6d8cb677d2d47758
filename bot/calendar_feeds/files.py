"""Calendars in iCalendar form (RFC 5545) as meetings, recurring ones unrolled.

Needs ``recurring-ical-events``, which follows rules, exceptions and moved instances; doing
that by hand is a well-known source of errors.
"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from nudges.flows.meetings.occurrences import Occurrence

MOST = 2_000
"""Meetings read of one calendar; more in two weeks is no calendar of a person or a team."""


HELD = "data:text/calendar;base64,"
"""Begins an address that holds the whole calendar: of a file that was handed over (RFC 2397)."""


def content_of(address: str) -> bytes | None:
    """What an address holds itself; None where it must be fetched."""
    return base64.b64decode(address.removeprefix(HELD)) if address.startswith(HELD) else None


def address_of(content: bytes) -> str:
    """The address that holds a calendar itself."""
    return HELD + base64.b64encode(content).decode()


class UnreadableCalendarError(ValueError):
    """This is no calendar."""


def read_occurrences(content: bytes, start: datetime, end: datetime) -> list[Occurrence]:
    """The meetings that take place between two moments, in order; whole days and cancelled ones left out.

    Raises ``UnreadableCalendarError``.
    """
    try:
        calendar = Calendar.from_ical(content)
        events = recurring_ical_events.of(calendar).between(start, end)
        found = [each for event in events[:MOST] for each in _occurrence(event)]
    except Exception as error:
        # What a broken file raises depends on where it is broken: OSError for a time zone's endless name.
        raise UnreadableCalendarError(type(error).__name__) from error
    return sorted(found, key=lambda each: (each.start, each.series))


def _occurrence(event: Any) -> Iterator[Occurrence]:
    start, end = _moment(event.get("DTSTART")), _moment(event.get("DTEND"))
    if start is None or end is None or end <= start or _text(event, "STATUS").upper() == "CANCELLED":
        return
    yield Occurrence(
        series=_text(event, "UID"),
        title=_text(event, "SUMMARY")[:120],
        start=start,
        end=end,
        organiser=_address(event.get("ORGANIZER")),
        attendees=tuple(sorted({_address(each) for each in _list(event.get("ATTENDEE"))} - {""})),
        text=_text(event, "DESCRIPTION")[:4000],
    )


def _moment(value: Any) -> datetime | None:
    """An instant in UTC; None for a whole day. A time without a zone is taken as UTC."""
    at = getattr(value, "dt", None)
    if isinstance(at, datetime):
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def _text(event: Any, name: str) -> str:
    """Without the letter that no database takes."""
    return str(event.get(name) or "").replace("\0", "").strip()


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _address(value: Any) -> str:
    text = str(value or "").strip().lower()
    return text.removeprefix("mailto:") if "@" in text else ""
