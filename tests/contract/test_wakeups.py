"""Wake-ups do the same inside one process and between processes; between them, nobody's death lasts."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import psycopg
import pytest

from bot.db.engine import server_options
from bot.jobs.between_processes import QUEUE, BetweenProcesses, between_processes
from bot.jobs.in_process import in_process
from bot.ports.messages import Workspace
from bot.ports.wakeups import Heartbeat, Wakeups
from nudges.people import Platform

HERE, THERE = Workspace(Platform.SLACK, "T1"), Workspace(Platform.TEAMS, "tenant")
NOWHERE = Workspace()
LIVELY = Heartbeat(every=1, dead_after=5)


@dataclass
class Post:
    """Where senders work: each stays until the workspace's gate is open."""

    visits: "asyncio.Queue[Workspace]" = field(default_factory=asyncio.Queue)
    gates: dict[Workspace, asyncio.Event] = field(default_factory=dict)
    inside: Counter[Workspace] = field(default_factory=Counter)
    crowd: int = 0

    async def drain(self, workspace: Workspace) -> None:
        self.inside[workspace] += 1
        self.crowd = max(self.crowd, self.inside[workspace])
        self.visits.put_nowait(workspace)
        if gate := self.gates.get(workspace):
            await gate.wait()
        self.inside[workspace] -= 1

    async def next(self, within: float = 15) -> Workspace:
        async with asyncio.timeout(within):
            return await self.visits.get()


@pytest.fixture
def post() -> Post:
    return Post()


def process(url: str, post: Post | None) -> AbstractAsyncContextManager[BetweenProcesses]:
    server = server_options(url)
    assert server is not None
    return between_processes(server, post.drain if post else None, 5, LIVELY)


@asynccontextmanager
async def _between(url: str, post: Post) -> AsyncIterator[Wakeups]:
    """Somebody who only wakes, and two who send."""
    async with process(url, post), process(url, post), process(url, None) as wakeups:
        yield wakeups


@pytest.fixture(params=["in one process", "between processes"])
async def wakeups(request: pytest.FixtureRequest, post: Post) -> AsyncIterator[Wakeups]:
    inside = request.param == "in one process"
    opened: AbstractAsyncContextManager[Wakeups] = (
        in_process(post.drain, 5) if inside else _between(request.getfixturevalue("postgres_url"), post)
    )
    async with opened as found:
        yield found


async def test_every_workspace_that_is_named_is_drained_side_by_side(wakeups: Wakeups, post: Post) -> None:
    post.gates = {each: asyncio.Event() for each in (HERE, THERE, NOWHERE)}
    await wakeups.wake([HERE, THERE, NOWHERE])
    assert {await post.next() for _ in range(3)} == {HERE, THERE, NOWHERE}
    for gate in post.gates.values():
        gate.set()


async def test_a_workspace_has_one_sender_and_what_came_meanwhile_is_looked_at_afterwards(
    wakeups: Wakeups, post: Post
) -> None:
    post.gates[HERE] = asyncio.Event()
    await wakeups.wake([HERE])
    await post.next()
    for _ in range(3):
        await wakeups.wake([HERE])
    await wakeups.wake([THERE])
    assert await post.next() == THERE
    post.gates[HERE].set()
    assert await post.next() == HERE
    await wakeups.wake([THERE])
    assert await post.next() == THERE
    assert (post.crowd, post.visits.empty()) == (1, True)


async def test_where_nothing_is_due_nobody_is_woken(wakeups: Wakeups, post: Post) -> None:
    await wakeups.wake([])
    assert post.visits.empty()
    assert await wakeups.reap() == 0


async def test_whoever_is_asked_to_stop_is_waited_for_and_not_for_ever(post: Post) -> None:
    post.gates = {HERE: asyncio.Event(), THERE: asyncio.Event()}
    async with in_process(post.drain, 0.2) as wakeups:
        await wakeups.wake([HERE, THERE])
        await post.next()
        await post.next()
        post.gates[HERE].set()
    assert post.inside == {HERE: 0, THERE: 1}


async def test_a_workspace_is_freed_when_its_sender_died(postgres_url: str, post: Post) -> None:
    async with process(postgres_url, None) as wakeups:
        await _die_in(HERE, wakeups)
        await wakeups.wake([HERE])
        assert await wakeups.reap() == 0, "it lived a moment ago"
        await _change(
            postgres_url, "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '6 s'"
        )
        async with process(postgres_url, post):
            assert await wakeups.reap() == 1
            await wakeups.wake([HERE])
            assert await post.next() == HERE
    assert await _jobs(postgres_url) == 0


async def _die_in(workspace: Workspace, wakeups: BetweenProcesses) -> None:
    """A process takes a job and is never heard of again."""
    await wakeups.wake([workspace])
    manager = wakeups.jobs.job_manager
    job = await manager.fetch_job([QUEUE], await manager.register_worker())
    assert job is not None


async def test_a_sender_that_lost_the_database_begins_anew(postgres_url: str, post: Post) -> None:
    async with process(postgres_url, post), process(postgres_url, None) as wakeups:
        await wakeups.wake([HERE])
        assert await post.next() == HERE
        await _change(
            postgres_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        await wakeups.wake([THERE])
        assert await post.next() == THERE


async def test_a_sender_that_was_taken_for_dead_begins_anew(postgres_url: str, post: Post) -> None:
    async with process(postgres_url, post), process(postgres_url, None) as wakeups:
        await wakeups.wake([HERE])
        assert await post.next() == HERE
        await _change(postgres_url, "DELETE FROM procrastinate_workers")
        await wakeups.wake([THERE])
        assert await post.next() == THERE


async def _change(url: str, statement: str) -> None:
    options = server_options(url) or {}
    async with await psycopg.AsyncConnection.connect(**options, autocommit=True) as connection:
        await connection.execute(statement.encode())


async def _jobs(url: str) -> int:
    options = server_options(url) or {}
    async with await psycopg.AsyncConnection.connect(**options) as connection:
        row = await (await connection.execute("SELECT count(*) FROM procrastinate_jobs")).fetchone()
    assert row is not None
    return int(row[0])
