"""The first month of a senior leader (S14-2): two people of each pillar to hear."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Write
from nudges.framework import SENIOR_LEADERS
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError

EACH = 2
FIRST_MONTH = timedelta(days=30)
MANAGERS = "R2"

A_MONTH_IN = Letter("arrival_month", Kind.NOTE, (Button("list", "arrival"), Button("pact", "arrival_pact")))


class State(StrEnum):
    HEARING = "hearing"
    ALL_PILLARS = "all_pillars"
    """Somebody of every pillar was heard."""


@dataclass(frozen=True, slots=True)
class Heard:
    """``person_id`` is empty once that person was forgotten: the pillar was heard all the same."""

    pillar: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Arrival:
    KIND: ClassVar[str] = "arrival"

    id: str
    setting_id: str
    leader_id: str
    began_at: datetime
    heard: tuple[Heard, ...] = ()
    state: State = State.HEARING
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return (self.leader_id, *(each.person_id for each in self.heard if each.person_id))

    def without(self, person_id: str) -> Self | None:
        if person_id == self.leader_id:
            return None
        heard = (replace(h, person_id="") if h.person_id == person_id else h for h in self.heard)
        return replace(self, heard=tuple(heard))

    @property
    def pillars(self) -> frozenset[str]:
        """Those from which somebody was heard."""
        return frozenset(each.pillar for each in self.heard)


Step: TypeAlias = tuple[Arrival, Sequence[Effect]]


def to_hear(
    leader: Person, people: Iterable[Person], heard: Collection[str], draw: Mapping[str, float]
) -> dict[str, list[Person]]:
    """Two people of each pillar, of other entities: those heard already, then leaders, managers, others.

    ``draw`` gives everybody a uniform number that stays the same, and so does the list.
    """
    found: dict[str, list[Person]] = {}
    others = [p for p in people if p.entity != leader.entity and p.id != leader.id]
    for person in sorted(others, key=lambda p: (p.id not in heard, _rank(p), draw[p.id])):
        listed = found.setdefault(person.pillar, [])
        if len(listed) < EACH:
            listed.append(person)
    return dict(sorted(found.items()))


def _rank(person: Person) -> int:
    if person.role_group in SENIOR_LEADERS:
        return 0
    return 1 if person.role_group == MANAGERS else 2


def begin(arrival: Arrival) -> Step:
    return replace(arrival, wake_at=arrival.began_at + FIRST_MONTH), []


def hear(arrival: Arrival, person: Person, pillars: Collection[str], at: datetime) -> Step:
    """One tap: heard. Somebody of every pillar within the month is practice (content model, S14-2)."""
    if any(each.person_id == person.id for each in arrival.heard):
        raise NotPossibleError(person.id)
    after = replace(arrival, heard=(*arrival.heard, Heard(person.pillar, person.id)))
    if arrival.state is State.ALL_PILLARS or not after.pillars >= set(pillars):
        return after, []
    after = replace(after, state=State.ALL_PILLARS)
    if at > arrival.began_at + FIRST_MONTH:
        return after, []
    return after, [Practised(arrival.leader_id, "B4", Source.FLOW, confirmed=False)]


def wake(arrival: Arrival) -> Step:
    """A month in: how far it went, and whether a joint pact would help."""
    return replace(arrival, wake_at=None), [Write(A_MONTH_IN, arrival.leader_id)]
