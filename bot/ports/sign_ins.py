"""Signing in to the pages: links from the chat that count once, and sessions of browsers.

Whoever holds a key is let in, so only hashes of keys are stored.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PageSession:
    """A browser somebody is signed in with; it ends at ``ends_at`` however much it is used."""

    person_id: str
    opened_at: datetime
    seen_at: datetime
    ends_at: datetime


class SignIns(Protocol):
    """Links and sessions, each by the hash of its key."""

    async def offer(self, key_hash: str, person_id: str, ends_at: datetime) -> None:
        """Store a link. The person's earlier ones no longer count."""
        ...

    async def offered_to(self, key_hash: str, now: datetime) -> str | None:
        """Whose link it is, while it counts."""
        ...

    async def use(self, key_hash: str, now: datetime) -> str | None:
        """Whose link it was; it counts no longer. None where it did not count any more."""
        ...

    async def open(self, key_hash: str, session: PageSession) -> None: ...
    async def session(self, key_hash: str) -> PageSession | None: ...
    async def seen(self, key_hash: str, at: datetime) -> None: ...
    async def end(self, key_hash: str) -> None: ...
    async def sessions(self, person_id: str, now: datetime) -> list[PageSession]:
        """Those of a person that have not ended, the latest used first."""
        ...

    async def end_all(self, person_ids: Collection[str]) -> None:
        """End every session of these people, and their links."""
        ...

    async def forget_ended(self, now: datetime) -> int:
        """Delete links and sessions that have ended. Returns how many."""
        ...
