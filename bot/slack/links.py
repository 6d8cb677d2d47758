"""The link to a message somebody pointed at: kept instead of its words."""

import asyncio

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import SendError
from bot.slack.errors import TROUBLE
from bot.slack.incoming import shortcut_name
from bot.slack.words import Json

LINKED = frozenset({"spotlight"})
"""Shortcuts for which the link is of use; the others learn nothing of the message."""
PATIENCE = 1.0
"""Seconds: a dialog can be opened for three."""


def wants_link(body: Json) -> bool:
    return body.get("type") == "message_action" and shortcut_name(body["callback_id"]) in LINKED


async def permalink(client: AsyncWebClient, body: Json) -> str:
    """Slack's link to the message; empty where the bot may not see the conversation, or Slack is slow.

    A link to a conversation closed to the bot is closed to readers too: it would lead nowhere.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.chat_getPermalink(
                channel=body["channel"]["id"], message_ts=body["message"]["ts"]
            )
    except (*TROUBLE, SendError):
        return ""
    return str(answer.get("permalink") or "")
