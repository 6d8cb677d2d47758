"""One question of one person, kept apart from the thread so that nobody reads who asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.chance import stable_id
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError, OfOnePerson

KEPT_FOR = timedelta(days=30)
"""How long after the close of its thread a question is kept."""
UNSEEN_FOR = timedelta(days=8)
"""How long the empty shell of an unseen question stays, so that its letter still finds it."""

UNSEEN = Letter("question_unseen", Kind.NOTE)
YOUR_ANSWER = Letter(
    "question_your_answer",
    Kind.NOTE,
    (Button("yes", "question_helped"), Button("no", "question_not_helped")),
)


class State(StrEnum):
    ASKED = "asked"
    UNSEEN = "unseen"
    """Too few asked: its words were deleted, and nobody read them."""
    TOLD = "told"
    """The asker was told of the answer."""
    REPLIED = "replied"


@dataclass(frozen=True, slots=True)
class Question(OfOnePerson):
    """Its ``asker_id`` is private: for counting and for telling, never shown."""

    KIND: ClassVar[str] = "question"
    WHOSE: ClassVar[str] = "asker_id"

    id: str
    setting_id: str
    thread_id: str
    asker_id: str
    words: str
    asked_at: datetime
    wake_at: datetime | None
    """When it is deleted."""
    state: State = State.ASKED
    tag: str = ""
    """Under which its words stand in the thread; empty until the thread closed."""
    helped: bool | None = None
    """Whether the answer answered it, by the asker's one tap."""


Step: TypeAlias = tuple[Question, Sequence[Effect]]


def askers_of(questions: Iterable[Question]) -> frozenset[str]:
    """The distinct people who asked."""
    return frozenset(each.asker_id for each in questions)


def tagged(questions: Iterable[Question]) -> list[Question]:
    """The questions in an order that says nothing about when or by whom they were asked."""
    mixed = sorted(questions, key=lambda each: stable_id(each.id, "order"))
    return [replace(each, tag=f"q{place}") for place, each in enumerate(mixed, start=1)]


def unseen(question: Question, at: datetime) -> Step:
    """Too few asked: the words go at once, and the asker is told."""
    _require(question, State.ASKED)
    emptied = replace(question, state=State.UNSEEN, words="", wake_at=at + UNSEEN_FOR)
    return emptied, [Write(UNSEEN, question.asker_id)]


def told(question: Question, *, write: bool) -> Step:
    """The answer is out. Whoever asked several questions gets one letter, about all of them."""
    _require(question, State.ASKED)
    effects = [Write(YOUR_ANSWER, question.asker_id)] if write else []
    return replace(question, state=State.TOLD), effects


def reply(question: Question, *, helped: bool) -> Question:
    """The asker's one tap; the first one stays."""
    _require(question, State.TOLD)
    return replace(question, state=State.REPLIED, helped=helped)


def helped_counts(questions: Iterable[Question], minimum: int) -> tuple[int, int] | None:
    """(yes, no) of the people who said so; None where they are too few to be shown."""
    said = [each.helped for each in questions if each.helped is not None]
    return (said.count(True), said.count(False)) if len(said) >= minimum else None


def _require(question: Question, state: State) -> None:
    if question.state is not state:
        raise NotPossibleError(question.state)
