"""Whatever is given as a file of practice records: read, or refused with all there is to mend."""

from datetime import date

from nudges.practice_file import read_practice_file
from nudges.tables import Table
from tests.fuzz.tables import a_file, large_file, tables
from tests.fuzz.target import Target

_ENTRY = {"email": "amina@sample.example", "behaviour": "B3", "date": "2026-11-21", "source": "forum"}
_PEOPLE = [_ENTRY["email"], *(f"p{n}@sample.example" for n in range(1000))]
_BEHAVIOURS = [f"B{n}" for n in range(1, 10)]
_TODAY = date(2026, 11, 22)


def _read(table: Table) -> None:
    read_practice_file(table, _PEOPLE, _BEHAVIOURS, _TODAY)


TARGET = Target(
    seeds=[
        a_file([_ENTRY, _ENTRY | {"source": "minutes"}]),
        a_file([_ENTRY], separator="\t", encoding="utf-8-sig"),
    ],
    large=[
        large_file(lambda n: _ENTRY | {"email": f"q{n}@sampl.example", "source": f"source {n}"}),
    ],
    opened=lambda: tables(_read),
    words=[*(name.encode() for name in _ENTRY), b"B9", b"2027-02-01", b'"', b"\r"],
)
