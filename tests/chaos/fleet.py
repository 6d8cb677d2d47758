"""The processes of a deployment: begun, killed, starved, and begun again by whoever watches over them."""

import asyncio
import os
import resource
import signal
import socket
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx

from tests.chaos.diary import Diary
from tests.chaos.process import begin
from tests.end_to_end.program import environment

ASKED = (-signal.SIGKILL, -signal.SIGTERM, 0)
"""How a process ends that was killed or asked to stop, at its start too."""
NO_MORE = 4096
"""Bytes that any file may have while the disk is "full": each write beyond fails, as on a full one."""


@dataclass(repr=False)
class Process:
    """One process; what it logs goes through a pipe, so that a full disk does not end its logging."""

    role: str
    port: int
    running: ForkServerProcess
    log: asyncio.Task[None]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.running.exitcode is None

    @property
    def id(self) -> int:
        assert self.running.pid is not None
        return self.running.pid

    async def ended(self) -> None:
        while self.alive:  # noqa: ASYNC110  there is nothing else to wait for
            await asyncio.sleep(0.01)

    def fill_disk(self) -> None:
        """Only the soft limit: it can be taken back, without being root."""
        _, hard = resource.prlimit(self.id, resource.RLIMIT_FSIZE)
        resource.prlimit(self.id, resource.RLIMIT_FSIZE, (NO_MORE, hard))

    def free_disk(self) -> None:
        with suppress(ProcessLookupError):
            _, hard = resource.prlimit(self.id, resource.RLIMIT_FSIZE)
            resource.prlimit(self.id, resource.RLIMIT_FSIZE, (hard, hard))


@dataclass(repr=False)
class Fleet:
    """Keeps as many processes of each role as ``wanted`` says: what died is begun again."""

    wanted: Counter[str]
    settings: dict[str, str]
    clock_file: Path
    folder: Path
    client: httpx.AsyncClient
    diary: Diary
    processes: list[Process] = field(default_factory=list)
    begun: int = 0
    ended_badly: list[str] = field(default_factory=list)
    """Processes that ended by themselves, which none should."""

    async def mend(self) -> None:
        """Begin whatever is missing."""
        for each in [each for each in self.processes if not each.alive]:
            self.processes.remove(each)
            if each.running.exitcode not in ASKED:
                self.ended_badly.append(f"{each.role} ended with {each.running.exitcode}")
                self.diary.note(self.ended_badly[-1])
        there = Counter(each.role for each in self.processes)
        for role in (self.wanted - there).elements():
            self.processes.append(await self._begin(role))

    async def _begin(self, role: str) -> Process:
        self.begun += 1
        self.diary.note(f"{role} {self.begun:03} begins")
        port = _free_port()
        running, said = begin(role, port, self.clock_file, environment(self.settings))
        log = asyncio.create_task(_keep(said, self.folder / f"{self.begun:03}-{role}.log"))
        return Process(role, port, running, log)

    async def kill(self, process: Process) -> None:
        process.running.kill()
        await process.ended()

    async def roll(self, old: Process) -> None:
        """As in an upgrade: a new process serves beside the old one before that is asked to stop."""
        new = await self._begin(old.role)
        self.processes.append(new)
        await self.ready(new, within=20)
        old.running.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(old.ended(), 20)

    async def ready(self, process: Process, within: float = 60) -> bool:
        """Wait until it says so."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while process.alive and await self.health(process, "readyz") != 200:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                return process.alive
        return False

    async def all_ready(self) -> bool:
        await self.mend()
        return all(await asyncio.gather(*(self.ready(each) for each in self.processes)))

    async def somebody_works(self, within: float) -> None:
        """Wait so long at most for one that sends."""
        working = [each for each in self.processes if each.role != "web" and each.alive]
        if working:
            waits = [asyncio.create_task(self.ready(each, within)) for each in working]
            _, late = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for each in late:
                each.cancel()

    async def health(self, process: Process, page: str) -> int:
        with suppress(httpx.HTTPError):
            return (await self.client.get(f"{process.url}/{page}", timeout=5)).status_code
        return 0

    async def page(self, process: Process, name: str) -> str:
        with suppress(httpx.HTTPError):
            return (await self.client.get(f"{process.url}/{name}", timeout=5)).text
        return ""

    async def end(self) -> None:
        for each in self.processes:
            await self.kill(each)
        await asyncio.gather(*(each.log for each in self.processes))

    @property
    def doors(self) -> list[Process]:
        """Those that answer people."""
        return [each for each in self.processes if each.role != "worker" and each.alive]


async def _keep(said: Connection, file: Path) -> None:
    stream = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    with said, file.open("wb") as kept:
        reading = os.fdopen(os.dup(said.fileno()), "rb")
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), reading)
        while line := await stream.read(65536):
            kept.write(line)
            kept.flush()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
