"""A file of practice records from elsewhere, such as a forum's list of who took part."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from nudges.faults import Fault, FaultyFileError, meant, wrong
from nudges.roster import cells
from nudges.tables import CellError, Columns, RecordReader, Table, records

_NAMES = ("email", "behaviour", "date", "source")
COLUMNS = Columns(names=_NAMES, required=frozenset(_NAMES))
_SOURCE = re.compile(r"[^\W\d_][\w-]{0,29}")


@dataclass(frozen=True, slots=True)
class PracticeEntry:
    """Someone practised a behaviour on a day; ``source`` is a short word for who says so."""

    email: str
    behaviour: str
    day: date
    source: str


def read_practice_file(
    table: Table, emails: Collection[str], behaviours: Collection[str], today: date
) -> tuple[PracticeEntry, ...]:
    """The entries a table holds, in its order; the same entry said twice counts once.

    ``emails`` are the people of the setting. Raises ``FaultyFileError`` with everything
    there is to mend.
    """
    faults: list[Fault] = []
    person = _person(frozenset(email.lower() for email in emails))
    behaviour = cells.one_of(frozenset(behaviours), "no_behaviour")
    day = _day(today)

    def entry(row: RecordReader) -> PracticeEntry:
        return PracticeEntry(
            email=row.read("email", person, ""),
            behaviour=row.read("behaviour", behaviour, ""),
            day=row.read("date", day, today),
            source=row.read("source", _source, ""),
        )

    found = records(table, COLUMNS, faults)
    entries = [entry(RecordReader(table.name, record, COLUMNS, faults)) for record in found]
    if faults:
        raise FaultyFileError(faults)
    return tuple(dict.fromkeys(entries))


def _person(known: frozenset[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        email = cells.email(text)
        if email not in known:
            raise CellError(meant("stranger", email, known))
        return email

    return read


def _day(today: date) -> Callable[[str], date]:
    def read(text: str) -> date:
        day = cells.iso_date(text)
        if day > today:
            raise CellError(wrong("in_the_future", text=text))
        return day

    return read


def _source(text: str) -> str:
    if not _SOURCE.fullmatch(text):
        raise CellError(wrong("no_short_word", text=text))
    return text.casefold()
