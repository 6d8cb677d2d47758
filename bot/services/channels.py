"""The channels of a setting: how a coordinator names them, and who reads them."""

from dataclasses import replace

from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from nudges.attention import Attention
from nudges.chance import stable_id
from nudges.channels import Channel
from nudges.consent import Consent
from nudges.people import Person, Platform, Setting
from nudges.texts import FALLBACK

LOCAL_WORKSPACE = "local"


async def readers_of(uow: UnitOfWork, channel: Channel) -> Attention | None:
    """A typical reader of a channel, whose hours and language its posts keep to; None without any."""
    reader = await uow.people.typical(channel.setting_id)
    if reader is None:
        return None
    setting = await uow.settings.get(channel.setting_id)
    # Nobody takes leave of a channel.
    return Attention(person=replace(reader, leave=()), setting=setting, consent=Consent.OPTED_IN)


async def ensure_local_channels(deps: Deps) -> None:
    """Every setting has one channel in the local chat, for everything it posts."""
    async with deps.begin() as uow:
        for setting in await uow.settings.all():
            if await _lacks_local(uow, setting):
                await uow.settings.alone(setting.id)  # another process may be about to make it, too
                if await _lacks_local(uow, setting):
                    reader = await uow.people.typical(setting.id)
                    await uow.channels.save(_local_channel(deps, setting, reader))
        await uow.commit()


async def _lacks_local(uow: UnitOfWork, setting: Setting) -> bool:
    known = await uow.channels.of_setting(setting.id)
    return not any(each.platform is Platform.LOCAL for each in known)


def _local_channel(deps: Deps, setting: Setting, reader: Person | None) -> Channel:
    language = reader.language if reader else FALLBACK
    return Channel(
        id=stable_id(setting.id, "channel", Platform.LOCAL),
        setting_id=setting.id,
        platform=Platform.LOCAL,
        workspace=LOCAL_WORKSPACE,
        address=setting.id,
        name=deps.texts.get(language, "channels.everybody", setting=setting.name),
        time_zone=reader.time_zone if reader else "UTC",
    )
