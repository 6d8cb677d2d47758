"""A file of practice records: the same care as for the roster."""

from datetime import date

import pytest

from nudges.faults import FaultyFileError
from nudges.practice_file import PracticeEntry, read_practice_file
from nudges.tables import Row, Table
from tests.told import faults_told

TODAY = date(2026, 11, 21)
HEADER = ("email", "behaviour", "date", "source")
PEOPLE = ("amina@sample.example", "bo@sample.example")
BEHAVIOURS = tuple(f"B{n}" for n in range(1, 10))


def read(*rows: tuple[str, ...]) -> tuple[PracticeEntry, ...]:
    lines = tuple(Row(line, row) for line, row in enumerate(rows, start=2))
    return read_practice_file(Table("practice.csv", Row(1, HEADER), lines), PEOPLE, BEHAVIOURS, TODAY)


def faults(*rows: tuple[str, ...]) -> list[str]:
    return faults_told(lambda: read(*rows))


def test_an_entry_is_read() -> None:
    assert read(("Amina@sample.example", "b3", "2026-11-21", "Forum")) == (
        PracticeEntry("amina@sample.example", "B3", TODAY, "forum"),
    )


def test_the_same_entry_twice_counts_once() -> None:
    one = ("amina@sample.example", "B3", "2026-11-01", "forum")
    assert len(read(one, one, (*one[:3], "minutes"))) == 2


def test_nothing_can_be_practised_in_the_future() -> None:
    assert faults(("bo@sample.example", "B1", "2026-11-22", "forum")) == [
        'practice.csv:2: date: "2026-11-22" is in the future; only what has happened can be recorded'
    ]


def test_all_faults_are_told_at_once_with_their_mend() -> None:
    assert faults(
        ("bob@sample.example", "B10", "21.11.2026", "the weekly forum"),
        ("new@other.example", "", "20261101", "x"),
    ) == [
        (
            'practice.csv:2: email: "bob@sample.example" is nobody in the setting; '
            'did you mean "bo@sample.example"?'
        ),
        'practice.csv:2: behaviour: "B10" is not a behaviour; did you mean "B1"?',
        'practice.csv:2: date: "21.11.2026" is not a date; write it as year-month-day, like 2027-02-01',
        (
            'practice.csv:2: source: "the weekly forum" is not a short word; '
            "write one word of up to 30 letters, like forum"
        ),
        (
            'practice.csv:3: email: "new@other.example" is nobody in the setting; '
            "import them with the roster first"
        ),
        "practice.csv:3: behaviour: is empty; fill it in",
        'practice.csv:3: date: "20261101" is not a date; write it as year-month-day, like 2027-02-01',
    ]


def test_missing_columns_are_named_at_once() -> None:
    table = Table("p.csv", Row(1, ("email",)), (Row(2, ("bo@sample.example",)),))
    with pytest.raises(FaultyFileError) as caught:
        read_practice_file(table, PEOPLE, BEHAVIOURS, TODAY)
    assert [fault.column for fault in caught.value.faults] == ["behaviour", "date", "source"]
