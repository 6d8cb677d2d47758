"""The states of installations somebody has begun: bolt's store, kept in our database."""

import secrets
from datetime import timedelta

from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.ports import Clock
from bot.ports.storage import Begin

LIFE = timedelta(minutes=10)
"""From the first page to the return from Slack."""


class StateStore(AsyncOAuthStateStore):
    """Each state counts once, in whichever process it comes back."""

    def __init__(self, begin: Begin, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def async_issue(self, *_: object, **__: object) -> str:
        state, now = secrets.token_urlsafe(32), self._clock.now()
        async with self._begin() as uow:
            await uow.installations.issue_state(state, now, now + LIFE)
            await uow.commit()
        return state

    async def async_consume(self, state: str) -> bool:
        async with self._begin() as uow:
            valid = await uow.installations.consume_state(state, self._clock.now())
            await uow.commit()
        return valid
