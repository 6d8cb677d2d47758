"""The roster: the file in which coordinators say who belongs to a setting, and when they work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from nudges.faults import Fault, FaultyFileError, wrong
from nudges.people import Leave, WorkingWeek
from nudges.roster import cells
from nudges.roster.cells import OFFICE_DAYS, OFFICE_HOURS, ChatHandle
from nudges.roster.links import link_faults
from nudges.roster.warnings import LookAlike, look_alikes
from nudges.tables import Columns, RecordReader, Table, records
from nudges.texts import FALLBACK

COLUMNS = Columns(
    names=(
        "email",
        "name",
        "role_group",
        "entity",
        "pillar",
        "duty_station",
        "country",
        "time_zone",
        "working_days",
        "working_hours",
        "language",
        "manager_email",
        "is_coordinator",
        "slack_id",
        "teams_id",
        "leave",
    ),
    required=frozenset({"email", "name", "role_group", "entity", "pillar", "time_zone"}),
)
MOST_PEOPLE, MOST_COLUMNS = 50_000, 100
"""Of a roster. Each line and each heading is looked at in turn, and a file may hold a million of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """The words a roster may use: IANA zones, ISO 3166-1 alpha-2 countries, languages, role groups."""

    zones: frozenset[str]
    countries: frozenset[str]
    languages: frozenset[str]
    role_groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the roster describes them. ``line`` is where in the file."""

    line: int
    email: str
    """Lower case; the person's key within the setting."""
    name: str
    role_group: str
    entity: str
    pillar: str
    duty_station: str
    country: str
    """Empty: no public holidays."""
    time_zone: str
    week: WorkingWeek
    language: str
    manager_email: str | None
    is_coordinator: bool
    slack: ChatHandle | None
    teams: ChatHandle | None
    leave: tuple[Leave, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """``alike`` are spellings to look at again; they hinder nothing."""

    rows: tuple[RosterRow, ...]
    alike: tuple[LookAlike, ...] = ()


def read_roster(table: Table, known: Known, known_emails: Collection[str] = ()) -> Roster:
    """The roster a table holds.

    ``known_emails`` are people already in the setting, who may be managers without being
    in the file. Raises ``FaultyFileError`` with everything there is to mend.
    """
    _refuse_endless(table)
    faults: list[Fault] = []
    reader = _RowReader(known)
    found = records(table, COLUMNS, faults)
    rows = [reader.read(RecordReader(table.name, record, COLUMNS, faults)) for record in found]
    faults.extend(link_faults(table.name, rows, frozenset(email.lower() for email in known_emails)))
    if faults:
        raise FaultyFileError(faults)
    return Roster(_one_spelling(rows), tuple(_look_alikes(rows)))


def _refuse_endless(table: Table) -> None:
    lines, columns = len(table.rows), len(table.header.cells)
    if lines > MOST_PEOPLE or columns > MOST_COLUMNS:
        raise FaultyFileError([Fault(table.name, 0, "", wrong("endless", lines=lines, columns=columns))])


class _RowReader:
    """Reads rows; what depends on the known words is prepared once for a file."""

    def __init__(self, known: Known) -> None:
        self._role_group = cells.one_of(known.role_groups, "no_role_group")
        self._country = cells.country(known.countries)
        self._zone = cells.one_of(known.zones, "no_zone")
        languages = ", ".join(sorted(known.languages))
        self._language = cells.one_of(known.languages, "no_language", languages=languages)

    def read(self, row: RecordReader) -> RosterRow:
        """The row, with defaults where cells are blank or faulty."""
        return RosterRow(
            line=row.record.line,
            email=row.read("email", cells.email, ""),
            name=row.read("name", cells.words, ""),
            role_group=row.read("role_group", self._role_group, ""),
            entity=row.read("entity", cells.words, ""),
            pillar=row.read("pillar", cells.words, ""),
            duty_station=row.read("duty_station", cells.words, ""),
            country=row.read("country", self._country, ""),
            time_zone=row.read("time_zone", self._zone, ""),
            week=_week(row),
            language=row.read("language", self._language, FALLBACK),
            manager_email=row.read("manager_email", cells.email, None),
            is_coordinator=row.read("is_coordinator", cells.yes_or_no, False),
            slack=row.read("slack_id", cells.slack_id, None),
            teams=row.read("teams_id", cells.teams_id, None),
            leave=row.read("leave", cells.leave, ()),
        )


def _week(row: RecordReader) -> WorkingWeek:
    days = row.read("working_days", cells.working_days, OFFICE_DAYS)
    start, end = row.read("working_hours", cells.working_hours, OFFICE_HOURS)
    return WorkingWeek(days, start, end)


def _look_alikes(rows: Sequence[RosterRow]) -> list[LookAlike]:
    return [
        *look_alikes("pillar", ((row.line, row.pillar) for row in rows)),
        *look_alikes("entity", ((row.line, row.entity) for row in rows)),
    ]


def _one_spelling(rows: Sequence[RosterRow]) -> tuple[RosterRow, ...]:
    """Entities and pillars that differ in case alone are the same; the first spelling stays.

    Two spellings would make two groups, each smaller than the real one.
    """
    entities: dict[str, str] = {}
    pillars: dict[str, str] = {}
    return tuple(
        replace(
            row,
            entity=entities.setdefault(row.entity.casefold(), row.entity),
            pillar=pillars.setdefault(row.pillar.casefold(), row.pillar),
        )
        for row in rows
    )
