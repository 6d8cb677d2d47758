"""What the local chat needs to know about the people who may try it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from nudges.texts import FALLBACK


@dataclass(frozen=True, slots=True)
class LocalPerson:
    """One person of the roster, as the chooser shows them. ``email`` is the local user id."""

    id: str
    email: str
    name: str
    role: str
    """A name short enough for a narrow list."""
    role_in_full: str
    entity: str
    pillar: str
    time_zone: str
    """IANA name."""
    setting: str
    is_coordinator: bool = False
    language: str = FALLBACK
    """The page speaks it to this person."""


@dataclass(frozen=True, slots=True)
class LocalChannel:
    """A channel; ``id`` is the ``channel_id`` of its address."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CommandHint:
    """A command offered below the command box: what is typed, and what it does."""

    text: str
    meaning: str


class Directory(Protocol):
    """Who may be chosen, and which channels they see."""

    async def people(self, language: str = FALLBACK) -> Sequence[LocalPerson]:
        """Everybody on the roster who has not left; their roles in the reader's language."""
        ...

    async def person(self, email: str) -> LocalPerson | None: ...

    async def channels(self, email: str) -> Sequence[LocalChannel]:
        """The channels this person belongs to, in the order they are listed."""
        ...
