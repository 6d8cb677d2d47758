"""Tells open pages of this process that something in the local chat has changed."""

import asyncio
from contextlib import suppress


class Bell:
    """Rung after every change. Whoever wants to miss nothing takes ``next`` *before* reading."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    @property
    def next(self) -> asyncio.Event:
        """Set at the next ring."""
        return self._next

    def ring(self) -> None:
        self._next.set()
        self._next = asyncio.Event()


async def heard(ring: asyncio.Event, *, within: float) -> None:
    """Return at the ring, or after ``within`` seconds without one."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            await ring.wait()
