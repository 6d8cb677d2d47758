"""What stands between people's Teams and a bot: one address for both, and a token with all that comes in.

The Agents Playground sends no tokens. Here its activities get one, as Microsoft would sign it, so that
the bot's own checks stay on; what the bot sends goes to the right Playground if it carries our token.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from yarl import URL

from bot.teams.app import PATH
from bot.teams.words import Json
from tests.clients.agents_playground import Account, running_playground
from tests.clients.fake_teams import OURS, FakeTeams, signed
from tests.clients.teams_dialogs import invoked, is_submitted, opens, pressable, shown


@dataclass
class TeamsCloud:
    """``clients`` are the addresses of Playgrounds by whose they are. ``bot`` is told once it listens.

    It is the reverse proxy before the bot, too: its own address is the bot's public one.
    """

    microsoft: FakeTeams
    session: ClientSession
    url: str = ""
    bot: str = ""
    clients: dict[str, str] = field(default_factory=dict)
    _opened_from: dict[str, str] = field(default_factory=dict)
    """The message each open dialog was opened from, by the message that shows it."""

    @property
    def settings(self) -> dict[str, str]:
        """For a product that is to speak with these clients."""
        return {**self.microsoft.settings, "test_host": self.url.removeprefix("http://")}

    @contextmanager
    def client(self, account: Account, folder: Path, *, channels: Mapping[str, str]) -> Iterator[str]:
        """Somebody's own Playground, as ``running_playground``; its address."""
        service = self.service(account.object_id)
        bot = f"{service}/activities"
        with running_playground(folder, account, bot=bot, service=service, channels=channels) as url:
            self.clients[account.object_id] = url
            yield url

    def service(self, who: str) -> str:
        """What their client names as the address for answers."""
        return f"{self.url}/{who}"

    async def come_in(self, request: web.Request) -> web.Response:
        who, activity = request.match_info["who"], await request.json()
        if is_submitted(activity):
            await self._through_dialog(who, activity)
            return web.Response()
        status, body = await self._bring(who, activity)
        return web.Response(status=status, body=body, content_type="application/json")

    async def go_out(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {OURS}":
            return web.Response(status=401)
        message = pressable(await request.json()) if request.can_read_body else None
        # Ids keep the signs that stand for others.
        path = request.rel_url.raw_path.partition("/v3/")[2]
        status, body = await self._hand(request.match_info["who"], request.method, path, message)
        return web.Response(status=status, body=body, content_type="application/json")

    async def look(self, request: web.Request) -> web.Response:
        """A picture in a card, fetched as from anywhere."""
        async with self.session.get(URL(f"{self.bot}{request.rel_url.raw_path}", encoded=True)) as answer:
            picture = await answer.read()
            return web.Response(status=answer.status, body=picture, content_type=answer.content_type)

    async def _through_dialog(self, who: str, activity: Json) -> None:
        pressed: str = activity["replyToId"]
        status, body = await self._bring(who, invoked(activity, self._opened_from.get(pressed, pressed)))
        assert status == 200, f"the bot answered a dialog with {status}"
        message = shown(json.loads(body))
        path = f"conversations/{activity['conversation']['id']}/activities"
        if opens(activity):
            _, posted = await self._hand(who, "POST", path, message)
            self._opened_from[json.loads(posted)["id"]] = pressed
        else:
            await self._hand(who, "PUT", f"{path}/{pressed}", message)

    async def _bring(self, who: str, activity: Json) -> tuple[int, bytes]:
        headers = {"authorization": f"Bearer {signed(self.service(who))}"}
        return await self._call("POST", f"{self.bot}{PATH}", activity, headers)

    async def _hand(self, who: str, method: str, path: str, message: Any) -> tuple[int, bytes]:
        return await self._call(method, f"{self.clients[who]}/_connector/v3/{path}", message)

    async def _call(
        self, method: str, url: str, body: Any, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        where = URL(url, encoded=True)
        async with self.session.request(method, where, json=body, headers=headers) as answer:
            return answer.status, await answer.read()


@asynccontextmanager
async def running_teams_cloud(microsoft: FakeTeams) -> AsyncIterator[TeamsCloud]:
    """On a free port, without a bot and clients yet."""
    async with ClientSession() as session:
        cloud, app = TeamsCloud(microsoft, session), web.Application(client_max_size=2**20)
        app.router.add_post("/{who}/activities", cloud.come_in)
        app.router.add_get("/pictures/{rest:.*}", cloud.look)
        app.router.add_route("*", "/{who}/v3/{rest:.*}", cloud.go_out)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        cloud.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield cloud
        finally:
            await runner.cleanup()
