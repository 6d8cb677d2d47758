"""What goes out this week, for coordinators: groups of people, never who, and how a message reads."""

import html
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.integration.pages_scene import Pages, opened_pages
from tests.integration.scene import ADA, nairobi, row

PEOPLE = tuple(f"p{n}@example.org" for n in range(12))


@pytest_asyncio.fixture
async def pages(database_url: str) -> AsyncIterator[Pages]:
    """Twelve colleagues were asked whether they take part, on the Monday; Ada coordinates them."""
    async with opened_pages(database_url) as opened:
        scene = opened.scene
        await scene.bring(row(ADA, is_coordinator="yes"), *(row(each) for each in PEOPLE))
        await scene.run_until(nairobi(2, 17))
        yield opened


async def seen(pages: Pages, path: str = "", email: str = ADA) -> tuple[int, str]:
    setting = await pages.scene.setting()
    async with pages.signed_in(email) as browser:
        answer = await browser.see(f"/pages/settings/{setting.id}/week{path}")
    return answer.status_code, html.unescape(answer.text)


def _days(answer: tuple[int, str]) -> str:
    return answer[1].partition("<ol")[2].partition("</ol>")[0]


async def test_a_day_tells_its_messages_by_groups(pages: Pages) -> None:
    _, words = await seen(pages)
    monday = words.partition("Monday")[2].partition("Tuesday")[0]
    assert re.sub("\N{WORD JOINER}", "", monday).count("10–13 people") == 1
    assert "p1@example.org" not in words


async def test_a_stop_changes_no_number(pages: Pages) -> None:
    before = _days(await seen(pages))
    for each in PEOPLE[:4]:
        await pages.scene.type(each, "stop")
    assert _days(await seen(pages)) == before


async def test_what_goes_to_few_is_not_told(database_url: str) -> None:
    async with opened_pages(database_url) as pages:
        await pages.scene.bring(row(ADA, is_coordinator="yes"), row(PEOPLE[0]))
        await pages.scene.run_until(nairobi(2, 17))
        _, words = await seen(pages)
        assert 'class="going"' not in words
        assert re.search(r"fewer than \d+ people is not listed", _days((200, words)))


async def test_every_message_can_be_read(pages: Pages) -> None:
    _, week = await seen(pages)
    setting = await pages.scene.setting()
    paths = sorted(set(re.findall(r'href="([^"]+/week/[^"]+)"', week)))
    assert len(paths) > 30
    async with pages.signed_in(ADA) as browser:
        for path in paths:
            page = await browser.see(path)
            assert page.status_code == 200, path
        assert (await browser.see(f"/pages/settings/{setting.id}/week/nonsense")).status_code == 404
        # What was switched off is in the list no more, but may have gone out earlier in the week.
        await browser.post(f"/pages/settings/{setting.id}/catalogue/S2-1/off")
        assert "week/S2-1" not in (await browser.see(f"/pages/settings/{setting.id}/week")).text
        assert (await browser.see(f"/pages/settings/{setting.id}/week/S2-1")).status_code == 200


@pytest.mark.parametrize(("message", "word"), [("check_in", "Quiet for a week"), ("welcome", "Yes")])
async def test_a_message_shows_title_words_and_choices(pages: Pages, message: str, word: str) -> None:
    status, words = await seen(pages, f"/{message}")
    assert status == 200
    assert word in words.partition("<article")[2]
