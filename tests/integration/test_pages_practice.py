"""The page of what is practised: what chat shows, as picture, table and file, and nothing more."""

import csv
import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.services.managing import practice_shown
from nudges.practice_view import Trend
from tests.integration.pages_scene import DOZEN, MAX, MIA, Pages, opened_pages, practised_twice
from tests.integration.scene import ADA, row


@pytest_asyncio.fixture
async def pages(sqlite_url: str) -> AsyncIterator[Pages]:
    async with opened_pages(sqlite_url) as opened:
        await practised_twice(opened, setting="=South")
        yield opened


async def group_path(pages: Pages, email: str = MAX) -> str:
    return f"/pages/groups/{(await pages.scene.person(email)).id}/practice"


async def test_a_manager_sees_shares_and_trend_of_their_own_group(pages: Pages) -> None:
    async with pages.signed_in(MAX) as browser:
        page = (await browser.see(await group_path(pages))).text
    assert "Meet other pillars" in page
    assert page.count("of 12 people") > 1
    assert "More than in the four weeks before: Meet other pillars." in page
    for email in DOZEN:
        assert email not in page
        assert email.partition("@")[0].title() not in page


async def test_a_group_that_is_too_small_is_not_shown(pages: Pages) -> None:
    async with pages.signed_in(MIA) as browser:
        page = (await browser.see(await group_path(pages, MIA))).text
    assert "Not shown: fewer than 10 colleagues are counted" in page
    assert "<table" not in page


async def test_the_page_and_the_chat_say_the_same(pages: Pages) -> None:
    chat = f"{(await pages.scene.type(MAX, 'practice')).say}"
    setting = await pages.scene.setting("=South")
    whole = (await practice_shown(pages.scene.app.deps, setting)).whole
    shown = next(each.latest for each in whole.rows if each.behaviour == "B8")
    assert shown is not None
    async with pages.signed_in(ADA) as browser:
        page = (await browser.see(f"/pages/settings/{setting.id}/practice")).text
    for words in (f"of {shown.size} people", f"{shown.share.low}–{shown.share.high}%"):
        assert words in chat
        assert words in page
    assert whole.with_trend(Trend.HIGHER) == ("B8",)


async def test_before_the_first_window_closed_the_page_says_so(sqlite_url: str) -> None:
    async with opened_pages(sqlite_url) as fresh:
        await fresh.scene.bring(row(ADA))
        setting = await fresh.scene.setting()
        async with fresh.signed_in(ADA) as browser:
            page = (await browser.see(f"/pages/settings/{setting.id}/practice")).text
    assert "Nothing to show yet" in page
    assert "do not change any more" not in page
    assert "<table" not in page


async def test_the_file_holds_exactly_what_the_page_shows_and_no_formula(pages: Pages) -> None:
    setting = await pages.scene.setting("=South")
    async with pages.signed_in(MAX) as browser:
        path = f"/pages/settings/{setting.id}/practice"
        page, file = (await browser.see(path)).text, await browser.see(f"{path}.csv")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == ["Group", "Behaviour", "First day", "Last day", "Share", "People counted"]
    shown = [each for each in rows[1:] if each[5]]
    assert {each[0] for each in rows[1:]} == {"'=South"}
    assert len(rows) - 1 == page.count("<td>")
    assert len(shown) == page.count("<small>")
    for each in shown:
        assert f"{each[4]} <small>of {each[5]} people</small>" in page


async def test_the_page_speaks_the_readers_language(pages: Pages) -> None:
    await pages.scene.bring(row("zoe@example.org", language="fr"), setting="=North")
    async with pages.signed_in("zoe@example.org") as browser:
        page = (await browser.see("/pages")).text
    assert '<html lang="fr">' in page
    assert "Bonjour Zoe" in page


@pytest.mark.parametrize("asked", [("fr-CH, fr;q=0.9, en;q=0.8", "fr"), ("de, en;q=0.5", "en"), ("", "en")])
async def test_who_is_not_signed_in_yet_is_spoken_to_in_their_browsers_language(
    pages: Pages, asked: tuple[str, str]
) -> None:
    async with pages.browser() as browser:
        page = await browser.http.get("/pages/sign-in", headers={"Accept-Language": asked[0]})
    assert f'<html lang="{asked[1]}">' in page.text
