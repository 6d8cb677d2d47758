"""What Teams' errors mean for a delivery, and what an operator can do about them."""

from secrets import SystemRandom
from typing import Any

import httpx

from bot.ports import SendBlockedError, SendError, SendLaterError, SendRefusedError, SendUnknownError
from nudges.flows.troubles import TroubleKind

TROUBLE = (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, SendError)
"""Everything a call can raise; the Python ones where an answer is not in Teams' form."""

DEFAULT_WAIT = 30.0
"""Seconds to wait where Teams asks for patience without saying how long."""
JITTER = 0.2
"""The part of a wait that is added by chance at most, so that not all come back at once."""

_NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_ASKS_TO_WAIT = frozenset({412, 429})
_UNSURE = frozenset({408})
_SWITCHED_OFF = frozenset({"BotDisabledByAdmin", "AppDisabledByAdmin", "TenantBlocked"})
"""Said of the app in the whole tenant, whoever a message is for."""
_MESSAGE_GONE = frozenset({"ActivityNotFoundInConversation", "MessageNotFound"})

_chance = SystemRandom()


def meaning(error: Exception, *, in_channel: bool = False) -> SendError:
    """The delivery error for whatever a call that posts or redraws a message raised."""
    if isinstance(error, SendError):
        return error
    if isinstance(error, httpx.HTTPStatusError):
        return _answered(error.response, in_channel)
    if isinstance(error, _NOTHING_LEFT):
        return SendLaterError("Teams cannot be reached; check the network and proxy.", seconds=DEFAULT_WAIT)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return SendRefusedError("The request could not be made; check the addresses in the settings.")
    return _unsure(type(error).__name__)


def nothing_sent(error: Exception) -> SendError:
    """The same for a call that posts nothing: where it fails in doubt it may be repeated."""
    found = meaning(error)
    if isinstance(found, SendUnknownError):
        return SendLaterError("Teams does not answer; check its status page.", seconds=DEFAULT_WAIT)
    return found


def asked_to_rest(error: Exception) -> float:
    """Seconds for which Teams wants no more calls; 0 where the error says something else."""
    if isinstance(error, httpx.HTTPStatusError) and error.response.status_code in _ASKS_TO_WAIT:
        return _wait(error.response)
    return 0.0


def is_not_there(error: Exception) -> bool:
    """Whether the conversation of a message that was to be posted does not exist."""
    return isinstance(error, httpx.HTTPStatusError) and error.response.status_code == 404


def is_of_our_token(error: Exception) -> bool:
    return isinstance(error, httpx.HTTPStatusError) and error.response.status_code == 401


def cuts_off(error: SendError) -> bool:
    """Whether no message can go at all: Teams is out of reach, or does not know us."""
    if isinstance(error, SendBlockedError):
        return error.trouble is TroubleKind.DISCONNECTED
    return isinstance(error, SendUnknownError)


def code_of(response: httpx.Response) -> str:
    """Teams' own word for an error, or '' where it gave none."""
    try:
        body: Any = response.json()
        return str(body["error"].get("code") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _answered(response: httpx.Response, in_channel: bool) -> SendError:
    status, code = response.status_code, code_of(response)
    if status in _ASKS_TO_WAIT:
        return SendLaterError(f"Teams asked to wait ({status}).", seconds=_wait(response))
    if status >= 500 or status in _UNSURE:
        return _unsure(f"HTTP {status}")
    said = code or f"HTTP {status}"
    if status == 401:
        words = "Teams does not accept our token; check CROSSPILLAR_TEAMS__CLIENT_ID and its secret."
        return SendBlockedError(f"{said}: {words}", TroubleKind.DISCONNECTED)
    if status in (403, 404):
        return _closed(status, said, in_channel)
    return SendRefusedError(f"{said}: Look the word up in Microsoft's list of status codes for bots.")


def _closed(status: int, said: str, in_channel: bool) -> SendError:
    """Somebody blocked or removed the app, or what it wrote to is not there any more."""
    if said in _SWITCHED_OFF:
        words = "The app is switched off in this tenant; ask its administrators."
        return SendBlockedError(f"{said}: {words}", TroubleKind.DISCONNECTED)
    if said in _MESSAGE_GONE:
        return SendRefusedError(f"{said}: The message was deleted; nothing to do.")
    if in_channel:
        trouble = TroubleKind.CHANNEL_GONE if status == 404 else TroubleKind.NOT_IN_CHANNEL
        return SendBlockedError(f"{said}: The app is not in this channel's team; add it there.", trouble)
    words = "This person removed or blocked the app, or never had it; it must be installed for them."
    return SendRefusedError(f"{said}: {words}", gone=True)


def _unsure(what: str) -> SendUnknownError:
    return SendUnknownError(f"The answer was lost ({what}); look into the conversation before sending again.")


def _wait(response: httpx.Response) -> float:
    """At least a second, never less than Teams asked for."""
    try:
        asked = max(1.0, float(response.headers.get("retry-after", "")))
    except ValueError:
        asked = DEFAULT_WAIT
    return asked * (1 + _chance.uniform(0, JITTER))
