"""What is forgotten when it has become old, a portion at a time."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol


class Retention(Protocol):
    """Deletes or empties rows that are older than a moment.

    Each method does at most ``limit`` of them and returns how many it did, so that nobody waits
    long for the database; doing it again goes on where it stopped.
    """

    async def happenings(self, before: datetime, limit: int) -> int: ...
    async def decisions(self, before: datetime, limit: int) -> int: ...
    async def answers(self, before: datetime, limit: int) -> int: ...
    async def prompts(self, before: datetime, limit: int, kept: Collection[str]) -> int:
        """Messages whose time is over, with their deliveries and answers.

        The latest few unasked ones of each person stay, because the attention budget counts
        them, and so do those of the nudges in ``kept``.
        """
        ...

    async def contents(self, before: datetime, limit: int) -> int:
        """Empty the facts of those that stay: names and words of others."""
        ...

    async def acts(self, before: datetime, limit: int) -> int:
        """Administrative acts."""
        ...

    async def practices(self, setting_id: str, first: date, last: date, limit: int) -> int:
        """Records of practice of these days, both included."""
        ...

    async def records(self, kind: str, states: Collection[str], before: datetime, limit: int) -> int:
        """Records of flows in these states, untouched since, which wait for no moment of their own."""
        ...
