"""Changes a chat platform reports: workspaces, accounts and channels."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ports.members import Member
from bot.services.deps import Deps
from bot.services.members import take_members
from nudges.channels import ChannelState
from nudges.people import Platform


@dataclass(frozen=True, slots=True)
class PlatformNewsService:
    """Implements ``bot.ports.platform_news.PlatformNews``. ``zones`` are the IANA names known here."""

    deps: Deps
    zones: Collection[str]

    async def connected(self, platform: Platform, workspace: str) -> None:
        """Whoever could not be reached there is looked at again."""
        async with self.deps.begin() as uow:
            await uow.installations.returned(platform, workspace)
            now = self.deps.clock.now()
            for account in await uow.people.accounts(platform, workspace):
                await uow.looks.look_again(account.person.id, now)
            await uow.commit()

    async def removed(self, platform: Platform, workspace: str, at: datetime | None = None) -> None:
        """News that come late, when the app was installed once more, mean the installation before."""
        async with self.deps.begin() as uow:
            known = await uow.installations.get(platform, workspace)
            if known is not None and at is not None and at < known.installed_at.replace(microsecond=0):
                return
            await uow.installations.remove(platform, workspace, self.deps.clock.now())
            await uow.commit()

    async def member(self, platform: Platform, workspace: str, member: Member) -> None:
        await take_members(self.deps, platform, workspace, [member], self.zones)

    async def channel_renamed(self, platform: Platform, workspace: str, address: str, name: str) -> None:
        async with self.deps.begin() as uow:
            channel = await uow.channels.at(platform, workspace, address)
            if channel is not None and name and channel.name != name:
                now = self.deps.clock.now()
                await uow.channels.save(replace(channel, name=name, former_name=channel.name, renamed_at=now))
                await uow.commit()

    async def channel_became(
        self, platform: Platform, workspace: str, address: str, state: ChannelState
    ) -> None:
        """A channel that nobody named here is none of ours."""
        async with self.deps.begin() as uow:
            channel = await uow.channels.at(platform, workspace, address)
            if channel is not None:
                await uow.channels.save(replace(channel, state=state))
                await uow.commit()
