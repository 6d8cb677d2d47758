"""Wake-ups inside one process: a set of busy workspaces is all it takes."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from bot.ports.messages import Workspace
from bot.ports.wakeups import Drain


class InProcess:
    """Implements ``bot.ports.wakeups.Wakeups``: one sender a workspace."""

    def __init__(self, drain: Drain) -> None:
        self._drain = drain
        self._busy: dict[Workspace, asyncio.Task[None]] = {}
        self._again: set[Workspace] = set()

    async def wake(self, workspaces: Iterable[Workspace]) -> None:
        for each in workspaces:
            if each in self._busy:
                self._again.add(each)
            else:
                self._busy[each] = asyncio.create_task(self._send(each))

    async def reap(self) -> int:
        """Who dies here dies with all the others."""
        return 0

    async def end(self, patience: float) -> None:
        """Give senders so many seconds to come to an end."""
        if not self._busy:
            return
        _, slow = await asyncio.wait(self._busy.values(), timeout=patience)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    async def _send(self, workspace: Workspace) -> None:
        try:
            while True:
                self._again.discard(workspace)
                await self._drain(workspace)
                if workspace not in self._again:
                    return
        finally:
            del self._busy[workspace]


@asynccontextmanager
async def in_process(drain: Drain, patience: float) -> AsyncIterator[InProcess]:
    """Wake-ups for as long as the process serves. ``drain`` tells of its own failures."""
    wakeups = InProcess(drain)
    try:
        yield wakeups
    finally:
        await wakeups.end(patience)
