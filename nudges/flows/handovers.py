"""Handovers: names that would be lost when a post changes hands (S6; B8).

Who leaves names up to three colleagues of other entities. They are kept until the successor
is here; then both sides get a letter of introduction, and after 14 days the successor is
asked how many they met.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Write
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError

MOST_NAMES = 3
WAITS_FOR = timedelta(days=365)
"""How long names are kept for somebody who does not come."""
ASK_AFTER = timedelta(days=14)
"""When the successor is asked whom they met (content model, S6-2)."""
LAPSES_AFTER = timedelta(days=45)
"""After the introduction; later answers say nothing about it."""
MET = ("0", "1", "2", "3")

TO_SUCCESSOR = Letter("handover_successor", Kind.REQUEST)
TO_COLLEAGUE = Letter("handover_colleague", Kind.REQUEST)
WHOM_MET = Letter("handover_met", Kind.REQUEST, tuple(Button(n, f"handover_met_{n}") for n in MET))


class State(StrEnum):
    WAITING = "waiting"
    INTRODUCED = "introduced"
    MET = "met"
    """The successor said how many they met; the number itself is nobody's business."""
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Handover:
    """Up to three names for whoever comes next. ``successor_id`` is None while nobody is known."""

    KIND: ClassVar[str] = "handover"

    id: str
    setting_id: str
    from_id: str
    entity: str
    role_group: str
    names: tuple[str, ...]
    made_at: datetime
    successor_id: str | None = None
    expects: str = ""
    """The keyed hash of the address of a successor who is not on the roster yet."""
    state: State = State.WAITING
    wake_at: datetime | None = None
    introduced_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return tuple(dict.fromkeys(filter(None, (self.from_id, self.successor_id, *self.names))))

    def without(self, person_id: str) -> Self | None:
        """It goes with who wrote it and with the successor; a colleague's name is taken out."""
        names = tuple(name for name in self.names if name != person_id)
        if person_id in (self.from_id, self.successor_id) or not names:
            return None
        return replace(self, names=names)


Step: TypeAlias = tuple[Handover, Sequence[Effect]]


def leave_names(handover: Handover) -> Handover:
    return replace(handover, wake_at=handover.made_at + WAITS_FOR)


def succeeds(handover: Handover, person: Person, address: str) -> bool:
    """Whether a newcomer takes this post over: the one who was named, else the same entity and role.

    ``address`` is the keyed hash of their address.
    """
    if person.id in (handover.from_id, *handover.names) or person.setting_id != handover.setting_id:
        return False
    if handover.expects:
        return address == handover.expects
    return (person.entity, person.role_group) == (handover.entity, handover.role_group)


def introduce(handover: Handover, successor_id: str, at: datetime) -> Step:
    """The successor is here: they and the colleagues named hear of each other."""
    _require(handover, State.WAITING)
    if successor_id in (handover.from_id, *handover.names):
        raise NotPossibleError(successor_id)
    introduced = replace(
        handover,
        successor_id=successor_id,
        state=State.INTRODUCED,
        introduced_at=at,
        wake_at=at + ASK_AFTER,
    )
    letters = [Write(TO_COLLEAGUE, name) for name in handover.names]
    return introduced, [Write(TO_SUCCESSOR, successor_id), *letters]


def met(handover: Handover, count: int) -> Step:
    """The successor's own word. One meeting is a relationship begun (B8)."""
    _require(handover, State.INTRODUCED)
    practised = (
        [Practised(handover.successor_id, "B8", Source.FLOW, confirmed=False)]
        if handover.successor_id and count > 0
        else []
    )
    return replace(handover, state=State.MET, wake_at=None), practised


def wake(handover: Handover, at: datetime) -> Step:
    """Time passed: ask the successor once, then let it rest."""
    if handover.state is State.INTRODUCED and handover.introduced_at and handover.successor_id:
        lapses = handover.introduced_at + LAPSES_AFTER
        if at < lapses:
            return replace(handover, wake_at=lapses), [Write(WHOM_MET, handover.successor_id)]
    if handover.state in (State.WAITING, State.INTRODUCED):
        return replace(handover, state=State.LAPSED, wake_at=None), []
    return replace(handover, wake_at=None), []


def _require(handover: Handover, *states: State) -> None:
    if handover.state not in states:
        raise NotPossibleError(handover.state)
