"""Administrative acts."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import AdministrativeActRow, plain
from bot.ports.acts import AdministrativeAct, Via, What

_ACTS = plain(AdministrativeActRow)


class SqlActs:
    """Implements ``bot.ports.acts.Acts``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, act_id: str, act: AdministrativeAct) -> None:
        row = {
            "id": act_id,
            "at": act.at,
            "what": act.what.value,
            "via": act.via.value,
            "setting_id": act.setting_id,
            "person_id": act.person_id,
            "detail": dict(act.detail),
        }
        await self._session.execute(insert(_ACTS).values(row))

    async def latest(self, limit: int, setting_id: str | None = None) -> list[AdministrativeAct]:
        query = select(_ACTS).order_by(_ACTS.c.at.desc(), _ACTS.c.id).limit(limit)
        if setting_id is not None:
            query = query.where(_ACTS.c.setting_id == setting_id)
        return [
            AdministrativeAct(row.at, What(row.what), Via(row.via), row.setting_id, row.person_id, row.detail)
            for row in await self._session.execute(query)
        ]
