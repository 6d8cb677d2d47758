"""The bot token of each workspace: from the settings, or of an installation, renewed before it ends."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.ports import Clock, SendLaterError
from bot.ports.installations import Installation
from bot.ports.sealing import UnreadableError
from bot.slack.errors import TROUBLE, code_of
from bot.slack.installations import InstallationStore
from bot.slack.messenger import Tokens

AHEAD = timedelta(hours=2)
"""So long before its end a token is renewed; Slack's live for twelve hours."""
HOLD = timedelta(minutes=1)
"""How long one process may take to renew a token, and how soon it is tried again."""
_WHENEVER = 10**7
"""Minutes: the rotator is asked only where we know that it is time, by our own clock."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InstalledTokens:
    """Tokens of the installations in the database. Another process may renew or remove them any time."""

    store: InstallationStore
    rotator: AsyncTokenRotator
    clock: Clock

    async def fresh(self, workspace: str) -> str:
        """For sending: a token near its end is renewed first. Raises ``LookupError``."""
        return self._readable(await self._renewed(await self._installed(workspace))).bot_token

    async def at_hand(self, workspace: str) -> str:
        """For answering, while Slack waits: as it is stored. Raises ``LookupError``."""
        return self._readable(await self._installed(workspace)).bot_token

    async def keep(self) -> int:
        """Renew what is near its end and seal the rest with the newest key. Returns how many there are."""
        installed = await self.store.all()
        for each in installed:
            try:
                untouched = await self._renewed(each) is each
                # Held also for this: another process may be about to store new tokens.
                if untouched and await self.store.hold(each, self.clock.now() + HOLD):
                    await self.store.renew(each)
            except (LookupError, UnreadableError):
                log.error("slack_tokens_unreadable", workspace=each.workspace)
        return len(installed)

    async def _installed(self, workspace: str) -> Installation:
        found = await self.store.find(workspace)
        if found is None:
            raise LookupError(workspace)
        return found

    def _readable(self, installation: Installation) -> Bot:
        try:
            return self.store.bot_of(installation)
        except UnreadableError:
            # Its key was lost: as if the app were not installed, until somebody installs it again.
            log.error("slack_tokens_unreadable", workspace=installation.workspace)
            raise LookupError(installation.workspace) from None

    async def _renewed(self, installation: Installation) -> Installation:
        """The installation with a token that lasts; as it was where there is no need or another is at it."""
        now, ends = self.clock.now(), installation.expires_at
        if ends is None or now < ends - AHEAD or not await self.store.hold(installation, now + HOLD):
            return installation
        bot = await self._ask(self._readable(installation))
        if bot is not None:
            await self.store.renew(installation, bot)
        return await self._installed(installation.workspace)

    async def _ask(self, bot: Bot) -> Bot | None:
        """The bot with new tokens. None where Slack gave none: the old one may still do for a while."""
        try:
            return await self.rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=_WHENEVER)
        except SlackTokenRotationError as error:
            log.error("slack_token_not_renewed", workspace=bot.team_id, error=code_of(error.api_error))
        except (*TROUBLE, SendLaterError) as error:
            log.warning("slack_token_not_renewed", workspace=bot.team_id, error=type(error).__name__)
        return None


def either(first: Tokens, second: Tokens) -> Tokens:
    """The first one's token; where it has none, the second one's."""

    async def token_of(workspace: str) -> str:
        try:
            return await first(workspace)
        except LookupError:
            return await second(workspace)

    return token_of
