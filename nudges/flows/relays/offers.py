"""Offering a thread, once, to two people who work together and share no workspace."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self, TypeAlias

from nudges.chance import stable_id
from nudges.effects import Effect, Raised
from nudges.events import EventKind
from nudges.flows.sides import naming
from nudges.people import Identity, Person

Home: TypeAlias = tuple[str, str]
"""A platform and the workspace or tenant on it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """That a pair was offered a thread; kept, so that it is never offered again."""

    KIND: ClassVar[str] = "relay_offer"

    id: str
    setting_id: str
    pair: tuple[str, str]
    offered_at: datetime

    @property
    def people(self) -> Collection[str]:
        return self.pair

    @property
    def state(self) -> str:
        return "offered"

    @property
    def wake_at(self) -> None:
        return None

    def beside(self, person_id: str) -> str:
        """The other one of the two."""
        return self.pair[1] if person_id == self.pair[0] else self.pair[0]

    def without(self, person_id: str) -> Self | None:
        return None if person_id in self.pair else self


def offer_id(setting_id: str, one_id: str, other_id: str) -> str:
    """The same for both of a pair, whoever is named first."""
    return stable_id(setting_id, "relay_offer", *sorted((one_id, other_id)))


def raised_id(offer: Offer, person_id: str) -> str:
    """The id under which the event for one of them is known."""
    return stable_id(offer.id, EventKind.PLATFORMS_DIFFER, person_id, "")


def offer(one: Person, other: Person, at: datetime) -> tuple[Offer, Sequence[Effect]]:
    """Both are offered it; whoever wants it has the other asked."""
    made = Offer(offer_id(one.setting_id, one.id, other.id), one.setting_id, (one.id, other.id), at)
    return made, [
        Raised(EventKind.PLATFORMS_DIFFER, one.id, naming(other)),
        Raised(EventKind.PLATFORMS_DIFFER, other.id, naming(one)),
    ]


def homes_of(identities: Iterable[Identity]) -> dict[str, frozenset[Home]]:
    """By person: every workspace they are reached in."""
    found: dict[str, set[Home]] = {}
    for each in identities:
        found.setdefault(each.person_id, set()).add((each.platform, each.workspace))
    return {person: frozenset(homes) for person, homes in found.items()}


def apart(homes: Mapping[str, frozenset[Home]], one_id: str, other_id: str) -> bool:
    """Whether two people are both reached somewhere, and nowhere in the same workspace."""
    one, other = homes.get(one_id, frozenset()), homes.get(other_id, frozenset())
    return bool(one and other) and one.isdisjoint(other)
