"""Reads the tables people save from spreadsheets, whichever encoding, separator and quotes; writes CSV."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from charset_normalizer import from_bytes

from nudges.faults import Fault, FaultyFileError, Wrong, wrong
from nudges.tables import Row, Table

LARGEST = 10_000_000
"""Bytes; ten thousand people need less than three million."""

_SEPARATORS = ",;\t|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_WESTERN = ["cp1252"]
_OTHER_OFFICE_ENCODINGS = ["cp1251", "cp1256"]
"""What spreadsheets write when not asked: Western, or else Cyrillic or Arabic.

A short list on purpose: among all encodings a few accented names look as likely in the
wrong one, and a wrong guess would quietly spoil names.
"""
_FOREIGN_LETTERS = re.compile(rb"[\xc0-\xff]{3}")
"""Three letters in a row beyond plain ones: hardly in a Western name, in every other."""
_SIGNS = "[\u00a3\u00a4\u00a5\u00a6\u00b1\u00b2\u00b3\u00b5\u00b6\u00b9\u00bc\u00bd\u00be\u00d7\u00f7]"
_SPOILT = re.compile(rf"(?<=[^\W\d_]{{2}}){_SIGNS}|{_SIGNS}(?=[^\W\d_])")
"""Signs of money or sums inside a word: the guess was wrong after all."""


_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell's words for a formula, which may do harm."""


def written_table(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV that every spreadsheet opens; no cell is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([_defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _defused(cell: str) -> str:
    """With an apostrophe in front, by which spreadsheets know words."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def read_table(source: Path | bytes, name: str = "") -> Table:
    """The table in a file. ``name`` is what messages call it (a path's own name otherwise).

    Blank rows are left out. Raises ``FaultyFileError`` where it is no readable table.
    """
    place = name or (source.name if isinstance(source, Path) else "file")
    text = _text(_content(source, place), place)
    rows = _rows(text, place)
    if not rows:
        raise _faulty(place, wrong("empty_file"))
    return Table(place, rows[0], tuple(rows[1:]))


def _content(source: Path | bytes, place: str) -> bytes:
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise _faulty(place, wrong("cannot_open", reason=error.strerror)) from error
    if len(content) > LARGEST:
        raise _faulty(place, wrong("too_large", megabytes=LARGEST // 1_000_000))
    return content


def _text(content: bytes, place: str) -> str:
    if content.startswith(_BINARY):
        raise _faulty(place, wrong("workbook"))
    try:
        text = _decoded(content)
    except UnicodeError as error:
        raise _faulty(place, wrong("unreadable_letters")) from error
    if "\0" in text:
        raise _faulty(place, wrong("no_text_file"))
    return text


def _decoded(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        likely = _OTHER_OFFICE_ENCODINGS if _FOREIGN_LETTERS.search(content) else _WESTERN
        guess = from_bytes(content, cp_isolation=likely).best()
        text = content.decode(guess.encoding) if guess else ""
        if not text or _SPOILT.search(text):
            raise
        return text


def _rows(text: str, place: str) -> list[Row]:
    text, separator, skipped = _separator(text)
    return [
        Row(row.line + skipped, row.cells)
        for row in _parsed(text, separator, place)
        if any(cell.strip() for cell in row.cells)
    ]


def _separator(text: str) -> tuple[str, str, int]:
    """The text to read, its separator, and the number of lines skipped before it.

    A first line ``sep=;`` names the separator; otherwise it is the one that cuts the
    headings into most cells.
    """
    first, _, rest = text.partition("\n")
    name, _, separator = first.rstrip("\r").partition("=")
    if name.casefold() == "sep" and separator in tuple(_SEPARATORS):
        return rest, separator, 1
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return text, max(_SEPARATORS, key=lambda mark: _width(heading, mark)), 0


def _width(heading: str, separator: str) -> int:
    try:
        return max((len(cells) for cells in csv.reader([heading], delimiter=separator)), default=0)
    except csv.Error:  # a cell beyond all measure; reading the rows will tell
        return 0


def _parsed(text: str, separator: str, place: str) -> Iterator[Row]:
    """Every record with the line it begins on; a quoted cell may hold several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        # Also where a cell is beyond all measure: for want of its last quotation mark.
        raise FaultyFileError([Fault(place, line, "", wrong("open_quotes"))]) from error


def _faulty(place: str, what: Wrong) -> FaultyFileError:
    return FaultyFileError([Fault(place, 0, "", what)])
