"""Coordinators' and operators' pages: the same use cases as in chat, the same figures."""

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import text

from tests.integration.pages_scene import OPS, Pages, opened_pages
from tests.integration.scene import ADA, BO, nairobi, row

WEEK = "2026-W10"


@pytest_asyncio.fixture
async def pages(sqlite_url: str) -> AsyncIterator[Pages]:
    """The Monday after the first week: Ada, who coordinates, has her digest."""
    async with opened_pages(sqlite_url) as opened:
        scene = opened.scene
        await scene.taking_part(row(ADA, is_coordinator="yes"), row(BO), row(OPS))
        scene.clock.move_to(nairobi(9, 10))
        await scene.app.ticks.digests()
        await scene.app.ticks.dispatch()
        yield opened


async def here(pages: Pages) -> str:
    return f"/pages/settings/{(await pages.scene.setting()).id}"


async def test_a_coordinator_pauses_and_lets_go_on_as_in_chat(pages: Pages) -> None:
    path = await here(pages)
    async with pages.signed_in(ADA) as browser:
        assert "Nothing unasked goes to anybody" in (await browser.see(f"{path}/pause")).text
        assert (await pages.scene.setting()).paused_since is None
        answer = await browser.post(f"{path}/pause")
        assert answer.headers["location"] == f"{path}/coordination"
        assert (await pages.scene.setting()).paused_since == pages.scene.clock.now()
        assert "Messages are paused" in (await browser.see(f"{path}/coordination")).text
        await browser.post(f"{path}/resume")
        assert (await pages.scene.setting()).paused_since is None


async def test_reach_is_told_as_the_digest_told_it(pages: Pages) -> None:
    """Numbers that move with every look would tell who has just joined or stopped."""
    path = f"{await here(pages)}/coordination"
    async with pages.signed_in(ADA) as browser:
        before = (await browser.see(path)).text
        await pages.scene.type(BO, "stop")
        assert (await browser.see(path)).text == before
    assert "on the roster" in before


async def test_a_digest_is_shown_as_it_was_sent(pages: Pages) -> None:
    path = f"{await here(pages)}/digests"
    sent = next(each.card for each in pages.scene.post.to(ADA) if "week of" in each.card.title)
    async with pages.signed_in(ADA) as browser:
        archive = (await browser.see(path)).text
        page = (await browser.see(f"{path}/{WEEK}")).text
        missing = [(await browser.see(f"{path}/{each}")).status_code for each in ("2026-W30", "nonsense")]
    assert f'href="{path}/{WEEK}"' in archive
    assert sent.title in page
    assert "take part" in page
    assert missing == [404, 404]


async def test_looking_makes_no_digest(pages: Pages) -> None:
    async with pages.signed_in(ADA) as browser:
        await browser.see(f"{await here(pages)}/digests/2026-W11")
        archive = (await browser.see(f"{await here(pages)}/digests")).text
    assert "2026-W11" not in archive


async def test_an_operator_sees_checks_and_numbers(pages: Pages) -> None:
    async with pages.signed_in(OPS) as browser:
        page = (await browser.see("/pages/operations")).text
    assert "database" in page
    assert "fine" in page
    assert "people take part" in page


async def test_what_breaks_says_so_on_a_page(pages: Pages) -> None:
    async with pages.signed_in(ADA) as browser:
        async with pages.scene.app.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE administrative_acts RENAME TO gone"))
        broken = await browser.see(f"{await here(pages)}/acts")
    assert broken.status_code == 500
    assert "Something broke here" in broken.text
    assert "Sign out" in broken.text
    assert broken.headers["cache-control"] == "no-store"
