"""Which workspace a request came from, and who the bot is there."""

import asyncio
from dataclasses import dataclass, field

from slack_bolt.authorization import AuthorizeResult

from bot.ports import SendLaterError
from bot.slack.client import Pace, PacedClient
from bot.slack.errors import TROUBLE
from bot.slack.installations import workspace_of
from bot.slack.messenger import Tokens

PATIENCE = 1.0
"""Seconds a request may wait for Slack to tell who the bot is: Slack waits 3 for our answer."""


def one_workspace(workspace: str, token: str) -> Tokens:
    """The tokens of a deployment that serves this workspace and no other."""

    async def token_of(wanted: str) -> str:
        if wanted != workspace:
            raise LookupError(wanted)
        return token

    return token_of


@dataclass(frozen=True, slots=True)
class Workspaces:
    """The bot's standing in each workspace; bolt needs it to pass over the bot's own messages."""

    tokens: Tokens
    base_url: str
    pace: Pace | None = None
    _known: dict[str, AuthorizeResult] = field(default_factory=dict)

    async def standing(
        self, enterprise_id: str | None, team_id: str | None, *, org_wide: bool | None = False
    ) -> AuthorizeResult | None:
        """The token and names of the bot; None where the app is not installed.

        Slack is asked once for each token. Where it does not answer, the names are left
        out this time: messages of bots are also known by their mark.
        """
        workspace = workspace_of(enterprise_id, team_id, org_wide=org_wide)
        try:
            token = await self.tokens(workspace)
        except LookupError:
            return None
        if token not in self._known:
            found = await self._ask(token, workspace)
            if found is None:
                return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)
            self._known[token] = found
        return self._known[token]

    async def _ask(self, token: str, workspace: str) -> AuthorizeResult | None:
        client = PacedClient(
            token,
            pace=self.pace,
            workspace=workspace,
            base_url=self.base_url,
            patience=PATIENCE,
        )
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await client.auth_test()
        except (*TROUBLE, SendLaterError):
            return None
        return AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=answer)
