"""An introduction of two (or three) people, from the first word to a second meeting.

What counts as practised: a meeting both sides say took place is a relationship built (B8)
for both; one side's word alone is a report of their own. Who said "not this time" is
nowhere kept: the other reads only that it did not happen (Review, paragraphs 66, 67 and 107).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError

REMIND_AFTER = timedelta(days=5)
ASK_AFTER = timedelta(days=14)
ASK_AGAIN_AFTER = timedelta(days=7)
"""After a date was named on the day of the question."""
RESTS_AFTER = timedelta(days=14)
"""How long a question waits before the introduction comes to rest, with no word to anybody."""
CLOSES_AFTER = timedelta(days=42)
"""After the first meeting: time for a second."""
MOST_OPEN = 2
"""Open introductions a person has at a time."""
OPENERS = 4

_MET = Button("met", "introduction_met")
_PLANNED = Button("planned", "introduction_planned")
_DECLINED = Button("declined", "introduction_declined", unkept=True)
_CALENDAR = Button("calendar", "introduction_calendar")

MADE = Letter("introduction_made", Kind.NOTE, (_CALENDAR, _PLANNED, _MET, _DECLINED))
"""A note, for whoever joined asked for it: both hear the same morning, while the times still hold."""
REMINDER = Letter("introduction_reminder", Kind.NOTE, (_CALENDAR, _PLANNED, _MET, _DECLINED))
DID_YOU_MEET = Letter("introduction_did_you_meet", Kind.NOTE, (_MET, _PLANNED, _DECLINED))
NOT_THIS_TIME = Letter("introduction_not_this_time", Kind.NOTE)
PARTED = Letter("introduction_parted", Kind.NOTE)
AGAIN = Letter("introduction_again", Kind.NOTE, (Button("again", "introduction_again"),))


class State(StrEnum):
    INTRODUCED = "introduced"
    PLANNED = "planned"
    MET_BY_ONE = "met_by_one"
    """One side said that they met."""
    MET = "met"
    SECOND = "second"
    """They met again."""
    CLOSED = "closed"
    NOT_THIS_TIME = "not_this_time"
    LAPSED = "lapsed"
    PARTED = "parted"
    """The other one left the setting, or was erased."""


OPEN = frozenset({State.INTRODUCED, State.PLANNED, State.MET_BY_ONE})


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two people, or three, who were introduced in a round."""

    KIND: ClassVar[str] = "introduction"

    id: str
    setting_id: str
    round_id: str
    members: tuple[str, ...]
    """Those it still is between."""
    introduced: tuple[str, ...]
    """Those it was between at first: nobody meets the same person again so soon."""
    made_at: datetime
    slots: tuple[datetime, ...] = ()
    """When half hours begin in which all of them work."""
    topics: tuple[str, ...] = ()
    opener: int = 0
    state: State = State.INTRODUCED
    wake_at: datetime | None = None
    met: tuple[str, ...] = ()
    """Who said that they met."""
    again: tuple[str, ...] = ()
    """Who said that they met once more."""
    asked: bool = False
    """Whether the others were asked if they met."""

    @property
    def people(self) -> Collection[str]:
        return self.introduced

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def others(self, person_id: str) -> tuple[str, ...]:
        return tuple(each for each in self.members if each != person_id)

    def without(self, person_id: str) -> Self | None:
        """Who is left alone is told at the next look: nobody waits for somebody who is gone."""
        left = replace(
            self,
            members=self.others(person_id),
            introduced=tuple(each for each in self.introduced if each != person_id),
            met=tuple(each for each in self.met if each != person_id),
            again=tuple(each for each in self.again if each != person_id),
        )
        if len(left.members) > 1:
            return left.between_fewer()
        if self.is_open and left.members and person_id in self.members:
            return replace(left, state=State.PARTED, met=(), wake_at=self.made_at)
        return None

    def between_fewer(self) -> Self:
        """Of three, two are left: whose word counted for two does so no longer."""
        if self.state in (State.MET_BY_ONE, State.MET) and len(self.met) < 2:
            return replace(self, state=State.MET_BY_ONE if self.met else State.PLANNED)
        return self


Step: TypeAlias = tuple[Introduction, Sequence[Effect]]
Naming: TypeAlias = Mapping[str, Mapping[str, str]]
"""By person: the facts that name them to somebody else."""


def introduce(introduction: Introduction) -> Step:
    """Both sides hear of each other."""
    waiting = replace(introduction, wake_at=introduction.made_at + REMIND_AFTER)
    return waiting, [Write(MADE, each) for each in waiting.members]


def plan(introduction: Introduction, person_id: str, at: datetime) -> Step:
    """They have a date; both know it from each other, so nobody is written to."""
    _require(introduction, person_id, *OPEN)
    asks = max(introduction.made_at + ASK_AFTER, at + ASK_AGAIN_AFTER)
    state = State.MET_BY_ONE if introduction.met else State.PLANNED
    return replace(introduction, state=state, asked=False, wake_at=asks), []


def meet(introduction: Introduction, person_id: str, at: datetime, naming: Naming) -> Step:
    """One side says that they met; the second word makes it a contact for both."""
    _require(introduction, person_id, *OPEN, State.MET)
    if person_id in introduction.met:
        return introduction, []
    told = replace(introduction, met=(*introduction.met, person_id))
    if len(told.met) == 1:
        return _met_by_one(told, person_id, at)
    confirmed = replace(told, state=State.MET, wake_at=at + CLOSES_AFTER)
    fresh = (person_id,) if introduction.state is State.MET else told.met
    effects: list[Effect] = [_practised(each, told.met) for each in fresh]
    effects += [
        Raised(EventKind.CONTACT_CONFIRMED, each, naming[_other(each, told.met)], key="met") for each in fresh
    ]
    return confirmed, effects


def _met_by_one(told: Introduction, person_id: str, at: datetime) -> Step:
    effects: list[Effect] = [_practised(person_id, told.members, confirmed=False)]
    if not told.asked:
        effects += [Write(DID_YOU_MEET, each) for each in told.others(person_id)]
    return replace(told, state=State.MET_BY_ONE, asked=True, wake_at=at + RESTS_AFTER), effects


def meet_again(introduction: Introduction, person_id: str) -> Step:
    """The same for a second meeting, which nobody is asked about twice."""
    _require(introduction, person_id, State.MET, State.SECOND)
    if person_id not in introduction.met:
        raise NotPossibleError(introduction.state)
    if person_id in introduction.again:
        return introduction, []
    told = replace(introduction, again=(*introduction.again, person_id))
    if len(told.again) == 1:
        own = _practised(person_id, told.met, key="second", confirmed=False)
        return told, [own, *(Write(AGAIN, each) for each in told.met if each != person_id)]
    fresh = (person_id,) if introduction.state is State.SECOND else told.again
    return replace(told, state=State.SECOND), [_practised(each, told.again, key="second") for each in fresh]


def not_this_time(introduction: Introduction, person_id: str) -> Step:
    """It comes to nothing, for now, and nobody learns through whom."""
    _require(introduction, person_id, *OPEN)
    left = introduction.others(person_id)
    if len(left) > 1:
        met = tuple(each for each in introduction.met if each != person_id)
        return replace(introduction, members=left, met=met).between_fewer(), []
    ended = replace(introduction, state=State.NOT_THIS_TIME, met=(), wake_at=None)
    return ended, [Write(NOT_THIS_TIME, each) for each in left]


def wake(introduction: Introduction, at: datetime) -> Step:
    """Time passed: one reminder, one question, then it comes to rest."""
    match introduction.state:
        case State.INTRODUCED if at < introduction.made_at + ASK_AFTER:
            later = replace(introduction, wake_at=introduction.made_at + ASK_AFTER)
            return later, [Write(REMINDER, each) for each in introduction.members]
        case _ if introduction.is_open and not introduction.asked:
            return _ask(introduction, at)
        case _ if introduction.is_open:
            return replace(introduction, state=State.LAPSED, wake_at=None), []
        case State.PARTED:
            return replace(introduction, wake_at=None), [Write(PARTED, each) for each in introduction.members]
        case State.MET | State.SECOND:
            return replace(introduction, state=State.CLOSED, wake_at=None), []
        case _:
            return replace(introduction, wake_at=None), []


def _ask(introduction: Introduction, at: datetime) -> Step:
    asking = replace(introduction, asked=True, wake_at=at + RESTS_AFTER)
    silent = [each for each in introduction.members if each not in introduction.met]
    return asking, [Write(DID_YOU_MEET, each, key=at.date().isoformat()) for each in silent]


def _practised(person_id: str, company: Sequence[str], *, key: str = "", confirmed: bool = True) -> Practised:
    other = _other(person_id, company)
    return Practised(person_id, "B8", Source.FLOW, key=key, counterpart_id=other, confirmed=confirmed)


def _other(person_id: str, company: Sequence[str]) -> str:
    return next(each for each in company if each != person_id)


def _require(introduction: Introduction, person_id: str, *states: State) -> None:
    if introduction.state not in states or person_id not in introduction.members:
        raise NotPossibleError(introduction.state)
