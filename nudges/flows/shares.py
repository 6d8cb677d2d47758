"""Shared items: a link or a line for a colleague of another entity, and how it may be used.

Each says how it may be used (Review, paragraph 108: people hold back where they do not know).

What counts as practised (content model, S12-3): sharing (B9) once the receiver acknowledged
it; using it (B7, or B4 for leaders in the field) once the receiver says so. The sender hears
what came of it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.sides import naming
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError

LAPSES_AFTER = timedelta(days=14)

SHARED = Letter(
    "share_sent",
    Kind.REQUEST,
    (Button("received", "share_received"), Button("pass", "share_pass", unkept=True)),
)
TOLD_BACK = Letter("share_told_back", Kind.NOTE)


class Terms(StrEnum):
    """How it may be used, in the sender's word."""

    WITHIN = "within"
    """Inside the receiver's entity."""
    QUOTE = "quote"
    """Also passed on, with its source."""
    ASK = "ask"
    """Only for the receiver; anything else on request."""


class State(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    PASSED = "passed"
    """Not for the receiver; nobody is told."""
    LAPSED = "lapsed"
    WILL_USE = "will_use"
    USED = "used"
    NOT_USED = "not_used"


RECEIVED = frozenset({State.RECEIVED, State.WILL_USE})
"""Where the receiver may still say what came of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """One item from one person to one other."""

    KIND: ClassVar[str] = "share"

    id: str
    setting_id: str
    sender_id: str
    receiver_id: str
    item: str
    terms: Terms
    shared_at: datetime
    state: State = State.SENT
    wake_at: datetime | None = None
    received_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return (self.sender_id, self.receiver_id)

    def without(self, person_id: str) -> Self | None:
        """It goes with either side."""
        return None if person_id in self.people else self


Step: TypeAlias = tuple[Share, list[Effect]]
"""The share after a step, and what is to happen around it."""


def send(share: Share) -> Step:
    """On its way to the receiver."""
    return replace(share, wake_at=share.shared_at + LAPSES_AFTER), [Write(SHARED, share.receiver_id)]


def receive(share: Share, sender: Person, at: datetime) -> Step:
    """The receiver has it: sharing is practised, and in two weeks they may be asked what came of it."""
    _require(share, State.SENT, State.LAPSED, State.PASSED)
    received = replace(share, state=State.RECEIVED, received_at=at, wake_at=None)
    practised = Practised(share.sender_id, "B9", Source.FLOW, counterpart_id=share.receiver_id)
    return received, [
        practised,
        Raised(EventKind.SHARE_ACKNOWLEDGED, share.receiver_id, naming(sender)),
    ]


def pass_on(share: Share) -> Step:
    """Not for the receiver; the sender sees the same as where there is no word."""
    _require(share, State.SENT, State.LAPSED)
    return replace(share, state=State.PASSED, wake_at=None), []


def tell_back(share: Share, outcome: State, behaviour: str) -> Step:
    """What came of it: USED, WILL_USE or NOT_USED; the sender hears it each time it is new.

    ``behaviour`` is what using it is for the receiver's role.
    """
    _require(share, *RECEIVED)
    if outcome not in (State.USED, State.WILL_USE, State.NOT_USED) or outcome is share.state:
        raise NotPossibleError(share.state)
    told: list[Effect] = [Write(TOLD_BACK, share.sender_id, key=outcome)]
    if outcome is State.USED:
        told.append(Practised(share.receiver_id, behaviour, Source.FLOW, counterpart_id=share.sender_id))
    return replace(share, state=outcome), told


def wake(share: Share) -> Step:
    """No word for two weeks: it rests, and nobody is told."""
    state = State.LAPSED if share.state is State.SENT else share.state
    return replace(share, state=state, wake_at=None), []


def _require(share: Share, *states: State) -> None:
    if share.state not in states:
        raise NotPossibleError(share.state)
