"""People who press buttons over real HTTP, and how long each waits for the answer."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from bench.click_server import PEOPLE, SECRET, TEAM
from tests.clients.slack_requests import interaction, press, signed

Body: TypeAlias = Callable[[], bytes]

PAUSE = 0.015
"""Seconds between the presses of somebody alone, in which the product says its thanks; many never pause."""
CONNECTIONS = 64
"""As many as Slack is taken to hold open."""


def press_of(path: str, number: int) -> bytes:
    """A press that nobody made before, by one of the people."""
    user, message = f"U{number % PEOPLE:05}", f"1700000000.{number:06}"
    payload = press("did:B1", user=user, message=message, channel=f"D{user}")
    payload["team"]["id"] = payload["user"]["team_id"] = TEAM
    return posted(path, interaction(payload), SECRET)


def posted(path: str, body: str, secret: str) -> bytes:
    """A request as it goes over the wire."""
    headers = {**signed(body, secret=secret), "host": "127.0.0.1", "content-length": str(len(body))}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()


async def one_after_the_other(
    port: int, request: Body, people: int, many: int, status: int = 200
) -> list[float]:
    """Seconds that each of so many requests took, where each of the people waits for the answer."""
    waits: list[float] = []
    left = iter(range(many))

    async def person() -> None:
        connection = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            sent = request()
            began = time.perf_counter()
            await _answered(connection, sent, status)
            waits.append(time.perf_counter() - began)
            if people == 1:
                await asyncio.sleep(PAUSE)
        connection[1].close()

    await asyncio.gather(*(person() for _ in range(people)))
    return waits


async def as_they_come(port: int, request: Body, a_second: float, many: int) -> list[float]:
    """Seconds from the moment each request was due; they come by chance, whoever still waits."""
    waits: list[float] = []
    chance, due = Random(1), time.perf_counter()
    free: asyncio.Queue[tuple[StreamReader, StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))

    async def pressed(since: float) -> None:
        connection = await free.get()
        await _answered(connection, request(), 200)
        waits.append(time.perf_counter() - since)
        free.put_nowait(connection)

    async with asyncio.TaskGroup() as all_of_them:
        for _ in range(many):
            due += chance.expovariate(a_second)
            await asyncio.sleep(due - time.perf_counter())
            all_of_them.create_task(pressed(due))
    while not free.empty():
        free.get_nowait()[1].close()
    return waits


async def _answered(connection: tuple[StreamReader, StreamWriter], sent: bytes, status: int) -> None:
    reader, writer = connection
    writer.write(sent)
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    if not head.startswith(f"http/1.1 {status}"):
        raise RuntimeError(head)
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    await reader.readexactly(int(length or 0))
