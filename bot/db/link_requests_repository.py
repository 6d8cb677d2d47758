"""What accounts that nobody knows asked for."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import LinkRequestRow, plain
from bot.db.writing import insert_or_change
from nudges.flows.linking.requests import LinkRequest

_TABLE = plain(LinkRequestRow)
_GET = select(_TABLE).where(_TABLE.c.account == bindparam("wanted")).with_for_update()
_FORGET = delete(_TABLE).where(_TABLE.c.asked_at < bindparam("before")).returning(_TABLE.c.account)
_CHANGING = tuple(column.name for column in _TABLE.columns if not column.primary_key)


class SqlLinkRequests:
    """Implements ``bot.ports.linking.LinkRequests``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, account: str) -> LinkRequest | None:
        row = (await self._session.execute(_GET, {"wanted": account})).first()
        return None if row is None else LinkRequest(*row)

    async def save(self, request: LinkRequest) -> None:
        await insert_or_change(self._session, LinkRequestRow, asdict(request), _CHANGING)

    async def forget(self, before: datetime) -> int:
        return len((await self._session.execute(_FORGET, {"before": before})).all())
