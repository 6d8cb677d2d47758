"""The token with which the app speaks to Teams: had for its secret, kept until shortly before its end."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from bot.ports import Clock, SendBlockedError, SendError, SendLaterError
from bot.settings_teams import Teams
from bot.teams.errors import DEFAULT_WAIT
from nudges.flows.troubles import TroubleKind

SCOPE = "https://api.botframework.com/.default"
AHEAD = timedelta(minutes=5)
TIMEOUT = 10.0
"""Seconds Microsoft's sign-in has to answer."""
_REFUSALS = range(400, 404)


@dataclass(slots=True)
class AppToken:
    """One for all tenants and processes need not agree: Microsoft gives as many as are asked for."""

    settings: Teams
    clock: Clock
    _token: str = ""
    _until: datetime | None = None
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def current(self) -> str:
        """Raises ``SendBlockedError`` where Microsoft refuses the credentials, ``SendLaterError`` else."""
        async with self._alone:
            if self._until is None or self.clock.now() >= self._until:
                await self._ask()
            return self._token

    def forget(self) -> None:
        """Teams did not take it: the next caller asks for another."""
        self._until = None

    async def _ask(self) -> None:
        teams = self.settings
        form = {
            "grant_type": "client_credentials",
            "client_id": teams.client_id,
            "client_secret": teams.client_secret.get_secret_value(),
            "scope": SCOPE,
        }
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT) as client:
                answer = await client.post(
                    f"{teams.login_url}/{teams.authority}/oauth2/v2.0/token", data=form
                )
            if answer.status_code in _REFUSALS:
                raise _refused(answer)
            given = answer.raise_for_status().json()
            self._token, lasts = str(given["access_token"]), timedelta(seconds=int(given["expires_in"]))
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            words = f"Microsoft's sign-in cannot be reached ({type(error).__name__}); check the network."
            raise SendLaterError(words, seconds=DEFAULT_WAIT) from error
        self._until = self.clock.now() + max(lasts - AHEAD, lasts / 2)


def _refused(answer: httpx.Response) -> SendError:
    """Microsoft's own word, but not its sentence, which repeats ids."""
    try:
        word = str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        word = f"HTTP {answer.status_code}"
    return SendBlockedError(
        f"{word}: Microsoft refuses the app's credentials; check CROSSPILLAR_TEAMS__CLIENT_ID, "
        "__CLIENT_SECRET (it may have expired) and __LOGIN_TENANT.",
        TroubleKind.DISCONNECTED,
    )
