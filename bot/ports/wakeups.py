"""Waking senders: what is due stands in the database, and somebody has to look."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.ports.messages import Workspace

Drain: TypeAlias = Callable[[Workspace], Awaitable[object]]
"""Sends whatever is due in a workspace, and returns when nothing is."""

Due: TypeAlias = Callable[[datetime], None]
"""Hears, after the commit, when the first of the stored messages is due."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Seconds between two signs of life of a process that sends, and without any until it counts as dead."""

    every: float
    dead_after: float


class Wakeups(Protocol):
    """Wakes senders, at most one at a time in each workspace as far as can be known.

    A wake-up may be lost or come twice. The next tick makes up for the one, and the claims on
    deliveries see to it that the other sends nothing twice.
    """

    async def wake(self, workspaces: Iterable[Workspace]) -> None:
        """Have what is due there sent soon. Returns before it is."""
        ...

    async def reap(self) -> int:
        """Clear away what senders that died left in the way of others. Returns how many there were."""
        ...
