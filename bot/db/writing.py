"""Statements that both databases understand."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from bot.db.tables import Base, plain


async def insert_new(session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows; a row that would break a unique key is left out. Returns how many were inserted."""
    if not rows:
        return 0
    statement = _insert_into(table, session.get_bind().dialect.name)
    # Counted from what comes back: PostgreSQL's driver tells no row count for many rows.
    return len((await session.execute(statement, [dict(row) for row in rows])).all())


async def insert_or_change(
    session: AsyncSession, table: type[Base], row: Mapping[str, Any], changing: tuple[str, ...]
) -> None:
    """Insert a row; of one that is there, only the ``changing`` columns are written."""
    await session.execute(_insert_or_change(table, changing, session.get_bind().dialect.name), dict(row))


@cache
def _insert_or_change(table: type[Base], changing: tuple[str, ...], dialect: str) -> Insert:
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    target = plain(table)
    statement = make(target)
    return statement.on_conflict_do_update(
        index_elements=list(target.primary_key), set_={name: statement.excluded[name] for name in changing}
    )


@cache
def _insert_into(table: type[Base], dialect: str) -> ReturningInsert[Any]:
    """Built once a table: building a statement costs as much as running it."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    target = plain(table)
    return make(target).on_conflict_do_nothing().returning(*target.primary_key)
