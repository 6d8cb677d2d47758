"""Files from spreadsheets: any encoding, any separator, the right line numbers."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.spreadsheets import LARGEST, read_table, written_table
from tests.told import faults_told

UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-32"]
SEPARATORS = [",", ";", "\t", "|"]
LINE_ENDS = ["\n", "\r\n"]
LETTERS = st.characters(codec="utf-8", exclude_characters="\0\r\ufeff", exclude_categories=["Cs"])
CELLS = st.text(LETTERS, max_size=12)
HEADINGS = ("email", "name", "entity")
MEND = "save it from your spreadsheet as CSV (UTF-8)"

WESTERN = ["José Muñoz", "Zoë Müller", "Françoise Lefèvre", "Åse Østergård", "Iñigo Peña", "Anne-Sophie"]
CYRILLIC = ["Иван Петров", "Анна Смирнова", "Ольга Кузнецова", "Юлия Щукина"]
ARABIC = ["أحمد حسن", "ليلى خوري", "محمد علي", "فاطمة الزهراء"]


def written(rows: Iterable[tuple[str, ...]], separator: str, line_end: str = "\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


def plain(rows: Iterable[tuple[str, ...]], separator: str) -> str:
    return "".join(separator.join(row) + "\n" for row in rows)


def fault(content: bytes | Path) -> str:
    [found] = faults_told(lambda: read_table(content, "roster.csv"))
    return found


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    st.sampled_from(UNICODE),
    st.sampled_from(SEPARATORS),
    st.sampled_from(LINE_ENDS),
)
def test_any_table_reads_back_the_same(
    rows: list[tuple[str, ...]], encoding: str, separator: str, line_end: str
) -> None:
    content = written([HEADINGS, *rows], separator, line_end).encode(encoding)
    table = read_table(content)
    assert table.header.cells == HEADINGS
    assert [row.cells for row in table.rows] == [row for row in rows if any(cell.strip() for cell in row)]


@pytest.mark.parametrize(
    ("encoding", "names"), [("cp1252", WESTERN), ("cp1251", CYRILLIC), ("cp1256", ARABIC)]
)
@given(st.data())
def test_names_in_an_office_encoding_read_back_the_same(
    encoding: str, names: list[str], data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=6))
    separator = data.draw(st.sampled_from(SEPARATORS))
    rows = [HEADINGS, *((f"p{n}@sample.example", name, "Office") for n, name in enumerate(chosen))]
    table = read_table(plain(rows, separator).encode(encoding))
    assert [row.cells[1] for row in table.rows] == chosen


@given(st.lists(st.text("ab\n", min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=8))
@example(["a\n\nb", "c"])
def test_line_numbers_count_the_lines_inside_cells(cells: list[str]) -> None:
    text = written([HEADINGS, *((cell, "x", "y") for cell in cells)], ",")
    lines = text.split("\n")
    for row in read_table(text.encode()).rows:
        assert lines[row.line - 1].startswith('"' + row.cells[0].split("\n")[0])


def test_blank_rows_are_left_out_and_still_counted() -> None:
    table = read_table(b"\n;;\nemail;name\n\n;\na@sample.example;A\n")
    assert (table.header.line, [row.line for row in table.rows]) == (3, [6])


def test_old_line_ends_are_read() -> None:
    assert [row.cells for row in read_table(b"email,name\ra,b\rc,d").rows] == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_first_line_may_name_the_separator(separator: str) -> None:
    content = f"sep={separator}\r\nemail{separator}name\r\na{separator}b\r\n".encode()
    table = read_table(content)
    assert (table.header.cells, table.rows[0].cells, table.rows[0].line) == (("email", "name"), ("a", "b"), 3)


def test_the_header_decides_the_separator() -> None:
    assert read_table(b"email;name\na;Doe, Jo, Dr, PhD\n").rows[0].cells == ("a", "Doe, Jo, Dr, PhD")


def test_a_single_column_is_a_table_too() -> None:
    assert read_table(b"email\na@sample.example\n").rows[0].cells == ("a@sample.example",)


def test_a_file_is_known_by_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("email\na@sample.example\n", encoding="utf-8")
    assert read_table(path).name == "staff.csv"
    assert fault(tmp_path / "nowhere.csv").startswith("roster.csv: cannot be opened")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n", b"sep=;\n"])
def test_an_empty_file_says_what_it_needs(content: bytes) -> None:
    assert "is empty; it needs a line of headings" in fault(content)


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7"])
def test_a_workbook_is_refused_with_the_mend(content: bytes) -> None:
    assert MEND in fault(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"email,na\0me\na,b\n", id="zero bytes"),
        pytest.param("email,name\na,b\n".encode("utf-16-le"), id="two bytes a letter, unmarked"),
        pytest.param(b"\xff\xfee\0m", id="cut off in the middle of a letter"),
        pytest.param("email,name\na,Łukasz Żuławski\nb,Paweł\n".encode("cp1250"), id="another encoding"),
        pytest.param(bytes(range(128, 256)) * 4, id="noise"),
    ],
)
def test_an_unreadable_file_is_refused_with_the_mend(content: bytes) -> None:
    assert MEND in fault(content)


def test_an_open_quotation_mark_is_found_where_it_begins() -> None:
    assert fault(b'email,name\na,"b\nc,d\ne,f\n').startswith("roster.csv:2: from here on quotation marks")


@pytest.mark.parametrize("before", [b"", b'email\n"'])
def test_a_cell_without_end_is_found_where_it_begins(before: bytes) -> None:
    """Python's reader of such tables has a limit of its own, which counts in the headings, too."""
    told = fault(before + b"x" * 200_000)
    assert told.startswith(f"roster.csv:{1 + before.count(10)}: from here on quotation marks")


def test_a_huge_file_is_refused() -> None:
    assert "is larger than 10 MB" in fault(b"a" * (LARGEST + 1))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3).filter(any), min_size=1, max_size=4))
def test_what_is_written_can_be_read_and_holds_no_formula(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(written_table(rows).decode("utf-8-sig"), newline="")))
    for before, after in zip(rows, read, strict=True):
        assert [cell.removeprefix("'") for cell in after] == [cell.removeprefix("'") for cell in before]
        assert not any(cell.strip(" ").startswith(tuple("=+-@\t\r")) for cell in after)
