"""Statements that both databases understand."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.dml import ReturningInsert


async def insert_new(
    session: AsyncSession, table: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert rows; a row that would break a unique key is left out. Returns how many were inserted."""
    if not rows:
        return 0
    statement = _insert_into(table, session.get_bind().dialect.name)
    # Counted from what comes back: PostgreSQL's driver tells no row count for many rows.
    return len((await session.execute(statement, [dict(row) for row in rows])).all())


@cache
def _insert_into(table: type[DeclarativeBase], dialect: str) -> ReturningInsert[Any]:
    """Built once a table: building a statement costs as much as running it."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    target = cast("Table", table.__table__)
    return make(target).on_conflict_do_nothing().returning(*target.primary_key)
