"""The tab in a real browser: pages in a frame of another site, which stands in for Teams."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

import pytest_asyncio
from markupsafe import Markup
from playwright.async_api import FrameLocator, Page, expect
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from bot.services.signing_in import TAB_PATH
from tests.clients.serving import serving
from tests.end_to_end.test_pages import Later
from tests.integration.pages_scene import TEAMS, Pages, opened_pages
from tests.integration.scene import ADA, row

REFUSED = "chrome-error://chromewebdata/"
AROUND = Markup('<!doctype html><title>Around</title><iframe src="{}" width="900" height="700"></iframe>')


async def around(scope: Scope, receive: Receive, send: Send) -> None:
    """A page with the page its address names in a frame."""
    request = Request(scope)
    shown = parse_qs(request.url.query).get("shows", [""])[0]
    answer: Response = HTMLResponse(AROUND.format(shown))
    await answer(scope, receive, send)


@dataclass
class Teams:
    """``site`` is the other site, under the name that stands for Teams and under one that does not."""

    page: Page
    pages: Pages
    url: str
    site: str

    async def show(self, path: str, *, named: str = "localhost") -> FrameLocator:
        site = self.site.replace("127.0.0.1", named)
        await self.page.goto(f"{site}/?shows={quote(self.url + path)}")
        return self.page.frame_locator("iframe")

    @property
    def framed(self) -> str:
        """The address that came to be shown in the frame."""
        return self.page.frames[1].url


@pytest_asyncio.fixture(loop_scope="session")
async def teams(sqlite_url: str, page: Page) -> AsyncIterator[Teams]:
    later = Later()
    async with serving(later) as url, serving(around) as site:
        settings = TEAMS | {"test_host": site.removeprefix("http://").replace("127.0.0.1", "localhost")}
        async with opened_pages(sqlite_url, public_url=url, teams=settings) as pages:
            await pages.scene.bring(row(ADA, is_coordinator="yes"))
            later.app = pages.app
            yield Teams(page, pages, url, site)
            await page.close()


async def test_pages_are_seen_in_teams_and_in_no_other_frame(teams: Teams) -> None:
    page = teams.page
    key = (await teams.pages.link(ADA)).rpartition("/")[2]
    frame = await teams.show(f"{TAB_PATH}?key={key}&theme=dark")
    await frame.get_by_role("button", name="Sign in as Ada").click()
    await expect(frame.get_by_role("heading", level=1)).to_contain_text("Hello Ada")
    await expect(frame.locator("html")).to_have_css("color-scheme", "dark")

    # Forms know their own origin in a frame, too.
    await frame.get_by_role("link", name="Coordination").first.click()
    await frame.get_by_role("link", name="Pause all messages").click()
    await frame.get_by_role("button", name="Pause for everybody").click()
    await expect(frame.get_by_role("heading", name="Messages are paused")).to_be_visible()

    # Opened again without a key, the tab knows who is there; the browser's own window does not,
    # nor does another site that puts the same page into a frame.
    frame = await teams.show(TAB_PATH)
    await expect(frame.get_by_role("heading", level=1)).to_contain_text("Hello Ada")
    await page.goto(f"{teams.url}/pages")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for path in (TAB_PATH, "/pages"):
        await teams.show(path, named="127.0.0.1")
        assert teams.framed == REFUSED

    # Whoever is signed in by an ordinary link is shown in no frame: not in Teams, where their cookie is
    # not sent, and not beside, where it is.
    await page.goto(f"{teams.url}{(await teams.pages.link(ADA)).removeprefix(teams.url)}")
    await page.get_by_role("button", name="Sign in as Ada").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Hello Ada")
    await teams.show("/pages", named="127.0.0.1")
    assert teams.framed == REFUSED

    frame = await teams.show("/pages")
    await frame.get_by_role("button", name="Sign out").click()
    await expect(frame.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.goto(f"{teams.url}/pages")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Hello Ada")
