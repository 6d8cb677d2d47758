"""Statements that both databases understand."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

_CHUNK = 400
"""Rows a statement: SQLite allows 32,766 bound values, and no table here is wider than 20."""


async def insert_new(
    session: AsyncSession, table: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert rows; a row that would break a unique key is left out. Returns how many were inserted."""
    if not rows:
        return 0
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    inserted = 0
    for start in range(0, len(rows), _CHUNK):
        statement = make(table).values([dict(row) for row in rows[start : start + _CHUNK]])
        result = await session.execute(statement.on_conflict_do_nothing())
        inserted += result.rowcount  # type: ignore[attr-defined]  # a cursor result: this was an INSERT
    return inserted
