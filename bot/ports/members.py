"""Members of a chat platform's workspace, as the platform tells of them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from nudges.people import Identity, Person, Platform


@dataclass(frozen=True, slots=True)
class Member:
    """One account. What the platform does not tell is empty.

    ``email`` is in lower case, ``time_zone`` an IANA name, ``language`` two letters. An
    ``ordinary`` account belongs to a person of the workspace: no bot, no guest, nobody of
    another organisation.
    """

    user_id: str
    email: str = ""
    time_zone: str = ""
    language: str = ""
    active: bool = True
    ordinary: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """An account we know, and whose it is."""

    identity: Identity
    person: Person
    is_open: bool
    is_unlinked: bool = False
    """Its person took it away themselves."""


class MemberSource(Protocol):
    """Tells who the members of the connected workspaces are."""

    @property
    def platform(self) -> Platform: ...

    async def workspaces(self) -> list[str]: ...

    def members(self, workspace: str) -> AsyncIterator[Sequence[Member]]:
        """Everybody, page by page. Raises ``SendError`` where the platform does not tell."""
        ...
