"""Calendars as people have them: recurring, moved, cancelled, broken."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar_feeds.files import UnreadableCalendarError, read_occurrences

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
FORTNIGHT = MONDAY + timedelta(days=14)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event}END:VEVENT\r\n" for event in events)
    return f"{HEAD}{body}END:VCALENDAR\r\n".encode()


def event(uid: str = "water@example.org", *lines: str, start: str = "20260303T090000Z") -> str:
    times = f"DTSTART:{start}\r\nDTEND:{start[:9]}100000Z\r\n"
    return f"UID:{uid}\r\nSUMMARY:Water group\r\n{times}" + "".join(f"{line}\r\n" for line in lines)


def test_a_meeting_is_read_with_who_calls_it_and_who_comes() -> None:
    people = ("ORGANIZER:mailto:Ada@Example.org", "ATTENDEE:mailto:bo@example.org")
    (found,) = read_occurrences(calendar(event("u", *people)), MONDAY, FORTNIGHT)
    assert (found.title, found.start) == ("Water group", datetime(2026, 3, 3, 9, tzinfo=UTC))
    assert (found.organiser, found.attendees) == ("ada@example.org", ("bo@example.org",))


def test_a_weekly_meeting_comes_once_a_week_but_for_the_one_left_out() -> None:
    weekly = event("u", "RRULE:FREQ=WEEKLY", "EXDATE:20260310T090000Z")
    days = [each.start.day for each in read_occurrences(calendar(weekly), MONDAY, FORTNIGHT + timedelta(7))]
    assert days == [3, 17]


def test_an_instance_that_was_moved_stands_where_it_was_moved_to() -> None:
    moved = event("u", "RECURRENCE-ID:20260310T090000Z", start="20260311T090000Z")
    found = read_occurrences(calendar(event("u", "RRULE:FREQ=WEEKLY"), moved), MONDAY, FORTNIGHT)
    assert [each.start.day for each in found] == [3, 11]


def test_wall_time_follows_daylight_saving() -> None:
    zoned = (
        "UID:u\r\nDTSTART;TZID=Europe/Zurich:20260323T100000\r\nDTEND;TZID=Europe/Zurich:20260323T110000\r\n"
    )
    weekly = calendar(zoned + "RRULE:FREQ=WEEKLY\r\n")
    found = read_occurrences(weekly, datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC))
    assert [each.start.hour for each in found] == [9, 8]


def test_whole_days_and_cancelled_meetings_are_left_out() -> None:
    day = "UID:d\r\nSUMMARY:Holiday\r\nDTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260305\r\n"
    assert read_occurrences(calendar(day, event("c", "STATUS:CANCELLED")), MONDAY, FORTNIGHT) == []


@pytest.mark.parametrize("content", [b"", b"<html>Sign in</html>", HEAD.encode(), b"\xff\xfe\x00BEGIN"])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableCalendarError):
        read_occurrences(content, MONDAY, FORTNIGHT)


def test_a_time_zone_with_an_endless_name_is_refused() -> None:
    """The system then fails to open a file of that name."""
    zoned = event("u").replace("DTSTART:", f"DTSTART;TZID={'Z' * 5000}:").replace("Z\r\nDTEND", "\r\nDTEND")
    with pytest.raises(UnreadableCalendarError):
        read_occurrences(calendar(zoned), MONDAY, FORTNIGHT)


def test_what_no_database_takes_is_left_out() -> None:
    (found,) = read_occurrences(calendar(event("u\0", "DESCRIPTION:Bring\0 maps")), MONDAY, FORTNIGHT)
    assert (found.series, found.text) == ("u", "Bring maps")


@given(st.binary(max_size=200), st.integers(0, 200))
def test_a_damaged_calendar_is_read_or_refused_and_nothing_else(rubbish: bytes, place: int) -> None:
    whole = calendar(event("u", "RRULE:FREQ=WEEKLY"))
    damaged = whole[:place] + rubbish + whole[place:]
    try:
        found = read_occurrences(damaged, MONDAY, FORTNIGHT)
    except UnreadableCalendarError:
        return
    assert all(each.end > each.start for each in found)
