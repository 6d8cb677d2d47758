"""Slack and Teams on loopback, as far as sending needs them: they count strictly, and take their time.

A token for Slack is ``xoxb-<workspace>``, a conversation in Teams ``a:<tenant>:<person>``: so both know
whose limit a message counts against.
"""

from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.ports import Clock, Sleep

ANSWERS_AFTER = 0.25
"""Seconds from a message's arrival to the answer, as over the internet to a busy service."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """So many messages in any so many seconds of one workspace."""

    messages: int
    seconds: float

    @property
    def a_second(self) -> float:
        return self.messages / self.seconds


@dataclass
class Crowded:
    """``rest``: seconds that each workspace is asked to wait once, at its ``rest_at``-th message."""

    allowed: Allowed
    clock: Clock
    sleep: Sleep
    rest: int
    rest_at: int
    grace: float = 0.0
    """Seconds that a busy client may need to read an answer; what it sent before that was under way."""
    url: str = ""
    accepted: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    early: int = 0
    """Messages that came after somebody had read that they should wait, and before it was over."""
    _recent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _resting: dict[str, tuple[float, float]] = field(default_factory=dict)
    _rested: set[str] = field(default_factory=set)

    @property
    def messages(self) -> int:
        return sum(map(len, self.accepted.values()))

    async def post_to_slack(self, request: web.Request) -> web.Response:
        workspace = request.headers["Authorization"].removeprefix("Bearer xoxb-")
        sent = await request.json() if request.content_type == "application/json" else await request.post()
        if wait := self._wait(workspace):
            return await self._answer(429, {"ok": False, "error": "ratelimited"}, wait)
        return await self._answer(200, {"ok": True, "channel": sent["channel"], "ts": f"{self.messages}.1"})

    async def post_to_teams(self, request: web.Request) -> web.Response:
        await request.read()
        _, tenant, _ = request.match_info["conversation"].split(":")
        if wait := self._wait(tenant):
            return await self._answer(429, {"error": {"code": "TooManyRequests"}}, wait)
        return await self._answer(201, {"id": f"{self.messages}"})

    async def give_token(self, request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": "ours"})

    async def _answer(self, status: int, body: object, wait: int = 0) -> web.Response:
        await self.sleep(ANSWERS_AFTER)
        headers = {"Retry-After": str(wait)} if wait else {}
        return web.json_response(body, status=status, headers=headers)

    def _wait(self, workspace: str) -> int:
        """Whole seconds that this message comes too early; 0 where it is taken."""
        at = self.clock.now().timestamp()
        asked, until = self._resting.get(workspace, (at, at))
        self.early += asked + ANSWERS_AFTER + self.grace < at < until
        wait = self._too_many(workspace, at) or self._rest_once(workspace)
        if not wait:
            self._recent[workspace].append(at)
            self.accepted[workspace].append(at)
            return 0
        self.refused += 1
        if at >= until:
            self._resting[workspace] = at, at + wait
        return wait

    def _too_many(self, workspace: str, at: float) -> int:
        recent = self._recent[workspace]
        while recent and recent[0] <= at - self.allowed.seconds:
            recent.popleft()
        full = len(recent) >= self.allowed.messages
        return max(1, round(recent[0] + self.allowed.seconds - at)) if full else 0

    def _rest_once(self, workspace: str) -> int:
        if len(self.accepted[workspace]) < self.rest_at or workspace in self._rested:
            return 0
        self._rested.add(workspace)
        return self.rest


@asynccontextmanager
async def running(crowded: Crowded) -> AsyncIterator[Crowded]:
    """On a free port."""
    app = web.Application()
    app.router.add_post("/api/chat.postMessage", crowded.post_to_slack)
    app.router.add_post("/v3/conversations/{conversation}/activities", crowded.post_to_teams)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", crowded.give_token)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    crowded.url = "http://{}:{}".format(*runner.addresses[0][:2])
    try:
        yield crowded
    finally:
        await runner.cleanup()
