"""A chat platform of the tests' own: keeps what it is given, and fails as it is told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.clock import VirtualClock
from bot.content import load_content
from bot.ports import Address, MessageRef
from nudges.cards import Action, Attachment, Card, Facts, Link, Paragraph, split_token
from nudges.people import Platform
from tests.contract.slack_wire import fits_slack
from tests.contract.teams_wire import fits_teams


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that reached somebody."""

    to: str
    card: Card
    key: str

    def token(self, name: str, *, last: str | None = None) -> str:
        """The token of a button, by its name and perhaps by its last argument."""
        buttons = [*self.card.actions, *(a for group in self.card.groups for a in group.actions)]
        return next(a.token for a in buttons if fits(a, name, last))

    @property
    def names(self) -> set[str]:
        """The names of all its buttons."""
        return names_of(self.card)


def fits(action: Action, name: str, last: str | None) -> bool:
    found, arguments = split_token(action.token)
    return found == name and (last is None or arguments[-1:] == (last,))


def names_of(card: Card) -> set[str]:
    actions = [*card.actions, *(action for group in card.groups for action in group.actions)]
    return {split_token(action.token)[0] for action in actions}


def words_of(card: Card) -> str:
    """Everything a reader of the card sees as text."""
    parts = [card.title, card.footer]
    for block in card.body:
        match block:
            case Paragraph(text):
                parts.append(text)
            case Facts(items):
                parts.extend(f"{label}: {value}" for label, value in items)
            case Attachment() | Link():
                parts.append(block.label)
            case _:
                parts.append(block.alt)
    parts.extend(group.label for group in card.groups)
    return "\n".join(parts)


def titles_of(nudge: str) -> tuple[str, ...]:
    """Every wording of a nudge's title in English: they take turns by the week."""
    texts = load_content().texts.languages["en"]
    key = f"nudge.{nudge}.title"
    return tuple(text for name, text in texts.items() if name == key or name.startswith(f"{key}."))


Trouble = Callable[[str], Exception | None]
"""Given whom a message is for: what goes wrong, or None."""
Meanwhile = Callable[[str], Awaitable[None]]
"""Given whom a message is for: what happens elsewhere while it is on its way."""


@dataclass
class Post:
    """A recording messenger. Several apps may share one, as two processes share a platform."""

    clock: VirtualClock
    platform: Platform = Platform.LOCAL
    letters: list[Letter] = field(default_factory=list)
    redrawn: list[Letter] = field(default_factory=list)
    """What messages were turned into, by their keys."""
    attempts: int = 0
    before: Trouble | None = None
    """Raised instead of delivering."""
    after: Trouble | None = None
    """Raised although it was delivered: the connection broke on the way back."""
    finding: Exception | None = None
    meanwhile: Meanwhile | None = None

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        self.attempts += 1
        user = to.user_id or ""
        fits_slack(card)
        fits_teams(card)
        if self.meanwhile:
            await self.meanwhile(user)
        if self.before and (error := self.before(user)):
            raise error
        self.letters.append(Letter(user, card, key))
        if self.after and (error := self.after(user)):
            raise error
        return self._ref(user, key)

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        fits_slack(card)
        fits_teams(card)
        self.redrawn.append(Letter(ref.conversation, card, ref.message))

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        if self.finding is not None:
            raise self.finding
        return next((self._ref(each.to, key) for each in self.letters if each.key == key), None)

    def to(self, user: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.to == user]

    def _ref(self, user: str, key: str) -> MessageRef:
        return MessageRef(self.platform, "local", user, key)
