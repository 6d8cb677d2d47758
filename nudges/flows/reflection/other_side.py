"""Argue the other side (S13-3): the line itself is never stored, only that it may be looked back at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError, OfOnePerson

ASK_FOR = timedelta(days=7)
WAS_IT_RIGHT = Letter(
    "other_side_was_it_right",
    Kind.NOTE,
    (
        Button("yes", "other_side_looked_back"),
        Button("partly", "other_side_looked_back"),
        Button("no", "other_side_looked_back"),
    ),
)


class State(StrEnum):
    WRITTEN = "written"
    LOOKED_BACK = "looked_back"


@dataclass(frozen=True, slots=True)
class OtherSide(OfOnePerson):
    KIND: ClassVar[str] = "other_side"

    id: str
    setting_id: str
    person_id: str
    after: datetime
    """When the meeting is over, and the person is asked once."""
    state: State = State.WRITTEN
    wake_at: datetime | None = None


Step: TypeAlias = tuple[OtherSide, Sequence[Effect]]


def begin(line: OtherSide) -> Step:
    """Ask, after the meeting, whether it was right."""
    waiting = replace(line, wake_at=line.after + ASK_FOR)
    return waiting, [Write(WAS_IT_RIGHT, line.person_id, at=line.after)]


def look_back(line: OtherSide) -> OtherSide:
    if line.state is not State.WRITTEN:
        raise NotPossibleError(line.state)
    return replace(line, state=State.LOOKED_BACK)
