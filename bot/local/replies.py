"""Bringing the bot's reply onto the page."""

from dataclasses import dataclass
from uuid import UUID

from bot.local.messages import BOT, LocalMessages, NewMessage
from bot.local.messenger import WORKSPACE
from bot.local.ports import LocalPerson
from bot.local.rendering import Renderer
from bot.ports import Actor, Clock
from nudges.cards import Card, Reply
from nudges.people import Platform


def actor_of(person: LocalPerson) -> Actor:
    return Actor(Platform.LOCAL, WORKSPACE, person.email)


@dataclass(frozen=True, slots=True)
class Moment:
    """Someone did something in a conversation, perhaps at a message (else empty)."""

    person: LocalPerson
    conversation: str
    key: UUID
    message: str = ""

    @property
    def actor(self) -> Actor:
        return actor_of(self.person)

    @property
    def event_key(self) -> str:
        """The same for every repetition of this moment, and different for everybody else's."""
        return f"local:{self.person.email}:{self.key}"

    @property
    def only_for(self) -> str | None:
        """Whose eyes an answer is for; a direct message needs no such limit."""
        return None if self.conversation.startswith("direct:") else self.person.email


class Replies:
    """Applies replies; applying one again changes nothing."""

    def __init__(self, messages: LocalMessages, renderer: Renderer, clock: Clock) -> None:
        self._messages = messages
        self._renderer = renderer
        self._clock = clock

    async def apply(self, reply: Reply, moment: Moment) -> dict[str, object]:
        """Redraw and say what is to be seen; return what the page must do itself.

        That is ``form``, a dialog to open, ``faults``, texts for fields by their ids, and
        ``farewell``, what is left to be seen once the conversation itself was deleted. ``said``
        tells a page that shows no messages that there are new ones.
        """
        farewell = None
        if reply.replace is not None and moment.message:
            there = await self._messages.redraw(moment.message, reply.replace, self._clock.now())
            farewell = None if there else self._renderer.farewell(reply.replace)
        elif reply.replace is not None:
            await self._say(reply.replace, moment, "replace")
        for number, card in enumerate(reply.say):
            await self._say(card, moment, f"say-{number}")
        said = bool(reply.say) or (reply.replace is not None and not moment.message)
        form = self._renderer.form(reply.form, moment.message) if reply.form else None
        return {"form": form, "faults": reply.faults, "said": said, "farewell": farewell}

    async def echo(self, card: Card, moment: Moment) -> None:
        """Show what the person typed as their own message."""
        await self._say(card, moment, "typed", author=moment.person.email)

    async def _say(self, card: Card, moment: Moment, part: str, author: str = BOT) -> None:
        new = NewMessage(
            moment.conversation,
            card,
            self._clock.now(),
            author=author,
            ephemeral_for=moment.only_for,
            key=f"{moment.event_key}:{part}",
        )
        await self._messages.add(new)
