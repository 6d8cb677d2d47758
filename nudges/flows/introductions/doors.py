"""A senior leader opens the door: one line that says staff may talk with another entity directly.

Published in the leader's own words, it is public commitment (B1; Review, paragraphs 61 and 107).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish
from nudges.letters import Letter
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

LINE = Letter("introduction_door", Kind.POST)
REST = timedelta(days=60)
"""A leader is not asked for another line within this time, whoever meets whom."""
LONGEST_LINE = 300


class State(StrEnum):
    OFFERED = "offered"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Door(OfOnePerson):
    """One leader's chance to say one line."""

    KIND: ClassVar[str] = "introduction_door"
    WHOSE: ClassVar[str] = "leader_id"

    id: str
    setting_id: str
    leader_id: str
    entity: str
    """The leader's own: whose staff are told that they may."""
    towards: str
    """The other entity; empty where it is all others."""
    channel: str
    offered_at: datetime
    state: State = State.OFFERED
    line: str = ""

    @property
    def wake_at(self) -> datetime | None:
        return None


Step: TypeAlias = tuple[Door, Sequence[Effect]]


def close_again(door: Door) -> Door:
    """The line waited for a second yes and did not get it: it can be said anew."""
    return replace(door, state=State.OFFERED, line="")


def open_door(door: Door, line: str) -> Step:
    """Publish the line. Raises ``NotPossibleError`` where it was said before."""
    if door.state is not State.OFFERED or not line:
        raise NotPossibleError(door.state)
    return replace(door, state=State.OPENED, line=line), [
        Publish(LINE, Purpose.EXCHANGE, alone=door.leader_id),
        Practised(door.leader_id, "B1", Source.FLOW),
    ]
