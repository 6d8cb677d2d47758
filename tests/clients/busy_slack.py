"""A Slack that keeps what is posted, counts calls strictly, and goes wrong by a script."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from aiohttp import web

from bot.clock import SystemClock
from tests.clients.fake_slack import FakeSlack, hang_up, refuse


class Accident(Enum):
    """What becomes of a call beside an answer of Slack's own."""

    HANGS = "hangs"
    HANGS_DONE = "hangs, all done"
    HANGS_UP_UNDONE = "hangs up, nothing done"
    HANGS_UP_DONE = "hangs up, all done"


@dataclass(frozen=True, slots=True)
class Seen:
    """One call that arrived."""

    at: float
    workspace: str
    method: str
    channel: str
    refused: bool


@dataclass
class BusySlack(FakeSlack):
    """``allowed``: calls of a method in any so many seconds of one workspace; 429 for any more.

    A token is ``xoxb-<workspace>``. ``channel_gap`` is the least time between two messages in a
    conversation. ``script`` holds, by method, what goes wrong with the next calls, in order.
    """

    now: Callable[[], datetime] = SystemClock().now
    allowed: dict[str, tuple[int, float]] = field(default_factory=dict)
    channel_gap: float = 0.0
    retry_after: int = 30
    script: dict[str, list[str | int | Accident]] = field(default_factory=lambda: defaultdict(list))
    troubled: dict[str, str] = field(default_factory=dict)
    """Methods that are refused every time, and in which word."""
    troubled_channels: dict[str, str] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)
    resting: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    grace: float = 0.0
    """Seconds a call may have been under way when Slack asked to wait."""
    early: int = 0
    """Calls that came after Slack had asked to wait, and before it was over."""
    _recent: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    @property
    def refused(self) -> list[Seen]:
        return [each for each in self.seen if each.refused]

    def keys(self) -> list[str]:
        """The delivery keys of everything that was posted, answers aside, which have none."""
        posted = [each["metadata"] for each in self.posted if "metadata" in each]
        return [str(each["event_payload"]["key"]) for each in posted]

    def times(self, method: str, workspace: str) -> list[float]:
        return [each.at for each in self.seen if (each.method, each.workspace) == (method, workspace)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        sent = await request.json() if is_json else {**request.query, **await request.post()}
        workspace = request.headers["Authorization"].removeprefix("Bearer xoxb-")
        wait = self._count(workspace, method, str(sent.get("channel", "")))
        if wait:
            return self._rest(workspace, method, wait)
        fault = self.script[method].pop(0) if self.script[method] else self._trouble(method, sent)
        match fault:
            case 429 | "ratelimited":
                return self._rest(workspace, method, self.retry_after, known=fault == 429)
            case int():
                return web.Response(status=fault, text="<html>Oops</html>", content_type="text/html")
            case str():
                return refuse(fault)(request)
            case Accident.HANGS:
                await asyncio.Event().wait()
            case Accident.HANGS_UP_UNDONE:
                return hang_up(request)
        done = {"ok": True, **self._do(workspace, method, sent)}
        if fault is Accident.HANGS_DONE:
            await asyncio.Event().wait()
        return hang_up(request) if fault is Accident.HANGS_UP_DONE else web.json_response(done)

    def _trouble(self, method: str, sent: dict[str, Any]) -> str | None:
        return self.troubled.get(method) or self.troubled_channels.get(str(sent.get("channel")))

    def _rest(self, workspace: str, method: str, seconds: float, *, known: bool = True) -> web.StreamResponse:
        """Ask for rest, as a status or, as some methods do, as a word in an answer that is fine."""
        self.resting[workspace, method] = self._time(), self._time() + seconds
        headers = {"Retry-After": str(max(1, round(seconds)))}
        return web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429 if known else 200, headers=headers
        )

    def _time(self) -> float:
        return self.now().timestamp()

    def _count(self, workspace: str, method: str, channel: str) -> float:
        """Seconds to wait where this call is one too many, else 0."""
        at = self._time()
        asked, until = self.resting.get((workspace, method), (at, at))
        self.early += asked + self.grace < at < until
        limit, span = self.allowed.get(method, (0, 0.0))
        times = self._recent[workspace, method]
        while times and times[0] <= at - span:
            times.popleft()
        wait = times[0] + span - at if limit and len(times) >= limit else 0.0
        if self.channel_gap and method == "chat.postMessage" and not wait:
            there = self._recent[workspace, channel]
            wait = there[-1] + self.channel_gap - at if there and there[-1] + self.channel_gap > at else 0.0
            if not wait:
                there.append(at)
        if not wait:
            times.append(at)
        self.seen.append(Seen(at, workspace, method, channel, wait > 0))
        return wait

    def _do(self, workspace: str, method: str, sent: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "conversations.open":
                return {"channel": {"id": f"D{str(sent['users'])[1:]}"}}
            case "chat.postMessage":
                ts = f"{1_700_000_000 + len(self.posted)}.000100"
                self.posted.append({**sent, "ts": ts, "workspace": workspace})
                return {"channel": sent["channel"], "ts": ts}
            case "conversations.history":
                here = [each for each in self.posted if each["channel"] == sent["channel"]]
                return {
                    "messages": [{"ts": each["ts"], "metadata": each.get("metadata", {})} for each in here]
                }
            case _:
                return {}
