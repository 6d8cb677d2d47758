"""The files people match from: forgiving where meaning is clear, and every fault told with its mend."""

from datetime import date, time
from zoneinfo import available_timezones

from nudges.flows.introductions import Candidate, PastMeeting
from nudges.flows.introductions.files import read_past, read_people
from nudges.flows.introductions.hours import usual_hours
from nudges.people import WorkingWeek
from nudges.tables import Row, Table
from tests.told import faults_told

DAY = date(2026, 11, 3)
PEOPLE = ("id", "pillar", "entity", "duty_station", "time_zone", "topics", "languages")
ZONES = frozenset(available_timezones())


def table(header: tuple[str, ...], *rows: tuple[str, ...], name: str = "people.csv") -> Table:
    return Table(name, Row(1, header), tuple(Row(line, row) for line, row in enumerate(rows, start=2)))


def people(*rows: tuple[str, ...], header: tuple[str, ...] = PEOPLE) -> tuple[Candidate, ...]:
    return read_people(table(header, *rows), ZONES, DAY)


def past(*rows: tuple[str, ...]) -> tuple[PastMeeting, ...]:
    return read_past(table(("a", "b", "date"), *rows, name="past.csv"))


def test_a_person_is_read() -> None:
    row = ("a1", "Peace", "DPO", "Goma", "Africa/Nairobi", "Water; Early warning|water", "FR|en")
    assert people(row) == (
        Candidate(
            id="a1",
            pillar="peace",
            entity="dpo",
            duty_station="Goma",
            hours=usual_hours("Africa/Nairobi", WorkingWeek(frozenset(range(5)), time(9), time(17)), DAY),
            topics=frozenset({"water", "early warning"}),
            languages=frozenset({"fr", "en"}),
        ),
    )


def test_what_is_not_known_may_stay_blank() -> None:
    assert people(("a1", "p", "e", "", "", "", "")) == (Candidate("a1", "p", "e"),)


def test_more_columns_say_when_and_with_whom() -> None:
    header = (
        *PEOPLE[:3],
        "Time zone",
        "Working days",
        "working_hours",
        "exclusions",
        "encouraged",
        "carried_over",
    )
    row = ("a1", "p", "e", "Asia/Dubai", "sun-thu", "8-12", "b2; c3", "yes", "x")
    (person,) = people(row, header=header)
    assert person.hours.bit_count() == 5 * 4 * 4
    assert person.exclusions == {"b2", "c3"}
    assert (person.encouraged, person.carried_over) == (True, True)


def test_all_faults_of_people_are_told_at_once() -> None:
    header = ("id", "pillar", "entity", "duty_station", "time_zone", "topic", "languages")
    rows = [("a1", "", "e", "", "Nairobi", "", ""), ("a1", "p", "e", "", "Nowhere/Else", "", "")]
    assert faults_told(lambda: people(*rows, header=header)) == [
        'people.csv:1: topic: is not a column of this file; did you mean "topics"?',
        "people.csv:2: pillar: is empty; fill it in",
        'people.csv:2: time_zone: "Nairobi" is not an IANA zone; did you mean "Africa/Nairobi"?',
        'people.csv:3: time_zone: "Nowhere/Else" is not an IANA zone; write it like Africa/Nairobi',
        'people.csv:3: id: "a1" is on line 2 too; keep one of the two lines',
    ]


def test_a_past_introduction_is_read() -> None:
    assert past(("a1", "b2", "2026-05-01")) == (PastMeeting("a1", "b2", date(2026, 5, 1)),)


def test_a_setting_s_first_round_has_no_past() -> None:
    assert past() == ()


def test_all_faults_of_the_past_are_told_at_once() -> None:
    assert faults_told(lambda: past(("a1", "a1", "2026-05-01"), ("a1", "", "1.5.2026"))) == [
        'past.csv:2: b: "a1" cannot have been introduced to themselves; write the other person',
        "past.csv:3: b: is empty; fill it in",
        'past.csv:3: date: "1.5.2026" is not a date; write it as year-month-day, like 2027-02-01',
    ]
