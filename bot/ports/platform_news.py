"""What a chat platform tells of its workspaces: who came and went, what was renamed or taken away."""

from datetime import datetime
from typing import Protocol

from bot.ports.members import Member
from nudges.channels import ChannelState
from nudges.people import Platform


class PlatformNews(Protocol):
    """What an adapter calls when its platform reports a change. Hearing it twice changes nothing."""

    async def connected(self, platform: Platform, workspace: str) -> None:
        """The app is in a workspace, perhaps once more."""
        ...

    async def removed(self, platform: Platform, workspace: str, at: datetime | None = None) -> None:
        """The app was taken out of a workspace, to the second ``at``, or now."""
        ...

    async def member(self, platform: Platform, workspace: str, member: Member) -> None:
        """An account is new, or something about it is."""
        ...

    async def channel_renamed(self, platform: Platform, workspace: str, address: str, name: str) -> None: ...

    async def channel_became(
        self, platform: Platform, workspace: str, address: str, state: ChannelState
    ) -> None: ...
