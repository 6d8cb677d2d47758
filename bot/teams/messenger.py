"""Sends and redraws cards in Teams."""

from dataclasses import replace

from bot.ports import (
    Address,
    LookUpUnsupportedError,
    MessageRef,
    SendBlockedError,
    SendError,
    SendRefusedError,
)
from bot.teams.cards import LinkOf, adaptive_card, linked_nowhere, summary
from bot.teams.client import Connector, Drawn, Place
from bot.teams.errors import TROUBLE, is_not_there, meaning, nothing_sent
from bot.teams.reach import Reach
from bot.teams.references import ServiceOf
from nudges.cards import Card
from nudges.flows.troubles import TroubleKind
from nudges.people import Platform


def drawn(card: Card, link_of: LinkOf) -> Drawn:
    """Raises ``ValueError`` where Teams cannot hold the card."""
    return Drawn(adaptive_card(card, link_of), summary(card))


class TeamsMessenger:
    """The ``Messenger`` of Teams. One call each, never repeated: the caller decides.

    Bots cannot read conversations there, so nothing that is in doubt can be looked up.
    """

    def __init__(
        self, connector: Connector, service_of: ServiceOf, reach: Reach, link_of: LinkOf = linked_nowhere
    ) -> None:
        self.reach = reach
        self._link_of = link_of
        self._connector = connector
        self._service_of = service_of
        self._conversations: dict[tuple[str, str], str] = {}

    @property
    def platform(self) -> Platform:
        return Platform.TEAMS

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        """As in ``Messenger``."""
        place, message = await self._place(to), self._drawn(card)
        if not place.conversation:
            place = await self._open(place, to)
        in_channel = to.channel_id is not None
        try:
            sent, place = await self._anew(place, to, message)
        except TROUBLE as error:
            raise self._noted(meaning(error, in_channel=in_channel)) from error
        self.reach.succeeded()
        return MessageRef(Platform.TEAMS, to.workspace, place.conversation, sent)

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        """As in ``Messenger``."""
        message = self._drawn(card)
        place = Place(ref.workspace, await self._service(ref.workspace), ref.conversation)
        try:
            await self._connector.update(place, ref.message, message)
        except TROUBLE as error:
            found = meaning(error)
            # Nobody's account is closed for it: the conversation may have changed since.
            raise self._noted(SendRefusedError(str(found)) if _is_gone(found) else found) from error
        self.reach.succeeded()

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        """Raises ``LookUpUnsupportedError``: Teams shows bots no messages."""
        raise LookUpUnsupportedError("Teams does not let a bot look into a conversation.")

    async def _anew(self, place: Place, to: Address, message: Drawn) -> tuple[str, Place]:
        """Post; where a remembered conversation is not there any more, in a new one.

        Teams says so before it posts anything.
        """
        try:
            return await self._connector.send(place, message), place
        except TROUBLE as error:
            if to.channel_id is not None or not is_not_there(error):
                raise
        known = place.conversation
        place = await self._open(replace(place, conversation=""), to)
        if place.conversation == known:
            raise SendRefusedError("This conversation is not there any more.", gone=True)
        return await self._connector.send(place, message), place

    async def _open(self, place: Place, to: Address) -> Place:
        try:
            conversation = await self._connector.open(place, str(to.user_id))
        except TROUBLE as error:
            raise self._noted(nothing_sent(error)) from error
        self._conversations[_who(to)] = conversation
        return replace(place, conversation=conversation)

    async def _place(self, to: Address) -> Place:
        if to.platform is not Platform.TEAMS or not (to.user_id or to.channel_id):
            raise SendRefusedError("This is no address in Teams; check the roster.")
        known = to.channel_id or self._conversations.get(_who(to)) or to.conversation or ""
        return Place(to.workspace, await self._service(to.workspace), known)

    async def _service(self, tenant: str) -> str:
        if tenant not in self._connector.settings.allowed:
            words = "This tenant is not served here; add it to CROSSPILLAR_TEAMS__TENANTS."
            raise SendBlockedError(words, TroubleKind.DISCONNECTED)
        return await self._service_of(tenant)

    def _drawn(self, card: Card) -> Drawn:
        """Before anything is asked."""
        try:
            return drawn(card, self._link_of)
        except ValueError as error:
            raise SendRefusedError(f"The card does not fit into a Teams message: {error}.") from error

    def _noted(self, error: SendError) -> SendError:
        self.reach.failed(error)
        return error


def _who(to: Address) -> tuple[str, str]:
    return to.workspace, str(to.user_id)


def _is_gone(error: SendError) -> bool:
    return isinstance(error, SendRefusedError) and error.gone
