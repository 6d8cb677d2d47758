"""What an author chose to tell the other side: the question of step 5, or the line of step 7.

It belongs to both from then on, unlike everything else of a pause.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.candidates import REQUEST_STAYS
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError

_ANSWERS = (Button("works", "pause_works"), Button("talk", "pause_talk"))
QUESTION = Letter("pause_message", Kind.REQUEST, _ANSWERS)
LINE = Letter("pause_line", Kind.REQUEST, _ANSWERS)
ANSWERED = Letter("pause_answered", Kind.NOTE)

STAYS = REQUEST_STAYS + timedelta(days=14)
"""A letter may wait that long for a free moment, and its reader gets as long again."""


class State(StrEnum):
    TOLD = "told"
    WORKS = "works"
    TALK = "talk"
    """The other side would rather talk about it: no refusal, and no reason is asked."""
    OVERTAKEN = "overtaken"
    """A question that was settled before it was answered, or even read."""


@dataclass(frozen=True, slots=True)
class Told:
    """One text from one person to another. ``agreed`` tells the line of step 7 from the question."""

    KIND: ClassVar[str] = "pause_told"

    id: str
    setting_id: str
    author_id: str
    other_id: str
    told_at: datetime
    sealed: str = field(repr=False)
    agreed: bool = False
    state: State = State.TOLD

    @property
    def people(self) -> Collection[str]:
        return (self.author_id, self.other_id)

    @property
    def wake_at(self) -> datetime:
        """When it is removed."""
        return self.told_at + STAYS

    def without(self, person_id: str) -> Self | None:
        return None if person_id in self.people else self


Step: TypeAlias = tuple[Told, Sequence[Effect]]


def tell(told: Told) -> Step:
    return told, [Write(LINE if told.agreed else QUESTION, told.other_id)]


def answer(told: Told, said: State) -> Step:
    """The other side's tap; the author hears of it."""
    if told.state is not State.TOLD or said not in (State.WORKS, State.TALK):
        raise NotPossibleError(told.state)
    return replace(told, state=said), [Write(ANSWERED, told.author_id)]


def overtaken(told: Told) -> Told:
    """The line says more than the question it began with: nobody is asked what is settled."""
    return replace(told, state=State.OVERTAKEN) if told.state is State.TOLD else told
