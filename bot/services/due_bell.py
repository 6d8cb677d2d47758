"""Tells this process that a message was stored whose time has come already."""

import asyncio
from datetime import datetime

from bot.ports import Clock


class DueBell:
    """Rung by the unit of work, after its commit."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def stored(self, due_at: datetime) -> None:
        """Ring, unless the first message is due only later: then the tick finds it."""
        if due_at <= self._clock.now():
            self._rung.set()

    async def heard(self) -> None:
        """Return at the next ring, or at once where it rang since it was last heard."""
        await self._rung.wait()
        self._rung.clear()
