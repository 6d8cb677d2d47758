"""How long Slack waits for the acknowledgement of a click: stored first, over real HTTP.

The product runs in a process of its own; here are the people who press, each on a connection
of their own, and a Slack that takes what follows the press.
"""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from statistics import quantiles
from typing import TypeAlias

from bench.databases import both_databases
from bench.pressing import as_they_come, one_after_the_other, posted, press_of
from bench.processes import cpu_seconds
from bot.admission import MAX_BODY
from bot.db.schema import upgrade
from bot.slack.app import PATH
from tests.clients.fake_slack import running_fake_slack

ALONE, CROWD = "one alone", 32
CLICKS = 640
WARM_UP = 64
FORGED = posted(PATH, "payload=" + "x" * (MAX_BODY - 8), "of somebody else")
"""As large as anything that is read at all."""

Presses: TypeAlias = Callable[[int], Awaitable[list[float]]]
"""So many of them: the seconds each took."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds until the acknowledgement, and of the server's CPU."""

    what: str
    how: str
    p50: float
    p99: float
    a_second: float
    cpu: float
    """What follows an acknowledgement counts, as far as it is done by the end."""


async def latencies() -> AsyncIterator[Latency]:
    """The bare endpoint and the click in turn, on each database."""
    with both_databases() as databases:
        for name, url in databases.items():
            upgrade(url)
            async for each in _on(name, url):
                yield each


async def _on(database: str, url: str) -> AsyncIterator[Latency]:
    async with running_fake_slack() as slack, _server(url, slack.base_url) as (pid, port):
        numbers = count()

        def by(people: int, path: str) -> Presses:
            return lambda many: one_after_the_other(port, lambda: press_of(path, next(numbers)), people, many)

        half = 0.0
        for people, how in ((1, ALONE), (CROWD, f"{CROWD} at once")):
            yield await _latency(pid, "bare Starlette", how, by(people, "/bare"))
            clicks = await _latency(pid, f"click, {database}", how, by(people, PATH))
            yield clicks
            half = clicks.a_second / 2

        def at_half_load(many: int) -> Awaitable[list[float]]:
            return as_they_come(port, lambda: press_of(PATH, next(numbers)), half, many)

        def forged(many: int) -> Awaitable[list[float]]:
            return one_after_the_other(port, lambda: FORGED, 1, many, status=401)

        yield await _latency(pid, f"click, {database}", f"as they come, {half:.0f} a second", at_half_load)
        yield await _latency(pid, f"forged, of {MAX_BODY // 1024} kB", ALONE, forged)


async def _latency(pid: int, what: str, how: str, presses: Presses) -> Latency:
    await presses(WARM_UP)
    began, busy = time.perf_counter(), cpu_seconds(pid)
    waits = await presses(CLICKS)
    a_second = CLICKS / (time.perf_counter() - began)
    cpu = 1000 * (cpu_seconds(pid) - busy) / CLICKS
    cuts = quantiles(waits, n=100)
    return Latency(what, how, 1000 * cuts[49], 1000 * cuts[98], a_second, cpu)


@asynccontextmanager
async def _server(url: str, slack: str) -> AsyncIterator[tuple[int, int]]:
    """Its id and port. Killed at the end: the replies that wait for Slack's limits would take minutes."""
    process: Process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.click_server", url, slack, stdout=PIPE
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the server has no output")
        yield process.pid, int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()
