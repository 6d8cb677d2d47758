"""Where a chat app is installed: one workspace or organisation each, with tokens only we can read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from nudges.people import Platform


@dataclass(frozen=True, slots=True)
class Installation:
    """A workspace with the app in it.

    ``workspace`` is the workspace's id, or the organisation's where the app is installed in all
    of it (``org_wide``); ``enterprise`` the organisation's in both cases, else empty. ``bot``
    holds public ids of the app and its bot. ``sealed`` are the tokens.
    """

    platform: Platform
    workspace: str
    name: str
    sealed: str
    installed_at: datetime
    enterprise: str = ""
    org_wide: bool = False
    bot: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None
    """When the token ends; None where it does not."""


class Installations(Protocol):
    """Where the app is installed now, and which workspaces removed it."""

    async def get(self, platform: Platform, workspace: str) -> Installation | None:
        """None where the app was never installed, or was removed."""
        ...

    async def all(self, platform: Platform) -> list[Installation]: ...
    async def save(self, installation: Installation) -> None:
        """Add an installation, or put it in the place of the one before."""
        ...

    async def remove(self, platform: Platform, workspace: str, at: datetime) -> None:
        """Forget the tokens, and remember that nobody can be written to there any more."""
        ...

    async def removed(self, platform: Platform, workspace: str) -> bool:
        """Whether a workspace had the app and removed it."""
        ...

    async def returned(self, platform: Platform, workspace: str) -> bool:
        """Forget that a workspace was removed; its token stands in the settings. False: it was not."""
        ...

    async def removed_for(self, setting_id: str) -> list[str]:
        """Names of the workspaces that removed the app and have people of this setting."""
        ...

    async def missing_for(self, setting_id: str) -> list[str]:
        """Ids of the workspaces that never had the app and have people of this setting."""
        ...

    async def hold(self, installation: Installation, now: datetime, until: datetime) -> bool:
        """Reserve the renewal of a token to one process; False where another has it, or has done it."""
        ...

    async def reseal(self, before: Installation, after: Installation) -> bool:
        """Store new tokens, if the ones before are still those that are stored."""
        ...

    async def issue_state(self, state: str, now: datetime, expires_at: datetime) -> None: ...
    async def consume_state(self, state: str, now: datetime) -> bool:
        """Whether the state was issued, is not too old and is used for the first time."""
        ...
