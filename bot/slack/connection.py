"""What one deployment has of Slack: tokens for sending and answering, and who is where."""

from dataclasses import dataclass

from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.ports import Clock
from bot.ports.sealing import Sealer
from bot.ports.storage import Begin
from bot.settings_slack import Slack
from bot.slack.client import Pace, PacedClient
from bot.slack.installations import InstallationStore
from bot.slack.limits import ANY
from bot.slack.members import SlackMembers
from bot.slack.messenger import Tokens
from bot.slack.states import StateStore
from bot.slack.tokens import InstalledTokens, either
from bot.slack.workspaces import one_workspace


@dataclass(frozen=True, slots=True)
class Connection:
    """Built once from the settings. ``installed`` is None where nobody installs by OAuth."""

    settings: Slack
    sending: Tokens
    """May ask Slack for a new token first."""
    answering: Tokens
    """Never waits for Slack."""
    store: InstallationStore
    states: StateStore
    installed: InstalledTokens | None
    pace: Pace | None = None

    @property
    def members(self) -> SlackMembers:
        return SlackMembers(self.sending, self.workspaces, self.settings.base_url, self.pace)

    async def workspaces(self) -> list[str]:
        """Every workspace or organisation with the app, that of the settings first."""
        own = [self.settings.workspace] if self.settings.workspace else []
        found = await self.store.all() if self.installed else []
        return own + [each.workspace for each in found if each.workspace not in own]

    async def keep_tokens(self) -> int:
        """Renew tokens near their end. Returns how many installations there are."""
        return await self.installed.keep() if self.installed else 0


def connect(slack: Slack, begin: Begin, sealer: Sealer, clock: Clock, pace: Pace | None = None) -> Connection:
    """A deployment's part of Slack; nothing is asked yet."""
    kept = InstallationStore(begin, sealer, clock), StateStore(begin, clock)
    own = one_workspace(slack.workspace or "", slack.bot_token.get_secret_value() if slack.bot_token else "")
    if slack.client_id is None or slack.client_secret is None:
        return Connection(slack, own, own, *kept, None, pace)
    rotator = AsyncTokenRotator(
        client_id=slack.client_id,
        client_secret=slack.client_secret.get_secret_value(),
        client=PacedClient(None, pace=pace, workspace=ANY, base_url=slack.base_url),
    )
    installed = InstalledTokens(kept[0], rotator, clock)
    if slack.workspace is None:
        return Connection(slack, installed.fresh, installed.at_hand, *kept, installed, pace)
    sending, answering = either(own, installed.fresh), either(own, installed.at_hand)
    return Connection(slack, sending, answering, *kept, installed, pace)
