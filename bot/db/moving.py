"""Moving a whole deployment from one database to another: everything or nothing."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    bindparam,
    create_engine,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.db.engine import sync_url

PORTION = 500
"""Rows that are read and written at a time."""


class MoveError(ValueError):
    """Nothing was moved; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and a checksum that does not depend on their order."""

    rows: int = 0
    checksum: int = 0

    def with_row(self, row: Mapping[str, Any]) -> "Content":
        words = json.dumps(dict(row), sort_keys=True, default=str)
        digest = hashlib.sha256(words.encode()).digest()
        return Content(self.rows + 1, (self.checksum + int.from_bytes(digest)) % 2**256)


def move(source: str, target: str, metadatas: Sequence[MetaData]) -> dict[str, int]:
    """Copy every table; both databases have the newest schema. Returns how many rows each table has.

    The target is changed in one transaction, which ends only when what it holds was read back and
    found to be the same. The source is only read, and nobody else can use it meanwhile.
    Raises ``MoveError``.
    """
    tables = [table for metadata in metadatas for table in metadata.sorted_tables]
    with _alone(source) as old, _one_transaction(target) as new:
        _check_empty(new, tables)
        moved = {table.name: _moved(old, new, table) for table in tables}
        for table in tables:
            # Without its statistics, PostgreSQL would take bad ways to many rows until it looks by itself.
            new.execute(text(f'ANALYZE "{table.name}"'))
        return moved


@contextmanager
def _alone(source: str) -> Iterator[Connection]:
    """The SQLite file, closed to everybody else: what they wrote now would be left behind."""
    engine = create_engine(sync_url(source), connect_args={"timeout": 1}, hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA locking_mode=EXCLUSIVE")
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
            yield connection
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        raise MoveError(
            f'"{source}" is in use; stop "crosspillar serve" and every other command that uses it first'
        ) from error
    finally:
        engine.dispose()


@contextmanager
def _one_transaction(target: str) -> Iterator[Connection]:
    engine = create_engine(sync_url(target), hide_parameters=True)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _check_empty(new: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        # Nobody else writes into it before the end.
        new.execute(text(f'LOCK TABLE "{table.name}" IN SHARE ROW EXCLUSIVE MODE'))
    counts = {table.name: new.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    held = ", ".join(f"{count} in {name}" for name, count in counts.items() if count)
    if held:
        raise MoveError(f"the target is not empty: it holds {held} already; name an empty database")


def _moved(old: Connection, new: Connection, table: Table) -> int:
    try:
        before = _copy(old, new, table)
        _set_sequence(new, table)
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        raise MoveError(f"table {table.name} cannot be moved ({said}); nothing was changed") from error
    after = _content(_rows(new, table))
    if after != before:
        raise MoveError(
            f"table {table.name} arrived otherwise than it left ({before.rows} rows left, {after.rows} "
            "arrived, or some differ); nothing was changed. Please report it"
        )
    return after.rows


def _copy(old: Connection, new: Connection, table: Table) -> Content:
    """Columns that name other rows of the same table are filled when all rows are there."""
    own = _own_references(table)
    content, named = Content(), []
    for portion in _portions(_rows(old, table)):
        content = reduce(Content.with_row, portion, content)
        named += [row for row in portion if any(row[column.name] is not None for column in own)]
        empty = {column.name: None for column in own}
        new.execute(insert(table), [{**row, **empty} for row in portion])
    if named:
        new.execute(
            _naming(table, own), [{f"_{name}": value for name, value in row.items()} for row in named]
        )
    return content


def _own_references(table: Table) -> list[Column[Any]]:
    return [
        column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)
    ]


def _naming(table: Table, own: Sequence[Column[Any]]) -> Any:
    this = [column == bindparam(f"_{column.name}") for column in table.primary_key]
    return update(table).where(*this).values({column.name: bindparam(f"_{column.name}") for column in own})


def _set_sequence(new: Connection, table: Table) -> None:
    """The next row gets the number after the last."""
    column = table.autoincrement_column
    if column is None:
        return
    last = new.scalar(select(func.max(column)))
    if last is not None:
        new.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), last)))


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    found = connection.execute(select(table).execution_options(yield_per=PORTION))
    yield from (row._asdict() for row in found)


def _portions(rows: Iterator[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    while portion := list(islice(rows, PORTION)):
        yield portion


def _content(rows: Iterator[Mapping[str, Any]]) -> Content:
    return reduce(Content.with_row, rows, Content())
