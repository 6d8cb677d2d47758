"""The catalogue on coordinators' pages: switches, words, versions, and what people get of it."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from bot.ports.acts import What
from bot.services.page_content import PageContent
from nudges.editions import TextVersion
from nudges.nudge_words import version_of
from nudges.texts import placeholders
from tests.integration.pages_scene import Browser, Pages, opened_pages
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, nairobi, row

pytestmark = pytest.mark.each_database

NUDGE = "S2-1"
"""It comes every second week, in three wordings that take turns; here on the Monday, at half past ten."""
WEEKLY = "S5-3"
PLANNED, SENT = nairobi(2, 9, 30), nairobi(2, 18)
TITLE, TEXT = "What slowed you down?", "Was anything in the way of work with another office? One tap will do."
ONE_WORDING = {"title": TITLE, "body": TEXT, "title.2": "", "title.3": "", "body.2": "", "body.3": ""}
_FIELD = re.compile(
    r'<(?:input|textarea)[^>]* name="([^"]+)"[^>]*?(?:value="([^"]*)"[^>]*>|>([^<]*)</textarea>)'
)


@dataclass
class Desk:
    """A coordinator's browser at the catalogue of their setting."""

    browser: Browser
    here: str

    async def see(self, path: str = "", status: int = 200) -> str:
        answer = await self.browser.see(f"{self.here}{path}")
        assert answer.status_code == status, path
        return html.unescape(answer.text)

    async def form(self, path: str) -> dict[str, str]:
        """The fields of a form of words, as a browser has them."""
        return _fields(await self.see(path))

    async def send(self, path: str, fields: dict[str, str], do: str = "see") -> httpx.Response:
        return await self.browser.post(f"{self.here}{path}", fields={**fields, "do": do})

    async def write(self, path: str, **changed: str) -> httpx.Response:
        """Fill in the form, look at how it would be, and have people get it."""
        shown = await self.send(path.partition("?")[0], {**await self.form(path), **changed})
        assert shown.status_code == 200
        return await self.send(path.partition("?")[0], _fields(html.unescape(shown.text)), "save")


def _fields(page: str) -> dict[str, str]:
    form = page.partition('<form class="rewording"')[2]
    return {name: value or text for name, value, text in _FIELD.findall(form)}


@pytest_asyncio.fixture
async def pages(database_url: str) -> AsyncIterator[Pages]:
    async with opened_pages(database_url) as opened:
        await opened.scene.taking_part(row(ADA, is_coordinator="yes"), row(BO))
        yield opened


@asynccontextmanager
async def at_desk(pages: Pages) -> AsyncIterator[Desk]:
    setting = await pages.scene.setting()
    async with pages.signed_in(ADA) as browser:
        yield Desk(browser, f"/pages/settings/{setting.id}/catalogue")


async def acts(pages: Pages) -> list[tuple[str, object]]:
    """What the record says was done, the newest first."""
    async with pages.scene.app.deps.begin() as uow:
        found = await uow.acts.latest(10)
    return [(each.what.value, each.detail["name"]) for each in found if each.what is not What.ROSTER]


async def statuses(pages: Pages) -> list[tuple[str, str]]:
    """What became of Bo's messages of this nudge, and why."""
    async with pages.scene.app.deps.begin() as uow:
        bo = (await uow.people.by_email([BO]))[BO]
        rows = (await uow.people.export(bo.id))["prompts"]
    return [(each["status"], each["reason"] or "") for each in rows if each["nudge"] == NUDGE]


async def came_up(pages: Pages) -> dict[str, list[str]]:
    """The nudges that came up for Bo, by day."""
    async with pages.scene.app.deps.begin() as uow:
        bo = (await uow.people.by_email([BO]))[BO]
        rows = (await uow.people.export(bo.id))["decisions"]
    return {str(each["local_date"]): each["eligible"] for each in rows if each["eligible"]}


async def test_every_nudge_has_a_page_in_each_language(pages: Pages) -> None:
    async with at_desk(pages) as desk:
        ids = re.findall(r'catalogue/(S\d+-\d+)"', await desk.see())
        assert sorted(ids) == sorted(pages.scene.app.deps.catalogue.nudges)
        for each in ids:
            for language in ("en", "fr"):
                page = await desk.see(f"/{each}?language={language}")
                assert "paragraphs" in page
                assert ("as-slack" in page) == ("as-teams" in page) == ("Change the words" in page)
        for nowhere in ("/S99-1", "/S4-1/texts/en", f"/{NUDGE}/texts/xx", f"/{NUDGE}/texts/en?version=7"):
            await desk.see(nowhere, 404)


async def test_the_search_finds_by_words_and_by_id(pages: Pages) -> None:
    async with at_desk(pages) as desk:
        for wanted in ("?q=door+FILE", "?q=s2-1"):
            assert set(re.findall(r'catalogue/(S\d+-\d+)"', await desk.see(wanted))) == {NUDGE}
        assert "Nothing has all these words" in await desk.see("?q=zebra")


async def test_a_preview_shows_every_word_of_the_card_on_every_platform(pages: Pages) -> None:
    reader_page = PageContent(pages.scene.app.deps)
    async with at_desk(pages) as desk:
        page = await desk.see(f"/{NUDGE}")
    texts = reader_page.original(pages.scene.app.deps.catalogue.nudges[NUDGE], "en")
    shown = [text for key, text in texts.items() if ".reply." not in key and not placeholders(text)]
    assert len(shown) > 8
    for text in shown:
        assert page.count(text) >= 3, text


async def test_what_is_switched_off_neither_waits_nor_comes_and_comes_again(pages: Pages) -> None:
    scene = pages.scene
    await scene.run_until(PLANNED)
    assert await statuses(pages) == [("planned", "")]
    async with at_desk(pages) as desk:
        assert "Switch off “" in await desk.see(f"/{NUDGE}/off")
        assert await statuses(pages) == [("planned", "")]
        assert (await desk.send(f"/{NUDGE}/off", {})).status_code == 303
        assert "Nobody in South gets it since" in await desk.see(f"/{NUDGE}")
        assert "switched off" in await desk.see()
        assert await statuses(pages) == [("withdrawn", "switched_off")]
        await desk.send(f"/{WEEKLY}/off", {})
    await scene.run_until(SENT)
    async with at_desk(pages) as desk:
        assert (await desk.send(f"/{NUDGE}/on", {})).status_code == 303
        assert "It is switched on" in await desk.see(f"/{NUDGE}")
    await scene.run_until(nairobi(4, 18))
    assert await came_up(pages) == {"2026-03-02": [NUDGE, WEEKLY], "2026-03-03": [NUDGE]}
    assert [what for what, _ in await acts(pages)] == ["nudge_on", "nudge_off", "nudge_off"]


async def test_a_message_planned_by_a_process_that_knew_less_does_not_go_either(pages: Pages) -> None:
    scene = pages.scene
    await scene.run_until(PLANNED)
    await scene.switch_off(NUDGE)
    await scene.run_until(SENT)
    assert await statuses(pages) == [("withdrawn", "switched_off")]


async def test_people_get_the_words_a_coordinator_wrote_in_every_process(pages: Pages) -> None:
    scene = pages.scene
    async with scene.another_process() as worker:
        await worker.run_until(PLANNED)
        async with at_desk(pages) as desk:
            words = {**ONE_WORDING, "reply.access": "Noted, with thanks."}
            saved = await desk.write(f"/{NUDGE}/texts/en", **words)
            assert saved.headers["location"] == f"{desk.here}/{NUDGE}?language=en"
            page = await desk.see(f"/{NUDGE}")
            assert page.count(TITLE) >= 3
            assert "in use" in page
            assert "own words: en" in await desk.see()
        await worker.run_until(SENT)
    letter = next(each for each in scene.post.to(BO) if each.card.title == TITLE)
    assert TEXT in words_of(letter.card)
    reply = await scene.press(BO, letter.token("answer", last="access"))
    assert reply.replace is not None
    assert reply.replace.title == TITLE
    assert "Noted, with thanks." in words_of(reply.replace)
    assert TITLE in words_of((await scene.type(BO, "why")).say[0])
    setting = await scene.setting()
    async with scene.app.deps.begin() as uow:
        bo = (await uow.people.by_email([BO]))[BO]
        [sent] = [each for each in (await uow.people.export(bo.id))["prompts"] if each["nudge"] == NUDGE]
        [version] = await uow.editions.versions(setting.id, NUDGE)
    assert version.words is not None
    assert sent["text_version"] == version_of(version.words)
    assert await acts(pages) == [("text_changed", "What got in the way?")]


async def test_faults_are_told_at_their_fields_and_nothing_is_stored(pages: Pages) -> None:
    async with at_desk(pages) as desk:
        fields = await desk.form(f"/{NUDGE}/texts/en")
        wrong = {
            **fields,
            "title": "a b c d e f g h i",
            "body": "{nobody} " + "é " * 4000,
            "choice.access": "x" * 31,
        }
        for do in ("see", "save"):
            answer = await desk.send(f"/{NUDGE}/texts/en", wrong, do)
            page = html.unescape(answer.text)
            assert answer.status_code == 422
            for name in ("title", "body", "choice.access"):
                assert re.search(rf'name="{name}"[^>]*aria-invalid="true"', page), name
            assert "Use these words</button>" not in page
            assert _fields(page)["title"] == wrong["title"]
        assert not await acts(pages)
        assert "nobody changed them here" in await desk.see(f"/{NUDGE}")


async def test_nobody_gets_words_that_were_not_looked_at(pages: Pages) -> None:
    async with at_desk(pages) as desk:
        path = f"/{NUDGE}/texts/en"
        seen = await desk.send(path, {**await desk.form(path), **ONE_WORDING})
        fields = _fields(html.unescape(seen.text))
        other = await desk.send(path, {**fields, "why": "Because."}, "save")
        assert other.status_code == 422
        assert "You changed something since" in html.unescape(other.text)
        assert not await acts(pages)
        assert (await desk.send(path, fields, "save")).status_code == 303


async def test_an_earlier_version_and_the_catalogue_s_words_come_back(pages: Pages) -> None:
    path = f"/{NUDGE}/texts/fr"
    async with at_desk(pages) as desk:
        for title in ("Un premier titre", "Un deuxième titre"):
            assert (await desk.write(path, title=title)).status_code == 303
        assert (await desk.form(f"{path}?version=1"))["title"] == "Un premier titre"
        assert (await desk.write(f"{path}?version=1")).status_code == 303
        assert (await desk.form(path))["title"] == "Un premier titre"
        assert (await desk.write(f"{path}?version=0")).status_code == 303
        page = await desk.see(f"/{NUDGE}?language=fr")
        assert [f"Version {n}" in page for n in (1, 2, 3, 4)] == [True] * 4
        assert "back to the catalogue’s words" in page
        assert "These are the words people get already" in await desk.see(f"{path}?version=0")
    assert (await pages.scene.setting()).edition.words == {}
    assert [what for what, _ in await acts(pages)] == ["text_restored", *["text_changed"] * 3]


async def test_of_two_coordinators_the_second_is_told_that_the_first_was_quicker(pages: Pages) -> None:
    path = f"/{NUDGE}/texts/en"
    async with at_desk(pages) as desk, at_desk(pages) as other:
        seen = await desk.send(path, {**await desk.form(path), "title": "Mine"})
        assert (await other.write(path, title="Theirs")).status_code == 303
        late = await desk.send(path, _fields(html.unescape(seen.text)), "save")
        assert late.status_code == 422
        assert "Somebody else changed these words meanwhile" in html.unescape(late.text)
        assert (await desk.form(path))["title"] == "Theirs"


async def test_words_the_catalogue_has_outgrown_are_pointed_out_and_not_used(pages: Pages) -> None:
    setting = await pages.scene.setting()
    async with pages.scene.app.deps.begin() as uow:
        old = TextVersion(NUDGE, "en", 1, PLANNED, None, {f"nudge.{NUDGE}.title": "Ours, of long ago"})
        await uow.editions.add(setting.id, old, "a version")
        await uow.editions.renew(setting.id, "after an upgrade")
        await uow.commit()
    async with at_desk(pages) as desk:
        assert "own words do not fit any more: en" in await desk.see()
        page = await desk.see(f"/{NUDGE}")
        assert "The catalogue changed since this was written" in page
        assert "Ours, of long ago" not in page
        assert (await desk.form(f"/{NUDGE}/texts/en"))["title"] == "What got in the way?"
        assert (await desk.write(f"/{NUDGE}/texts/en", **ONE_WORDING)).status_code == 303
        assert "do not fit any more" not in await desk.see()
