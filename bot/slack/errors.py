"""What Slack's errors mean for a delivery, and what an operator can do about them."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.ports import SendBlockedError, SendError, SendLaterError, SendRefusedError, SendUnknownError
from nudges.flows.troubles import TroubleKind

TROUBLE = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError, AttributeError)
"""Everything a call can raise; AttributeError where a proxy answers 200 in plain text (slack_sdk 3.47)."""

DEFAULT_WAIT = 30.0
"""Seconds to wait where Slack asks for patience without saying how long."""

_GONE = {
    "user_not_found": "This person has no account in this workspace any more; check the roster.",
    "users_not_found": "This person has no account in this workspace any more; check the roster.",
    "user_disabled": "This person's account was deactivated; check the roster.",
    "user_not_visible": "The bot may not see this person (a guest of other channels?); check the roster.",
    "channel_not_found": "The conversation is gone or the bot was never in it; invite it or pick another.",
    "is_archived": "The channel is archived; pick another one.",
}
"""The person's account or the conversation is at an end."""
_REFUSED = {
    "account_inactive": "The app was removed from this workspace; install it again and set its new token.",
    "token_revoked": "The app's token was revoked; install the app again and set its new token.",
    "team_access_not_granted": "The app lost its access to this workspace; ask the organisation's admins.",
    "invalid_auth": "Slack does not accept the token; check it and the addresses the app allows.",
    "not_authed": "No token was sent; check the token of this workspace.",
    "token_expired": "The token has expired; install by OAuth, or an app without token rotation.",
    "missing_scope": "The app lacks a permission; compare its scopes with the manifest, install it again.",
    "not_in_channel": "The bot is not in this channel; invite it.",
    "cannot_dm_bot": "This account is a bot; check the roster.",
    "messages_tab_disabled": "Direct messages to the app are switched off; enable the Messages tab.",
    "restricted_action": "The workspace's settings do not let the app post here; ask its admins.",
    "message_not_found": "The message was deleted; nothing to do.",
    "cant_update_message": "The message is not the bot's own any more; nothing to do.",
    "edit_window_closed": "The workspace's settings no longer allow this message to be edited.",
}
"""Something else is in the way, our own token for instance; the person can be reached once it is mended."""
_OURS = frozenset(
    {
        "account_inactive",
        "token_revoked",
        "team_access_not_granted",
        "invalid_auth",
        "not_authed",
        "token_expired",
    }
)
"""Said of our token, whatever the message and whoever it is for."""
_TROUBLES = dict.fromkeys(_OURS, TroubleKind.DISCONNECTED) | {
    "missing_scope": TroubleKind.PERMISSION,
    "messages_tab_disabled": TroubleKind.MESSAGES_OFF,
}
"""In the way of every message to the workspace, or of every direct one."""
_CHANNEL_TROUBLES = {
    "channel_not_found": TroubleKind.CHANNEL_GONE,
    "is_archived": TroubleKind.CHANNEL_ARCHIVED,
    "not_in_channel": TroubleKind.NOT_IN_CHANNEL,
    "restricted_action": TroubleKind.NOT_ALLOWED,
}
"""In the way of every post in the channel."""
_LATER = frozenset({"ratelimited", "rate_limited", "accesslimited", "team_added_to_org"})
_UNSURE = frozenset({"", "fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack says of these that a part of the work may have been done."""


def code_of(error: BaseException) -> str:
    """Slack's own word for an error, or '' where it gave none."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def meaning(error: Exception, *, in_channel: bool = False) -> SendError:
    """The delivery error for whatever a call that posts or redraws a message raised."""
    if isinstance(error, SlackApiError):
        return _answered(error, in_channel)
    if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)):
        return SendLaterError("Slack cannot be reached; check the network and proxy.", seconds=DEFAULT_WAIT)
    if isinstance(error, SlackClientError):
        return SendRefusedError(
            f"The request could not be made ({type(error).__name__}); check the settings."
        )
    return _unsure(type(error).__name__)


def nothing_sent(error: Exception) -> SendError:
    """The same for a call that posts nothing: where it fails in doubt it may be repeated."""
    found = meaning(error)
    if isinstance(found, SendUnknownError):
        return SendLaterError("Slack does not answer; check its status page.", seconds=DEFAULT_WAIT)
    return found


def cuts_off(error: Exception) -> bool:
    """Whether no message can go at all: Slack is out of reach, or does not know our token."""
    if isinstance(error, SlackApiError):
        return code_of(error) in _OURS or isinstance(meaning(error), SendUnknownError)
    return True


def _answered(error: SlackApiError, in_channel: bool) -> SendError:
    code, status = code_of(error), _status(error)
    if status == 429 or code in _LATER:
        return SendLaterError(f"Slack asked to wait ({code or status}).", seconds=_wait(error))
    if status >= 500 or status == 408 or code in _UNSURE:
        return _unsure(code or f"HTTP {status}")
    advice = (_GONE | _REFUSED).get(code, "Look the word up in Slack's description of the method.")
    trouble = _TROUBLES.get(code) or (_CHANNEL_TROUBLES.get(code) if in_channel else None)
    if trouble is not None:
        return SendBlockedError(f"{code}: {advice}", trouble)
    return SendRefusedError(f"{code}: {advice}", gone=code in _GONE)


def _unsure(what: str) -> SendUnknownError:
    return SendUnknownError(f"The answer was lost ({what}); look into the conversation before sending again.")


def _status(error: SlackApiError) -> int:
    """slack_sdk hands on its own response, or aiohttp's where the body was not JSON."""
    response: Any = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def asked_to_rest(error: SlackApiError) -> float:
    """Seconds for which Slack wants no more such calls; 0 where the error says something else."""
    return _wait(error) if _status(error) == 429 or code_of(error) in _LATER else 0.0


def _wait(error: SlackApiError) -> float:
    """At least a second."""
    headers: Mapping[str, str] = getattr(error.response, "headers", None) or {}
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(1.0, float(found))
    except ValueError:
        return DEFAULT_WAIT
