"""The hurdle log: what got in somebody's way, by kind, and when to stop asking."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from nudges.effects import Effect, Raised
from nudges.events import EventKind
from nudges.records import OfOnePerson

LATELY = timedelta(days=30)
LEAST_PEOPLE, LEAST_ENTITIES = 3, 2
"""The same kind of hurdle from so many people of so many entities goes to its fixer (S2-2)."""
NONES_TO_REST = 2
RESTS = timedelta(weeks=6)
ASKING = "S2-1"
"""The nudge of the catalogue that asks."""


class Category(StrEnum):
    ACCESS = "access"
    PLATFORM = "platform"
    TRANSPORT = "transport"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Hurdle(OfOnePerson):
    """One obstacle one person met. ``line`` is their own words, shown to the fixer without a name."""

    KIND: ClassVar[str] = "hurdle"
    WHOSE: ClassVar[str] = "reporter_id"

    id: str
    setting_id: str
    reporter_id: str
    entity: str
    category: Category
    met_at: datetime
    line: str = ""
    wake_at: datetime | None = None

    @property
    def state(self) -> str:
        """Its kind, as hurdles are looked up by it."""
        return self.category


@dataclass(frozen=True, slots=True)
class Repeated:
    """Who met the same hurdle lately: enough to act on. The ids are never shown."""

    reporters: tuple[str, ...]
    entities: int


def repeated(hurdles: Iterable[Hurdle], category: Category, since: datetime) -> Repeated | None:
    """Whether at least three people of two entities met this kind of hurdle since then."""
    met = [each for each in hurdles if each.category is category and each.met_at >= since]
    reporters = tuple(sorted({each.reporter_id for each in met}))
    entities = len({each.entity for each in met})
    enough = len(reporters) >= LEAST_PEOPLE and entities >= LEAST_ENTITIES
    return Repeated(reporters, entities) if enough else None


@dataclass(frozen=True, slots=True)
class Quiet(OfOnePerson):
    """How often in a row somebody had nothing in their way."""

    KIND: ClassVar[str] = "hurdle_quiet"

    id: str
    setting_id: str
    person_id: str
    nones: int = 0
    state: str = "counting"
    wake_at: datetime | None = None


def nothing(quiet: Quiet, at: datetime) -> tuple[Quiet, list[Effect]]:
    """Nothing this time; after the second time in a row the question rests for six weeks."""
    if quiet.nones + 1 < NONES_TO_REST:
        return replace(quiet, nones=quiet.nones + 1), []
    facts = {"nudge": ASKING, "until": (at + RESTS).isoformat()}
    rest = Raised(EventKind.NUDGE_RESTS, quiet.person_id, facts, key=at.date().isoformat())
    return replace(quiet, nones=0), [rest]


@dataclass(frozen=True, slots=True)
class Fixers:
    """Who mends which kind of hurdle here, as a coordinator set it."""

    KIND: ClassVar[str] = "hurdle_fixers"

    id: str
    setting_id: str
    by_category: Mapping[Category, str]
    state: str = "set"
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return set(self.by_category.values())

    def without(self, person_id: str) -> Self | None:
        left = {kind: who for kind, who in self.by_category.items() if who != person_id}
        return replace(self, by_category=left)
