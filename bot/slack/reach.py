"""Whether Slack can be reached, and whether it knows us: asked once at the start, noted at every message."""

import asyncio
from collections.abc import Callable

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import SendLaterError, SendRefusedError
from bot.reach import LastReached
from bot.slack.client import Pace, PacedClient
from bot.slack.errors import TROUBLE, code_of, cuts_off, nothing_sent
from bot.slack.installations import workspace_of

PATIENCE = 5.0
"""Seconds the start waits for Slack to say who we are."""

log = structlog.get_logger(__name__)


class SlackSettingError(Exception):
    """Slack refuses what a setting holds; the text names the setting and where to find the right value."""


class Reach(LastReached):
    def failed(self, error: Exception) -> None:
        """Note an error of a call; one that concerns a single message or person says nothing here."""
        if cuts_off(error):
            self.trouble = str(nothing_sent(error))


async def introduce(
    token: str, workspace: str, base_url: str, reach: Reach, pace: Pace | None = None
) -> None:
    """Ask Slack once who we are (``auth.test``) and note it. Out of reach, it only warns.

    Raises ``SlackSettingError`` where Slack refuses the token or it belongs to another workspace.
    """
    client = PacedClient(token, pace=pace, workspace=workspace, base_url=base_url)
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.auth_test()
    except SendLaterError as error:
        log.warning("slack_not_asked", advice=str(error))
        return
    except TROUBLE as error:
        _refuse_or_warn(error, reach, _wrong_token)
        return
    org_wide = bool(answer.get("is_enterprise_install"))
    home = workspace_of(answer.get("enterprise_id"), answer.get("team_id"), org_wide=org_wide)
    if workspace != home:
        raise SlackSettingError(_wrong_workspace(workspace, home))
    reach.succeeded()


async def try_app_token(token: str, base_url: str, reach: Reach) -> None:
    """Ask Slack once for an address to connect to in Socket Mode. Out of reach, it only warns.

    Raises ``SlackSettingError`` where Slack refuses the token.
    """
    client = AsyncWebClient(base_url=base_url, retry_handlers=[])
    try:
        async with asyncio.timeout(PATIENCE):
            await client.apps_connections_open(app_token=token)
    except TROUBLE as error:
        code = code_of(error)
        _refuse_or_warn(error, reach, lambda _: _wrong_app_token(code))


def _refuse_or_warn(error: Exception, reach: Reach, words: Callable[[SendRefusedError], str]) -> None:
    """A refusal ends the start, with ``words`` for the operator; out of reach is noted and warned of."""
    found = nothing_sent(error)
    if isinstance(found, SendRefusedError):
        raise SlackSettingError(words(found)) from error
    reach.failed(error)
    log.warning("slack_not_reached", advice=str(found))


def _wrong_app_token(code: str) -> str:
    return (
        f"CROSSPILLAR_SLACK__APP_TOKEN: Slack refuses it ({code}). Socket Mode must be switched on for the "
        "app, and the token needs connections:write. You find it on your app's page at Slack: "
        '"Basic Information", "App-Level Tokens".'
    )


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
