"""Settings (places) in the database."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.editions_repository import KnownEditions
from bot.db.mapping import setting_of, setting_values
from bot.db.tables import SettingRow
from nudges.people import Setting

_ALL = select(SettingRow).order_by(SettingRow.name)
# The weaker of PostgreSQL's two write locks: rows that point to the setting can still be added.
_ALONE = (
    select(SettingRow)
    .where(SettingRow.id == bindparam("wanted"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


class SqlSettings:
    """Implements ``bot.ports.storage.Settings``."""

    def __init__(self, session: AsyncSession, editions: KnownEditions) -> None:
        self._session = session
        self._editions = editions

    async def get(self, setting_id: str) -> Setting:
        return await self._setting(await self._session.get_one(SettingRow, setting_id))

    async def alone(self, setting_id: str) -> Setting:
        return await self._setting((await self._session.scalars(_ALONE, {"wanted": setting_id})).one())

    async def named(self, name: str) -> Setting | None:
        row = await self._session.scalar(select(SettingRow).where(SettingRow.name == name))
        return await self._setting(row) if row else None

    async def all(self) -> list[Setting]:
        return [await self._setting(row) for row in (await self._session.scalars(_ALL)).all()]

    async def add(self, setting: Setting) -> None:
        self._session.add(SettingRow(**setting_values(setting), edition=""))
        await self._session.flush()

    async def save(self, setting: Setting) -> None:
        values = setting_values(setting)
        await self._session.execute(
            update(SettingRow).where(SettingRow.id == setting.id).values(**values),
            execution_options={"synchronize_session": "fetch"},
        )

    async def _setting(self, row: SettingRow) -> Setting:
        return setting_of(row, await self._editions.of(self._session, row.id, row.edition))
