"""Deeds that were stored, so that one which is delivered again changes nothing."""

from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import HandledRow, plain

_TABLE = plain(HandledRow)
_NOTE = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id),
}
_FORGET = delete(_TABLE).where(_TABLE.c.at < bindparam("before")).returning(_TABLE.c.id)


class SqlHandled:
    """Implements ``bot.ports.storage.Handled``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def first_time(self, deed_id: str, at: datetime) -> bool:
        connection = await self._session.connection()
        noted = await connection.execute(_NOTE[connection.dialect.name], {"id": deed_id, "at": at})
        return noted.first() is not None

    async def forget(self, before: datetime) -> int:
        connection = await self._session.connection()
        return len((await connection.execute(_FORGET, {"before": before})).all())
