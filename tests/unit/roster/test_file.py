"""The roster: forgiving where that is safe, and every fault said at once with its mend."""

from collections.abc import Mapping
from datetime import date, time
from time import process_time

import pytest

from nudges.faults import Fault, FaultyFileError, wrong
from nudges.people import Leave, WorkingWeek
from nudges.roster.cells import ChatHandle
from nudges.roster.file import COLUMNS, Known, Roster, RosterRow, read_roster
from nudges.tables import Row, Table
from tests.told import ENGLISH, faults_told

KNOWN = Known(
    zones=frozenset({"Africa/Nairobi", "Africa/Juba", "America/New_York", "Asia/Kathmandu"}),
    countries=frozenset({"KE", "CH"}),
    languages=frozenset({"en", "fr"}),
    role_groups=frozenset({"R1", "R2", "R3", "R4", "R5"}),
)
AMINA = {
    "email": "amina@sample.example",
    "name": "Amina",
    "role_group": "R3",
    "entity": "Office",
    "pillar": "Development",
    "time_zone": "Africa/Nairobi",
}


def table_of(*people: Mapping[str, str], name: str = "roster.csv") -> Table:
    """A table whose header is line 1 and whose rows follow, in the columns that are used."""
    header = tuple(dict.fromkeys(column for person in people for column in person))
    rows = tuple(
        Row(line, tuple(person.get(column, "") for column in header))
        for line, person in enumerate(people, start=2)
    )
    return Table(name, Row(1, header), rows)


def read(*people: Mapping[str, str], known_emails: tuple[str, ...] = ()) -> Roster:
    return read_roster(table_of(*people), KNOWN, known_emails)


def only(**cells: str) -> RosterRow:
    return read(AMINA | cells).rows[0]


def faults(table: Table, known_emails: tuple[str, ...] = ()) -> list[str]:
    return faults_told(lambda: read_roster(table, KNOWN, known_emails))


def faults_of(*people: Mapping[str, str], known_emails: tuple[str, ...] = ()) -> list[str]:
    return faults(table_of(*people), known_emails)


def someone(name: str, **cells: str) -> dict[str, str]:
    return AMINA | {"email": f"{name}@sample.example", "name": name} | cells


def test_six_columns_are_enough_and_the_rest_has_defaults() -> None:
    assert only() == RosterRow(
        line=2,
        email="amina@sample.example",
        name="Amina",
        role_group="R3",
        entity="Office",
        pillar="Development",
        duty_station="",
        country="",
        time_zone="Africa/Nairobi",
        week=WorkingWeek(frozenset(range(5)), time(9), time(17)),
        language="en",
        manager_email=None,
        is_coordinator=False,
        slack=None,
        teams=None,
        leave=(),
    )


def test_every_column_is_read() -> None:
    row = read(
        AMINA
        | {
            "duty_station": "Port",
            "country": "ke",
            "working_days": "sun-thu",
            "working_hours": "8-16",
            "language": "FR",
            "manager_email": "Boss@sample.example",
            "is_coordinator": "yes",
            "slack_id": "T1:U1",
            "teams_id": "tenant-a:user-b",
            "leave": "2026-12-20..2027-01-03",
        },
        known_emails=("BOSS@sample.example",),
    ).rows[0]
    assert (row.duty_station, row.country, row.language) == ("Port", "KE", "fr")
    assert row.week == WorkingWeek(frozenset({6, 0, 1, 2, 3}), time(8), time(16))
    assert (row.manager_email, row.is_coordinator) == ("boss@sample.example", True)
    assert (row.slack, row.teams) == (ChatHandle("T1", "U1"), ChatHandle("tenant-a", "user-b"))
    assert row.leave == (Leave(date(2026, 12, 20), date(2027, 1, 3)),)


def test_headings_may_differ_in_case_blanks_and_order() -> None:
    header = ("\ufeffPillar", " Time Zone", "E-mail", "NAME", "role-group", "Entity ", "")
    row = ("Development", "africa/nairobi", " AMINA@sample.example ", "Amina\u200b  B.", "r3", "Office", "")
    (person,) = read_roster(Table("r.csv", Row(1, header), (Row(2, row),)), KNOWN).rows
    assert (person.email, person.name) == ("amina@sample.example", "Amina B.")
    assert (person.role_group, person.time_zone) == ("R3", "Africa/Nairobi")


def test_one_entity_written_in_two_cases_stays_one_entity() -> None:
    rows = read(someone("a", entity="Aid Office"), someone("b", entity="AID office")).rows
    assert {row.entity for row in rows} == {"Aid Office"}


def test_all_missing_columns_are_named_at_once() -> None:
    table = Table("r.csv", Row(1, ("email", "name")), (Row(2, ("a@sample.example", "A")),))
    missing = sorted(COLUMNS.required - {"email", "name"})
    assert sorted(faults(table)) == [f"r.csv:1: {name}: is missing; add this column" for name in missing]


def test_an_unknown_column_is_a_fault_with_a_guess() -> None:
    assert faults_of(AMINA | {"langage": "fr"}) == [
        'roster.csv:1: langage: is not a column of this file; did you mean "language"?'
    ]


def test_a_column_given_twice_is_a_fault() -> None:
    table = table_of(AMINA)
    doubled = Table(
        table.name,
        Row(1, (*table.header.cells, "E-Mail")),
        (Row(2, (*table.rows[0].cells, "b@sample.example")),),
    )
    assert faults(doubled) == ["roster.csv:1: email: is there more than once; keep one"]


def test_words_in_a_column_without_heading_are_a_fault() -> None:
    assert faults_of(AMINA | {"": "stray"}) == ["roster.csv:1: column 7 has no heading; name it or delete it"]


def test_a_row_with_too_many_cells_is_a_fault_but_blank_ones_are_not() -> None:
    table = table_of(AMINA)
    cells = table.rows[0].cells
    blank = Table(table.name, table.header, (Row(2, (*cells, "", " ")),))
    assert len(read_roster(blank, KNOWN).rows) == 1
    long = Table(table.name, table.header, (Row(2, (*cells, "more")),))
    assert faults(long)[0].startswith("roster.csv:2: has 7 cells but the header has 6; put quotation marks")


def test_a_roster_without_rows_is_a_fault() -> None:
    table = Table("r.csv", Row(1, COLUMNS.names), ())
    assert faults(table) == ["r.csv: has a header but no rows; add one line for each entry"]


def test_blank_required_cells_are_named() -> None:
    assert faults_of(AMINA | {"name": " ", "pillar": ""}) == [
        "roster.csv:2: name: is empty; fill it in",
        "roster.csv:2: pillar: is empty; fill it in",
    ]


def test_faults_of_all_rows_come_together_in_the_order_of_the_file() -> None:
    told = faults_of(
        someone("a", time_zone="Nairobi"), someone("b", role_group="R6"), someone("c", language="xx")
    )
    assert told == [
        'roster.csv:2: time_zone: "Nairobi" is not an IANA zone; did you mean "Africa/Nairobi"?',
        'roster.csv:3: role_group: "R6" is not a role group; write R1 to R5',
        'roster.csv:4: language: "xx" is not a language of this bot; write one of en, fr',
    ]


@pytest.mark.parametrize(
    ("written", "guess"),
    [("Katmandu", "Asia/Kathmandu"), ("new york", "America/New_York"), ("Africa/Nairoby", "Africa/Nairobi")],
)
def test_a_misspelt_zone_gets_a_guess(written: str, guess: str) -> None:
    (told,) = faults_of(AMINA | {"time_zone": written})
    assert told.endswith(f'did you mean "{guess}"?')


def test_among_very_many_people_there_is_still_a_guess() -> None:
    known = tuple(
        f"{first}.person{n}@sample.example" for first in ("amina", "bo", "chen") for n in range(150)
    )
    (told,) = faults_of(AMINA | {"manager_email": "bo.person77@sampl.example"}, known_emails=known)
    assert told.endswith('did you mean "bo.person77@sample.example"?')


def test_a_file_with_an_unknown_manager_on_every_line_is_read_quickly() -> None:
    """Each was compared with all the others: 256 kB took ten seconds."""
    people = [someone(f"p{n}", manager_email=f"p{n}@sampl.example") for n in range(2500)]
    begun = process_time()
    told = faults_of(*people)
    assert process_time() - begun < 2
    assert told[0].endswith('did you mean "p0@sample.example"?')
    assert told[-1].endswith("add them or leave it empty")


@pytest.mark.parametrize(("lines", "columns"), [(50_001, 1), (1, 101)])
def test_more_lines_or_columns_than_any_roster_has_are_not_looked_at(lines: int, columns: int) -> None:
    row = Row(2, ("x",) * columns)
    told = faults(Table("r.csv", Row(1, ("name",) * columns), (row,) * lines))
    assert told == [f"r.csv: has {lines} lines and {columns} columns; delete what belongs to no person"]


def test_a_fault_may_be_about_the_whole_file() -> None:
    assert Fault("r.csv", 0, "", wrong("empty_cell")).said(ENGLISH) == "r.csv: is empty; fill it in"


def test_a_log_names_the_place_and_the_values_without_words() -> None:
    fault = Fault("r.csv", 3, "email", wrong("no_email", text="amina"))
    assert str(FaultyFileError([fault])) == "r.csv:3: email: no_email text='amina'"


def test_the_same_person_twice_names_both_lines() -> None:
    assert faults_of(someone("a"), someone("b"), someone("A")) == [
        'roster.csv:4: email: "a@sample.example" is already on line 2; keep it on one of the two'
    ]


def test_a_manager_may_be_on_the_roster_or_known_but_not_unheard_of() -> None:
    boss = {"manager_email": "boss@sample.example"}
    assert read(someone("a", **boss), someone("boss")).rows[0].manager_email == "boss@sample.example"
    assert read(someone("a", **boss), known_emails=("boss@sample.example",)).rows
    assert faults_of(someone("a", **boss), someone("bos")) == [
        (
            'roster.csv:2: manager_email: "boss@sample.example" is nobody on this roster or in the setting; '
            'did you mean "bos@sample.example"?'
        )
    ]


def test_a_manager_with_a_faulty_row_of_their_own_is_still_on_the_roster() -> None:
    (told,) = faults_of(someone("a", manager_email="b@sample.example"), someone("b", time_zone="?"))
    assert "time_zone" in told


def test_nobody_manages_themselves() -> None:
    assert faults_of(someone("a", manager_email="A@sample.example")) == [
        "roster.csv:2: manager_email: nobody manages themselves; leave it empty"
    ]


def test_a_circle_of_managers_is_told_once() -> None:
    told = faults_of(
        someone("x", manager_email="c@sample.example"),
        someone("a", manager_email="b@sample.example"),
        someone("b", manager_email="c@sample.example"),
        someone("c", manager_email="a@sample.example"),
    )
    assert told == [
        (
            "roster.csv:3: manager_email: the people on lines 3, 4, 5 manage each other in a circle; "
            "mend one of them"
        )
    ]


def test_a_long_chain_of_managers_is_no_circle() -> None:
    chain = [someone(f"p{n}", manager_email=f"p{n + 1}@sample.example") for n in range(3000)]
    assert len(read(*chain, someone("p3000")).rows) == 3001


def test_a_chat_id_stands_for_one_person_only() -> None:
    assert faults_of(someone("a", slack_id="T1:U7"), someone("b", slack_id="u7")) == [
        'roster.csv:3: slack_id: "U7" is already on line 2; keep it on one of the two'
    ]
    assert faults_of(someone("a", teams_id="t:me"), someone("b", teams_id="t:me"))


def test_the_same_member_id_in_two_workspaces_is_two_people() -> None:
    assert len(read(someone("a", slack_id="T1:U7"), someone("b", slack_id="T2:U7")).rows) == 2


def test_people_of_one_domain_are_not_taken_for_each_other() -> None:
    (told,) = faults_of(someone("cleo"), AMINA | {"manager_email": "zoe@sample.example"})
    assert "did you mean" not in told
    (told,) = faults_of(someone("cleo"), AMINA | {"manager_email": "cloe@sample.example"})
    assert told.endswith('did you mean "cleo@sample.example"?')
