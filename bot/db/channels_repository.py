"""Channels."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.mapping import channel_of, channel_values
from bot.db.tables import ChannelRow
from nudges.channels import Channel


class SqlChannels:
    """Implements ``bot.ports.channels.Channels``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_setting(self, setting_id: str) -> list[Channel]:
        return await self._where(ChannelRow.setting_id == setting_id)

    async def some(self, channel_ids: Collection[str]) -> dict[str, Channel]:
        return {each.id: each for each in await self._where(ChannelRow.id.in_(channel_ids))}

    async def save(self, channel: Channel) -> None:
        await self._session.merge(ChannelRow(**channel_values(channel)))
        await self._session.flush()

    async def taken(self, channel: Channel) -> bool:
        same = await self._where(
            (ChannelRow.platform == channel.platform.value)
            & (ChannelRow.workspace == channel.workspace)
            & (ChannelRow.address == channel.address)
        )
        return any(each.setting_id != channel.setting_id for each in same)

    async def remove(self, channel_id: str) -> None:
        await self._session.execute(delete(ChannelRow).where(ChannelRow.id == channel_id))

    async def _where(self, condition: ColumnElement[bool]) -> list[Channel]:
        rows = await self._session.scalars(select(ChannelRow).where(condition).order_by(ChannelRow.id))
        return [channel_of(row) for row in rows]
