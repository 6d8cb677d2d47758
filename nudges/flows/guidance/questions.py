"""Questions without a card: kept where their asker agrees, until somebody writes three lines.

Asked by three people within 30 days, they become a gap that one person hears of (content
model, S4-4): write it now, give it to somebody, or say that it is not theirs.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.guidance.wording import alike
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

WINDOW = timedelta(days=30)
ASKERS = 3
"""Different people whose question makes a gap."""
KEPT_FOR = timedelta(days=90)
"""How long a question waits for a card before it is forgotten."""
WORKING_DAYS = 10
"""Within how many working days a card counts as simple guidance given in time (S4-4)."""
LONGEST = 120
"""Characters of a question that are kept."""

REPEATED = Letter(
    "question_repeated",
    Kind.REQUEST,
    (
        Button("write", "question_write"),
        Button("pass_on", "question_give"),
        Button("declined", "question_not_ours"),
    ),
)
ANSWERED = Letter(
    "question_answered",
    Kind.NOTE,
    (Button("helped", "card_question_helped"), Button("not_helped", "card_question_not_helped")),
)
_TOLD_BY_NUDGE = "R1"
"""The role group whose nudge S4-4 is; others get the same as a letter."""


class State(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Question(OfOnePerson):
    """What one person would like to find a card for, in their own words."""

    KIND: ClassVar[str] = "guidance_question"
    WHOSE: ClassVar[str] = "asker_id"

    id: str
    setting_id: str
    asker_id: str
    words: str
    asked_at: datetime
    state: State = State.WAITING
    wake_at: datetime | None = None
    gap_id: str = ""
    card_id: str = ""


class GapState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    """There is a card now."""
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that keeps coming, and who was asked to answer it. Its words stay with its askers."""

    KIND: ClassVar[str] = "guidance_gap"

    id: str
    setting_id: str
    owner_id: str | None
    raised_at: datetime
    state: GapState = GapState.OPEN
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return (self.owner_id,) if self.owner_id else ()

    def without(self, person_id: str) -> Self | None:
        return replace(self, owner_id=None) if self.owner_id == person_id else self


Step: TypeAlias = tuple[Gap, Sequence[Effect]]


def kept(question: Question) -> Question:
    """The question as it is stored, with the day it is forgotten."""
    return replace(question, wake_at=question.asked_at + KEPT_FOR)


def the_same(question: Question, others: Iterable[Question], now: datetime) -> list[Question]:
    """This question and those of other people that mean the same, lately; oldest first, one a person."""
    near = [
        each
        for each in (question, *others)
        if each.state is State.WAITING
        and each.asked_at > now - WINDOW
        and (each.id == question.id or alike(each.words, question.words))
    ]
    near.sort(key=lambda each: (each.asked_at, each.id))
    return list({each.asker_id: each for each in reversed(near)}.values())[::-1]


def joined(question: Question, gap_id: str) -> Question:
    """The question as one of those its gap's owner was told of."""
    return replace(question, gap_id=gap_id)


def is_gap(group: Sequence[Question]) -> bool:
    """Whether enough different people asked, and nobody was told of it yet."""
    return len({each.asker_id for each in group}) >= ASKERS and not any(each.gap_id for each in group)


def tell(gap: Gap, owner: Person, words: str, times: int) -> Step:
    """One person hears of a gap; ``words`` are one asker's, without a name."""
    told = replace(gap, owner_id=owner.id)
    if owner.role_group == _TOLD_BY_NUDGE:
        facts = {"question": words, "times": str(times)}
        return told, [Raised(EventKind.QUESTION_REPEATED, owner.id, facts, key=owner.id)]
    return told, [Write(REPEATED, owner.id, key=owner.id)]


def give(gap: Gap, owner: Person, words: str, times: int) -> Step:
    """Its owner names somebody who knows better."""
    require_open(gap)
    if owner.id == gap.owner_id:
        raise NotPossibleError(gap.state)
    return tell(gap, owner, words, times)


def not_ours(gap: Gap) -> Gap:
    """The owner says that it is not theirs and knows nobody else."""
    require_open(gap)
    return replace(gap, state=GapState.NOT_OURS, wake_at=None)


def close(gap: Gap, writer_id: str, *, in_time: bool) -> Step:
    """There is a card now. Simple guidance given within ten working days is practised (B3)."""
    require_open(gap)
    practised = [Practised(writer_id, "B3", Source.FLOW)] if in_time else []
    return replace(gap, state=GapState.CLOSED, wake_at=None), practised


def require_open(gap: Gap) -> None:
    if gap.state is not GapState.OPEN:
        raise NotPossibleError(gap.state)


def answer(question: Question, card_id: str, writer_id: str) -> tuple[Question, Sequence[Effect]]:
    """Somebody wrote a card for it: the asker hears of it, once, unless they wrote it."""
    if question.state is not State.WAITING:
        raise NotPossibleError(question.state)
    answered = replace(question, state=State.ANSWERED, card_id=card_id)
    return answered, [Write(ANSWERED, question.asker_id)] if question.asker_id != writer_id else []
