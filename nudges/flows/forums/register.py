"""The register of forums: who meets how often, what it costs, and which cover the same ground."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.effects import Effect, Practised
from nudges.practice import Source
from nudges.records import NotPossibleError

AUDIT_AFTER = timedelta(days=90)
"""A forum nobody looked at for so long is looked at (content model, S1-2)."""
DRAFT_STAYS = timedelta(days=1)
CLOSE = 0.2
"""From this overlap on, an existing forum is shown to whoever wants a new one."""
LOOKS_BACK = timedelta(days=90)
"""How far back sessions of a forum without a rhythm are counted."""
BEHAVIOUR = "B2"


class Cadence(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ON_NEED = "on_need"
    """Its sessions are counted, not assumed."""


_A_MONTH = {
    Cadence.WEEKLY: 52 / 12,
    Cadence.FORTNIGHTLY: 26 / 12,
    Cadence.MONTHLY: 1.0,
    Cadence.QUARTERLY: 1 / 3,
}


class State(StrEnum):
    WANTED = "wanted"
    """Somebody is about to create it and was shown what exists."""
    RUNNING = "running"
    STOPPED = "stopped"
    """For two months, as a try."""
    NOTE = "note"
    """A written note takes its place."""
    MERGED = "merged"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What an owner may decide about a forum (content model, section 8)."""

    KEEP = "keep"
    SHORTEN = "shorten"
    NOTE = "note"
    MERGE = "merge"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the owner decided. ``freed`` are person-hours a month, computed."""

    verdict: Verdict
    at: datetime
    minutes_before: int
    freed: float
    other_id: str = ""
    line: str = ""
    """The owner's own words to the members, if any."""
    checked_at: datetime | None = None
    """When the owner was asked whether it stays so."""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Forum:
    """One meeting, mechanism or working group. ``owner_id`` is empty where the owner left."""

    KIND: ClassVar[str] = "forum"

    id: str
    setting_id: str
    owner_id: str
    name: str
    purpose: str
    entities: Mapping[str, int]
    """Members by entity: how many come from each."""
    cadence: Cadence
    minutes: int
    tags: tuple[str, ...]
    """What its agenda is about, in a word or two each."""
    registered_at: datetime
    state: State = State.WANTED
    wake_at: datetime | None = None
    senior: bool = False
    """Whether senior leaders meet in it: its owner may then be offered a success to open with."""
    polls: bool = True
    """Whether its owner wants a vote after some sessions."""
    crisis_hours: int | None = None
    """Within how many hours it can meet in a crisis; None where it is not meant for one."""
    reason: str = ""
    """Why it was created although others come close."""
    asked_at: datetime | None = None
    """When its owner last looked at it: was asked to, or decided."""
    shown: tuple[datetime, datetime] | None = None
    """The span whose votes the owner was last shown; the next one begins where it ends.

    Figures that change with every vote would tell how single people voted.
    """
    decision: Decision | None = None

    @property
    def people(self) -> Collection[str]:
        return (self.owner_id,) if self.owner_id else ()

    @property
    def members(self) -> int:
        return sum(self.entities.values())

    def without(self, person_id: str) -> Self | None:
        """A draft goes with its author; a forum goes on and waits for a new owner."""
        if person_id != self.owner_id:
            return self
        return None if self.state is State.WANTED else replace(self, owner_id="")


Step: TypeAlias = tuple[Forum, list[Effect]]


def overlap(one: Forum, other: Forum) -> float:
    """How much two forums cover the same ground: Jaccard of their entities times that of their tags."""
    return _jaccard(one.entities, other.entities) * _jaccard(one.tags, other.tags)


def _jaccard(one: Collection[str], other: Collection[str]) -> float:
    mine, theirs = ({word.casefold() for word in words} for words in (one, other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def nearest(forum: Forum, others: Iterable[Forum]) -> tuple[Forum, float] | None:
    """The running forum that overlaps most with this one, if any does."""
    rated = [(other, overlap(forum, other)) for other in others if other.id != forum.id]
    rated = [(other, share) for other, share in rated if share and other.state is State.RUNNING]
    return max(rated, key=lambda pair: (pair[1], pair[0].id), default=None)


def close_ones(wanted: Forum, others: Iterable[Forum], most: int = 2) -> list[Forum]:
    """Running forums that may do instead of a new one, closest first."""
    near = [(overlap(wanted, other), other) for other in others if other.state is State.RUNNING]
    fitting = sorted((pair for pair in near if pair[0] >= CLOSE), key=lambda pair: (-pair[0], pair[1].id))
    return [other for _, other in fitting[:most]]


def sessions_a_month(forum: Forum, lately: int) -> float:
    """``lately`` counts its sessions of the last 90 days, which is all there is where it has no rhythm."""
    return _A_MONTH.get(forum.cadence, lately / 3)


def person_hours(minutes: float, people: float, a_month: float) -> float:
    """What a meeting costs: hours of people's time in a month."""
    return minutes * people * a_month / 60


def want(forum: Forum) -> Forum:
    """Keep a draft for a day, while its author looks at what exists."""
    return replace(forum, state=State.WANTED, wake_at=forum.registered_at + DRAFT_STAYS)


def register(forum: Forum, at: datetime) -> Forum:
    """It runs from here, and is looked at after 90 days."""
    return replace(forum, state=State.RUNNING, registered_at=at, wake_at=at + AUDIT_AFTER)


def create_anyway(forum: Forum, reason: str, at: datetime) -> Step:
    """A new forum beside others, with its reason and a day on which it is looked at again.

    Choosing with open eyes is practised, as content model S1-3 has it.
    """
    require(forum, State.WANTED)
    if not reason.strip():
        raise NotPossibleError("a reason is wanted")
    created = replace(register(forum, at), reason=reason.strip())
    return created, [Practised(created.owner_id, BEHAVIOUR, Source.FLOW, key="created")]


def take_over(forum: Forum, person_id: str) -> Forum:
    """Look after a forum whose owner left."""
    if forum.owner_id or forum.state is State.WANTED:
        raise NotPossibleError(forum.state)
    return replace(forum, owner_id=person_id)


def require(forum: Forum, *states: State) -> None:
    if forum.state not in states:
        raise NotPossibleError(forum.state)
