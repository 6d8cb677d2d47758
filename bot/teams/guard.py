"""The gate: what comes in is small, signed by Microsoft for us, and of a tenant that is served.

The SDK's validator looks at issuer, audience, expiry, signature and service address. It does not
look at the tenant, and would read a body of any size; both are done here. Nothing of a body is parsed
before its token is believed.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import jwt
import structlog
from starlette.requests import Request

from bot.admission import RejectedError, read_body
from bot.settings_teams import Teams
from bot.teams.sdk import PUBLIC, TokenValidator, with_overrides

CHANNEL = "msteams"
BEARER = "bearer "
NOT_VALID = "This request does not carry a valid token for this bot."

log = structlog.get_logger(__name__)


class Guard:
    """Lets activities in that may be believed."""

    def __init__(self, settings: Teams) -> None:
        cloud = with_overrides(PUBLIC, openid_metadata_url=settings.openid_url)
        self._settings = settings
        self._validator = TokenValidator.for_service(settings.client_id, cloud=cloud)

    async def admit(self, request: Request) -> dict[str, Any]:
        """The activity of a genuine request. Raises ``RejectedError`` for any other."""
        token, body = _bearer(request), await read_body(request)
        claims = await self._believed(token)
        activity = _parsed(body)
        self._check_service(activity, claims)
        self._check_tenant(activity)
        return activity

    async def _believed(self, token: str) -> Mapping[str, Any]:
        """What a token states. In a thread: for a new key the validator fetches all keys, and waits."""
        try:
            return await asyncio.to_thread(asyncio.run, self._validator.validate_token(token))
        except jwt.PyJWKClientConnectionError as error:
            log.warning("teams_keys_not_reached")
            raise RejectedError(503, "Microsoft's keys cannot be fetched at the moment.") from error
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
            # Beside its own errors the library raises others for tokens of odd shapes.
            log.info("teams_token_refused", error=type(error).__name__)
            raise RejectedError(401, NOT_VALID) from error

    def _check_service(self, activity: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        """Where our token would be sent, which the activity's own token has to name as well.

        The validator could compare the two, but it would need the activity: read before it is believed.
        """
        service = activity.get("serviceUrl")
        if not self._settings.trusts(service):
            log.warning("teams_service_refused", kind=_kind(activity))
            raise RejectedError(403, "This service address is none of Microsoft's.")
        if str(claims.get("serviceurl")).rstrip("/") != str(service).rstrip("/"):
            log.info("teams_token_refused", error="another service")
            raise RejectedError(401, NOT_VALID)

    def _check_tenant(self, activity: Mapping[str, Any]) -> None:
        """Whoever makes a bot of their own tenant talk to ours must not pass for one of our people."""
        if activity.get("channelId") != CHANNEL:
            raise RejectedError(403, "This request is not from Microsoft Teams.")
        named = tenants_of(activity)
        if len(named) != 1 or not named <= set(self._settings.allowed):
            log.warning("teams_tenant_refused", tenants=sorted(_short(each) for each in named))
            raise RejectedError(403, "This tenant is not served here.")


def tenants_of(activity: Mapping[str, Any]) -> set[str]:
    """Every tenant an activity names, wherever it does."""
    places = (
        mapping(mapping(activity.get("channelData")).get("tenant")).get("id"),
        mapping(activity.get("conversation")).get("tenantId"),
        mapping(activity.get("from")).get("tenantId"),
    )
    return {str(each).lower() for each in places if each}


def mapping(value: Any) -> Mapping[str, Any]:
    """A JSON object, or an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def _bearer(request: Request) -> str:
    header = request.headers.get("authorization", "")
    if not header.lower().startswith(BEARER):
        raise RejectedError(401, "This request does not carry a token.")
    return header[len(BEARER) :].strip()


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        activity = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RejectedError(400, "This request is not JSON.") from error
    if not isinstance(activity, dict):
        raise RejectedError(400, "This request is no activity.")
    return activity


def _kind(activity: Mapping[str, Any]) -> str:
    return _short(activity.get("type"))


def _short(value: object) -> str:
    """For the log: what a stranger sent, without line breaks and at no length."""
    return "".join(each for each in str(value)[:64] if each.isprintable())
