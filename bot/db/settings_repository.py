"""Settings (places) in the database."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.mapping import setting_of, setting_values
from bot.db.tables import SettingRow
from nudges.people import Setting


class SqlSettings:
    """Implements ``bot.ports.storage.Settings``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, setting_id: str) -> Setting:
        return setting_of(await self._session.get_one(SettingRow, setting_id))

    async def alone(self, setting_id: str) -> Setting:
        # The weaker of PostgreSQL's two write locks: rows that point to the setting can still be added.
        query = select(SettingRow).where(SettingRow.id == setting_id).with_for_update(key_share=True)
        fresh = await self._session.scalars(query, execution_options={"populate_existing": True})
        return setting_of(fresh.one())

    async def named(self, name: str) -> Setting | None:
        row = await self._session.scalar(select(SettingRow).where(SettingRow.name == name))
        return setting_of(row) if row else None

    async def all(self) -> list[Setting]:
        rows = await self._session.scalars(select(SettingRow).order_by(SettingRow.name))
        return [setting_of(row) for row in rows]

    async def add(self, setting: Setting) -> None:
        self._session.add(SettingRow(**setting_values(setting)))
        await self._session.flush()

    async def save(self, setting: Setting) -> None:
        values = setting_values(setting)
        await self._session.execute(
            update(SettingRow).where(SettingRow.id == setting.id).values(**values),
            execution_options={"synchronize_session": "fetch"},
        )
