"""Memory of whole processes: at rest, and at most while they plan for everybody and answer presses.

Each is a process of its own with Slack and Teams connected, on a clock that is moved: before the hour
nobody is looked at, then everybody's look is due at once.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from bench.click_server import SECRET, TEAM
from bench.clicks import CLICKS
from bench.databases import both_databases
from bench.many_people import NOW, fill
from bench.planning import MOST
from bench.pressing import one_after_the_other, press_of
from bench.processes import megabytes
from bot.db.engine import open_engine
from bot.db.schema import upgrade
from bot.db.tables import AttentionRow, plain
from bot.ports.operating import Role
from bot.slack.app import PATH
from bot.web.server import listen
from nudges.people import Platform
from tests.clients.fake_slack import running_fake_slack
from tests.clients.fake_teams import CLIENT, TENANT
from tests.clients.role_process import SharedClock
from tests.end_to_end.program import environment

REST = 3.0
"""Seconds after which a process has run its first ticks."""
CROWD = 32


@dataclass(frozen=True, slots=True)
class Held:
    """Megabytes of one process, as the operating system counts what is in memory."""

    role: Role
    database: str
    people: int
    at_rest: float
    at_most: float


async def cases() -> AsyncIterator[Held]:
    async with running_fake_slack() as slack:
        with both_databases() as databases:
            for number, people in enumerate((MOST // 100, MOST // 10, MOST)):
                url = f"{databases['SQLite']}{number}"
                await _fill(url, people)
                yield await _measure(Role.ALL, "SQLite", url, people, slack.base_url)
            await _fill(databases["PostgreSQL"], MOST // 10)
            for role in (Role.WEB, Role.WORKER):
                yield await _measure(role, "PostgreSQL", databases["PostgreSQL"], MOST // 10, slack.base_url)


async def _fill(url: str, people: int) -> None:
    upgrade(url)
    engine = open_engine(url)
    await fill(engine, people, Platform.SLACK, TEAM)
    await engine.dispose()


async def _measure(role: Role, database: str, url: str, people: int, slack: str) -> Held:
    with tempfile.TemporaryDirectory(prefix="crosspillar-bench-") as folder:
        clock = SharedClock(Path(folder) / "ahead")
        clock.move_to(NOW - timedelta(hours=1))
        async with _process(role, clock, _variables(url, slack)) as (pid, port):
            await asyncio.sleep(REST)
            at_rest = megabytes(pid, "VmRSS")
            clock.move_to(NOW)
            if role.works:
                await _planned(url)
            if role.answers:
                numbers = count()
                await one_after_the_other(port, lambda: press_of(PATH, next(numbers)), CROWD, CLICKS)
            return Held(role, database, people, at_rest, megabytes(pid, "VmHWM"))


def _variables(url: str, slack: str) -> Mapping[str, str]:
    mine = {
        "DATABASE_URL": url,
        "SECRET_KEY": "bench",
        "SLACK__SIGNING_SECRET": SECRET,
        "SLACK__BOT_TOKEN": "xoxb-bench",
        "SLACK__WORKSPACE": TEAM,
        "SLACK__BASE_URL": slack,
        "TEAMS__CLIENT_ID": CLIENT,
        "TEAMS__CLIENT_SECRET": "a~secret~of~the~app",
        "TEAMS__TENANTS": TENANT,
    }
    return environment(mine)


@asynccontextmanager
async def _process(
    role: Role, clock: SharedClock, variables: Mapping[str, str]
) -> AsyncIterator[tuple[int, int]]:
    """Its id and port, once it answers."""
    with listen("127.0.0.1", 0) as listener:
        port: int = listener.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.clients.role_process"),
            *(role.value, str(listener.fileno()), str(clock.file)),
            env=dict(variables),
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
        )
    try:
        await _ready(port)
        yield process.pid, port
    finally:
        process.kill()
        await process.wait()


async def _ready(port: int) -> None:
    """Its socket takes the question at once; it is answered when the process serves."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
    await reader.read()
    writer.close()


async def _planned(url: str) -> None:
    """Wait until nobody's look is due any more."""
    looks = plain(AttentionRow).c
    query = select(func.count()).where(looks.next_look_at <= NOW)
    engine = open_engine(url)
    left = 1
    while left:
        await asyncio.sleep(1)
        async with engine.connect() as connection:
            left = await connection.scalar(query) or 0
    await engine.dispose()
