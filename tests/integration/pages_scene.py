"""A deployment with web pages, and browsers that look at them; no network in between."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette

from bot.serving import web_app
from nudges.cards import Link
from tests.integration.scene import MONDAY, Scene, opened_scene

SITE = "https://localhost"
"""By https, so that cookies are as safe as outside; a name that the local chat's guard lets pass."""
OPS = "ops@example.org"

_KEY = re.compile(r'name="form_key" value="(\w*)"')


@dataclass
class Browser:
    """One browser with cookies of its own; it posts forms as browsers do."""

    http: httpx.AsyncClient

    async def see(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def post(self, path: str, *, on: str = "/pages/you", origin: str = SITE) -> httpx.Response:
        """Post a form as it stands on the page ``on``."""
        found = _KEY.search((await self.http.get(on)).text)
        fields = {"form_key": found[1] if found else ""}
        return await self.http.post(path, data=fields, headers={"Origin": origin})


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


@asynccontextmanager
async def opened_pages(database_url: str, **settings_of: object) -> AsyncIterator[Pages]:
    given = {"public_url": SITE, "operators": OPS, **settings_of}
    async with opened_scene(database_url, MONDAY, **given) as scene:
        yield Pages(scene, web_app(scene.app, ticking=False))
