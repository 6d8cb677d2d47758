"""Members of workspaces, read from Slack."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports import SendLaterError, SendRefusedError
from bot.ports.members import Member
from bot.slack.client import Pace, PacedClient
from bot.slack.errors import TROUBLE, nothing_sent
from bot.slack.messenger import Tokens
from bot.slack.words import Json
from nudges.people import Platform

PAGE = 200
"""Members asked for at once; Slack advises no more."""
PATIENCE = 60.0
"""Seconds a page waits for its turn: nobody waits for the whole list."""
TRIES = 5
"""How often one page is asked for where Slack wants us to wait."""
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class SlackMembers:
    """Implements ``bot.ports.members.MemberSource``."""

    tokens: Tokens
    connected: Callable[[], Awaitable[list[str]]]
    base_url: str
    pace: Pace | None = None

    @property
    def platform(self) -> Platform:
        return Platform.SLACK

    async def workspaces(self) -> list[str]:
        return await self.connected()

    async def members(self, workspace: str) -> AsyncIterator[Sequence[Member]]:
        """Of an organisation the app is in as a whole: of each of its workspaces that has the app."""
        client = await self._client(workspace)
        for team in await self._teams(client, workspace):
            async for page in _pages(partial(_users, client, team)):
                yield [member_of(user) for user in page["members"]]

    async def _client(self, workspace: str) -> AsyncWebClient:
        try:
            token = await self.tokens(workspace)
        except LookupError as error:
            raise SendRefusedError("The app is not installed in this workspace; install it there.") from error
        return PacedClient(
            token,
            pace=self.pace,
            workspace=workspace,
            base_url=self.base_url,
            patience=PATIENCE,
        )

    async def _teams(self, client: AsyncWebClient, workspace: str) -> list[str | None]:
        """None stands for the one workspace of a token that has no other."""
        if not workspace.startswith("E"):
            return [None]
        pages = _pages(partial(_teams, client))
        return [str(team["id"]) async for page in pages for team in page["teams"]]


def member_of(user: Json) -> Member:
    """A user as Slack describes them, in a list or in an event."""
    profile = user.get("profile") or {}
    return Member(
        user_id=str(user["id"]),
        email="" if user.get("is_email_confirmed") is False else str(profile.get("email") or "").lower(),
        time_zone=str(user.get("tz") or ""),
        language=str(user.get("locale") or "")[:2].lower(),
        active=not user.get("deleted"),
        ordinary=user["id"] != SLACKBOT and not any(user.get(mark) for mark in _NOT_ORDINARY),
    )


_NOT_ORDINARY = (
    "is_bot",
    "is_workflow_bot",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
    "is_invited_user",
)
"""Bots, guests of several channels or of one, people of another organisation, people who never signed in."""


def _users(client: AsyncWebClient, team: str | None, cursor: str) -> Awaitable[AsyncSlackResponse]:
    return client.users_list(cursor=cursor or None, limit=PAGE, include_locale=True, team_id=team)


def _teams(client: AsyncWebClient, cursor: str) -> Awaitable[AsyncSlackResponse]:
    return client.auth_teams_list(cursor=cursor or None, limit=PAGE)


async def _pages(ask: Callable[[str], Awaitable[AsyncSlackResponse]]) -> AsyncIterator[AsyncSlackResponse]:
    cursor = ""
    while True:
        page = await _patiently(ask, cursor)
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _patiently(ask: Callable[[str], Awaitable[AsyncSlackResponse]], cursor: str) -> AsyncSlackResponse:
    """Reading may be repeated; Slack says how long to wait. Raises ``SendError``."""
    for attempt in range(TRIES):
        try:
            return await ask(cursor)
        except (*TROUBLE, SendLaterError) as error:
            found = error if isinstance(error, SendLaterError) else nothing_sent(error)
            if not isinstance(found, SendLaterError) or attempt == TRIES - 1:
                raise found from error
            await asyncio.sleep(found.seconds)
    raise AssertionError("the last attempt returns or raises")
