"""Whether Slack can be reached, and whether it knows us: asked once at the start, noted at every message."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Clock, SendRefusedError
from bot.slack.errors import TROUBLE, cuts_off, nothing_sent

PATIENCE = 5.0
"""Seconds the start waits for Slack to say who we are."""

log = structlog.get_logger(__name__)


class SlackSettingError(Exception):
    """Slack refuses what a setting holds; the text names the setting and where to find the right value."""


@dataclass(slots=True)
class Reach:
    """When Slack last did what we asked, and what has been in the way since."""

    clock: Clock
    at: datetime | None = None
    trouble: str = ""

    def succeeded(self) -> None:
        self.at, self.trouble = self.clock.now(), ""

    def failed(self, error: Exception) -> None:
        """Note an error of a call; one that concerns a single message or person says nothing here."""
        if cuts_off(error):
            self.trouble = str(nothing_sent(error))

    @property
    def words(self) -> str:
        """For operators."""
        last = f"last reached {self.at:%Y-%m-%d %H:%M} UTC" if self.at else "not since the start"
        if self.trouble:
            return f"not reached ({last}): {self.trouble}"
        return f"ok, {last}" if self.at else "not reached yet: nothing was sent"


async def introduce(token: str, workspace: str, base_url: str, reach: Reach) -> None:
    """Ask Slack once who we are (``auth.test``) and note it. Out of reach, it only warns.

    Raises ``SlackSettingError`` where Slack refuses the token or it belongs to another workspace.
    """
    client = AsyncWebClient(token=token, base_url=base_url, retry_handlers=[])
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.auth_test()
    except TROUBLE as error:
        found = nothing_sent(error)
        if isinstance(found, SendRefusedError):
            raise SlackSettingError(_wrong_token(found)) from error
        reach.failed(error)
        log.warning("slack_not_reached", advice=str(found))
        return
    teams = {str(answer.get(name)) for name in ("team_id", "enterprise_id") if answer.get(name)}
    if workspace not in teams:
        raise SlackSettingError(_wrong_workspace(workspace, str(answer.get("team_id"))))
    reach.succeeded()


def _wrong_token(found: SendRefusedError) -> str:
    return (
        f"CROSSPILLAR_SLACK__BOT_TOKEN: Slack refuses it. {found} "
        'You find the right one on your app\'s page at Slack: "OAuth & Permissions", "Bot User OAuth Token".'
    )


def _wrong_workspace(given: str, real: str) -> str:
    return (
        f"CROSSPILLAR_SLACK__WORKSPACE: it says {given}, but the token belongs to the workspace {real}. Set "
        'that id, or the token of the other workspace: your app\'s page at Slack, "OAuth & Permissions".'
    )
