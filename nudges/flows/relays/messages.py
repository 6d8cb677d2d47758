"""What somebody wrote in a thread: sealed, passed on at once, and gone with the thread."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError

LONGEST = 2000
"""Characters of one message."""
MOST_AN_HOUR = 20
"""What one person passes on in any hour, changes included."""
HOUR = timedelta(hours=1)
STAYS = timedelta(days=60)
"""How long the words stay at most, in a thread that is still open."""

_ANSWERS = (Button("back", "relay_write"), Button("close", "relay_close"))
PASSED = Letter("relay_message", Kind.MESSAGE, _ANSWERS, stays=True)
CHANGED = Letter("relay_changed", Kind.MESSAGE, _ANSWERS, stays=True)
TAKEN_BACK = Letter("relay_taken_back", Kind.MESSAGE)


class State(StrEnum):
    PASSED = "passed"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Message:
    """One text from one of the two to the other. ``passed_at``: when, and when anew after a change."""

    KIND: ClassVar[str] = "relay_message"

    id: str
    setting_id: str
    relay_id: str
    author_id: str
    reader_id: str
    sealed: str = field(repr=False)
    passed_at: tuple[datetime, ...]
    state: State = State.PASSED

    @property
    def people(self) -> Collection[str]:
        return (self.author_id, self.reader_id)

    @property
    def wake_at(self) -> datetime:
        """When it is removed, unless it went with its thread before."""
        return self.passed_at[-1] + STAYS

    def without(self, person_id: str) -> Self | None:
        return None if person_id in self.people else self


Step: TypeAlias = tuple[Message, Sequence[Effect]]


def pass_on(message: Message) -> Step:
    return message, [Write(PASSED, message.reader_id)]


def change(message: Message, sealed: str, at: datetime) -> Step:
    """Other words: what is in the reader's chat stays there, so the new words follow."""
    _require_passed(message)
    changed = replace(message, sealed=sealed, passed_at=(*message.passed_at, at))
    return changed, [Write(CHANGED, message.reader_id, key=str(len(changed.passed_at)))]


def take_back(message: Message, *, arrived: bool) -> Step:
    """The words go from here; the reader is told only where they had arrived."""
    _require_passed(message)
    told = [Write(TAKEN_BACK, message.reader_id)] if arrived else []
    return replace(message, sealed="", state=State.TAKEN_BACK), told


def too_many(own: Iterable[Message], at: datetime) -> bool:
    """Whether their author has passed on as much as an hour holds."""
    return sum(moment > at - HOUR for each in own for moment in each.passed_at) >= MOST_AN_HOUR


def _require_passed(message: Message) -> None:
    if message.state is not State.PASSED:
        raise NotPossibleError(message.state)
