"""Socket Mode: Slack's requests over a connection we open, for deployments without a public address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import time

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.background import BackgroundTasks

from bot.admission import storable_parts
from bot.slack.listeners import FOLLOW_UPS

PATIENCE = 10.0
"""Seconds that what is being answered has when the process stops."""
IMPATIENCE = 30.0
"""Seconds after which an address that could not be connected to is given up."""


class SocketHandler(AsyncSocketModeHandler):
    """bolt's handler, with our follow-ups after the acknowledgement and an orderly end.

    A request that is not answered with 200 is not acknowledged: Slack delivers it once more.
    """

    def __init__(self, app: AsyncApp, app_token: str, *, base_url: str) -> None:
        self._running: set[asyncio.Task[None] | None] = set()
        self._stopping = False
        client = AsyncWebClient(base_url=base_url, retry_handlers=[])
        super().__init__(app, app_token, web_client=client)

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as in bolt
        if self._stopping:
            return  # another process, or this one after its start, gets it again
        task = asyncio.current_task()
        self._running.add(task)
        try:
            await self._answer(client, req)
        finally:
            self._running.discard(task)

    async def _answer(self, client: SocketModeClient, req: SocketModeRequest) -> None:
        start, tasks = time(), BackgroundTasks()
        request = AsyncBoltRequest(
            mode="socket_mode", body=storable_parts(req.payload), headers=build_headers(req)
        )
        request.context[FOLLOW_UPS] = tasks
        response = await self.app.async_dispatch(request)
        await send_async_response(client, req, response, start)
        await tasks()

    async def stop(self) -> None:
        """Take nothing new, let what runs end, and close the connection."""
        self._stopping = True
        if running := [task for task in self._running if task is not None]:
            await asyncio.wait(running, timeout=PATIENCE)
        await self.close_async()  # type: ignore[no-untyped-call]  # bolt gives it no types


@asynccontextmanager
async def connected(
    app: AsyncApp, app_token: str, base_url: str, *, impatience: float = IMPATIENCE
) -> AsyncIterator[None]:
    """Keep a connection to Slack open. It is opened beside everything else, and again where it breaks."""
    handler = SocketHandler(app, app_token, base_url=base_url)
    renewing = asyncio.create_task(_renew_address(handler.client, impatience))
    opening = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]  # as above
    try:
        yield
    finally:
        await handler.stop()
        for task in (opening, renewing):
            task.cancel()
        await asyncio.gather(opening, renewing, return_exceptions=True)


async def _renew_address(client: SocketModeClient, impatience: float) -> None:
    """slack_sdk 3.47 tries an address for ever; Slack's are good once, for some seconds."""
    while True:
        await asyncio.sleep(impatience)
        if not await client.is_connected():
            client.wss_uri = None
