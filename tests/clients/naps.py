"""Sleep on a virtual clock: time moves on when everybody who works is asleep."""

import asyncio
import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.clock import VirtualClock

LULL = 0.004
"""Real seconds without a step of anybody: what is under way on a socket or in a database takes less."""


@dataclass
class Naps:
    """Many sleepers, one clock. ``working`` surrounds what may sleep."""

    clock: VirtualClock
    lull: float = LULL
    _workers: int = 0
    _steps: int = 0
    _sleepers: list[tuple[datetime, int, asyncio.Event]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)
    _pump: asyncio.Task[None] | None = None

    @contextmanager
    def working(self) -> Iterator[None]:
        self._step(1)
        try:
            yield
        finally:
            self._step(-1)

    def _step(self, change: int) -> None:
        self._workers += change
        self._steps += 1

    async def sleep(self, seconds: float) -> None:
        self._steps += 1
        woken = asyncio.Event()
        until = self.clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (until, next(self._numbers), woken))
        if self._pump is None:
            self._pump = asyncio.create_task(self._move_on())
        await woken.wait()

    async def _move_on(self) -> None:
        while self._sleepers:
            steps = self._steps
            await asyncio.sleep(self.lull)
            if steps == self._steps and len(self._sleepers) >= self._workers:
                until, _, woken = heapq.heappop(self._sleepers)
                self.clock.move_to(max(until, self.clock.now()))
                self._steps += 1
                woken.set()
        self._pump = None


async def no_wait(_seconds: float) -> None:
    """For a clock that stands still: whose turn it is does not matter to the test."""
