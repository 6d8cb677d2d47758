"""Decision notes: a senior leader tells everybody in three lines what was decided (S4; B3).

The next working day those who read it may say with one tap whether it is clear. Only counts
go to the leader, and only where enough people answered.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.events import EventKind
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

WORKING_DAYS = 2
"""Within how many working days a note counts as guidance given (content model, S4-2)."""
COLLECTED_FOR = timedelta(days=3)
"""How long answers on clearness are collected."""
MARKED_FOR = timedelta(days=14)
"""How long a decision that was marked waits for its note."""
SAID = ("yes", "no", "not_for_me")

NOTE = Letter("decision_note", Kind.POST)
CLEAR = Letter("decision_clear", Kind.POST, tuple(Button(said, f"decision_{said}") for said in SAID))
RESULT = Letter("decision_result", Kind.NOTE)


class State(StrEnum):
    MARKED = "marked"
    """Decided, and the three lines are not written yet."""
    PUBLISHED = "published"
    ASKED = "asked"
    """Readers are asked whether it is clear."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Lines:
    """What was decided, what changes for those who read it, whom they can ask."""

    decided: str
    changes: str
    ask: str


@dataclass(frozen=True, slots=True)
class DecisionNote(OfOnePerson):
    """One decision and its note. ``counts`` is empty where too few answered to say anything."""

    KIND: ClassVar[str] = "decision_note"
    WHOSE: ClassVar[str] = "leader_id"

    id: str
    setting_id: str
    leader_id: str
    decided_on: date
    """The leader's own calendar day."""
    state: State = State.MARKED
    wake_at: datetime | None = None
    lines: Lines | None = None
    published_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


Step: TypeAlias = tuple[DecisionNote, Sequence[Effect]]
"""The note after a step, and what is to happen around it."""


def mark(note: DecisionNote, at: datetime, remind_at: datetime | None) -> Step:
    """A decision was taken and its note is for later: it may come up as a nudge."""
    marked = replace(note, wake_at=at + MARKED_FOR)
    return marked, [Raised(EventKind.DECISION_MARKED, note.leader_id, at=remind_at)]


def publish(
    note: DecisionNote, lines: Lines, at: datetime, *, ask_at: datetime | None, in_time: bool
) -> Step:
    """Post the note at its leader's wish. ``ask_at`` is when readers are asked, None for never.

    ``in_time`` says that it is posted within two working days: then guidance is practised.
    """
    _require(note, State.MARKED)
    state = State.PUBLISHED if ask_at else State.CLOSED
    posted = replace(note, state=state, lines=lines, published_at=at, wake_at=ask_at)
    practised = [Practised(note.leader_id, "B3", Source.FLOW)] if in_time else []
    return posted, [Publish(NOTE, Purpose.ANNOUNCEMENTS, alone=note.leader_id), *practised]


def unread(note: DecisionNote) -> DecisionNote:
    """Not out yet: nobody can be asked whether it is clear."""
    return replace(note, wake_at=None)


def ask_readers(note: DecisionNote, at: datetime) -> Step:
    """The next working day: one tap below the note."""
    _require(note, State.PUBLISHED)
    asked = replace(note, state=State.ASKED, wake_at=at + COLLECTED_FOR)
    return asked, [Publish(CLEAR, Purpose.ANNOUNCEMENTS)]


def tell_leader(note: DecisionNote, said: Iterable[str], group_size: int) -> Step:
    """Only counts, only to the leader, and only where at least ``group_size`` people answered."""
    _require(note, State.ASKED)
    counted = Counter(said)
    shown = dict(counted) if counted.total() >= group_size else {}
    closed = replace(note, state=State.CLOSED, wake_at=None, counts=shown)
    return closed, [Write(RESULT, note.leader_id)]


def takes_answers(note: DecisionNote) -> bool:
    return note.state is State.ASKED


def _require(note: DecisionNote, *states: State) -> None:
    if note.state not in states:
        raise NotPossibleError(note.state)


@dataclass(frozen=True, slots=True)
class Clearness(OfOnePerson):
    """What one reader said; theirs alone, and removed once it is counted."""

    KIND: ClassVar[str] = "decision_clearness"

    id: str
    setting_id: str
    note_id: str
    person_id: str
    said: str
    wake_at: datetime | None = None

    @property
    def state(self) -> str:
        return self.said
