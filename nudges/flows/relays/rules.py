"""Which entities of a setting have no threads, by a coordinator's word."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Self

from nudges.people import Person


@dataclass(frozen=True, slots=True)
class RelayRules:
    """``forbidden`` holds entities by name; a setting without rules allows all."""

    KIND: ClassVar[str] = "relay_rules"

    id: str
    setting_id: str
    forbidden: tuple[str, ...] = ()

    @property
    def people(self) -> Collection[str]:
        return ()

    @property
    def state(self) -> str:
        return "kept"

    @property
    def wake_at(self) -> None:
        return None

    def without(self, person_id: str) -> Self | None:
        """It holds nobody."""
        return self

    def entity_barring(self, *people: Person) -> str:
        """The first of their entities that has no threads; empty where all of them do."""
        return next((each.entity for each in people if each.entity in self.forbidden), "")
