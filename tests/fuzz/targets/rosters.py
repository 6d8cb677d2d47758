"""Whatever is uploaded as a roster: read, or refused with all there is to mend."""

from pathlib import Path

from nudges.roster.file import COLUMNS, read_roster
from nudges.roster.summary import summary_of
from nudges.tables import Table
from tests.fuzz.tables import a_file, large_file, tables
from tests.fuzz.target import LARGEST, Target
from tests.unit.roster.test_file import AMINA, KNOWN

SAMPLE = Path(__file__).parents[3] / "config" / "examples" / "sample-roster.csv"
_WHOLE = AMINA | {
    "country": "KE",
    "working_days": "sun-thu",
    "working_hours": "8.30-16.30",
    "language": "fr",
    "manager_email": "boss@sample.example",
    "is_coordinator": "yes",
    "slack_id": "T1:U1",
    "teams_id": "tenant-a:29:1ab",
    "leave": "2026-12-20..2027-01-03; 2027-02-01",
}


def _read(table: Table) -> None:
    summary_of(read_roster(table, KNOWN, ["boss@sample.example"]))


TARGET = Target(
    seeds=[
        SAMPLE.read_bytes(),
        a_file([_WHOLE]),
        a_file([_WHOLE], encoding="utf-16"),
        a_file([_WHOLE | {"name": "Zoë Müller"}], separator=";", encoding="cp1252"),
    ],
    large=[
        b"email\n" + b"a\n" * (LARGEST // 2 - 3),
        ",".join(f"column{n}" for n in range(LARGEST // 12)).encode() + b"\nx\n",
        # Every cell another, where a setting has a handful of pillars and entities.
        large_file(
            lambda n: (
                AMINA
                | {name: f"{name} {n:x} of many" for name in ("name", "entity", "pillar")}
                | {"email": f"p{n}@sample.example"}
            )
        ),
        large_file(
            lambda n: AMINA | {"email": f"p{n}@sample.example", "manager_email": f"p{n}@sampl.example"}
        ),
        large_file(lambda n: AMINA | {"email": f"p{n}@sample.example", "time_zone": f"Africa/Nairob{n}"}),
    ],
    opened=lambda: tables(_read),
    words=[b"sep=;\n", b'"', b"\r", *(name.encode() for name in COLUMNS.names)],
)
