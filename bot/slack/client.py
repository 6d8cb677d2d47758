"""Slack's client, which waits its turn before every call and lets Slack rest where it asks to."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports import SendLaterError, Sleep
from bot.ports.limits import Limits, Rate
from bot.slack.errors import asked_to_rest
from bot.slack.limits import call_of
from bot.turns import PATIENCE, Turns

TIMEOUT = 10
"""Seconds until an unanswered call counts as lost."""
_REPLACEABLE = frozenset({"chat.update"})
"""Where it takes long, a press has an address of its own through which its message is redrawn."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How calls of all workspaces wait. ``changed`` are limits that Slack gave this app alone."""

    limits: Limits
    changed: Mapping[str, tuple[Rate, ...]] = field(default_factory=dict)
    sleep: Sleep = asyncio.sleep

    async def wait(self, workspace: str, method: str, conversation: str, patience: float) -> None:
        """Return when it is this call's turn. Raises ``SendLaterError`` where that is too far off."""
        call = call_of(method, workspace, conversation, changed=self.changed)
        await Turns(self.limits, self.sleep).wait(call, patience)

    async def rest(self, workspace: str, method: str, seconds: float) -> None:
        """Slack wants no more such calls for so long."""
        await self.limits.rest(call_of(method, workspace).bucket, seconds)


class PacedClient(AsyncWebClient):
    """As its base, which repeats nothing here. Besides, its calls raise ``SendLaterError``.

    ``in_time`` is asked right before each call, after the wait for its turn: False keeps it from being made.
    """

    def __init__(
        self,
        token: str | None,
        *,
        pace: Pace | None,
        workspace: str,
        base_url: str,
        timeout: int = TIMEOUT,
        patience: float = PATIENCE,
        in_time: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])
        self._pace = pace
        self._workspace = workspace
        self._patience = patience
        self._in_time = in_time

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """As in the base class, when it is this call's turn."""
        if self._pace is None:
            self._check_time()
            return await super().api_call(api_method, **arguments)
        sent = arguments.get("json") or arguments.get("data") or arguments.get("params") or {}
        patience = min(PATIENCE, self._patience) if api_method in _REPLACEABLE else self._patience
        await self._pace.wait(self._workspace, api_method, str(sent.get("channel", "")), patience)
        self._check_time()
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            if seconds := asked_to_rest(error):
                await self._pace.rest(self._workspace, api_method, seconds)
            raise

    def _check_time(self) -> None:
        if not self._in_time():
            raise SendLaterError(
                "It took too long, or the clock leapt: somebody else may have it.", seconds=0
            )
