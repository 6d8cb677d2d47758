"""Rows of words, as a spreadsheet holds them, and reading them column by column.

A ``Table`` is what an adapter makes of a file. ``records`` matches its header with the
columns that are wanted; a ``RecordReader`` turns the cells of one row into values. Both
collect faults instead of stopping at the first.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nudges.faults import Fault, Wrong, meant, wrong

T = TypeVar("T")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200e\u200f\u2060\u00ad"))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the line of the file on which it begins (counted from 1)."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows. ``name`` is what people call the file."""

    name: str
    header: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a file may have, and those it must have."""

    names: tuple[str, ...]
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Record:
    """One row as text by column, tidied by ``tidy``."""

    line: int
    cells: Mapping[str, str]


class CellError(ValueError):
    """A cell cannot be read; ``wrong`` is why, and how to mend it."""

    def __init__(self, what: Wrong) -> None:
        super().__init__(what)
        self.wrong = what


def tidy(text: str) -> str:
    """One line of composed Unicode, without blanks at its ends or characters nobody sees."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def records(table: Table, columns: Columns, faults: list[Fault]) -> list[Record]:
    """The rows by column. What is wrong with the header or a row's length goes to ``faults``."""
    header = [_column(cell, columns) for cell in table.header.cells]
    faults.extend(_header_faults(table, header, columns))
    found = []
    for row in table.rows:
        cells = [tidy(cell) for cell in row.cells]
        if any(cells[len(header) :]):
            faults.append(_too_long(table, row, len(header)))
        found.append(
            Record(row.line, {name: cell for name, cell in zip(header, cells, strict=False) if name})
        )
    if not found:
        faults.append(Fault(table.name, 0, "", wrong("no_rows")))
    return found


@dataclass(slots=True)
class RecordReader:
    """Reads the cells of one record; every fault goes to ``faults`` and reading goes on."""

    place: str
    record: Record
    columns: Columns
    faults: list[Fault]

    def read(self, column: str, parse: Callable[[str], T], default: T) -> T:
        """The value of a cell, or the default where it is blank, missing or faulty."""
        text = self.record.cells.get(column)
        if text is None:
            return default
        if not text:
            if column in self.columns.required:
                self.fault(column, wrong("empty_cell"))
            return default
        try:
            return parse(text)
        except CellError as error:
            self.fault(column, error.wrong)
            return default

    def fault(self, column: str, what: Wrong) -> None:
        self.faults.append(Fault(self.place, self.record.line, column, what))


def _column(cell: str, columns: Columns) -> str:
    """The wanted column a heading names, whatever its case, blanks and dashes; else as written."""
    heading = tidy(cell)
    known = {_letters(name): name for name in columns.names}
    return known.get(_letters(heading), heading)


def _letters(heading: str) -> str:
    return "".join(character for character in heading.casefold() if character.isalnum())


def _header_faults(table: Table, header: Sequence[str], columns: Columns) -> list[Fault]:
    names = frozenset(columns.names)
    found = [
        Fault(table.name, table.header.line, name, meant("unknown_column", name, names))
        for name in header
        if name and name not in names
    ]
    found += [
        Fault(table.name, table.header.line, name, wrong("repeated_column"))
        for name in columns.names
        if header.count(name) > 1
    ]
    found += [
        Fault(table.name, table.header.line, name, wrong("missing_column"))
        for name in columns.names
        if name in columns.required and name not in header
    ]
    return found + _nameless(table, header)


def _nameless(table: Table, header: Sequence[str]) -> list[Fault]:
    """Columns with words but without a heading; a wholly blank column is harmless."""
    return [
        Fault(table.name, table.header.line, "", wrong("nameless_column", number=number + 1))
        for number, name in enumerate(header)
        if not name and any(tidy(cell) for row in table.rows for cell in row.cells[number : number + 1])
    ]


def _too_long(table: Table, row: Row, width: int) -> Fault:
    return Fault(table.name, row.line, "", wrong("too_many_cells", count=len(row.cells), width=width))
