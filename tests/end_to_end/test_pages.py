"""The pages in a real browser: from the chat by a link, on a desktop and a phone, light and dark."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest_asyncio
from playwright.async_api import FilePayload, Page, ViewportSize, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.clients.node import require_package
from tests.clients.serving import serving
from tests.integration.pages_scene import MAX, Pages, opened_pages, practised_twice
from tests.integration.scene import ADA

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
BAD = ("serious", "critical")


@dataclass
class Later:
    """An application that is known once its address is."""

    app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


@dataclass
class Look:
    """Somebody's browser on the pages."""

    page: Page
    pages: Pages
    url: str

    async def sign_in(self, email: str) -> None:
        """Ask for a link in the chat, open it, press its button."""
        await self.page.goto(f"{self.url}/chat/{email}")
        await self.page.get_by_label("Write to Crosspillar").fill("pages")
        await self.page.keyboard.press("Enter")
        await self.page.get_by_role("link", name="Open the pages").last.click()
        await self.page.get_by_role("button", name="Sign in as").click()
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text("Hello")

    async def check(self) -> None:
        """Nothing serious for people who see, hear or move differently; nothing beside the screen."""
        found = await self.page.evaluate(f"{_axe()}; axe.run()")
        assert [(each["id"], each["help"]) for each in found["violations"] if each["impact"] in BAD] == []
        root = "document.documentElement"
        assert await self.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")

    async def ways(self) -> list[str]:
        links = await self.page.get_by_role("navigation").get_by_role("link").all()
        return [f"{self.url}{await each.get_attribute('href')}" for each in links]


def _axe() -> str:
    return (require_package("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest_asyncio.fixture(loop_scope="session")
async def look(sqlite_url: str, page: Page) -> AsyncIterator[Look]:
    later = Later()
    async with serving(later) as url, opened_pages(sqlite_url, public_url=url, operators=ADA) as pages:
        await practised_twice(pages)
        await pages.scene.run_until(pages.scene.clock.now() + timedelta(hours=8))
        await pages.scene.tick()
        later.app = pages.app
        yield Look(page, pages, url)
        await page.close()


async def test_a_manager_looks_at_their_group_on_any_screen(look: Look) -> None:
    page = look.page
    await look.sign_in(MAX)
    await page.get_by_role("link", name="Your group").first.click()
    bars = page.get_by_role("img", name="Meet other pillars")
    await expect(bars).to_be_visible()
    await expect(page.get_by_role("table").first.get_by_role("row")).to_have_count(6)
    await expect(page.get_by_text("More than in the four weeks before")).to_be_visible()
    for screen in (DESKTOP, PHONE):
        await page.set_viewport_size(screen)
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            await look.check()
    await page.reload()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Go to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download as CSV").click()
    assert (await download.value).suggested_filename == "your-group.csv"


async def test_a_coordinator_pauses_looks_around_and_signs_out(look: Look) -> None:
    page = look.page
    await look.sign_in(ADA)
    for way in await look.ways():
        await page.goto(way)
        await look.check()
    await _tends_joint_work(look)
    await _sends_a_roster(look)
    await _rewords_a_message(look)
    await page.get_by_role("link", name="Digests").click()
    await page.get_by_role("main").get_by_role("link").first.click()
    await expect(page.get_by_role("img", name="A picture: what was practised")).to_be_visible()
    await look.check()
    await page.get_by_role("link", name="Coordination").click()
    await page.get_by_role("link", name="Pause all messages").click()
    await look.check()
    await page.get_by_role("button", name="Pause for everybody").click()
    await expect(page.get_by_role("heading", name="Messages are paused")).to_be_visible()
    await look.check()
    await page.get_by_role("button", name="Let messages go on").click()
    await expect(page.get_by_role("heading", name="Messages go out")).to_be_visible()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await look.check()
    await page.go_back()
    await page.reload()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def _sends_a_roster(look: Look) -> None:
    """A faulty file first, then one that is applied and in the record; on a phone, in the dark."""
    page = look.page
    await page.get_by_role("link", name="This week", exact=True).click()
    await page.get_by_role("link", name="Your week in one minute").first.click()
    await look.check()
    heading = "email,name,role_group,entity,pillar,time_zone,is_coordinator\n"
    ada = f"{ADA},Ada Lovelace,R3,Seed Fund,Development,Africa/Nairobi,yes\n"
    await page.get_by_role("link", name="Roster", exact=True).click()
    await _choose(page, heading + ada.replace("Africa/Nairobi", "Nairobi"))
    await expect(page.get_by_role("alert")).to_contain_text("time_zone")
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark")
    await look.check()
    await _choose(page, heading + ada)
    await expect(page.get_by_text(f"Ada · {ADA}: name")).to_be_visible()
    await expect(page.get_by_role("heading", name="What this file would change")).to_be_visible()
    await look.check()
    await page.get_by_role("button", name="Apply it").click()
    await expect(page.get_by_role("table")).to_contain_text("Roster applied")
    await look.check()
    await page.set_viewport_size(DESKTOP)
    await page.emulate_media(color_scheme="light")


async def _rewords_a_message(look: Look) -> None:
    """Found by a word, mended at its field, seen on every platform, used, and switched off for now."""
    page = look.page
    await page.get_by_role("link", name="Catalogue", exact=True).click()
    await page.get_by_role("searchbox", name="Search").fill("S2-1")
    await page.keyboard.press("Enter")
    await page.get_by_role("main").get_by_role("link", name="What got in the way?").click()
    await page.get_by_role("link", name="Change the words").click()
    title = page.get_by_label("Title, wording 1")
    await title.fill("What, of all that there is, got in the way {now}?")
    await page.get_by_role("button", name="See how it looks").click()
    await expect(page.get_by_role("alert")).to_contain_text("use 8 words at most")
    await expect(title).to_have_attribute("aria-invalid", "true")
    await look.check()
    await title.fill("What slowed you down?")
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark")
    await page.get_by_role("button", name="See how it looks").click()
    await expect(page.get_by_role("listitem").filter(has_text="What slowed you down?")).to_have_count(3)
    await look.check()
    await title.press("Enter")
    await expect(page.get_by_role("button", name="Use these words")).to_be_visible()
    await page.get_by_role("button", name="Use these words").click()
    await expect(page.get_by_text("in use")).to_be_visible()
    await page.get_by_role("link", name="Switch off").click()
    await look.check()
    await page.get_by_role("button", name="Switch it off").click()
    await expect(page.get_by_role("heading", name="It is switched off")).to_be_visible()
    await look.check()
    await page.set_viewport_size(DESKTOP)
    await page.emulate_media(color_scheme="light")


async def _choose(page: Page, words: str) -> None:
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=words.encode())
    await page.get_by_label("Your roster").set_input_files(file)
    await page.get_by_role("button", name="See what it would change").click()


async def _tends_joint_work(look: Look) -> None:
    """A short answer is written: a line is missing first, on a phone, in the dark."""
    page = look.page
    await page.get_by_role("link", name="Joint work", exact=True).click()
    await page.get_by_role("link", name="Introductions").click()
    await look.check()
    await page.get_by_role("link", name="All joint work").click()
    await page.get_by_role("link", name="Short answers").click()
    await page.get_by_role("button", name="Write a short answer").click()
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark")
    await page.get_by_label("Which question does it answer?").fill("Where is the guard post?")
    await page.get_by_label("The answer, three lines at most").fill("At the north gate.")
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("alert")).to_contain_text("Mend what is marked")
    await expect(page.get_by_label("Which question does it answer?")).to_have_value(
        "Where is the guard post?"
    )
    await look.check()
    await page.get_by_label("Source or link").fill("Site map")
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("status")).to_contain_text("It holds until")
    await expect(page.get_by_role("heading", name="Where is the guard post?")).to_be_visible()
    await look.check()
    await page.set_viewport_size(DESKTOP)
    await page.emulate_media(color_scheme="light")
