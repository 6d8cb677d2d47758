"""What a process does beside answering: a message that is due goes out at once, and a stop is orderly."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
import pytest_asyncio

from bot.ports.operating import Role, TickRecords
from bot.ports.wakeups import Heartbeat
from bot.scheduler import SECONDS
from bot.working import Timing, working
from tests.integration.flows.test_reaching import an_office, written
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, opened_scene, row

pytestmark = pytest.mark.each_database

NO_TICK = Timing(dict.fromkeys(SECONDS, 3600.0), Heartbeat(every=1, dead_after=5))
"""The first runs come after a minute: later than any of these tests ends."""


@pytest_asyncio.fixture
async def postgres_scene(postgres_url: str) -> AsyncIterator[Scene]:
    async with opened_scene(postgres_url) as scene:
        yield scene


async def asked(scene: Scene) -> str:
    """Ada asked Cleo for a joint step: the token by which Cleo agrees, in her working hours."""
    await an_office(scene)
    await written(scene, "joint step", CLEO)
    await scene.run_until(nairobi(4, 10))
    return scene.post.to(CLEO)[-1].token("letter", last="agree")


def process(scene: Scene, role: Role) -> AbstractAsyncContextManager[None]:
    return working(scene.app, role, TickRecords(NO_TICK.names, scene.clock), NO_TICK)


def arrival(scene: Scene, whose: str) -> asyncio.Event:
    """Set when a message for this person is on its way."""
    arrived = asyncio.Event()

    async def meanwhile(user: str) -> None:
        if user == whose:
            arrived.set()

    scene.post.meanwhile = meanwhile
    return arrived


async def test_a_letter_that_is_due_waits_for_no_tick(scene: Scene) -> None:
    agree = await asked(scene)
    arrived = arrival(scene, ADA)
    async with process(scene, Role.ALL), asyncio.timeout(10):
        await scene.press(CLEO, agree)
        await arrived.wait()


async def test_what_a_web_process_stores_a_worker_sends_at_once(postgres_scene: Scene) -> None:
    web = postgres_scene
    agree = await asked(web)
    arrived = arrival(web, ADA)
    async with web.another_process() as worker, process(web, Role.WEB), process(worker, Role.WORKER):
        async with asyncio.timeout(10):
            await web.press(CLEO, agree)
            await arrived.wait()


async def test_what_is_due_later_wakes_nobody(scene: Scene) -> None:
    agree = await asked(scene)
    scene.clock.move_to(nairobi(4, 20))
    await scene.press(CLEO, agree)
    assert [line.status for line in await scene.lines(ADA, "point_agreed")] == ["planned"]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await scene.app.due_bell.heard()


async def test_whoever_is_asked_to_stop_begins_no_further_call_and_another_process_goes_on(
    scene: Scene,
) -> None:
    await scene.bring(row(ADA), row(BO), row(CLEO))
    await scene.app.ticks.plan()
    scene.clock.move_to(max(line.due_at for line in await scene.lines()))

    async def stop(_: str) -> None:
        scene.app.dispatcher.stopping.set()

    scene.post.meanwhile = stop
    assert await scene.app.ticks.dispatch() == 1
    assert sorted(line.status for line in await scene.lines()) == ["planned", "planned", "sent"]
    async with scene.another_process() as other:
        await other.run_until(nairobi(4, 9))
    assert len({letter.key for letter in scene.post.letters}) == len(scene.post.letters) == 3
