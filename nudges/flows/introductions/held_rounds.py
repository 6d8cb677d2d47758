"""What is kept of a setting's rounds: its rules, and counts of each round; never who went without."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from nudges.chance import stable_id

_A_MONDAY = date(2024, 1, 1)
"""Weeks count from here, as those of recurring nudges do."""
_TUESDAY, _FRIDAY = 1, 4


@dataclass(frozen=True, slots=True)
class RoundRules:
    """What a setting's coordinators decided about its rounds."""

    KIND: ClassVar[str] = "introduction_rules"

    id: str
    setting_id: str
    weeks_apart: int = 2
    allow_threes: bool = False

    @property
    def people(self) -> Collection[str]:
        return ()

    @property
    def state(self) -> str:
        return "in_force"

    @property
    def wake_at(self) -> datetime | None:
        return None

    def without(self, _: str) -> Self | None:
        return self


def rules_of(setting_id: str) -> RoundRules:
    """The rules before anybody decided on any."""
    return RoundRules(stable_id(setting_id, RoundRules.KIND), setting_id)


@dataclass(frozen=True, slots=True)
class Between:
    """How many links a round made between people of these sides, such as two pillars."""

    sides: tuple[str, ...]
    links: int


@dataclass(frozen=True, slots=True)
class HeldRound:
    """One round that was held; there is one at most for a setting and Tuesday."""

    KIND: ClassVar[str] = "introduction_round"

    id: str
    setting_id: str
    day: date
    took_part: int = 0
    pairs: int = 0
    threes: int = 0
    unmatched: Mapping[str, int] = field(default_factory=dict)
    """How many went without, by reason."""
    pillars: Mapping[str, int] = field(default_factory=dict)
    """How many took part, by pillar."""
    between: tuple[Between, ...] = ()
    entity_pairs: int = 0
    """How many pairs of entities were brought together."""

    @property
    def people(self) -> Collection[str]:
        return ()

    @property
    def state(self) -> str:
        return "held"

    @property
    def wake_at(self) -> datetime | None:
        return None

    def without(self, _: str) -> Self | None:
        return self

    @property
    def introduced(self) -> int:
        """How many of those who took part were introduced."""
        return 2 * self.pairs + 3 * self.threes


def round_id(setting_id: str, day: date) -> str:
    return stable_id(setting_id, HeldRound.KIND, day.isoformat())


def round_due(day: date, weeks_apart: int) -> date | None:
    """The Tuesday whose round is to be held on ``day``, late in the same week at most; else None."""
    monday = day - timedelta(days=day.weekday())
    due = (monday - _A_MONDAY).days // 7 % weeks_apart == 0
    return monday + timedelta(days=_TUESDAY) if due and _TUESDAY <= day.weekday() <= _FRIDAY else None


def next_round(day: date, weeks_apart: int, last: date | None) -> date:
    """The Tuesday of the round to come, from ``day`` on and after the ``last`` one that was held."""
    tuesday = day - timedelta(days=day.weekday() - _TUESDAY)
    while tuesday < day or round_due(tuesday, weeks_apart) is None or (last is not None and tuesday <= last):
        tuesday += timedelta(weeks=1)
    return tuesday
