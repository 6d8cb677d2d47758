"""One pause: where its author is in the seven steps, and when it is looked at again.

In the open stand step numbers and dates only; what was written is sealed. Practised (B5) is
what the Review asks for in the end: that the author reached out, or that a next step is
agreed (content model, S17-1).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Write
from nudges.flows.pauses.answers import AGREE, EMPATHY, OPTIONS, SITUATION, Answers
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError
from nudges.working_time import IsHoliday, instant, next_working_day

BEHAVIOUR = "B5"
KEPT_FOR = timedelta(days=14)
"""How long the text stays after the pause was closed, or was last touched."""
LOOK_AFTER = timedelta(hours=24)
SETTLES_IN = 5
"""Working days after the agreed date at which the author is asked how it stands."""

A_DAY_LATER = Letter(
    "pause_day",
    Kind.NOTE,
    (Button("reached", "pause_reached"), Button("not_yet", "pause_later"), Button("open", "pause_go")),
)
ON_THE_DAY = Letter("pause_reminder", Kind.REMINDER, (Button("open", "pause_read"),))
HOW_IT_STANDS = Letter(
    "pause_settled",
    Kind.NOTE,
    (
        Button("settled", "pause_settled"),
        Button("moving", "pause_moving"),
        Button("stuck", "pause_ladder"),
    ),
)


class State(StrEnum):
    OPEN = "open"
    """On the way through the steps."""
    AGREED = "agreed"
    """A next step stands, or a rung of the ladder is being tried."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Pause:
    """``step`` is the one the author is at; ``sealed`` holds the answers."""

    KIND: ClassVar[str] = "pause"

    id: str
    setting_id: str
    author_id: str
    started_at: datetime
    touched_at: datetime
    sealed: str = field(default="", repr=False)
    step: int = SITUATION
    state: State = State.OPEN
    look_at: datetime | None = None
    """When to ask whether the author reached the other side."""
    settle_at: datetime | None = None
    """When to ask how it stands."""

    @property
    def people(self) -> Collection[str]:
        """The author alone: the other side, if it is named at all, stands on what was told them."""
        return (self.author_id,)

    @property
    def wake_at(self) -> datetime:
        asks = [at for at in (self.look_at, self.settle_at) if at is not None]
        return min(asks) if asks else self.touched_at + KEPT_FOR

    def without(self, person_id: str) -> Self | None:
        return None if person_id == self.author_id else self


Step: TypeAlias = tuple[Pause, Sequence[Effect]]


def begun_between_others(pause: Pause) -> Pause:
    """For who reports what is stuck between others: the first steps ask about one's own conflict."""
    return replace(pause, step=EMPATHY)


def begun_on_ladder(pause: Pause) -> Pause:
    """For a leader who brought two sides together in vain."""
    return replace(pause, step=AGREE)


def advance(pause: Pause, answers: Answers, step: int, at: datetime) -> Pause:
    """To the step after ``step``. Raises ``NotPossibleError`` out of order or before a closed gate."""
    if pause.state is not State.OPEN or pause.step != step or step >= AGREE or not answers.passes(step):
        raise NotPossibleError(pause.state)
    return replace(pause, step=step + 1, touched_at=at)


def will_reach_out(pause: Pause, at: datetime) -> Pause:
    """The author takes the message along; a day later they are asked once."""
    _require(pause, State.OPEN)
    return replace(pause, look_at=at + LOOK_AFTER, touched_at=at)


def reached_out(pause: Pause, at: datetime, *, borne_out: bool) -> Step:
    """The author turned to the other side. ``borne_out``: through us, so that the record says so."""
    _require(pause, State.OPEN, State.AGREED)
    return replace(pause, look_at=None, touched_at=at), [_practised(pause, borne_out=borne_out)]


def agree(
    pause: Pause, answers: Answers, at: datetime, settle_at: datetime, remind_at: datetime | None
) -> Step:
    """A next step stands. ``settle_at``: when to ask how it stands; ``remind_at``: as they chose."""
    if pause.state is not State.OPEN or pause.step != AGREE or not answers.passes(AGREE):
        raise NotPossibleError(pause.state)
    agreed = replace(pause, state=State.AGREED, look_at=at + LOOK_AFTER, settle_at=settle_at, touched_at=at)
    effects: list[Effect] = [_practised(pause, borne_out=False)]
    if remind_at is not None:
        effects.append(Write(ON_THE_DAY, pause.author_id, at=remind_at))
    return agreed, effects


def goes_on(pause: Pause, at: datetime, settle_at: datetime) -> Pause:
    """It moves, or the next rung is being tried: ask again later."""
    _on_the_ladder(pause)
    return replace(pause, state=State.AGREED, settle_at=settle_at, touched_at=at)


def climbed(pause: Pause, at: datetime) -> Pause:
    """A rung was put behind. Possible once ways were weighed, not before."""
    _on_the_ladder(pause)
    return replace(pause, touched_at=at)


def close(pause: Pause, at: datetime) -> Pause:
    """It is settled or given up; the text goes 14 days from here."""
    if pause.state is State.CLOSED:
        raise NotPossibleError(pause.state)
    return replace(pause, state=State.CLOSED, look_at=None, settle_at=None, touched_at=at)


def wake(pause: Pause, at: datetime) -> Step | None:
    """Time passed: ask what is due to be asked; None where the pause is to be removed."""
    if pause.look_at is not None and pause.look_at <= at:
        return replace(pause, look_at=None), [Write(A_DAY_LATER, pause.author_id, key=_dated(pause.look_at))]
    if pause.settle_at is not None and pause.settle_at <= at:
        asked = replace(pause, settle_at=None, touched_at=at)
        return asked, [Write(HOW_IT_STANDS, pause.author_id, key=_dated(pause.settle_at))]
    return None if pause.wake_at <= at else (pause, [])


def settles_at(author: Person, day: date, is_holiday: IsHoliday) -> datetime:
    """The start of the author's fifth working day after ``day``."""
    return instant(author, working_days_after(author, day, is_holiday), author.week.start)


def working_days_after(person: Person, day: date, is_holiday: IsHoliday, days: int = SETTLES_IN) -> date:
    """So many working days later; plain days for who has no working day within reach."""
    for _ in range(days):
        day = next_working_day(person, day, is_holiday) or day + timedelta(days=1)
    return day


def _dated(at: datetime) -> str:
    """Each asking is a letter of its own."""
    return at.isoformat()


def _practised(pause: Pause, *, borne_out: bool) -> Practised:
    """Once a pause, and without the other side's name: with whom one had a conflict is not kept."""
    return Practised(pause.author_id, BEHAVIOUR, Source.FLOW, confirmed=borne_out)


def _on_the_ladder(pause: Pause) -> None:
    _require(pause, State.OPEN, State.AGREED)
    if pause.step <= OPTIONS:
        raise NotPossibleError(pause.step)


def _require(pause: Pause, *states: State) -> None:
    if pause.state not in states:
        raise NotPossibleError(pause.state)
