"""What became of the places a setting is reached in, in words for its coordinators."""

from datetime import datetime

from bot.ports.storage import UnitOfWork
from nudges.digests import Line
from nudges.people import Setting


async def places_to_mend(uow: UnitOfWork, setting: Setting) -> list[Line]:
    """Workspaces that removed the app or never had it, and channels that take no posts any more."""
    removed = await uow.installations.removed_for(setting.id)
    missing = await uow.installations.missing_for(setting.id)
    channels = await uow.channels.of_setting(setting.id)
    return [
        *(Line("digest.need_workspace", {"workspace": name}) for name in removed),
        *(Line("digest.need_install", {"workspace": workspace}) for workspace in missing),
        *(
            Line(f"digest.need_channel_{channel.state}", {"channel": channel.name})
            for channel in channels
            if not channel.is_open
        ),
    ]


async def places_renamed(uow: UnitOfWork, setting: Setting, start: datetime, end: datetime) -> list[Line]:
    """Channels that had another name before this time."""
    return [
        Line("digest.channel_renamed", {"former": channel.former_name, "channel": channel.name})
        for channel in await uow.channels.of_setting(setting.id)
        if channel.renamed_at is not None and start <= channel.renamed_at < end
    ]
