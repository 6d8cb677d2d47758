"""One objective, read in small groups of several pillars: two lines each, set side by side (S13-2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError, OfOnePerson

CLOSES_AFTER = timedelta(days=10)
"""A request waits for a free moment of each member; so long the group waits for them."""
NEXT_DAY = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
"""How long what was written is kept after it was shown."""
GATHERS_FOR = timedelta(days=3)
"""An objective waits so long for people to join."""
APART = timedelta(days=28)
"""Between two rounds of a setting."""

ASKED = Letter(
    "reading_asked",
    Kind.REQUEST,
    (Button("write", "reading_write"), Button("pass", "reading_pass", unkept=True)),
)
SHOWN = Letter("readings_shown", Kind.NOTE, (Button("point", "reading_point"),))
ALONE = Letter("reading_alone", Kind.NOTE)


@dataclass(frozen=True, slots=True)
class Membership(OfOnePerson):
    """Somebody who likes to take part, until they leave."""

    KIND: ClassVar[str] = "reflection_member"

    id: str
    setting_id: str
    person_id: str
    state: str = "in"
    wake_at: datetime | None = None


class Use(StrEnum):
    WAITING = "waiting"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Objective:
    """A shared objective, such as one of the joint plan, that waits to be read."""

    KIND: ClassVar[str] = "reflection_objective"

    id: str
    setting_id: str
    author_id: str
    words: str
    given_at: datetime
    state: Use = Use.WAITING
    used_at: datetime | None = None
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return (self.author_id,) if self.author_id else ()

    def without(self, person_id: str) -> Self | None:
        """An objective is the setting's, not its author's: only the name goes."""
        return replace(self, author_id="") if person_id == self.author_id else self


@dataclass(frozen=True, slots=True)
class Reading:
    """Two lines: what the objective means for an entity, and what it needs from the others."""

    person_id: str
    entity: str
    means: str
    needs: str


class State(StrEnum):
    ASKING = "asking"
    SHOWN = "shown"
    QUIET = "quiet"
    """Too few wrote: nothing is shown to anybody."""


@dataclass(frozen=True, slots=True)
class Group:
    """Three to five people of two pillars or more, and what they wrote."""

    KIND: ClassVar[str] = "reading_group"

    id: str
    setting_id: str
    objective: str
    members: tuple[str, ...]
    opened_at: datetime
    readings: tuple[Reading, ...] = ()
    passed: tuple[str, ...] = ()
    state: State = State.ASKING
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return self.members

    def without(self, person_id: str) -> Self | None:
        members = tuple(each for each in self.members if each != person_id)
        if len(members) < 2:
            return None
        return replace(
            self,
            members=members,
            readings=tuple(each for each in self.readings if each.person_id != person_id),
            passed=tuple(each for each in self.passed if each != person_id),
        )

    @property
    def writers(self) -> tuple[str, ...]:
        return tuple(each.person_id for each in self.readings)


Step: TypeAlias = tuple[Group, Sequence[Effect]]


def begin(group: Group) -> Step:
    """Ask each member for two lines, in their own free moment."""
    waiting = replace(group, wake_at=group.opened_at + CLOSES_AFTER)
    return waiting, [Write(ASKED, member) for member in group.members]


def write(group: Group, reading: Reading, at: datetime) -> Group:
    """One's own two lines; written anew they take the place of the earlier ones."""
    _require_open(group, reading.person_id)
    others = tuple(each for each in group.readings if each.person_id != reading.person_id)
    passed = tuple(each for each in group.passed if each != reading.person_id)
    return _ready(replace(group, readings=(*others, reading), passed=passed), at)


def pass_on(group: Group, person_id: str, at: datetime) -> Group:
    """Not this time; nobody is told."""
    _require_open(group, person_id)
    if person_id in group.writers or person_id in group.passed:
        raise NotPossibleError(person_id)
    return _ready(replace(group, passed=(*group.passed, person_id)), at)


def _ready(group: Group, at: datetime) -> Group:
    """Once all have said something, the readings are shown the next day."""
    heard = {*group.writers, *group.passed}
    if not heard >= set(group.members):
        return group
    waits = group.wake_at or at
    return replace(group, wake_at=min(waits, at + NEXT_DAY))


def wake(group: Group) -> Step:
    """Show all that was written to those who wrote; one entity alone has nothing to compare."""
    if group.state is not State.ASKING or group.wake_at is None:
        return replace(group, wake_at=None), []
    enough = len({each.entity for each in group.readings}) > 1
    shown = replace(group, state=State.SHOWN if enough else State.QUIET, wake_at=group.wake_at + KEPT_FOR)
    return shown, [Write(SHOWN if enough else ALONE, writer) for writer in group.writers]


def _require_open(group: Group, person_id: str) -> None:
    if group.state is not State.ASKING or person_id not in group.members:
        raise NotPossibleError(group.state)
