"""Swap the acronym: one term, what it means in one entity, and what others would take it for (S13-1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.chance import stable_id
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError

EXPLAINER_ASKED = Letter(
    "acronym_explainer_asked",
    Kind.REQUEST,
    (Button("agree", "acronym_agree"), Button("decline", "acronym_decline", unkept=True)),
)


class State(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Acronym:
    """A term of ``entity``. It is posted only once its explainer, who is of that entity, agreed."""

    KIND: ClassVar[str] = "acronym"

    id: str
    setting_id: str
    author_id: str
    explainer_id: str
    entity: str
    term: str
    meaning: str
    wrong: str
    made_at: datetime
    state: State = State.PROPOSED
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return tuple(each for each in (self.author_id, self.explainer_id) if each)

    def without(self, person_id: str) -> Self | None:
        """It goes with its explainer; of its author only the name goes."""
        if person_id == self.explainer_id or (person_id == self.author_id and self.state != State.AGREED):
            return None
        return replace(self, author_id="") if person_id == self.author_id else self

    @property
    def first_is_right(self) -> bool:
        """Which of the two answers comes first: by chance, and the same in every post."""
        return int(stable_id(self.id, "first"), 16) % 2 == 0

    @property
    def answers(self) -> tuple[str, str]:
        return (self.meaning, self.wrong) if self.first_is_right else (self.wrong, self.meaning)


Step: TypeAlias = tuple[Acronym, Sequence[Effect]]


def propose(acronym: Acronym) -> Step:
    """One's own term is agreed to by writing it; a colleague who would explain it is asked."""
    if acronym.author_id == acronym.explainer_id:
        return replace(acronym, state=State.AGREED), []
    return acronym, [Write(EXPLAINER_ASKED, acronym.explainer_id)]


def agree(acronym: Acronym) -> Acronym:
    _require_proposed(acronym)
    return replace(acronym, state=State.AGREED)


def decline(acronym: Acronym) -> Acronym:
    """No reason is asked, and nobody is told who said no."""
    _require_proposed(acronym)
    return replace(acronym, state=State.DECLINED)


def _require_proposed(acronym: Acronym) -> None:
    if acronym.state is not State.PROPOSED:
        raise NotPossibleError(acronym.state)
