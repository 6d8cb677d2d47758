"""Whatever is given as files to match people from: read, or refused with all there is to mend."""

from datetime import date

from nudges.flows.introductions.files import PAST_COLUMNS, PEOPLE_COLUMNS, read_past, read_people
from nudges.tables import Table
from tests.fuzz.tables import a_file, large_file, tables
from tests.fuzz.target import Target

_ZONES = frozenset({"Africa/Nairobi", "Asia/Kathmandu", "America/New_York"})
_DAY = date(2026, 11, 22)
_PERSON = {
    "id": "amina",
    "pillar": "Development",
    "entity": "Seed Fund",
    "duty_station": "Port",
    "time_zone": "Asia/Kathmandu",
    "topics": "water; roads",
    "languages": "en|fr",
    "working_days": "sun-thu",
    "working_hours": "8-16",
    "exclusions": "bo; cleo",
    "encouraged": "yes",
    "carried_over": "no",
}
_MET = {"a": "amina", "b": "bo", "date": "2026-11-01"}


def _read(table: Table) -> None:
    """Of which of the two kinds a file is, its headings say."""
    if "date" in table.header.cells:
        read_past(table)
    else:
        read_people(table, _ZONES, _DAY)


TARGET = Target(
    seeds=[
        a_file([_PERSON, _PERSON | {"id": "bo"}]),
        a_file([_MET], separator=";"),
    ],
    large=[
        large_file(lambda n: _PERSON | {"id": f"p{n}", "exclusions": ";".join(f"p{m}" for m in range(20))}),
        large_file(lambda n: _MET | {"a": f"p{n}"}),
    ],
    opened=lambda: tables(_read),
    words=[name.encode() for name in (*PEOPLE_COLUMNS.names, *PAST_COLUMNS.names)],
)
