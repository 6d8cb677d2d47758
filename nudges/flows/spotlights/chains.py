"""Contribution chains: how a first input became an effect, in five links that their owners confirm.

Shown once two links of other entities are confirmed; a link that is not confirmed is left
open in the post, without its words or its owner.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.records import NotPossibleError

PARTS = ("input", "shared", "used", "decision", "effect")
"""The five links in their order (content model, S12-2)."""
ENOUGH = 2
"""Confirmed links of entities other than the one that began it."""
DRAFT_STAYS = timedelta(days=14)
LAPSES_AFTER = timedelta(days=30)
FRESH = timedelta(days=180)

CHAIN_ASKED = Letter(
    "chain_asked",
    Kind.REQUEST,
    (
        Button("yes", "chain_confirm"),
        Button("change", "chain_change"),
        Button("no", "chain_decline", unkept=True),
    ),
)
CHAIN_READY = Letter("chain_ready", Kind.NOTE)
CHAIN_LAPSED = Letter("chain_lapsed", Kind.NOTE)


class State(StrEnum):
    DRAFT = "draft"
    """Written; its owners are not named yet."""
    ASKED = "asked"
    READY = "ready"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Link:
    """One of the five. ``owner_id`` is empty where it is nobody's any more."""

    line: str
    owner_id: str = ""
    entity: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Five links about one thing, begun by one person."""

    KIND: ClassVar[str] = "chain"

    id: str
    setting_id: str
    starter_id: str
    entity: str
    about: str
    links: tuple[Link, ...]
    begun_at: datetime
    state: State = State.DRAFT
    wake_at: datetime | None = None
    ready_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return {self.starter_id, *(link.owner_id for link in self.links if link.owner_id)}

    @property
    def confirmed_by_others(self) -> int:
        return sum(link.confirmed and link.entity != self.entity for link in self.links)

    def of(self, owner_id: str) -> dict[int, Link]:
        """The links of one owner by their place."""
        return {place: link for place, link in enumerate(self.links) if link.owner_id == owner_id}

    def without(self, person_id: str) -> Self | None:
        """A link loses its words with its owner; the chain goes with whoever began it."""
        if person_id == self.starter_id:
            return None
        links = tuple(Link("") if link.owner_id == person_id else link for link in self.links)
        kept = replace(self, links=links)
        if kept.state is State.READY and kept.confirmed_by_others < ENOUGH:
            return replace(kept, state=State.LAPSED, wake_at=None)
        return kept


Step: TypeAlias = tuple[Chain, Sequence[Effect]]


def begin(chain: Chain) -> Step:
    """Keep the five lines until their owners are named."""
    if len(chain.links) != len(PARTS) or not all(link.line for link in chain.links):
        raise NotPossibleError("a chain has five lines")
    return replace(chain, state=State.DRAFT, wake_at=chain.begun_at + DRAFT_STAYS), []


def enough_others(chain: Chain, owners: Mapping[int, Person]) -> bool:
    """Whether these owners could make it ready."""
    return sum(owner.entity != chain.entity for owner in owners.values()) >= ENOUGH


def name_owners(chain: Chain, owners: Mapping[int, Person], at: datetime) -> Step:
    """Ask every owner once; a link without one is the beginner's own, and confirmed by that."""
    _require(chain, State.DRAFT)
    if not enough_others(chain, owners):
        raise NotPossibleError("too few links of other entities")
    links = tuple(
        replace(link, owner_id=owner.id, entity=owner.entity)
        if (owner := owners.get(place)) is not None and owner.id != chain.starter_id
        else replace(link, owner_id=chain.starter_id, entity=chain.entity, confirmed=True)
        for place, link in enumerate(chain.links)
    )
    asked = replace(chain, links=links, state=State.ASKED, wake_at=at + LAPSES_AFTER)
    others = sorted(set(asked.people) - {chain.starter_id})
    return asked, [Write(CHAIN_ASKED, each) for each in others]


def confirm(chain: Chain, owner_id: str, at: datetime, words: Mapping[int, str] | None = None) -> Step:
    """An owner's links are told rightly, perhaps in the owner's own words."""
    _require(chain, State.ASKED, State.READY)
    own, said = chain.of(owner_id), words or {}
    if not own or not said.keys() <= own.keys() or not all(said.values()):
        raise NotPossibleError(owner_id)
    links = tuple(
        replace(link, confirmed=True, line=said.get(place, link.line)) if place in own else link
        for place, link in enumerate(chain.links)
    )
    told = replace(chain, links=links)
    if chain.state is State.READY or told.confirmed_by_others < ENOUGH:
        return told, []
    return replace(told, state=State.READY, wake_at=None, ready_at=at), [Write(CHAIN_READY, chain.starter_id)]


def wake(chain: Chain) -> Step:
    """A draft nobody finished, or too few confirmations in time."""
    if chain.state not in (State.DRAFT, State.ASKED):
        return replace(chain, wake_at=None), []
    told = [Write(CHAIN_LAPSED, chain.starter_id)] if chain.state is State.ASKED else []
    return replace(chain, state=State.LAPSED, wake_at=None), told


def _require(chain: Chain, *states: State) -> None:
    if chain.state not in states:
        raise NotPossibleError(chain.state)
