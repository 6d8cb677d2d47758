"""The stop-doing list: what an office stops, shortens or shares, and whether it stayed so (S3-2)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish, Write
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

ASK_AFTER = timedelta(days=45)
BEHAVIOUR = "B2"

ANNOUNCED = Letter("less_announced", Kind.POST)
STILL_SO = Letter("less_still_so", Kind.NOTE, (Button("yes", "less_still"), Button("no", "less_back")))


class How(StrEnum):
    STOP = "stop"
    SHORTEN = "shorten"
    SHARE = "share"


class State(StrEnum):
    NAMED = "named"
    STILL = "still"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Dropped(OfOnePerson):
    """One task, meeting or report that an office does less of."""

    KIND: ClassVar[str] = "dropped_task"

    id: str
    setting_id: str
    person_id: str
    how: How
    what: str
    announced: bool
    named_at: datetime
    state: State = State.NAMED
    wake_at: datetime | None = None


Step: TypeAlias = tuple[Dropped, list[Effect]]


def name_it(dropped: Dropped) -> Step:
    """One item is recorded: that is practised. It is announced only where its author says so."""
    named = replace(dropped, wake_at=dropped.named_at + ASK_AFTER)
    effects: list[Effect] = [Practised(named.person_id, BEHAVIOUR, Source.FLOW)]
    if named.announced:
        effects.append(Publish(ANNOUNCED, Purpose.ANNOUNCEMENTS, alone=named.person_id))
    return named, effects


def wake(dropped: Dropped) -> Step:
    """Day 45: is it still so? Asked once."""
    resting = replace(dropped, wake_at=None)
    return resting, [Write(STILL_SO, dropped.person_id)] if dropped.state is State.NAMED else []


def answer(dropped: Dropped, *, still: bool) -> Dropped:
    """Its author's word; that it came back is nobody's fault."""
    if dropped.state is not State.NAMED:
        raise NotPossibleError(dropped.state)
    return replace(dropped, state=State.STILL if still else State.BACK, wake_at=None)
