"""The local chat as a platform among the others."""

from bot.local.messages import LocalMessages, NewMessage, channel, direct
from bot.ports import Address, Clock, MessageRef, SendRefusedError
from nudges.cards import Card
from nudges.people import Platform

WORKSPACE = "local"


class LocalMessenger:
    """Delivers by storing: a message is delivered once it can be read on the page."""

    platform = Platform.LOCAL

    def __init__(self, messages: LocalMessages, clock: Clock) -> None:
        self._messages = messages
        self._clock = clock

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        conversation = _conversation(to)
        new = NewMessage(conversation, card, self._clock.now(), key=key)
        return _ref(conversation, await self._messages.add(new))

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        if not await self._messages.redraw(ref.message, card, self._clock.now()):
            raise SendRefusedError("the local chat holds no such message; it may have been erased")

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        conversation = _conversation(to)
        found = await self._messages.find(key=key)
        if found is None or found.conversation != conversation:
            return None
        return _ref(conversation, found.id)


def _conversation(to: Address) -> str:
    if (to.platform, to.workspace) != (Platform.LOCAL, WORKSPACE):
        raise SendRefusedError("this address belongs to another platform; check the identity's row")
    if to.user_id:
        return direct(to.user_id)
    if to.channel_id:
        return channel(to.channel_id)
    raise SendRefusedError("the address names neither a person nor a channel")


def _ref(conversation: str, message: str) -> MessageRef:
    return MessageRef(Platform.LOCAL, WORKSPACE, conversation, message)
