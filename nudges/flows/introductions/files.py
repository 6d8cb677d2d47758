"""Files to match from: who takes part, and who was introduced to whom before.

One row for each person (``id``, ``pillar`` and ``entity`` must be there, all else may be
blank) and one for each past introduction (``a``, ``b``, ``date``).
"""

import re
from collections.abc import Callable
from datetime import date

from nudges.faults import Fault, FaultyFileError, wrong
from nudges.flows.introductions.candidates import Candidate, PastMeeting
from nudges.flows.introductions.hours import usual_hours
from nudges.people import WorkingWeek
from nudges.roster import cells
from nudges.tables import Columns, RecordReader, Table, records

PEOPLE_COLUMNS = Columns(
    names=(
        "id",
        "pillar",
        "entity",
        "duty_station",
        "time_zone",
        "topics",
        "languages",
        "working_days",
        "working_hours",
        "exclusions",
        "encouraged",
        "carried_over",
    ),
    required=frozenset({"id", "pillar", "entity"}),
)
PAST_COLUMNS = Columns(names=("a", "b", "date"), required=frozenset({"a", "b", "date"}))


def read_people(table: Table, zones: frozenset[str], day: date) -> tuple[Candidate, ...]:
    """The people of a table, in its order, with their hours as in the week of ``day``.

    Names of pillars, entities, topics and languages that differ in case alone are the
    same. Raises ``FaultyFileError`` with everything there is to mend.
    """
    faults: list[Fault] = []
    zone = cells.one_of(zones, "no_zone")
    first: dict[str, int] = {}
    people = []
    for record in records(table, PEOPLE_COLUMNS, faults):
        row = RecordReader(table.name, record, PEOPLE_COLUMNS, faults)
        people.append(person := _person(row, zone, day))
        line = first.setdefault(person.id, record.line)
        if person.id and line != record.line:
            row.fault("id", wrong("repeated_id", id=person.id, line=line))
    if faults:
        raise FaultyFileError(faults)
    return tuple(people)


def read_past(table: Table) -> tuple[PastMeeting, ...]:
    """The introductions of a table, in its order. A day to come is one already planned.

    Raises ``FaultyFileError`` with everything there is to mend; a file of headings alone is fine.
    """
    faults: list[Fault] = []
    found = records(table, PAST_COLUMNS, faults) if table.rows else ()
    met = [_meeting(RecordReader(table.name, record, PAST_COLUMNS, faults)) for record in found]
    if faults:
        raise FaultyFileError(faults)
    return tuple(met)


def _person(row: RecordReader, zone: Callable[[str], str], day: date) -> Candidate:
    return Candidate(
        id=row.read("id", cells.words, ""),
        pillar=row.read("pillar", _name, ""),
        entity=row.read("entity", _name, ""),
        duty_station=row.read("duty_station", cells.words, ""),
        hours=_hours(row, zone, day),
        topics=row.read("topics", _names("[;|]"), frozenset()),
        languages=row.read("languages", _names("[;|,]"), frozenset()),
        exclusions=row.read("exclusions", _ids, frozenset()),
        encouraged=row.read("encouraged", cells.yes_or_no, False),
        carried_over=row.read("carried_over", cells.yes_or_no, False),
    )


def _hours(row: RecordReader, zone: Callable[[str], str], day: date) -> int:
    time_zone = row.read("time_zone", zone, "")
    days = row.read("working_days", cells.working_days, cells.OFFICE_DAYS)
    start, end = row.read("working_hours", cells.working_hours, cells.OFFICE_HOURS)
    return usual_hours(time_zone, WorkingWeek(days, start, end), day) if time_zone else 0


def _meeting(row: RecordReader) -> PastMeeting:
    a, b = row.read("a", cells.words, ""), row.read("b", cells.words, "")
    if a and a == b:
        row.fault("b", wrong("introduced_to_self", id=b))
    return PastMeeting(a, b, row.read("date", cells.iso_date, date.min))


def _name(text: str) -> str:
    return cells.words(text).casefold()


def _names(separators: str) -> Callable[[str], frozenset[str]]:
    return lambda text: frozenset(_name(each.strip()) for each in re.split(separators, text) if each.strip())


def _ids(text: str) -> frozenset[str]:
    return frozenset(each.strip() for each in re.split("[;|]", text) if each.strip())
