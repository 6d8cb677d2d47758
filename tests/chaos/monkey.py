"""The monkey: one trouble after the other, drawn from its seed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TypeAlias

from sqlalchemy.exc import OperationalError

from tests.chaos.databases import Server, grow, locked
from tests.chaos.diary import Diary
from tests.chaos.fleet import Fleet, Process
from tests.chaos.slack import RoughSlack
from tests.clients.role_process import SharedClock

JUMPS = tuple(
    timedelta(minutes=each) for each in (-26 * 60, -180, -45, -5, 3, 20, 75, 8 * 60, 25 * 60, 50 * 60)
)
FULL_FOR = 8.0
"""Seconds PostgreSQL's disk is full at most, where nobody needs room."""
AT_WORK = 0.85
"""The share of killed processes that served; the others die wherever they are, mostly at their start."""

Trouble: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(repr=False)
class Monkey:
    """``server`` is a PostgreSQL that may be killed, ``file`` that of SQLite: one or none of them.

    ``address`` is that of the database.
    """

    fleet: Fleet
    slack: RoughSlack
    clock: SharedClock
    rng: Random
    address: str
    server: Server | None
    file: Path | None
    diary: Diary
    done: Counter[str] = field(default_factory=Counter)
    seen: int = 0
    """How often a process said that the database was away."""
    unseen: list[str] = field(default_factory=list)
    """When one did not."""
    full_disks_met: int = 0
    """How often PostgreSQL wanted to write while its disk was full."""
    kills: int = 0

    def _troubles(self) -> Mapping[str, tuple[int, Trouble]]:
        """Weight and deed of each."""
        roles = self.fleet.wanted
        return {
            "processes rolled": (3, self._roll),
            "clock jumps": (4, self._jump),
            "a newer version migrates": (1, self._grow),
            "Slack away": (3, self._slack_away),
            **{f"kill {role}": (40 // len(roles), self._killing(role)) for role in roles},
            **(self._of_server() if self.server else {}),
            **(self._of_file() if self.file else {}),
        }

    def _of_server(self) -> Mapping[str, tuple[int, Trouble]]:
        return {
            "kill PostgreSQL": (8, self._kill_server),
            "kill a connection of PostgreSQL": (8, self._kill_connection),
            "database away": (3, self._database_away),
            **({"disk full": (5, self._fill_server_disk)} if self.server and self.server.disk else {}),
        }

    def _of_file(self) -> Mapping[str, tuple[int, Trouble]]:
        return {"database locked": (4, self._lock), "disk full": (5, self._fill_disk)}

    async def act(self, *names: str) -> str:
        """One trouble, of these or of all; returns when it is over, processes that died aside."""
        troubles = self._troubles()
        offered = [each for each in troubles if not names or each in names]
        name = self.rng.choices(offered, [troubles[each][0] for each in offered])[0]
        self.diary.note(f"trouble begins: {name}")
        await troubles[name][1]()
        self.diary.note(f"trouble is over: {name}")
        self.done[name] += 1
        return name

    def _killing(self, role: str) -> Callable[[], Awaitable[None]]:
        async def kill() -> None:
            alive = [each for each in self.fleet.processes if each.role == role and each.alive]
            if not alive:
                return
            doomed = self.rng.choice(alive)
            if self.rng.random() < AT_WORK:
                await self.fleet.ready(doomed, within=60)
                await self._wait(0, 1.5)
            await self.fleet.kill(doomed)
            self.kills += 1

        return kill

    async def _roll(self) -> None:
        if alive := [each for each in self.fleet.processes if each.alive]:
            await self.fleet.roll(self.rng.choice(alive))

    async def _grow(self) -> None:
        """Nobody's migration is so unlucky as to meet a database that is away: it is not tried again."""
        with suppress(OperationalError):
            await asyncio.to_thread(grow, self.address, self.done["a newer version migrates"])
        await self._wait(0, 1)

    async def _jump(self) -> None:
        """All clocks are wrong for a while; mostly they are set right again."""
        by = self.rng.choice(JUMPS)
        self._leap(by)
        await self._wait(1, 3)
        if self.rng.random() < 0.8:
            self._leap(-by)

    def _leap(self, by: timedelta) -> None:
        self.clock.move_to(self.clock.now() + by)
        self.diary.note(f"all clocks leapt by {by / timedelta(minutes=1):+.0f} minutes")

    async def _slack_away(self) -> None:
        usual, self.slack.trouble = self.slack.trouble, 1.0
        await self._wait(1, 2.5)
        self.slack.trouble = usual

    async def _kill_server(self) -> None:
        assert self.server is not None
        self.server.kill()
        self.kills += 1
        await self._wait(0.2, 1.5)
        await self._notice("PostgreSQL killed")
        await asyncio.to_thread(self.server.start)

    async def _kill_connection(self) -> None:
        assert self.server is not None
        self.server.kill_child()
        self.kills += 1
        await self._wait(0, 0.5)

    async def _database_away(self) -> None:
        assert self.server is not None
        await asyncio.to_thread(self.server.stop)
        await self._wait(0.5, 2)
        await self._notice("database away")
        await asyncio.to_thread(self.server.start)

    async def _lock(self) -> None:
        assert self.file is not None
        with locked(self.file):
            await self._wait(0.5, 2)

    async def _fill_disk(self) -> None:
        full = [each for each in self.fleet.processes if each.alive]
        for each in full:
            each.fill_disk()
        await self._wait(1, 3)
        for each in full:
            each.free_disk()

    async def _fill_server_disk(self) -> None:
        """Until it met it: what has room in the pages it has does not."""
        assert self.server is not None
        assert self.server.disk is not None
        before, until = self.server.met_full_disk(), self.diary.seconds + FULL_FOR
        self.server.disk.fill()
        while self.server.met_full_disk() == before and self.diary.seconds < until:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        await self._wait(0.5, 2)
        self.server.disk.free()
        self.full_disks_met += self.server.met_full_disk() > before
        await asyncio.to_thread(self.server.revive)

    async def _notice(self, what: str) -> None:
        """Whoever still serves must say that it cannot work, and still live."""
        for each in [each for each in self.fleet.processes if each.alive]:
            if await self.fleet.health(each, "healthz") == 200:
                if await self._says_so(each):
                    self.seen += 1
                elif each.alive:
                    self.unseen.append(f"{what}, and a {each.role} did not say so")

    async def _says_so(self, process: Process) -> bool:
        ready = await self.fleet.health(process, "readyz")
        numbers = await self.fleet.page(process, "metrics")
        return ready != 200 and "crosspillar_database_up 0.0" in numbers

    async def _wait(self, least: float, most: float) -> None:
        await asyncio.sleep(self.rng.uniform(least, most))
