"""Calendar entries as a link to Teams' own form for a new meeting."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from icalendar import Calendar

from nudges.cards import Attachment

CALENDAR = "text/calendar"
NEW_MEETING = "https://teams.microsoft.com/l/meeting/new"
MAX_WORDS = 600
"""Characters of a description in a link: long links open nothing on some phones."""


def meeting_link(file: Attachment) -> str | None:
    """Opens the new meeting with everything filled in and nobody invited; None where it is no entry."""
    if file.mime_type != CALENDAR:
        return None
    try:
        entry = Calendar.from_ical(file.content).walk("VEVENT")[0]
        start, end = entry.decoded("dtstart"), entry.decoded("dtend")
    except (ValueError, KeyError, IndexError):
        return None
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None  # a whole day is no meeting
    values = {
        "subject": str(entry.get("summary", "")),
        "startTime": _utc(start),
        "endTime": _utc(end),
        "content": str(entry.get("description", ""))[:MAX_WORDS],
    }
    return f"{NEW_MEETING}?{urlencode(values)}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
