"""Sends, redraws and looks up cards in Slack workspaces."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import SystemClock
from bot.ports import (
    Address,
    Clock,
    LookUpUnsupportedError,
    MessageRef,
    SendBlockedError,
    SendRefusedError,
)
from bot.slack.blocks import Drawn, draw
from bot.slack.client import TIMEOUT, Pace, PacedClient
from bot.slack.errors import TROUBLE, code_of, meaning, nothing_sent
from bot.slack.pictures import PAUSES, Pictures
from bot.slack.reach import Reach
from nudges.cards import Card
from nudges.flows.troubles import TroubleKind
from nudges.people import Platform

Tokens = Callable[[str], Awaitable[str]]
"""The bot token of a workspace. Raises ``LookupError`` where the app is not installed."""

Post = Callable[[Drawn], Awaitable[AsyncSlackResponse]]

API_URL = "https://slack.com/api/"
EVENT_TYPE = "crosspillar_delivery"
PAGE, PAGES = 200, 5
"""How far back a look-up reads: a delivery in doubt is minutes old."""


LONGEST = timedelta(seconds=30)
"""After its begin, no further call is made for a message: its claim lasts a little longer (decision 0006).

Two waits and a lost call take less. A clock that leaps on makes the claim look like a dead sender's; one that
leaps back may lead out of the person's hours.
"""


class SlackMessenger:
    """The ``Messenger`` of Slack. One API call each, never repeated: the caller decides.

    The delivery's key travels in the message's metadata, which people do not see.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        base_url: str = API_URL,
        timeout: int = TIMEOUT,
        picture_pauses: tuple[float, ...] = PAUSES,
        clock: Clock | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self.reach = Reach(self._clock)
        self._tokens = tokens
        self._pictures = Pictures(picture_pauses)
        self._base_url = base_url
        self._timeout = timeout
        self._pace = pace
        self._conversations: dict[tuple[str, str], str] = {}

    @property
    def platform(self) -> Platform:
        return Platform.SLACK

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        """As in ``Messenger``."""
        _check(to)
        _check_fits(card)
        client = await self._client(to.workspace, self._for_a_while())
        await self._conversation(client, to)
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}

        async def post(message: Drawn) -> AsyncSlackResponse:
            return await client.chat_postMessage(
                channel=await self._conversation(client, to),
                text=message.text,
                blocks=message.blocks,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
            )

        try:
            answer = await self._show(card, client, partial(self._anew, client, to, post))
        except TROUBLE as error:
            if code_of(error) == "channel_not_found":
                self._conversations.pop(_who(to), None)
            raise meaning(error, in_channel=to.channel_id is not None) from error
        return MessageRef(Platform.SLACK, to.workspace, str(answer["channel"]), str(answer["ts"]))

    async def _anew(
        self, client: AsyncWebClient, to: Address, post: Post, message: Drawn
    ) -> AsyncSlackResponse:
        """Post; where a remembered conversation is not there any more, in a new one.

        Slack says so before it posts anything.
        """
        try:
            return await post(message)
        except SlackApiError as error:
            if code_of(error) != "channel_not_found" or to.channel_id or not self._remembers(to):
                raise
        await self._open(client, to)
        return await post(message)

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        """As in ``Messenger``. Slack keeps the metadata of a message that is redrawn."""
        _check_fits(card)
        client = await self._client(ref.workspace)

        async def update(message: Drawn) -> AsyncSlackResponse:
            return await client.chat_update(
                channel=ref.conversation, ts=ref.message, text=message.text, blocks=message.blocks
            )

        try:
            await self._show(card, client, update)
        except TROUBLE as error:
            raise meaning(error) from error

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        """As in ``Messenger``. Raises ``SendLaterError`` where Slack cannot be asked just now."""
        try:
            return await self._look_up(to, key)
        except SendRefusedError as error:
            raise LookUpUnsupportedError(str(error)) from error

    async def _look_up(self, to: Address, key: str) -> MessageRef | None:
        _check(to)
        client = await self._client(to.workspace)
        conversation = await self._conversation(client, to)
        cursor = ""
        for _ in range(PAGES):
            page = await self._history(client, conversation, cursor)
            for message in page["messages"]:
                if _key(message) == key:
                    return MessageRef(Platform.SLACK, to.workspace, conversation, str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        raise LookUpUnsupportedError(f"the message is not among the last {PAGE * PAGES} of the conversation")

    async def _show(self, card: Card, client: AsyncWebClient, post: Post) -> AsyncSlackResponse:
        try:
            answer = await self._pictures.show(card, client, post)
        except TROUBLE as error:
            self.reach.failed(error)
            raise
        self.reach.succeeded()
        return answer

    def _for_a_while(self) -> Callable[[], bool]:
        began = self._clock.now()
        return lambda: began <= self._clock.now() < began + LONGEST

    async def _client(self, workspace: str, in_time: Callable[[], bool] = lambda: True) -> AsyncWebClient:
        try:
            token = await self._tokens(workspace)
        except LookupError as error:
            words = "The app is not installed in this workspace; install it there."
            raise SendBlockedError(words, TroubleKind.DISCONNECTED) from error
        return PacedClient(
            token,
            pace=self._pace,
            workspace=workspace,
            base_url=self._base_url,
            timeout=self._timeout,
            in_time=in_time,
        )

    async def _conversation(self, client: AsyncWebClient, to: Address) -> str:
        """The conversation's id; asked once per person, as Slack allows few such calls."""
        if to.channel_id is not None:
            return to.channel_id
        if not self._remembers(to):
            await self._open(client, to)
        return self._conversations.get(_who(to)) or str(to.conversation)

    def _remembers(self, to: Address) -> bool:
        """Whether an earlier message told where the person's conversation is."""
        return _who(to) in self._conversations or to.conversation is not None

    async def _open(self, client: AsyncWebClient, to: Address) -> None:
        try:
            answer = await client.conversations_open(users=[str(to.user_id)])
        except TROUBLE as error:
            self.reach.failed(error)
            raise nothing_sent(error) from error
        self._conversations[_who(to)] = str(answer["channel"]["id"])

    async def _history(self, client: AsyncWebClient, conversation: str, cursor: str) -> AsyncSlackResponse:
        try:
            return await client.conversations_history(
                channel=conversation, include_all_metadata=True, limit=PAGE, cursor=cursor or None
            )
        except TROUBLE as error:
            raise nothing_sent(error) from error


def _who(to: Address) -> tuple[str, str]:
    return to.workspace, str(to.user_id)


def _check(to: Address) -> None:
    if to.platform is not Platform.SLACK or not (to.user_id or to.channel_id):
        raise SendRefusedError("This is no address in Slack; check the roster.")


def _check_fits(card: Card) -> None:
    """Before anything is asked or uploaded."""
    try:
        draw(card)
    except ValueError as error:
        raise SendRefusedError(f"The card does not fit into a Slack message: {error}.") from error


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return str(key)
