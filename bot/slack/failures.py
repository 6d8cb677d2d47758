"""What a person sees, and Slack is told, where something broke before it was stored."""

from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb, walk_tb
from typing import Any

import structlog
from aiohttp import InvalidURL, NonHttpUrlClientError
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from starlette.background import BackgroundTasks

from bot.slack.forms import place_faults
from bot.slack.incoming import (
    UNREADABLE,
    UNREADABLE_TEXT,
    UnreadableError,
    command_place,
    press_place,
    shortcut_place,
)
from bot.slack.listeners import FOLLOW_UPS
from bot.slack.replies import Answerer, Place

_NO_ADDRESS = (InvalidURL, NonHttpUrlClientError)
"""What bolt meets where it is to answer to an address that is none."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failures:
    """Logs by kind, never with the words of anybody, and answers."""

    answerer: Answerer

    async def failed(self, request: AsyncBoltRequest, error: Exception) -> BoltResponse:
        """The answer to a request nobody took, or whose listener raised."""
        kind = _kind(request.body)
        if isinstance(error, BoltUnhandledRequestError):
            log.info("slack_request_ignored", kind=kind)
            return BoltResponse(status=200)
        log.error("slack_request_failed", kind=kind, error=type(error).__name__, at=_where(error))
        if isinstance(error, UnreadableError) or _broke_before_us(error):
            return BoltResponse(status=400, body=UNREADABLE_TEXT)
        if kind == "view_submission":
            return self._keep_open(request)
        if kind == "block_suggestion":
            return BoltResponse(status=200, body={"options": []})
        if kind == "event_callback":
            return self._ask_again(request)
        return self._refuse(request, _place(request, kind))

    def _ask_again(self, request: AsyncBoltRequest) -> BoltResponse:
        """Slack delivers the event once more at once, and the desk is idempotent; then we give up."""
        if not request.headers.get("x-slack-retry-num"):
            return BoltResponse(status=500)
        self._apologise(request, _place(request, "event_callback"))
        return BoltResponse(status=200)

    def _keep_open(self, request: AsyncBoltRequest) -> BoltResponse:
        """The form keeps what was typed, with the apology at its first field."""
        placed = place_faults(request.body["view"], {"": self.answerer.speak("slack.failed")})
        if placed:
            return BoltResponse(status=200, body={"response_action": "errors", "errors": placed})
        return self._refuse(request, _place(request, "view_submission"))

    def _refuse(self, request: AsyncBoltRequest, place: Place) -> BoltResponse:
        """Not acknowledged: Slack itself then shows that it failed, even where our apology never arrives."""
        self._apologise(request, place)
        return BoltResponse(status=500)

    def _apologise(self, request: AsyncBoltRequest, place: Place) -> None:
        tasks: BackgroundTasks = request.context[FOLLOW_UPS]
        tasks.add_task(self.answerer.apologise, place)


def _where(error: Exception) -> list[str]:
    """The innermost calls. Not the error's text nor variables: a database's errors quote what was typed."""
    return [f"{Path(call.filename).name}:{call.lineno}" for call in extract_tb(error.__traceback__)[-6:]]


def _broke_before_us(error: Exception) -> bool:
    """Whether bolt could not read the request: no listener of ours was called."""
    ours = any(
        frame.f_globals.get("__name__", "").startswith("bot.") for frame, _ in walk_tb(error.__traceback__)
    )
    return isinstance(error, UNREADABLE + _NO_ADDRESS) and not ours


def _kind(body: dict[str, Any]) -> str:
    return "command" if "command" in body else str(body.get("type", "unknown"))


def _place(request: AsyncBoltRequest, kind: str) -> Place:
    context = request.context
    if kind == "block_actions":
        return press_place(request.body, context)
    if kind == "command":
        return command_place(request.body, context)
    if kind in ("shortcut", "message_action"):
        return shortcut_place(request.body, context)
    return Place(context.client, str(context.user_id), str(context.channel_id or ""))
