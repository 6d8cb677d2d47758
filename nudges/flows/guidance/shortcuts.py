"""Guidance cards: three lines, a source, an owner and a date by which they are looked at again.

A choice set is a card that offers at most three options, the first of which is the usual one,
with its guardrail: who may decide, up to what, until when (content model, section 7).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError, OfOnePerson

MOST_LINES = 3
MOST_OPTIONS = 3
GOOD_FOR = timedelta(days=180)
"""How long a card holds unless its owner says that it is still right (content model, section 7)."""
NOTICE = timedelta(days=14)
"""How long before that its owner is asked."""
DOUBTS = 2
"""Readers whom it did not help, after which its owner hears of it (content model, S4-1)."""
POSTINGS = 2
"""How often a card is posted in a channel before it is retired from there (content model, S4-3)."""

REVIEW = Letter(
    "guidance_review",
    Kind.NOTE,
    (
        Button("still_right", "guidance_still_right"),
        Button("rewrite", "guidance_edit"),
        Button("retire", "guidance_retire"),
    ),
)
DOUBTED = Letter("guidance_doubted", Kind.NOTE, REVIEW.buttons)


class State(StrEnum):
    CURRENT = "current"
    EXPIRED = "expired"
    """Nobody said in time that it is still right; one word of its owner brings it back."""
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Guardrail:
    """What keeps a quick choice safe."""

    who_decides: str
    limit: str
    deadline: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a card says. ``options`` are in order, the usual one first; none makes it a plain answer.

    Raises ``ValueError`` where it is longer than a glance, or a choice without its guardrail.
    """

    title: str
    lines: tuple[str, ...]
    source: str
    keywords: str
    options: tuple[str, ...] = ()
    other: str = ""
    """What to do where no option fits."""
    guardrail: Guardrail | None = None

    def __post_init__(self) -> None:
        if not self.title or len(self.lines) > MOST_LINES or len(self.options) > MOST_OPTIONS:
            raise ValueError("a card has a title, at most three lines and at most three options")
        if not bool(self.options) == bool(self.other) == bool(self.guardrail):
            raise ValueError("a choice needs its way out and its guardrail, an answer neither")
        if not (self.lines or self.options):
            raise ValueError("a card says something")

    @property
    def usual(self) -> str | None:
        """The one default of a choice."""
        return self.options[0] if self.options else None


@dataclass(frozen=True, slots=True)
class GuidanceCard:
    """One card. ``owner_id`` is None where its owner left: coordinators look after it."""

    KIND: ClassVar[str] = "guidance_card"

    id: str
    setting_id: str
    owner_id: str | None
    language: str
    content: Content
    checked_at: datetime
    """When its owner last said that it is right."""
    good_for: timedelta = GOOD_FOR
    state: State = State.CURRENT
    wake_at: datetime | None = None
    weeks: tuple[str, ...] = field(default=())
    """ISO weeks in which it was the card of the week."""

    @property
    def people(self) -> Collection[str]:
        return (self.owner_id,) if self.owner_id else ()

    @property
    def expires_at(self) -> datetime:
        return self.checked_at + self.good_for

    def without(self, person_id: str) -> Self | None:
        """Guidance outlives its owner."""
        return replace(self, owner_id=None) if self.owner_id == person_id else self


Step: TypeAlias = tuple[GuidanceCard, Sequence[Effect]]
"""The card after a step, and what is to happen around it."""


def write(card: GuidanceCard, content: Content, at: datetime, good_for: timedelta = GOOD_FOR) -> GuidanceCard:
    """The card as its owner words it now: current again, whatever it was before."""
    return _checked(replace(card, content=content, good_for=good_for), at)


def still_right(card: GuidanceCard, at: datetime) -> GuidanceCard:
    """Its owner looked at it; an expired card is back."""
    if card.state is State.RETIRED:
        raise NotPossibleError(card.state)
    return _checked(card, at)


def retire(card: GuidanceCard) -> GuidanceCard:
    if card.state is State.RETIRED:
        raise NotPossibleError(card.state)
    return replace(card, state=State.RETIRED, wake_at=None)


def _checked(card: GuidanceCard, at: datetime) -> GuidanceCard:
    return replace(
        card, checked_at=at, state=State.CURRENT, wake_at=at + max(card.good_for - NOTICE, card.good_for / 2)
    )


def wake(card: GuidanceCard, at: datetime, keepers: Iterable[str]) -> Step:
    """Time passed: ask once whether it is still right, then let it lapse.

    ``keepers`` are its owner, or the coordinators where it has none.
    """
    if card.state is not State.CURRENT:
        return replace(card, wake_at=None), []
    if at >= card.expires_at:
        return replace(card, state=State.EXPIRED, wake_at=None), []
    asked = replace(card, wake_at=card.expires_at)
    return asked, [Write(REVIEW, keeper, key=_edition(card)) for keeper in keepers]


def doubted(card: GuidanceCard, doubts: int, keepers: Iterable[str]) -> Sequence[Effect]:
    """Its keepers hear, once for each wording, that it did not help several readers."""
    if card.state is not State.CURRENT or doubts < DOUBTS:
        return []
    return [Write(DOUBTED, keeper, key=_edition(card)) for keeper in keepers]


def _edition(card: GuidanceCard) -> str:
    return card.checked_at.isoformat()


def card_of_the_week(
    cards: Iterable[GuidanceCard], week: str, posted: Collection[str]
) -> GuidanceCard | None:
    """The card for this ISO week: the one chosen already, else the least shown, then the oldest.

    ``posted`` are the weeks in which a channel really got its card: a choice that was held
    back does not count. None where every card was posted often enough.
    """
    current = [card for card in cards if card.state is State.CURRENT]
    chosen = next((card for card in current if week in card.weeks), None)
    if chosen is not None:
        return chosen
    shown = {card.id: sum(each in posted for each in card.weeks) for card in current}
    open_ones = [card for card in current if shown[card.id] < POSTINGS]
    return min(open_ones, key=lambda card: (shown[card.id], card.checked_at, card.id), default=None)


@dataclass(frozen=True, slots=True)
class Verdict(OfOnePerson):
    """Whether a card helped one reader: theirs alone, and gone with the wording it is about."""

    KIND: ClassVar[str] = "guidance_verdict"

    id: str
    setting_id: str
    card_id: str
    person_id: str
    helped: bool
    wake_at: datetime | None = None

    @property
    def state(self) -> str:
        return "helped" if self.helped else "not_helped"
