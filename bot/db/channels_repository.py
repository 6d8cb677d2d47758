"""Channels."""

from collections.abc import Collection

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.mapping import channel_of, channel_values
from bot.db.tables import ChannelRow
from nudges.channels import Channel
from nudges.people import Platform

_CHANNELS = select(ChannelRow).order_by(ChannelRow.id)
_OF_SETTING = _CHANNELS.where(ChannelRow.setting_id == bindparam("setting_id"))
_SOME = _CHANNELS.where(ChannelRow.id.in_(bindparam("wanted", expanding=True)))
_SAME = _CHANNELS.where(
    ChannelRow.platform == bindparam("platform"),
    ChannelRow.workspace == bindparam("workspace"),
    ChannelRow.address == bindparam("address"),
)


class SqlChannels:
    """Implements ``bot.ports.channels.Channels``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_setting(self, setting_id: str) -> list[Channel]:
        return await self._found(_OF_SETTING, setting_id=setting_id)

    async def some(self, channel_ids: Collection[str]) -> dict[str, Channel]:
        found = await self._found(_SOME, wanted=list(channel_ids)) if channel_ids else []
        return {each.id: each for each in found}

    async def save(self, channel: Channel) -> None:
        await self._session.merge(ChannelRow(**channel_values(channel)))
        await self._session.flush()

    async def taken(self, channel: Channel) -> bool:
        same = await self.at(channel.platform, channel.workspace, channel.address)
        return same is not None and same.setting_id != channel.setting_id

    async def at(self, platform: Platform, workspace: str, address: str) -> Channel | None:
        same = await self._found(_SAME, platform=platform.value, workspace=workspace, address=address)
        return same[0] if same else None

    async def remove(self, channel_id: str) -> None:
        await self._session.execute(delete(ChannelRow).where(ChannelRow.id == channel_id))

    async def _found(self, query: Select[ChannelRow], **values: object) -> list[Channel]:
        return [channel_of(row) for row in await self._session.scalars(query, values)]
