"""What comes up around meetings that people of several pillars attend."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nudges.effects import Publish, Raised
from nudges.events import EventKind
from nudges.flows.meetings.agendas import Agenda, Moment, Opening
from nudges.flows.meetings.moments import open_with, wake
from nudges.flows.meetings.occurrences import Occurrence, load
from nudges.flows.meetings.reading import HEAVY_LOAD, read, unreadable, weigh
from tests.factories import a_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = replace(a_person("ada"), email="ada@seed.example", entity="Seed Fund", pillar="Development")
BO = replace(a_person("bo"), email="bo@relief.example", entity="Relief Office", pillar="Humanitarian")
BY_ADDRESS = {p.email: p for p in (ADA, BO)}
BY_ID = {p.id: p for p in (ADA, BO)}
EMPTY = Agenda("a", "s", "cleo", "sealed", own=False)
HOUR = timedelta(hours=1)


def meeting(after: timedelta = timedelta(days=3), **changes: Any) -> Occurrence:
    start = NOW + after
    plain = Occurrence("water", "Water group", start, start + HOUR, ADA.email, (BO.email,))
    return replace(plain, **changes)


def agenda(*occurrences: Occurrence, at: datetime = NOW, known: Agenda = EMPTY) -> Agenda:
    return read(known, occurrences, BY_ADDRESS, at, lambda text: "decide" in text)


def kinds(effects: object) -> list[EventKind]:
    assert isinstance(effects, list)
    return [each.kind for each in effects if isinstance(each, Raised)]


def test_only_meetings_across_pillars_are_kept() -> None:
    alone = meeting(attendees=("stranger@elsewhere.example",))
    assert [m.title for m in agenda(meeting(), alone).meetings] == ["Water group"]


def test_a_day_before_the_chair_hears_of_it_once() -> None:
    known = agenda(meeting())
    after, effects = wake(known, BY_ID, NOW + timedelta(days=2))
    assert kinds(effects) == [EventKind.MEETING_NEAR]
    assert wake(after, BY_ID, NOW + timedelta(days=2, hours=1))[1] == []


def test_where_a_decision_is_listed_everybody_may_argue_the_other_side() -> None:
    known = agenda(meeting(text="We decide on the well in the north."))
    _, effects = wake(known, BY_ID, NOW + timedelta(days=2))
    argued = [e for e in effects if isinstance(e, Raised) and e.kind is EventKind.DECISION_MEETING_NEAR]
    assert {(e.person_id, e.facts["counterpart_entity"]) for e in argued} == {
        ("ada", "Relief Office"),
        ("bo", "Seed Fund"),
    }


def test_a_meeting_heard_of_late_makes_nothing_up_for_what_has_passed() -> None:
    known = agenda(meeting(after=timedelta(hours=2)))
    assert wake(known, BY_ID, NOW)[1] == []
    assert Moment.DAY_BEFORE in known.meetings[0].told


def test_the_opening_line_is_posted_at_the_start_at_most_once_a_fortnight() -> None:
    weekly = agenda(meeting(), meeting(after=timedelta(days=10)))
    weekly = open_with(weekly, Opening("water", "Water group", "ada", "water for the north"))
    after, first = wake(weekly, BY_ID, NOW + timedelta(days=3))
    _, second = wake(after, BY_ID, NOW + timedelta(days=10))
    assert [type(e) for e in first if isinstance(e, Publish)] == [Publish]
    assert [e for e in second if isinstance(e, Publish)] == []


def test_reading_again_repeats_nothing_and_drops_what_vanished() -> None:
    told, _ = wake(agenda(meeting()), BY_ID, NOW + timedelta(days=2))
    again = agenda(meeting(), at=NOW + timedelta(days=2), known=told)
    assert wake(again, BY_ID, NOW + timedelta(days=2))[1] == []
    assert agenda(known=told).meetings == ()


def test_a_calendar_that_cannot_be_read_keeps_what_is_known() -> None:
    failed = unreadable(agenda(meeting()), "meetings.refused", NOW)
    assert (len(failed.meetings), failed.state) == (1, "failing")


def test_a_meeting_is_forgotten_once_it_is_over() -> None:
    assert wake(agenda(meeting()), BY_ID, NOW + timedelta(days=4))[0].meetings == ()


def test_overlapping_meetings_count_once() -> None:
    assert load([meeting(), meeting(), meeting(after=timedelta(days=3, minutes=30))]) == timedelta(minutes=90)


@given(st.integers(0, 40))
def test_a_full_week_is_told_once_and_an_easy_one_never(hours: int) -> None:
    own = replace(EMPTY, owner_id="ada", own=True)
    week = [meeting(after=n * HOUR) for n in range(hours)]
    weighed, effects = weigh(own, week, NOW)
    assert kinds(effects) == ([EventKind.MEETING_LOAD_HIGH] if hours * HOUR > HEAVY_LOAD else [])
    assert weigh(weighed, week, NOW + timedelta(days=1))[1] == []
    assert weighed.meetings == ()


def test_whoever_is_forgotten_leaves_no_trace() -> None:
    known = open_with(agenda(meeting()), Opening("water", "Water group", "ada", "water"))
    left = known.without("ada")
    assert left is not None
    assert "ada" not in left.people
    assert left.openings == ()
