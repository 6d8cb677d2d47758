"""What festers between entities: reported without a name, and senior leaders who may bring people together.

A report holds no person at all. It is passed on to a leader only where at least two other
people could have made it: else the leader would know who it was.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.pauses.pause import BEHAVIOUR, KEPT_FOR
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError

MOVED_AFTER = timedelta(days=7)
STANDS_AFTER = timedelta(days=10)
LEAST_POSSIBLE_REPORTERS = 2

HAS_IT_MOVED = Letter(
    "dispute_moved", Kind.NOTE, (Button("yes", "dispute_moved"), Button("no", "dispute_ways"))
)
INVITED = Letter("convening_invited", Kind.REQUEST)
HOW_IT_STANDS = Letter(
    "convening_stands",
    Kind.NOTE,
    (
        Button("settled", "convening_settled"),
        Button("moving", "convening_moving"),
        Button("stuck", "convening_stuck"),
    ),
)


@dataclass(frozen=True, slots=True)
class Dispute:
    """Something festers in a setting: once a fortnight, however many say so, and by whom is not kept."""

    KIND: ClassVar[str] = "dispute"

    id: str
    setting_id: str
    forum: str
    """Among whose members; the setting's name where no forum is known."""
    reported_at: datetime
    state: str = "reported"

    @property
    def people(self) -> Collection[str]:
        return ()

    @property
    def wake_at(self) -> datetime:
        """When it is removed: later than any letter about it."""
        return self.reported_at + 4 * KEPT_FOR

    def without(self, person_id: str) -> Self | None:
        return self


def report(
    dispute: Dispute, reporter_id: str, leaders: Iterable[str], could_report: Collection[str], at: datetime
) -> tuple[Dispute, Sequence[Effect]]:
    """Pass it on, nameless; the reporter is asked a week later whether it moved."""
    told = [
        Raised(EventKind.DISPUTE_FESTERING, leader, {"forum": dispute.forum})
        for leader in leaders
        if leader != reporter_id and len(set(could_report) - {leader}) >= LEAST_POSSIBLE_REPORTERS
    ]
    return dispute, [*told, Write(HAS_IT_MOVED, reporter_id, at=at + MOVED_AFTER)]


class State(StrEnum):
    OFFERED = "offered"
    MOVING = "moving"
    STUCK = "stuck"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Convening:
    """A leader offered both sides half an hour. ``sealed`` is the invitation, if it went through us."""

    KIND: ClassVar[str] = "convening"

    id: str
    setting_id: str
    leader_id: str
    touched_at: datetime
    ask_at: datetime | None
    """When to ask the leader how it stands."""
    invited: tuple[str, ...] = ()
    sealed: str = field(default="", repr=False)
    state: State = State.OFFERED

    @property
    def people(self) -> Collection[str]:
        return (self.leader_id, *self.invited)

    @property
    def wake_at(self) -> datetime:
        return self.ask_at or self.touched_at + KEPT_FOR

    def without(self, person_id: str) -> Self | None:
        if person_id == self.leader_id:
            return None
        return replace(self, invited=tuple(each for each in self.invited if each != person_id))


Step: TypeAlias = tuple[Convening, Sequence[Effect]]


def offer(convening: Convening) -> Step:
    """The offer is made. Through us the record bears it out; else it is the leader's word."""
    practised = Practised(convening.leader_id, BEHAVIOUR, Source.FLOW, confirmed=bool(convening.invited))
    return convening, [*(Write(INVITED, each) for each in convening.invited), practised]


def stands(convening: Convening, state: State, at: datetime) -> Convening:
    """What the leader says of it. What moves is asked about again, what is stuck or settled is not."""
    if convening.state in (State.SETTLED, State.STUCK) or state is State.OFFERED:
        raise NotPossibleError(convening.state)
    ask_at = at + STANDS_AFTER if state is State.MOVING else None
    return replace(convening, state=state, ask_at=ask_at, touched_at=at)


def wake(convening: Convening, at: datetime) -> Step | None:
    """Ask how it stands; None where it is to be removed."""
    if convening.ask_at is None:
        return None if convening.wake_at <= at else (convening, [])
    asked = replace(convening, ask_at=None, touched_at=at)
    return asked, [Write(HOW_IT_STANDS, convening.leader_id, key=convening.ask_at.isoformat())]
