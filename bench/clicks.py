"""How long Slack waits for the acknowledgement of a click: stored first, over real HTTP.

The product runs in a process of its own; here are the people who press, each on a connection
of their own, and a Slack that takes what follows the press.
"""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from statistics import quantiles
from typing import TypeAlias

from bench.click_server import PEOPLE, SECRET, TEAM
from bench.databases import both_databases
from bench.processes import cpu_seconds
from bot.db.schema import upgrade
from tests.clients.fake_slack import running_fake_slack
from tests.clients.slack_requests import interaction, press, signed

AT_ONCE = (1, 32)
CLICKS = 640
WARM_UP = 64
REPLY = 0.015
"""Seconds between the clicks of one person alone, in which the product says its thanks; many never pause."""

Body: TypeAlias = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds until the acknowledgement, at so many presses at once, and of the server's CPU."""

    what: str
    at_once: int
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
        for at_once in AT_ONCE:
            for what, request in (
                ("bare Starlette", lambda: request_of("/bare", next(numbers))),
                (f"click, {database}", lambda: request_of("/slack/events", next(numbers))),
            ):
                await measure(port, request, at_once, WARM_UP)
                began, busy = time.perf_counter(), cpu_seconds(pid)
                waits = await measure(port, request, at_once, CLICKS)
                a_second = CLICKS / (time.perf_counter() - began)
                cpu = 1000 * (cpu_seconds(pid) - busy) / CLICKS
                cuts = quantiles(waits, n=100)
                yield Latency(what, at_once, 1000 * cuts[49], 1000 * cuts[98], a_second, cpu)


@asynccontextmanager
async def _server(url: str, slack: str) -> AsyncIterator[tuple[int, int]]:
    """Its id and port."""
    process: Process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.click_server", url, slack, stdout=PIPE
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the server has no output")
        yield process.pid, int(await process.stdout.readline())
    finally:
        process.terminate()
        await process.wait()


def request_of(path: str, number: int) -> bytes:
    """A press that nobody made before, by one of the people."""
    user, message = f"U{number % PEOPLE:05}", f"1700000000.{number:06}"
    payload = press("did:B1", user=user, message=message, channel=f"D{user}")
    payload["team"]["id"] = payload["user"]["team_id"] = TEAM
    body = interaction(json.loads(json.dumps(payload)))
    headers = {**signed(body, secret=SECRET), "host": "127.0.0.1", "content-length": str(len(body))}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()


async def measure(port: int, request: Body, at_once: int, many: int) -> list[float]:
    """Seconds that each of so many requests took, so many at once."""
    waits: list[float] = []
    left = iter(range(many))

    async def person() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            sent = request()
            began = time.perf_counter()
            writer.write(sent)
            await _answer(reader)
            waits.append(time.perf_counter() - began)
            if at_once == 1:
                await asyncio.sleep(REPLY)
        writer.close()

    await asyncio.gather(*(person() for _ in range(at_once)))
    return waits


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    if not head.startswith("http/1.1 200"):
        raise RuntimeError(head)
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    await reader.readexactly(int(length or 0))
