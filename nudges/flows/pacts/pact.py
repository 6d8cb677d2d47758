"""The pact itself: who takes part, what the text says, who signed it, and where it stands."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.effects import Effect
from nudges.flows.pacts.commitments import Commitment
from nudges.records import OfOnePerson

RUNS_FOR = timedelta(days=90)
"""From the announcement to the joint review (content model, S9-4)."""
FEWEST_ENTITIES = 2


class State(StrEnum):
    DRAFTED = "drafted"
    CO_SIGNED = "co_signed"
    READY = "ready"
    """Leaders of two entities signed the same text; it waits for each to press Announce."""
    RUNNING = "running"
    REVIEW_DUE = "review_due"
    REVIEWED = "reviewed"
    RENEWED = "renewed"
    CHANGED = "changed"
    """A new pact of the same leaders took its place."""
    ENDED = "ended"


DRAFTING = frozenset({State.DRAFTED, State.CO_SIGNED, State.READY})
"""Nobody but its leaders knows of it."""
PUBLIC = frozenset({State.RUNNING, State.REVIEW_DUE})


@dataclass(frozen=True, slots=True)
class Signature:
    """One leader's name under one text, known by its hash."""

    person_id: str
    entity: str
    at: datetime
    text_hash: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A leader gave one commitment up, in public."""

    person_id: str
    code: str


@dataclass(frozen=True, slots=True)
class Pact:
    """``leaders`` are all who may act on it; ``joined`` those of them who took part themselves.

    Words that several leaders wrote and signed belong to each of them: they stay when one leaves.
    """

    KIND: ClassVar[str] = "pact"

    id: str
    setting_id: str
    drafted_at: datetime
    leaders: tuple[str, ...]
    joined: tuple[str, ...]
    commitments: tuple[Commitment, ...] = ()
    signatures: tuple[Signature, ...] = ()
    announcing: tuple[str, ...] = ()
    """Signers who pressed Announce."""
    state: State = State.DRAFTED
    wake_at: datetime | None = None
    edits: int = 0
    waits: int = 0
    """How often its leaders were reminded that it lies there."""
    replaces: str = ""
    """The pact in whose place it comes; empty for a new one."""
    announced_at: datetime | None = None
    dropped: tuple[Dropped, ...] = ()
    outcome: str = ""
    """What the joint review found; published only where ``published``."""
    published: bool = False

    @property
    def people(self) -> Collection[str]:
        return self.leaders

    @property
    def signers(self) -> tuple[str, ...]:
        """Those whose signature stands under the text as it is now."""
        return tuple(each.person_id for each in self.signatures if each.text_hash == self.text_hash)

    @property
    def text(self) -> str:
        """The canonical text that is signed: all of the commitments, and when they are reviewed."""
        terms = [asdict(each) | {"first": each.first.isoformat()} for each in self.commitments]
        document = {"commitments": terms, "review_after_days": RUNS_FOR.days}
        return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)

    @property
    def text_hash(self) -> str:
        """SHA-256 of the canonical text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def review_at(self) -> datetime | None:
        return self.announced_at + RUNS_FOR if self.announced_at else None

    def of(self, person_id: str) -> tuple[Commitment, ...]:
        """What this leader still keeps."""
        gone = {each.code for each in self.dropped if each.person_id == person_id}
        return tuple(each for each in self.commitments if each.code not in gone)

    def without(self, person_id: str) -> Self | None:
        """Nothing of the person stays; a pact that nobody took part in beside them goes with them."""
        if person_id not in self.leaders:
            return self
        left = replace(
            self,
            leaders=_minus(self.leaders, person_id),
            joined=_minus(self.joined, person_id),
            signatures=tuple(each for each in self.signatures if each.person_id != person_id),
            announcing=_minus(self.announcing, person_id),
            dropped=tuple(each for each in self.dropped if each.person_id != person_id),
        )
        return left.standing() if left.joined else None

    def standing(self) -> Self:
        """Where it stands after somebody is gone from it."""
        if self.state in DRAFTING:
            return replace(self, state=signed_state(self), announcing=())
        if self.state in PUBLIC and signed_state(self) is not State.READY:
            return replace(self, state=State.ENDED, wake_at=None)
        return self


def signed_state(pact: Pact) -> State:
    """How far the signatures under the present text carry it."""
    entities = {each.entity for each in pact.signatures if each.text_hash == pact.text_hash}
    if len(entities) >= FEWEST_ENTITIES:
        return State.READY
    return State.CO_SIGNED if entities else State.DRAFTED


def _minus(ids: tuple[str, ...], person_id: str) -> tuple[str, ...]:
    return tuple(each for each in ids if each != person_id)


Step: TypeAlias = tuple[Pact, Sequence[Effect]]
"""The pact after a step, and what is to happen around it."""


@dataclass(frozen=True, slots=True)
class Notice(OfOnePerson):
    """What one leader says in public about a running pact: gone from it, or from one commitment.

    A post is drawn from a record, and two leaders may leave on the same day.
    """

    KIND: ClassVar[str] = "pact_notice"

    id: str
    setting_id: str
    pact_id: str
    person_id: str
    code: str = ""
    """The commitment given up; empty where the leader left the pact."""
    state: str = "said"
    wake_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Joining(OfOnePerson):
    """A colleague says under the announcement that they will join in: seen as a number only."""

    KIND: ClassVar[str] = "pact_joining"

    id: str
    setting_id: str
    pact_id: str
    person_id: str
    state: str = "joined"
    wake_at: datetime | None = None
