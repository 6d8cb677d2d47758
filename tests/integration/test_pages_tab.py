"""The tab in Teams: a way in of its own, sessions of its own, and only Teams may frame it."""

import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from bot.ports import Actor, Command
from nudges.cards import Link
from nudges.people import Platform
from tests.clients.fake_teams import AMINA, CLIENT, TENANT
from tests.integration.pages_scene import SITE, TEAMS, Pages, opened_pages
from tests.integration.scene import ADA, row

LISTED = "eeeeeeee-0000-4000-8000-000000000001"
TEAMS_ALONE = (
    "frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft"
)
NOBODY = "frame-ancestors 'none'"
FRAME = {"Sec-Fetch-Dest": "iframe"}
TAB, WINDOW = "__Host-crosspillar-tab", "__Host-crosspillar-session"


@pytest_asyncio.fixture
async def pages(sqlite_url: str) -> AsyncIterator[Pages]:
    async with opened_pages(sqlite_url, teams=TEAMS) as opened:
        await opened.scene.bring(row(ADA, teams_id=AMINA, is_coordinator="yes"))
        yield opened


def framed_by(answer: httpx.Response) -> str:
    assert "x-frame-options" not in answer.headers
    return answer.headers["content-security-policy"].rpartition("; ")[2]


async def ways(pages: Pages, key: str = "1") -> list[Link]:
    """What ``pages`` answers in Teams."""
    command = Command(Actor(Platform.TEAMS, TENANT, AMINA), "pages", key)
    [card] = (await pages.scene.app.desk.command(command)).say
    return [block for block in card.body if isinstance(block, Link)]


class TestTheWayThere:
    async def test_in_teams_the_same_key_opens_the_tab_or_the_browser(self, pages: Pages) -> None:
        tab, browser = await ways(pages)
        there = urlsplit(tab.url)
        assert there._replace(query="").geturl() == f"https://teams.microsoft.com/l/entity/{CLIENT}/pages"
        [context] = parse_qs(there.query)["context"]
        assert json.loads(context) == {"subEntityId": browser.url.rpartition("/")[2]}

    async def test_a_catalogue_may_list_the_app_under_an_id_of_its_own(self, sqlite_url: str) -> None:
        async with opened_pages(sqlite_url, teams=TEAMS | {"app_id": LISTED}) as pages:
            await pages.scene.bring(row(ADA, teams_id=AMINA))
            assert f"/l/entity/{LISTED}/pages?" in (await ways(pages))[0].url

    async def test_elsewhere_only_the_browser_is_offered(self, pages: Pages) -> None:
        [card] = (await pages.scene.type(ADA, "pages")).say
        assert "teams.microsoft.com" not in f"{card}"

    async def test_without_teams_there_is_no_tab(self, sqlite_url: str) -> None:
        async with opened_pages(sqlite_url) as none, none.browser() as browser:
            assert (await browser.see("/pages/tab")).headers["location"] == "/pages/sign-in"
            unframed = await browser.http.get("/pages", headers=FRAME)
            assert unframed.headers["location"] == "/pages/sign-in"


class TestTheEntry:
    async def test_without_a_key_it_says_how_to_get_one(self, pages: Pages) -> None:
        async with pages.browser() as browser:
            for query in ("", "?key=", "?key={page.subPageId}&theme={app.theme}", "?key=guessed"):
                shown = await browser.see(f"/pages/tab{query}")
                assert (shown.status_code, "<kbd>pages</kbd>" in shown.text) == (200, True)
                assert "<button" not in shown.text
                assert framed_by(shown) == TEAMS_ALONE
            assert not browser.http.cookies

    async def test_looking_uses_nothing_up_and_its_button_signs_in_once(self, pages: Pages) -> None:
        link = await pages.tab_link(ADA)
        async with pages.browser() as browser:
            for _ in range(3):
                shown = await browser.see(link)
                assert "Sign in as Ada" in shown.text
                assert framed_by(shown) == TEAMS_ALONE
            assert TAB not in browser.http.cookies
            assert (await browser.post(link, on=link)).headers["location"] == "/pages"
            inside = await browser.see("/pages")
            assert ("Hello Ada" in inside.text, framed_by(inside)) == (True, TEAMS_ALONE)
            again = await browser.see(link)  # Teams opens the tab with the last key it was given
            assert again.headers["location"] == "/pages"
        async with pages.browser() as another:
            over = await another.post(link, on=link)
            assert (over.status_code, framed_by(over)) == (404, TEAMS_ALONE)

    async def test_no_other_site_signs_anybody_in(self, pages: Pages) -> None:
        link = await pages.tab_link(ADA)
        async with pages.browser() as browser:
            for origin in ("https://teams.microsoft.com", "null", ""):
                assert (await browser.post(link, on=link, origin=origin)).status_code == 403
            assert TAB not in browser.http.cookies

    async def test_only_attempts_with_a_key_are_counted(self, pages: Pages) -> None:
        async with pages.browser() as browser:
            assert {(await browser.see("/pages/tab")).status_code for _ in range(70)} == {200}
            guesses = [(await browser.see("/pages/tab?key=guessed")).status_code for _ in range(61)]
        assert guesses == [200] * 60 + [429]

    @pytest.mark.parametrize(
        ("theme", "look"), [("dark", "dark"), ("contrast", "dark"), ("default", "light")]
    )
    async def test_pages_look_like_teams_around_them(self, pages: Pages, theme: str, look: str) -> None:
        async with pages.signed_in_tab(ADA) as tab:
            assert (await tab.see(f"/pages/tab?theme={theme}")).status_code == 303
            assert f'data-theme="{look}"' in (await tab.see("/pages")).text
            await tab.see('/pages/tab?theme="><script>')
            assert f'data-theme="{look}"' in (await tab.see("/pages")).text
        async with pages.browser() as first:
            assert f'data-theme="{look}"' in (await first.see(f"/pages/tab?theme={theme}")).text


class TestItsSessions:
    async def test_the_cookie_is_sent_in_a_frame_and_kept_to_whoever_stands_around_it(
        self, pages: Pages
    ) -> None:
        link = await pages.tab_link(ADA)
        async with pages.browser() as browser:
            cookie = (await browser.post(link, on=link)).headers["set-cookie"]
        assert cookie.startswith(f"{TAB}=")
        for word in ("HttpOnly", "Secure", "SameSite=none", "Partitioned", "Path=/", "Max-Age=43200"):
            assert word in cookie
        assert "Domain" not in cookie

    async def test_a_session_counts_at_its_own_seat_alone(self, pages: Pages) -> None:
        async with pages.signed_in_tab(ADA) as tab, pages.signed_in(ADA) as window:
            swapped = {TAB: window.http.cookies[WINDOW], WINDOW: tab.http.cookies[TAB]}
        for name, value in swapped.items():
            async with pages.browser() as browser:
                browser.http.cookies.set(name, value, domain="localhost")
                assert (await browser.see("/pages")).status_code == 303

    async def test_no_page_of_the_window_may_be_framed(self, pages: Pages) -> None:
        async with pages.signed_in_tab(ADA) as tab, pages.signed_in(ADA) as window:
            both = dict(tab.http.cookies) | dict(window.http.cookies)
            plain = await window.http.get("/pages", headers=FRAME)
            window.http.cookies.update(both)
            for answer in (plain, await window.http.get("/pages", headers=FRAME)):
                assert ("Hello Ada" in answer.text, framed_by(answer)) == (True, NOBODY)

    async def test_whoever_is_signed_out_is_led_to_where_one_can_sign_in(self, pages: Pages) -> None:
        async with pages.signed_in_tab(ADA) as tab:
            out = await tab.post("/pages/sign-out")
            assert out.headers["location"] == "/pages/tab"
            assert "Partitioned" in out.headers["set-cookie"]
            assert TAB not in tab.http.cookies
            assert (await tab.http.get("/pages", headers=FRAME)).headers["location"] == "/pages/tab"
            late = await tab.http.post("/pages/sign-out", headers={"Origin": SITE, **FRAME})
            assert late.headers["location"] == "/pages/tab"

    async def test_a_form_of_elsewhere_changes_nothing(self, pages: Pages) -> None:
        """The tab's cookie comes along with whatever another site sends; origin and form key do not."""
        pause = f"/pages/settings/{(await pages.scene.setting('South')).id}/pause"
        async with pages.signed_in_tab(ADA) as tab:
            for origin in ("https://teams.microsoft.com", "null", ""):
                assert (await tab.post(pause, origin=origin)).status_code == 403
            forged = {"Origin": SITE}
            assert (await tab.http.post(pause, data={"form_key": ""}, headers=forged)).status_code == 403
            assert (await pages.scene.setting("South")).paused_since is None
            assert (await tab.post(pause)).status_code == 303
            assert (await pages.scene.setting("South")).paused_since is not None
