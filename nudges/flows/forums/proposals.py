"""One owner asks another: may we use your forum, adapt it, or merge mine into it?"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.effects import Effect, Practised, Write
from nudges.flows.forums.letters import PROPOSAL_ANSWERED, PROPOSED
from nudges.flows.forums.register import BEHAVIOUR, Forum
from nudges.practice import Source
from nudges.records import NotPossibleError

LAPSES_AFTER = timedelta(days=21)


class Wish(StrEnum):
    USE = "use"
    ADAPT = "adapt"
    MERGE = "merge"


class State(StrEnum):
    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """``words`` say what for: the purpose of the forum that will not be needed."""

    KIND: ClassVar[str] = "forum_proposal"

    id: str
    setting_id: str
    from_id: str
    to_id: str
    """The owner of the forum it is about."""
    forum_id: str
    wish: Wish
    words: str
    made_at: datetime
    merging_id: str = ""
    """The forum that would go into the other."""
    freed: float = 0.0
    announce: bool = False
    state: State = State.OPEN
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return {self.from_id, self.to_id}

    def without(self, person_id: str) -> Self | None:
        return None if person_id in self.people else self


Step: TypeAlias = tuple[Proposal, list[Effect]]


def propose(proposal: Proposal) -> Step:
    """Ask the other owner; one's own forum needs no asking."""
    if proposal.from_id == proposal.to_id:
        return agree(proposal)
    waiting = replace(proposal, wake_at=proposal.made_at + LAPSES_AFTER)
    return waiting, [Write(PROPOSED, waiting.to_id)]


def agree(proposal: Proposal) -> Step:
    """One forum does for two: that is practised. A merger counts when it is carried out."""
    _require_open(proposal)
    agreed = replace(proposal, state=State.AGREED, wake_at=None)
    return agreed, [*_told(agreed), *_practised(agreed)]


def _practised(proposal: Proposal) -> list[Effect]:
    if proposal.wish is Wish.MERGE:
        return []
    return [Practised(proposal.from_id, BEHAVIOUR, Source.FLOW, counterpart_id=_other(proposal))]


def decline(proposal: Proposal) -> Step:
    """No reason is asked."""
    _require_open(proposal)
    declined = replace(proposal, state=State.DECLINED, wake_at=None)
    return declined, _told(declined)


def lapse(proposal: Proposal) -> Step:
    """Silence is told as what it is."""
    if proposal.state is not State.OPEN:
        return replace(proposal, wake_at=None), []
    lapsed = replace(proposal, state=State.LAPSED, wake_at=None)
    return lapsed, _told(lapsed)


def joined(one: Forum, other: Forum) -> Forum:
    """The other forum with the members and subjects of the one that goes into it."""
    entities = {**one.entities, **other.entities}
    most = {each: max(one.entities.get(each, 0), other.entities.get(each, 0)) for each in entities}
    return replace(other, entities=most, tags=tuple(dict.fromkeys((*other.tags, *one.tags))))


def _told(proposal: Proposal) -> list[Effect]:
    return [Write(PROPOSAL_ANSWERED, proposal.from_id)] if _other(proposal) else []


def _other(proposal: Proposal) -> str | None:
    return proposal.to_id if proposal.to_id != proposal.from_id else None


def _require_open(proposal: Proposal) -> None:
    if proposal.state is not State.OPEN:
        raise NotPossibleError(proposal.state)
