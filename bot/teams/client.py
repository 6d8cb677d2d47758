"""The Bot Connector: every call waits its turn, goes to a trusted address and is made once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

from bot.ports import SendLaterError, SendUnknownError
from bot.ports.limits import Call
from bot.settings_teams import Teams
from bot.teams.errors import asked_to_rest, is_of_our_token
from bot.teams.limits import call_of
from bot.teams.sdk import (
    Account,
    Attachment,
    Client,
    ClientOptions,
    ConversationClient,
    CreateConversationParams,
    MessageActivityInput,
)
from bot.teams.tokens import AppToken
from bot.teams.words import Json
from bot.turns import PATIENCE, REPLY_PATIENCE, Turns

TIMEOUT = 10.0
"""Seconds until an unanswered call counts as lost."""
CARD = "application/vnd.microsoft.card.adaptive"

T = TypeVar("T")
Ask: TypeAlias = Callable[[ConversationClient], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as it is sent: a card, and the line that stands for it in lists and notifications."""

    card: Json
    summary: str

    @property
    def activity(self) -> MessageActivityInput:
        card = Attachment(content_type=CARD, content=self.card)
        return MessageActivityInput.model_validate({"summary": self.summary, "attachments": [card]})


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation of a tenant, and the service address it is reached at."""

    tenant: str
    service: str
    conversation: str


@dataclass(slots=True)
class Connector:
    """Calls of all tenants. ``turns`` None: none waits (for tests of what is sent alone).

    Its calls raise what ``errors.TROUBLE`` names, and ``SendError`` where nothing was called.
    """

    settings: Teams
    token: AppToken
    turns: Turns | None = None
    timeout: float = TIMEOUT
    _clients: dict[tuple[str, str], ConversationClient] = field(default_factory=dict)
    _http: list[Client] = field(default_factory=list)

    async def send(self, place: Place, message: Drawn, *, patience: float = PATIENCE) -> str:
        """The id of the new message."""

        async def post(client: ConversationClient) -> str:
            sent = await client.create_activity(quote(place.conversation, _KEPT), message.activity)
            return str(sent.id)

        return _real(await self._call(place, post, patience))

    async def update(
        self, place: Place, message_id: str, message: Drawn, *, patience: float = PATIENCE
    ) -> None:
        async def put(client: ConversationClient) -> None:
            where, which = quote(place.conversation, _KEPT), quote(message_id, _KEPT)
            await client.update_activity(where, which, message.activity)

        await self._call(place, put, patience)

    async def open(self, place: Place, user_id: str, *, patience: float = PATIENCE) -> str:
        """The id of the personal conversation with somebody; Teams has one for each, and opens none twice."""
        wanted = CreateConversationParams(
            members=[Account(id=user_id)],
            tenant_id=place.tenant,
            channel_data={"tenant": {"id": place.tenant}},
        )

        async def create(client: ConversationClient) -> str:
            return str((await client.create(wanted)).id)

        return await self._call(place, create, patience)

    async def member(self, place: Place, user_id: str, *, patience: float = REPLY_PATIENCE) -> Any:
        """What Teams tells of a member of a conversation."""

        async def get(client: ConversationClient) -> Any:
            where, who = quote(place.conversation, _KEPT), quote(user_id, _KEPT)
            return await client.get_member_by_id(where, who)

        return await self._call(place, get, patience)

    async def pause(self, seconds: float) -> None:
        """As long as Teams asked for."""
        await (self.turns.sleep if self.turns is not None else asyncio.sleep)(seconds)

    async def close(self) -> None:
        """Let go of open connections."""
        for each in self._http:
            await each.http.aclose()
        self._clients.clear()
        self._http.clear()

    async def _call(self, place: Place, do: Ask[T], patience: float) -> T:
        client = self._client(place)
        # Asked for first: what comes from it is not in doubt.
        await self.token.current()
        call = call_of(place.tenant, place.conversation, per_second=self.settings.messages_per_second)
        if self.turns is not None:
            await self.turns.wait(call, patience)
        try:
            return await do(client)
        except Exception as error:
            await self._learn(error, call)
            raise

    async def _learn(self, error: Exception, call: Call) -> None:
        """Whoever calls next waits as long as Teams asked, or brings a new token."""
        if (seconds := asked_to_rest(error)) and self.turns is not None:
            await self.turns.limits.rest(call.bucket, seconds)
        if is_of_our_token(error):
            self.token.forget()

    def _client(self, place: Place) -> ConversationClient:
        """Raises ``SendLaterError`` for an address that gets no token of ours: Teams will name another.

        Each tenant has connections of its own: one whose service hangs takes none from the others.
        """
        if not self.settings.trusts(place.service):
            raise SendLaterError("The service address is none of Microsoft's.", seconds=PATIENCE)
        whose = place.tenant, place.service
        if whose not in self._clients:
            http = Client(ClientOptions(timeout=self.timeout, token=self.token.current))
            self._http.append(http)
            self._clients[whose] = ConversationClient(place.service, http)
        return self._clients[whose]


_KEPT = ":@;="
"""Signs of ids that stand in an address as they are."""
_NO_ID = frozenset({"", "None", "DO_NOT_USE_PLACEHOLDER_ID"})
"""What the SDK gives where the answer names none: perhaps a proxy's, in plain text."""


def _real(message_id: str) -> str:
    if message_id in _NO_ID:
        raise SendUnknownError(
            "The answer names no message; look into the conversation before sending again."
        )
    return message_id
