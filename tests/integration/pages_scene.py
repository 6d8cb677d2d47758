"""A deployment with web pages, and browsers that look at them; no network in between."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
from starlette.applications import Starlette

from bot.ports.operating import Role
from bot.services.signing_in import TAB_PATH
from bot.serving import web_app
from nudges.cards import Link
from nudges.practice import Evidence, PracticeRecord, Source
from tests.clients.fake_teams import CLIENT, TENANT
from tests.integration.scene import ADA, MONDAY, SOUTH, Scene, opened_scene, row

SITE = "https://localhost"
"""By https, so that cookies are as safe as outside; a name that the local chat's guard lets pass."""
OPS = "ops@example.org"

MAX, MIA = "max@example.org", "mia@example.org"
"""Managers: of a dozen, and of three."""
DOZEN = tuple(f"p{n}@example.org" for n in range(12))
OTHERS = tuple(f"q{n}@example.org" for n in range(10))
"""So many that showing Max's group tells of nobody outside it."""
WINDOW = timedelta(weeks=4)

TEAMS = {"client_id": CLIENT, "client_secret": "a~secret~value", "tenants": TENANT}
"""What a deployment with a tab in Teams is given."""

_KEY = re.compile(r'name="form_key" value="(\w*)"')


@dataclass
class Browser:
    """One browser with cookies of its own; it posts forms as browsers do."""

    http: httpx.AsyncClient

    async def see(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def post(
        self,
        path: str,
        *,
        on: str = "/pages/you",
        origin: str = SITE,
        fields: Mapping[str, str] | None = None,
        file: bytes | None = None,
    ) -> httpx.Response:
        """Post a form as it stands on the page ``on``; with a file, as browsers send files."""
        found = _KEY.search((await self.http.get(on)).text)
        data = {"form_key": found[1] if found else "", **(fields or {})}
        files = {"file": ("people.csv", file, "text/csv")} if file is not None else None
        return await self.http.post(path, data=data, files=files, headers={"Origin": origin})


@dataclass
class Pages:
    """The pages of a scene."""

    scene: Scene
    app: Starlette

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            yield Browser(client)

    async def link(self, email: str) -> str:
        """The path of the link somebody gets when they ask for it in chat."""
        card = (await self.scene.type(email, "pages")).say[0]
        [link] = [block for block in card.body if isinstance(block, Link)]
        return link.url.removeprefix(SITE)

    @asynccontextmanager
    async def signed_in(self, email: str) -> AsyncIterator[Browser]:
        async with self.browser() as browser:
            link = await self.link(email)
            assert (await browser.post(link, on=link)).status_code == 303
            yield browser

    async def tab_link(self, email: str) -> str:
        """The path Teams opens in the tab for the same link."""
        return f"{TAB_PATH}?key={(await self.link(email)).rpartition('/')[2]}&theme=dark"

    @asynccontextmanager
    async def signed_in_tab(self, email: str) -> AsyncIterator[Browser]:
        """A browser with the cookies of the tab alone, as in Teams' frame."""
        async with self.browser() as browser:
            link = await self.tab_link(email)
            assert (await browser.post(link, on=link)).status_code == 303
            yield browser


@asynccontextmanager
async def opened_pages(database_url: str, **settings_of: object) -> AsyncIterator[Pages]:
    given = {"public_url": SITE, "operators": OPS, **settings_of}
    async with opened_scene(database_url, MONDAY, **given) as scene:
        yield Pages(scene, web_app(scene.app, Role.WEB))


async def practised_twice(pages: Pages, setting: str = SOUTH) -> None:
    """Of Max's dozen two met somebody in the first window, ten in the second; both are released."""
    managers = dict.fromkeys(DOZEN, MAX) | dict.fromkeys(OTHERS, "") | dict.fromkeys(OTHERS[:3], MIA)
    people = (row(each, manager_email=manager) for each, manager in managers.items())
    leaders = (row(MAX, role_group="R2"), row(MIA, role_group="R2"), row(ADA, is_coordinator="yes"))
    await pages.scene.bring(*leaders, *people, setting=setting)
    await pages.scene.type(ADA, "start")
    for emails in (DOZEN[:2], DOZEN[:10]):
        await _met(pages.scene, emails)
        pages.scene.clock.move_to(pages.scene.clock.now() + WINDOW + timedelta(days=1))
        await pages.scene.app.ticks.release()


async def _met(scene: Scene, emails: Sequence[str]) -> None:
    now = scene.clock.now()
    people = [await scene.person(each) for each in emails]
    records = [
        PracticeRecord(
            id=f"{now.date()} {each.id}",
            setting_id=each.setting_id,
            person_id=each.id,
            behaviour="B8",
            practised_on=now.date(),
            at=now,
            source=Source.IMPORT,
            evidence=Evidence.SELF_REPORTED,
        )
        for each in people
    ]
    async with scene.app.deps.begin() as uow:
        await uow.practices.add(records)
        await uow.commit()
