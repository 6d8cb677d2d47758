"""Sends, redraws and looks up cards in Slack workspaces."""

from collections.abc import Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports import Address, LookUpUnsupportedError, MessageRef, SendRefusedError
from bot.slack.blocks import Drawn, PictureUrl, draw, no_pictures
from bot.slack.errors import TROUBLE, meaning, nothing_sent
from nudges.cards import Card
from nudges.people import Platform

Tokens = Callable[[str], str]
"""The bot token of a workspace. Raises ``LookupError`` where the app is not installed."""

API_URL = "https://slack.com/api/"
EVENT_TYPE = "crosspillar_delivery"
TIMEOUT = 10
"""Seconds until an unanswered call counts as lost."""
PAGE, PAGES = 200, 5
"""How far back a look-up reads: a delivery in doubt is minutes old."""


class SlackMessenger:
    """The ``Messenger`` of Slack. One API call each, never repeated: the caller decides.

    The delivery's key travels in the message's metadata, which people do not see.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        picture_url: PictureUrl = no_pictures,
        base_url: str = API_URL,
        timeout: int = TIMEOUT,
    ) -> None:
        self._tokens = tokens
        self._picture_url = picture_url
        self._base_url = base_url
        self._timeout = timeout
        self._conversations: dict[Address, str] = {}

    @property
    def platform(self) -> Platform:
        return Platform.SLACK

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        """As in ``Messenger``."""
        _check(to)
        message, client = self._draw(card), self._client(to.workspace)
        conversation = await self._conversation(client, to)
        try:
            answer = await client.chat_postMessage(
                channel=conversation,
                text=message.text,
                blocks=message.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except TROUBLE as error:
            self._conversations.pop(to, None)
            raise meaning(error) from error
        return MessageRef(Platform.SLACK, to.workspace, str(answer["channel"]), str(answer["ts"]))

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        """As in ``Messenger``. Slack keeps the metadata of a message that is redrawn."""
        message, client = self._draw(card), self._client(ref.workspace)
        try:
            await client.chat_update(
                channel=ref.conversation, ts=ref.message, text=message.text, blocks=message.blocks
            )
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
        client = self._client(to.workspace)
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

    def _draw(self, card: Card) -> Drawn:
        try:
            return draw(card, self._picture_url)
        except ValueError as error:
            raise SendRefusedError(f"The card does not fit into a Slack message: {error}.") from error

    def _client(self, workspace: str) -> AsyncWebClient:
        try:
            token = self._tokens(workspace)
        except LookupError as error:
            raise SendRefusedError("The app is not installed in this workspace; install it there.") from error
        return AsyncWebClient(token=token, base_url=self._base_url, timeout=self._timeout, retry_handlers=[])

    async def _conversation(self, client: AsyncWebClient, to: Address) -> str:
        """The conversation's id; asked once per person, as Slack allows few such calls."""
        if to.channel_id is not None:
            return to.channel_id
        if to not in self._conversations:
            try:
                answer = await client.conversations_open(users=[str(to.user_id)])
            except TROUBLE as error:
                raise nothing_sent(error) from error
            self._conversations[to] = str(answer["channel"]["id"])
        return self._conversations[to]

    async def _history(self, client: AsyncWebClient, conversation: str, cursor: str) -> AsyncSlackResponse:
        try:
            return await client.conversations_history(
                channel=conversation, include_all_metadata=True, limit=PAGE, cursor=cursor or None
            )
        except TROUBLE as error:
            raise nothing_sent(error) from error


def _check(to: Address) -> None:
    if to.platform is not Platform.SLACK or not (to.user_id or to.channel_id):
        raise SendRefusedError("This is no address in Slack; check the roster.")


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return str(key)
