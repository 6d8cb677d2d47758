"""Situation swap: one constraint of one's month that others do not see, said in the channel.

Posts of two entities make it an exchange (B9; content model, S16-4; Review, paragraphs 63 and 65).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish
from nudges.letters import Letter
from nudges.practice import Source
from nudges.records import OfOnePerson

SAID = Letter("introduction_swap", Kind.POST)
LONGEST_LINE = 200
KINDS = ("deadline", "clearance", "staffing")


@dataclass(frozen=True, slots=True)
class Constraint(OfOnePerson):
    """One line of one person, in answer to one post of the product."""

    KIND: ClassVar[str] = "introduction_swap"

    id: str
    setting_id: str
    swap_id: str
    """The round whose people were asked."""
    person_id: str
    entity: str
    line: str
    said_at: datetime

    @property
    def state(self) -> str:
        return "said"

    @property
    def wake_at(self) -> datetime | None:
        return None


Step: TypeAlias = tuple[Constraint, Sequence[Effect]]


def say_constraint(said: Constraint, before: Collection[Constraint]) -> Step:
    """Post it. From the second entity on it is an exchange, and practised."""
    practised = [Practised(said.person_id, "B9", Source.FLOW)] if exchanged(said, before) else []
    return said, [Publish(SAID, Purpose.EXCHANGE, alone=said.person_id), *practised]


def exchanged(said: Constraint, before: Collection[Constraint]) -> bool:
    """Whether somebody of another entity said theirs before."""
    return any(each.entity != said.entity for each in before if each.swap_id == said.swap_id)


def heard_by_now(said: Constraint, before: Collection[Constraint]) -> list[Constraint]:
    """Earlier ones of other entities that this line has answered, if it is the first to do so."""
    earlier = [each for each in before if each.swap_id == said.swap_id]
    entities = {each.entity for each in earlier}
    return earlier if len(entities) == 1 and said.entity not in entities else []
