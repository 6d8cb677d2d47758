"""One thread between two people: asked for by one, opened by the other, closed by either.

What counts as practised (content model, S2-3): a message from each side within 14 days of
opening. For whom it counts is a matter of role and pillar, which the caller knows. Who said no
to a thread is nowhere kept: one that never opened is closed, whatever the reason.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Write
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError

LAPSES_AFTER = timedelta(days=14)
ASK_AFTER = timedelta(days=10)
"""How long a thread is open when both are asked whether to keep it (content model, S2-3)."""
RESTS_AFTER = timedelta(days=30)
"""How long nobody writes before it closes."""
COUNTS_WITHIN = timedelta(days=14)
KEPT_FOR = timedelta(days=60)
"""How long it is known that there was a thread; what was written goes at once."""

ASKED = Letter(
    "relay_asked",
    Kind.REQUEST,
    (Button("open", "relay_open"), Button("decline", "relay_decline", unkept=True)),
)
OPENED = Letter("relay_opened", Kind.NOTE, (Button("write", "relay_write"),))
NOT_NOW = Letter("relay_not_now", Kind.NOTE)
KEEP_OR_CLOSE = Letter(
    "relay_keep_or_close", Kind.NOTE, (Button("keep", "relay_keep"), Button("close", "relay_close"))
)
CLOSED = Letter("relay_closed", Kind.NOTE)


class State(StrEnum):
    ASKED = "asked"
    OPEN = "open"
    CLOSED = "closed"


class Why(StrEnum):
    """Why an open thread was closed, as both may know."""

    BY_HAND = "by_hand"
    RESTED = "rested"
    FORBIDDEN = "forbidden"


LIVE = frozenset({State.ASKED, State.OPEN})


@dataclass(frozen=True, slots=True)
class Relay:
    """A thread. ``touched_at`` is when it last showed that it is wanted."""

    KIND: ClassVar[str] = "relay"

    id: str
    setting_id: str
    asker_id: str
    asked_id: str
    asked_at: datetime
    touched_at: datetime
    state: State = State.ASKED
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    why: Why | None = None
    both_asked: bool = False
    """Whether both were asked to keep or close it."""
    wrote: tuple[str, ...] = ()
    """Who wrote in it, in the order of their first message."""

    @property
    def people(self) -> Collection[str]:
        return (self.asker_id, self.asked_id)

    @property
    def wake_at(self) -> datetime:
        if self.state is State.ASKED:
            return self.asked_at + LAPSES_AFTER
        if self.opened_at is None or self.state is State.CLOSED:
            return (self.closed_at or self.touched_at) + KEPT_FOR
        rests = self.touched_at + RESTS_AFTER
        return rests if self.both_asked else min(self.opened_at + ASK_AFTER, rests)

    def beside(self, person_id: str) -> str:
        """The other one of the two."""
        return self.asked_id if person_id == self.asker_id else self.asker_id

    def without(self, person_id: str) -> Self | None:
        """It is about two people: it goes with either."""
        return None if person_id in self.people else self


Step: TypeAlias = tuple[Relay, Sequence[Effect]]
"""The thread after a step, and what is to happen around it."""


def ask(relay: Relay) -> Step:
    return relay, [Write(ASKED, relay.asked_id)]


def open_thread(relay: Relay, person_id: str, at: datetime) -> Step:
    """The other side's yes."""
    _require(relay, State.ASKED, person_id, relay.asked_id)
    opened = replace(relay, state=State.OPEN, opened_at=at, touched_at=at)
    return opened, [Write(OPENED, relay.asker_id)]


def decline(relay: Relay, person_id: str, at: datetime) -> Step:
    """The other side's no, which the asker cannot tell from silence."""
    _require(relay, State.ASKED, person_id, relay.asked_id)
    return _never_opened(relay, at)


def write(relay: Relay, person_id: str, behaviours: Mapping[str, str], at: datetime) -> Step:
    """Somebody wrote. ``behaviours``: what an exchange is for whom; who is not in it practises nothing."""
    _require(relay, State.OPEN, person_id, *relay.people)
    if person_id in relay.wrote:
        return replace(relay, touched_at=at), []
    written = replace(relay, touched_at=at, wrote=(*relay.wrote, person_id))
    in_time = relay.opened_at is not None and at <= relay.opened_at + COUNTS_WITHIN
    return written, _practised(written, behaviours) if len(written.wrote) > 1 and in_time else []


def keep(relay: Relay, person_id: str, at: datetime) -> Step:
    """One side wants it to go on."""
    _require(relay, State.OPEN, person_id, *relay.people)
    return replace(relay, touched_at=at), []


def close(relay: Relay, person_id: str, at: datetime) -> Step:
    """Either side closes it; whoever asked may also take the question back, and nobody hears of that."""
    if relay.state is State.ASKED and person_id == relay.asker_id:
        return replace(relay, state=State.CLOSED, closed_at=at), []
    _require(relay, State.OPEN, person_id, *relay.people)
    return _ended(relay, Why.BY_HAND, at), [Write(CLOSED, relay.beside(person_id))]


def forbid(relay: Relay, at: datetime) -> Step:
    """An entity of one of them has no threads any more."""
    if relay.state is State.ASKED:
        return _never_opened(relay, at)
    if relay.state is State.CLOSED:
        raise NotPossibleError(relay.state)
    return _ended(relay, Why.FORBIDDEN, at), [Write(CLOSED, each) for each in relay.people]


def wake(relay: Relay, at: datetime) -> Step | None:
    """Time passed: let it lapse, ask both once, let it rest; None where it is to be removed."""
    if at < relay.wake_at:
        return relay, []
    if relay.state is State.ASKED:
        return _never_opened(relay, at)
    if relay.state is State.CLOSED:
        return None
    if at >= relay.touched_at + RESTS_AFTER:
        return _ended(relay, Why.RESTED, at), [Write(CLOSED, each) for each in relay.people]
    return replace(relay, both_asked=True), [Write(KEEP_OR_CLOSE, each) for each in relay.people]


def _never_opened(relay: Relay, at: datetime) -> Step:
    return replace(relay, state=State.CLOSED, closed_at=at), [Write(NOT_NOW, relay.asker_id)]


def _ended(relay: Relay, why: Why, at: datetime) -> Relay:
    return replace(relay, state=State.CLOSED, closed_at=at, why=why)


def _practised(relay: Relay, behaviours: Mapping[str, str]) -> list[Effect]:
    return [
        Practised(each, behaviours[each], Source.FLOW, counterpart_id=relay.beside(each))
        for each in relay.wrote
        if each in behaviours
    ]


def _require(relay: Relay, state: State, person_id: str, *whose: str) -> None:
    if relay.state is not state or person_id not in whose:
        raise NotPossibleError(relay.state)
