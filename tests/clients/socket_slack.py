"""Slack's end of Socket Mode on loopback: hands out addresses, sends envelopes, hears the answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from tests.clients.fake_slack import FakeSlack


@dataclass
class SocketSlack:
    """One app's connections. ``acknowledged`` holds what each envelope was answered with."""

    slack: FakeSlack
    url: str = ""
    links: "asyncio.Queue[web.WebSocketResponse]" = field(default_factory=asyncio.Queue)
    acknowledged: dict[str, Any] = field(default_factory=dict)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def link(self) -> web.WebSocketResponse:
        """The next connection the app opens."""
        async with asyncio.timeout(10):
            return await self.links.get()

    async def send(self, link: web.WebSocketResponse, kind: str, payload: Any, **more: Any) -> str:
        """Send an envelope; its id."""
        envelope = f"envelope-{next(self._numbers)}"
        body = {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
        await link.send_json({**body, **more})
        return envelope

    async def answer(self, envelope: str) -> Any:
        """What an envelope is acknowledged with: the payload, None for a bare acknowledgement."""
        async with asyncio.timeout(10), self._heard:
            await self._heard.wait_for(lambda: envelope in self.acknowledged)
        return self.acknowledged[envelope]

    async def connected(self, request: web.Request) -> web.StreamResponse:
        link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_json({"type": "hello", "num_connections": 1})
        self.links.put_nowait(link)
        async for message in link:
            if message.type is WSMsgType.TEXT:
                await self._hear(json.loads(message.data))
        return link

    async def _hear(self, answer: dict[str, Any]) -> None:
        async with self._heard:
            self.acknowledged[answer["envelope_id"]] = answer.get("payload")
            self._heard.notify_all()


@asynccontextmanager
async def running_socket_slack(slack: FakeSlack) -> AsyncIterator[SocketSlack]:
    """Start on a free port; ``apps.connections.open`` of the fake Slack leads there."""
    ours = SocketSlack(slack)
    app = web.Application()
    app.router.add_get("/link", ours.connected)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    ours.url = f"ws://{host}:{port}/link"
    slack.always["apps.connections.open"] = {"url": ours.url}
    try:
        yield ours
    finally:
        await runner.cleanup()
