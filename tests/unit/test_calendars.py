"""A calendar entry that every calendar reads, and that asks nothing of anybody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from bot.calendars import Entry, invitation

START = datetime(2026, 11, 9, 14, 30, tzinfo=ZoneInfo("Africa/Nairobi"))
WRITTEN = datetime(2026, 11, 3, 8, tzinfo=UTC)


def an_entry(summary: str = "Ada and Bo", description: str = "Twenty minutes.", name: str = "Ada") -> Entry:
    end = START + timedelta(minutes=30)
    return Entry("intro-7@crosspillar", START, end, summary, description, "ada@example.org", name)


def read(content: bytes) -> Component:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_times_are_the_same_instants_in_utc() -> None:
    content = invitation(an_entry(), WRITTEN)
    assert b"DTSTART:20261109T113000Z" in content
    assert b"DTEND:20261109T120000Z" in content
    assert read(content).decoded("dtstart") == START


def test_the_same_meeting_written_again_is_the_same_entry() -> None:
    first, again = invitation(an_entry(), WRITTEN), invitation(an_entry(), WRITTEN)
    assert first == again
    assert read(first)["uid"] == "intro-7@crosspillar"


def test_an_entry_is_a_tentative_hold_that_nobody_is_asked_to_answer() -> None:
    content = invitation(an_entry(), WRITTEN)
    assert Calendar.from_ical(content)["method"] == "PUBLISH"
    assert read(content)["status"] == "TENTATIVE"
    assert b"ATTENDEE" not in content


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_words_come_back_as_written_from_short_lines(words: str) -> None:
    content = invitation(an_entry(summary=words, description=f"{words}\n{words}; a, b"), WRITTEN)
    assert str(read(content)["summary"]) == words
    assert str(read(content)["description"]) == f"{words}\n{words}; a, b"
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_a_name_with_signs_stays_whole() -> None:
    owner = read(invitation(an_entry(name='Ada; "Countess", Lovelace: 1'), WRITTEN))["organizer"]
    assert str(owner) == "mailto:ada@example.org"
    assert "Lovelace" in owner.params["cn"]
