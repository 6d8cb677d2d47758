"""Canaries: an operator's own account, which must receive something of every wave of messages."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from bot.ports import LookUpUnsupportedError, SendRefusedError
from bot.ports.operating import Role
from bot.serving import web_app
from bot.settings import SettingsError, load_settings
from nudges.people import Platform
from tests.integration.scene import ADA, CLEO, Scene, opened_scene
from tests.integration.test_working import arrival, asked, process

CANARY = "the-canary"
NAME = "local:local"


@pytest_asyncio.fixture
async def watched(sqlite_url: str) -> AsyncIterator[Scene]:
    async with opened_scene(sqlite_url, canaries=f"{NAME}:{CANARY}, slack:T1:U1") as scene:
        yield scene


async def told(scene: Scene) -> tuple[str, str]:
    """What operators see: the note of ``/readyz``, and the numbers of canaries in ``/metrics``."""
    transport = httpx.ASGITransport(web_app(scene.app, Role.WORKER))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        note = (await client.get("/readyz")).json()["checks"]["canaries"]
        lines = (await client.get("/metrics")).text.splitlines()
    return note, "\n".join(each for each in lines if each.startswith("crosspillar_canary"))


async def wave(scene: Scene) -> None:
    await scene.app.canaries.after_wave(Platform.LOCAL)


async def test_whatever_goes_out_is_followed_by_the_canary_s_own_message(watched: Scene) -> None:
    agree = await asked(watched)
    arrived = arrival(watched, CANARY)
    async with process(watched, Role.ALL), asyncio.timeout(10):
        await watched.press(CLEO, agree)
        await arrived.wait()
    assert watched.last(ADA).card.title != watched.last(CANARY).card.title


async def test_one_an_hour_is_enough_whichever_process_sends(watched: Scene) -> None:
    async with watched.another_process() as other:
        for scene in (watched, other, watched):
            await wave(scene)
        assert len(watched.post.to(CANARY)) == 1
        watched.clock.move_to(watched.clock.now() + timedelta(hours=1))
        await wave(other)
    assert len(watched.post.to(CANARY)) == 2


async def test_operators_are_told_where_a_wave_did_not_arrive_and_when_one_did_last(watched: Scene) -> None:
    await wave(watched)
    stamp = f'crosspillar_canary_last_arrival_timestamp_seconds{{canary="{NAME}"}}'
    since = f"{stamp} {watched.clock.now().timestamp():.8g}"[: len(stamp) + 6]
    note, numbers = await told(watched)
    assert (note, f'crosspillar_canary_lost{{canary="{NAME}"}} 0.0' in numbers) == ("ok", True)
    watched.clock.move_to(watched.clock.now() + timedelta(hours=1))
    watched.post.before = lambda _: SendRefusedError("the account was closed")
    await wave(watched)
    note, numbers = await told(watched)
    assert note == f"{NAME}: the account was closed"
    assert f'crosspillar_canary_lost{{canary="{NAME}"}} 1.0' in numbers
    assert since in numbers


async def test_a_wave_that_breaks_is_none_that_arrived(watched: Scene) -> None:
    await wave(watched)
    watched.clock.move_to(watched.clock.now() + timedelta(hours=1))
    watched.post.before = lambda _: RuntimeError("no bytes left")
    await wave(watched)
    note, numbers = await told(watched)
    assert note == f"{NAME}: it could not be written to: RuntimeError"
    assert f'crosspillar_canary_lost{{canary="{NAME}"}} 1.0' in numbers


async def test_where_a_platform_cannot_be_asked_that_it_took_the_message_must_do(watched: Scene) -> None:
    assert (await told(watched))[0] == "no wave of this process yet"
    watched.post.finding = LookUpUnsupportedError()
    await wave(watched)
    assert (await told(watched))[0] == "ok"


def test_one_canary_of_a_workspace_is_enough() -> None:
    with pytest.raises(SettingsError, match=r"CROSSPILLAR_CANARIES.*one account of a workspace"):
        load_settings(canaries="slack:T1:U1, slack:T1:U2")


@pytest.mark.parametrize("wrong", ["U1", "slack:U1", "irc:T1:U1", "slack::U1"])
def test_an_account_written_otherwise_is_named_with_the_mend(wrong: str) -> None:
    with pytest.raises(SettingsError, match=r"CROSSPILLAR_CANARIES.*platform:workspace:account"):
        load_settings(canaries=wrong)
