"""What a pact may promise: curated commitments, each for one behaviour (content model, section 5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nudges.framework import Framework

MOST_COMMITMENTS = 3
MOST_TIMES = 4
"""The largest target in one period: a promise is kept by doing it, not by counting high."""
LONGEST_CHANCE = 120


class Period(StrEnum):
    """How long a leader has to reach the target."""

    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def days(self) -> int:
        return {"fortnight": 14, "month": 30, "quarter": 90}[self.value]


@dataclass(frozen=True, slots=True)
class Curated:
    """A commitment leaders can choose. Its words stand in the locale files under its code."""

    code: str
    behaviour: str
    paragraphs: tuple[int, ...]


CURATED = (
    Curated("C1", "B1", (52, 83)),
    Curated("C2", "B1", (104,)),
    Curated("C3", "B1", (105,)),
    Curated("C4", "B2", (31, 102)),
    Curated("C5", "B2", (89,)),
    Curated("C6", "B2", (31,)),
    Curated("C7", "B3", (103,)),
    Curated("C8", "B3", (95, 103)),
    Curated("C9", "B4", (54, 59)),
    Curated("C10", "B4", (56,)),
    Curated("C11", "B5", (57, 99)),
    Curated("C12", "B5", (63, 64, 65, 107)),
    Curated("C13", "B5", (55,)),
)
BY_CODE = {each.code: each for each in CURATED}


def offered(framework: Framework, role_groups: Iterable[str]) -> tuple[Curated, ...]:
    """What leaders of all these role groups can promise: behaviours that matter for each of them."""
    roles = frozenset(role_groups)
    return tuple(each for each in CURATED if roles <= framework.behaviours[each.behaviour].roles)


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise: a countable action, how often in which period, from when, at which chance.

    ``action`` is its English wording on the day it was chosen, so that a signature stays one
    under these very words.
    """

    code: str
    behaviour: str
    action: str
    target: int
    period: Period
    first: date
    chance: str
    """The concrete next occasion, in the leaders' own words; they alone see it."""

    def begun(self, day: date) -> int:
        """How many whole periods lie between the first date and this day; -1 before the first."""
        return (day - self.first).days // self.period.days if day >= self.first else -1

    def terms(self) -> tuple[str, int, Period]:
        """What stays the same when a pact is renewed."""
        return (self.code, self.target, self.period)
