"""Who may open which page: every address of the deployment, tried by everybody."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio
from starlette.routing import Mount, Route

from bot.services.access import Access
from bot.web.guard import PageRoute
from tests.integration.pages_scene import OPS, SITE, TEAMS, Browser, Pages, opened_pages
from tests.integration.scene import ADA, BO, CLEO, SOUTH, row

NORTH = "North"
MAX, NIA = "max@example.org", "nia@example.org"

NOT_PAGES = {
    "/", "/healthz", "/readyz", "/metrics", "/slack/events", "/api/messages", "/chat", "/chat/static",
    "/chat/{user}", "/chat/{user}/events", "/chat/{user}/people", "/chat/{user}/press", "/chat/{user}/submit",
    "/chat/{user}/command", "/pages/static/{name}", "/pictures/{sealed}",
}  # fmt: skip  # a list to be read at a glance
"""Addresses with a guard of their own, or with nothing to guard."""

REGISTERS = ("introductions", "guidance", "spotlights", "pacts", "forums", "hurdles", "scorecard", "posts")

MAY: Mapping[str, Mapping[str, set[str]]] = {
    # By address: who may open it with the parts of the setting South, and of Max's group.
    "": {"everybody": {ADA, BO, CLEO, MAX, NIA, OPS}},
    "/you": {"everybody": {ADA, BO, CLEO, MAX, NIA, OPS}},
    "/sign-out": {"everybody": {ADA, BO, CLEO, MAX, NIA, OPS}},
    "/sign-out-everywhere": {"everybody": {ADA, BO, CLEO, MAX, NIA, OPS}},
    "/settings/{setting}/practice": {"the setting": {ADA, BO, CLEO, MAX, OPS}},
    "/settings/{setting}/practice.csv": {"the setting": {ADA, BO, CLEO, MAX, OPS}},
    "/groups/{manager}/practice": {"the manager": {MAX}},
    "/groups/{manager}/practice.csv": {"the manager": {MAX}},
    "/settings/{setting}/coordination": {"its coordinator": {CLEO}},
    "/settings/{setting}/pause": {"its coordinator": {CLEO}},
    "/settings/{setting}/resume": {"its coordinator": {CLEO}},
    "/settings/{setting}/week": {"its coordinator": {CLEO}},
    "/settings/{setting}/week/{message}": {"its coordinator": {CLEO}},
    "/settings/{setting}/catalogue": {"its coordinator": {CLEO}},
    "/settings/{setting}/catalogue/{nudge}": {"its coordinator": {CLEO}},
    "/settings/{setting}/catalogue/{nudge}/off": {"its coordinator": {CLEO}},
    "/settings/{setting}/catalogue/{nudge}/on": {"its coordinator": {CLEO}},
    "/settings/{setting}/catalogue/{nudge}/texts/{language}": {"its coordinator": {CLEO}},
    "/settings/{setting}/roster": {"its coordinator": {CLEO}},
    "/settings/{setting}/roster/confirm": {"its coordinator": {CLEO}},
    **{
        f"/settings/{{setting}}/registers{each}": {"its coordinator": {CLEO}}
        for each in ("", *(f"/{name}{part}" for name in REGISTERS for part in ("", "/form")))
    },
    "/settings/{setting}/registers/scorecard/picture.png": {"its coordinator": {CLEO}},
    "/settings/{setting}/digests": {"its coordinator": {CLEO}},
    "/settings/{setting}/digests/{week}": {"its coordinator": {CLEO}},
    "/settings/{setting}/digests/{week}/picture.png": {"its coordinator": {CLEO}},
    "/settings/{setting}/acts": {"its coordinator": {CLEO}},
    "/acts": {"operators": {OPS}},
    "/operations": {"operators": {OPS}},
    "/{rest:path}": {"nobody": set()},  # whatever else stands below
}
PUBLIC = {"/sign-in", "/sign-in/link/{key}", "/tab"}


@dataclass
class Town:
    """Two settings: in South Bo reports to Max, and Cleo coordinates; in North Nia does both."""

    pages: Pages
    browsers: Mapping[str, Browser]
    nobody: Browser
    places: Mapping[str, str]

    @property
    def routes(self) -> list[PageRoute]:
        return [each for each in self.pages.app.routes if isinstance(each, PageRoute)]

    def address(self, route: PageRoute) -> str:
        return route.path.replace(":path", "").format(**self.places)

    async def open(self, browser: Browser, route: PageRoute) -> int:
        path = self.address(route)
        if "POST" in (route.methods or ()):
            return (await browser.post(path)).status_code
        return (await browser.see(path)).status_code


@pytest_asyncio.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    async with opened_pages(sqlite_url, teams=TEAMS) as pages, AsyncExitStack() as stack:
        people = (row(ADA), row(MAX), row(BO, manager_email=MAX), row(CLEO, is_coordinator="yes"), row(OPS))
        await pages.scene.bring(*people)
        nia = row(NIA, is_coordinator="yes")
        await pages.scene.bring(nia, row("noa@example.org", manager_email=NIA), setting=NORTH)
        places = {
            "setting": (await pages.scene.setting(SOUTH)).id,
            "manager": (await pages.scene.person(MAX)).id,
            "week": "2026-W09",
            "key": "guessed",
            "message": "check_in",
            "nudge": "S2-1",
            "language": "en",
            "rest": "no/such/page",
        }
        emails = (ADA, BO, CLEO, MAX, NIA, OPS)
        browsers = {email: await stack.enter_async_context(pages.signed_in(email)) for email in emails}
        yield Town(pages, browsers, await stack.enter_async_context(pages.browser()), places)


async def test_every_address_says_whom_it_is_for(town: Town) -> None:
    known = {route.path.removeprefix("/pages") for route in town.routes}
    assert known == {*MAY, *PUBLIC}
    others = {
        each.path
        for each in town.pages.app.routes
        if isinstance(each, (Route, Mount)) and not isinstance(each, PageRoute)
    }
    assert others == NOT_PAGES
    assert {r.path.removeprefix("/pages") for r in town.routes if r.access is Access.PUBLIC} == PUBLIC


def for_whom(path: str) -> str:
    """Who it is for; signing out is tried alone, as nobody can do anything after it."""
    [audience] = MAY[path]
    return path if path.startswith("/sign-out") else audience


@pytest.mark.parametrize("audience", sorted(set(map(for_whom, MAY))))
async def test_only_those_it_is_for_may_open_a_page(town: Town, audience: str) -> None:
    for path in (each for each in MAY if for_whom(each) == audience):
        routes = [each for each in town.routes if each.path == f"/pages{path}"]
        assert routes
        for route in routes:
            await _only_theirs(town, route, path)


async def _only_theirs(town: Town, route: PageRoute, path: str) -> None:
    [allowed] = MAY[path].values()
    for email, browser in town.browsers.items():
        status = await town.open(browser, route)
        if email in allowed:
            missing = 404 if "{week}" in path or ".png" in path else 0  # there is none yet
            assert status in {200, 303, 422, missing}, (email, path)  # a form without its fields is told so
            assert (status == 404) == bool(missing), (email, path)
        else:
            assert status == 404, (email, path)
    if "POST" in (route.methods or ()):
        assert await town.open(town.nobody, route) == 401, path
    else:
        answer = await town.nobody.see(town.address(route))
        assert (answer.status_code, answer.headers["location"]) == (303, "/pages/sign-in"), path


async def test_a_tab_shows_everybody_the_same_and_no_more(town: Town) -> None:
    looked_at = [each for each in town.routes if "GET" in (each.methods or ())]
    for email, browser in town.browsers.items():
        async with town.pages.signed_in_tab(email) as tab:
            for route in looked_at:
                if route.access is not Access.PUBLIC:
                    assert await town.open(tab, route) == await town.open(browser, route), (email, route.path)


async def test_everybody_may_open_the_pages_that_are_named_to_them(town: Town) -> None:
    counts = {}
    for email, browser in town.browsers.items():
        navigation = (await browser.see("/pages")).text.partition("<nav")[2].partition("</nav>")[0]
        named = re.findall(r'href="([^"]+)"', navigation)
        assert [(await browser.see(each)).status_code for each in named] == [200] * len(named)
        counts[email] = len(named)
    assert counts == {ADA: 2, BO: 2, CLEO: 9, MAX: 3, NIA: 10, OPS: 4}


async def test_a_switch_pressed_by_somebody_else_stays_as_it_is(town: Town) -> None:
    path = f"/pages/settings/{town.places['setting']}/pause"
    for email in (ADA, MAX, NIA, OPS):
        assert (await town.browsers[email].post(path)).status_code == 404
    assert (await town.pages.scene.setting(SOUTH)).paused_since is None


async def test_pages_carry_headers_that_keep_others_out(town: Town) -> None:
    refused = await town.browsers[ADA].see("/pages/operations")
    nowhere = await town.browsers[ADA].see("/pages/no/such/page")
    assert nowhere.text.partition("<main")[2] == refused.text.partition("<main")[2]
    for answer in (await town.browsers[ADA].see("/pages"), await town.nobody.see("/pages/sign-in"), refused):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert "<script" not in answer.text
        assert "style=" not in answer.text
        assert SITE not in answer.text


async def test_files_have_names_that_change_with_them(town: Town) -> None:
    page = (await town.nobody.see("/pages/sign-in")).text
    path = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    style = await town.nobody.see(path)
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in style.headers["cache-control"]
