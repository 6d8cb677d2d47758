"""Areas, their indicators, and what may be said of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Value(StrEnum):
    """How an indicator stands. ``UNKNOWN`` is the same as saying nothing about it."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_RELEVANT = "not_relevant"
    UNKNOWN = "unknown"


Values: TypeAlias = Mapping[str, Value]
"""By indicator; one that is missing is unknown."""


@dataclass(frozen=True, slots=True)
class Area:
    """A subject of the scorecard with its indicators, such as ``2.1`` to ``2.18``, in their order."""

    number: int
    indicators: tuple[str, ...]
    scored: bool = True
    """False for an area that tells of the setting's mandate: it is shown, and has no score."""
    allows_not_relevant: bool = False

    @property
    def values(self) -> tuple[Value, ...]:
        """What may be said of its indicators."""
        return tuple(v for v in Value if v is not Value.NOT_RELEVANT or self.allows_not_relevant)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All areas in their order. Indicators are named ``AREA.NUMBER``."""

    areas: tuple[Area, ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(indicator for area in self.areas for indicator in area.indicators)

    def area_of(self, indicator: str) -> Area | None:
        return next((area for area in self.areas if indicator in area.indicators), None)

    def check(self, indicator: str, value: Value) -> None:
        """Raise ``ValueError`` where this cannot be said of this indicator."""
        area = self.area_of(indicator)
        if area is None:
            raise ValueError(f'the scorecard has no indicator "{indicator}"')
        if value not in area.values:
            raise ValueError(f"{indicator} cannot be {value}; it can be {', '.join(area.values)}")
