"""What the services need from the world, as Protocols; adapters fulfil them.

Chat and time are here; the unit of work and its repositories are in ``bot.ports.storage``.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeAlias

from nudges.cards import Card, Reply
from nudges.flows.troubles import TroubleKind
from nudges.people import Platform


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: a user (a direct message) or a channel of one workspace.

    ``conversation`` is where the last message to this user went, if there was one.
    """

    platform: Platform
    workspace: str
    user_id: str | None = None
    channel_id: str | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that was sent, as the platform names it; enough to redraw it."""

    platform: Platform
    workspace: str
    conversation: str
    message: str


class SendError(Exception):
    """A message was not, or perhaps not, delivered. The text says what an operator can do."""


class SendRefusedError(SendError):
    """The platform said no, for good: nothing was delivered and trying again will not help.

    ``gone`` is True where the person's account or the bot's access to it no longer exists.
    """

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


class SendBlockedError(SendRefusedError):
    """Nothing was delivered, and nothing of the kind will be until somebody mends the trouble."""

    def __init__(self, reason: str, trouble: TroubleKind) -> None:
        super().__init__(reason)
        self.trouble = trouble


class SendLaterError(SendError):
    """The platform asked to wait; nothing was delivered. ``seconds`` is how long."""

    def __init__(self, reason: str, *, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class SendUnknownError(SendError):
    """The connection broke after the request left: perhaps delivered, perhaps not."""


class LookUpUnsupportedError(Exception):
    """This platform cannot tell whether a message with a key was delivered."""


class Messenger(Protocol):
    """Sends and redraws cards on one platform. Adapters never retry on their own."""

    @property
    def platform(self) -> Platform: ...

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        """Deliver a card once. ``key`` is the delivery's idempotency key.

        Raises ``SendRefusedError``, ``SendLaterError`` or ``SendUnknownError``.
        """
        ...

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        """Replace a delivered message. Raises ``SendError`` as ``send`` does."""
        ...

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        """The message delivered with this key, if any.

        Raises ``LookUpUnsupportedError`` where the platform cannot tell.
        """
        ...


Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits so many seconds."""


class Clock(Protocol):
    """The only source of the present moment."""

    def now(self) -> datetime:
        """The present moment, timezone-aware, in UTC."""
        ...


class Holidays(Protocol):
    """Public holidays by country."""

    def __call__(self, country: str, day: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who pressed or typed, as the platform names them."""

    platform: Platform
    workspace: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed. ``key`` is the same however often the platform redelivers it."""

    actor: Actor
    token: str
    key: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A dialog was submitted; values are lists of strings by input id."""

    actor: Actor
    token: str
    values: dict[str, tuple[str, ...]]
    key: str


@dataclass(frozen=True, slots=True)
class Command:
    """Words typed to the bot, without the slash or the bot's name.

    ``with_files``: something was attached, which the bot does not take.
    """

    actor: Actor
    text: str
    key: str
    with_files: bool = False


@dataclass(frozen=True, slots=True)
class Amendment:
    """Words typed before were changed, or taken back (``text`` is None).

    ``of`` is the key of the command they were.
    """

    actor: Actor
    of: str
    text: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Something begun from a menu of the chat itself, perhaps at a message.

    Of the message only its link and its author (as the platform names them) come along, and
    its words where the person wrote them themselves: to fill in their own dialog, never to keep.
    """

    actor: Actor
    name: str
    key: str
    link: str = ""
    author: str = ""
    own_words: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of somebody's own page. ``ref`` is the message that says the same, where there is one:
    an answer given on the page redraws that message.
    """

    card: Card
    ref: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """What a person sees of their own when they come by, without any message."""

    sections: tuple[Section, ...]


class FrontDesk(Protocol):
    """What a chat adapter calls when a person does something.

    When the reply is returned everything that had to be stored is committed, so the
    adapter may acknowledge.
    """

    async def press(self, press: Press) -> Reply: ...

    async def submit(self, submission: Submission) -> Reply: ...

    async def command(self, command: Command) -> Reply: ...

    async def amend(self, amendment: Amendment) -> Reply:
        """Only what was passed on to somebody can still change; of all else nothing is said."""
        ...

    async def shortcut(self, shortcut: Shortcut) -> Reply: ...

    async def home(self, actor: Actor) -> Home:
        """The person's own page as it is now; it answers a stranger too."""
        ...

    async def find_people(self, actor: Actor, words: str, limit: int = 20) -> Sequence[tuple[str, str]]:
        """(person id, name and entity) of colleagues of the actor's setting matching words."""
        ...
