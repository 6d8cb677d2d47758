"""Files of rows, genuine ones, and what they are read by."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from bot.spreadsheets import read_table
from nudges.faults import FaultyFileError
from nudges.tables import Table
from tests.fuzz.target import LARGEST, Try


@contextmanager
def tables(read: Callable[[Table], object]) -> Iterator[Try]:
    """A table is read, or refused in the way in which people are told what to mend."""

    def attempt(data: bytes) -> None:
        with suppress(FaultyFileError):
            read(read_table(data, "file.csv"))

    yield attempt


def a_file(rows: Iterable[Mapping[str, str]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """As a spreadsheet saves it; the headings are those of the first row."""
    first, *more = rows
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(first), delimiter=separator)
    writer.writeheader()
    writer.writerows([first, *more])
    return text.getvalue().encode(encoding)


def large_file(row: Callable[[int], Mapping[str, str]]) -> bytes:
    """Numbered rows up to the largest size that is tried."""
    width = len(",".join(row(1000).values())) + 4
    return a_file(row(n) for n in range(LARGEST // width))
