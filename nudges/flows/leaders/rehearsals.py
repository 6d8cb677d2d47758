"""Rehearsing a hard conversation (S14-3): the day is kept, the lines and the other one's name are not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Write
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

KEPT_FOR = timedelta(days=14)

TOMORROW = Letter(
    "rehearsal_tomorrow",
    Kind.REMINDER,
    (Button("write", "rehearse_lines"), Button("ready", "rehearse_ready")),
)
"""The words of S14-3, at the time the leader was promised (decision record 0018)."""
HOW_WAS_IT = Letter(
    "rehearsal_how_was_it",
    Kind.NOTE,
    (Button("held", "rehearse_held"), Button("not_yet", "rehearse_not_held")),
)


class State(StrEnum):
    FLAGGED = "flagged"
    WRITTEN = "written"
    HELD = "held"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class Rehearsal(OfOnePerson):
    KIND: ClassVar[str] = "rehearsal"
    WHOSE: ClassVar[str] = "leader_id"

    id: str
    setting_id: str
    leader_id: str
    near_at: datetime
    """The day before, in working hours."""
    after: datetime
    """When the day of the conversation is over."""
    state: State = State.FLAGGED
    wake_at: datetime | None = None


Step: TypeAlias = tuple[Rehearsal, Sequence[Effect]]


def flag(rehearsal: Rehearsal) -> Step:
    """A reminder the day before, and a word the day after."""
    waiting = replace(rehearsal, wake_at=rehearsal.after + KEPT_FOR)
    before = Write(TOMORROW, rehearsal.leader_id, at=rehearsal.near_at)
    return waiting, [before, Write(HOW_WAS_IT, rehearsal.leader_id, at=rehearsal.after)]


def write(rehearsal: Rehearsal) -> Rehearsal:
    """Two lines were written: only that they were is kept."""
    _require(rehearsal, State.FLAGGED, State.WRITTEN)
    return replace(rehearsal, state=State.WRITTEN)


def held(rehearsal: Rehearsal) -> Step:
    """It took place. With two lines written before, that is practice, by the leader's own word."""
    _require(rehearsal, State.FLAGGED, State.WRITTEN)
    written = rehearsal.state is State.WRITTEN
    practised = [Practised(rehearsal.leader_id, "B5", Source.FLOW, confirmed=False)] if written else []
    return replace(rehearsal, state=State.HELD), practised


def not_held(rehearsal: Rehearsal) -> Rehearsal:
    _require(rehearsal, State.FLAGGED, State.WRITTEN)
    return replace(rehearsal, state=State.NOT_HELD)


def _require(rehearsal: Rehearsal, *states: State) -> None:
    if rehearsal.state not in states:
        raise NotPossibleError(rehearsal.state)
