"""A Slack that answers as it is told, on loopback: for what the emulator cannot do, failures above all."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

S = TypeVar("S", bound="FakeSlack")
Answer = Callable[[web.Request], web.StreamResponse]

_FRIENDLY: dict[str, Any] = {
    "auth.test": {"user_id": "U00000BOT1", "bot_id": "B00000BOT1", "team_id": "T000000001"},
    "conversations.open": {"channel": {"id": "D000000007"}},
    "conversations.history": {"messages": []},
    "chat.postMessage": {"channel": "D000000007", "ts": "1700000009.000900"},
}


@dataclass
class FakeSlack:
    """Records (method, arguments) of each call.

    ``answers`` replaces the answer of a method, ``always`` what its friendly answer holds;
    the ``silent`` methods are never answered. ``files`` are the bytes of uploads by file id;
    a message that shows a file is refused, as Slack does, while its file is still ``unready``:
    so many times, and always for a file that is not there.
    """

    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    always: dict[str, dict[str, Any]] = field(default_factory=lambda: dict(_FRIENDLY))
    silent: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    unready: int = 0
    missing: set[str] = field(default_factory=set)
    """Channels that are not there."""

    @property
    def base_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def response_url(self) -> str:
        """The address of a click's or a command's own, recorded as the method ``respond``."""
        return f"{self.url}/api/respond"

    @property
    def said(self) -> list[tuple[str, dict[str, Any]]]:
        """The calls that show something."""
        quiet = {"auth.test", "conversations.open"}
        return [call for call in self.calls if call[0] not in quiet and not call[0].startswith("files.")]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        arguments = await request.json() if is_json else {**request.query, **await request.post()}
        self.calls.append((method, arguments))
        if method in self.silent:
            await asyncio.Event().wait()
        if method in self.answers:
            return self.answers[method](request)
        return web.json_response(self._friendly(method, arguments))

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The address a file's bytes are sent to."""
        self.calls.append(("files.upload", {"file": request.match_info["file"]}))
        if "files.upload" in self.answers:
            return self.answers["files.upload"](request)
        self.files[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    def _friendly(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method == "files.getUploadURLExternal":
            file = f"F{len(self.calls):09}"
            return {"ok": True, "upload_url": f"{self.url}/upload/v1/{file}", "file_id": file}
        if method == "files.completeUploadExternal":
            named = json.loads(arguments["files"])
            self.complete |= {each["id"] for each in named} & self.files.keys()
            return {"ok": True, "files": named}
        if arguments.get("channel") in self.missing:
            return {"ok": False, "error": "channel_not_found"}
        if not self._shows(arguments):
            return {"ok": False, "error": "invalid_blocks", "errors": ["invalid slack file"]}
        return {"ok": True, **self.always.get(method, {})}

    def _shows(self, arguments: dict[str, Any]) -> bool:
        """Whether every file that the message shows may be shown by now."""
        shown = {b["slack_file"]["id"] for b in arguments.get("blocks") or () if "slack_file" in b}
        if shown and self.unready:
            self.unready -= 1
            return False
        return shown <= self.complete


def refuse(code: str, *, status: int = 200, **headers: str) -> Answer:
    """Slack's way of saying no."""
    return lambda _: web.json_response({"ok": False, "error": code}, status=status, headers=headers)


def page(text: str, *, status: int, kind: str = "text/html") -> Answer:
    """What a proxy or a broken front server answers instead of Slack."""
    return lambda _: web.Response(text=text, status=status, content_type=kind)


def hang_up(request: web.Request) -> web.StreamResponse:
    """Read the request, then break the connection."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@asynccontextmanager
async def running_fake_slack() -> AsyncIterator[FakeSlack]:
    """Start a friendly one, stop it at the end."""
    async with running(FakeSlack()) as slack:
        yield slack


@asynccontextmanager
async def running(slack: S) -> AsyncIterator[S]:
    """Start on a free port, stop at the end."""
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.answer)
    app.router.add_post("/upload/v1/{file}", slack.upload)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    slack.url = f"http://{host}:{port}"
    try:
        yield slack
    finally:
        await runner.cleanup()
