"""The channels a setting posts in."""

from collections.abc import Collection
from typing import Protocol

from nudges.channels import Channel
from nudges.people import Platform


class Channels(Protocol):
    """Where posts of each setting go."""

    async def of_setting(self, setting_id: str) -> list[Channel]: ...
    async def some(self, channel_ids: Collection[str]) -> dict[str, Channel]: ...
    async def save(self, channel: Channel) -> None:
        """Add a channel, or store what changed; one place belongs to one setting."""
        ...

    async def taken(self, channel: Channel) -> bool:
        """Whether another setting posts in this place."""
        ...

    async def at(self, platform: Platform, workspace: str, address: str) -> Channel | None:
        """The channel of a place, whoever's it is."""
        ...

    async def remove(self, channel_id: str) -> None: ...
