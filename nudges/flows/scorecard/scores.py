"""What a filled scorecard comes to: scores beside coverage, never one without the other.

For each area, with the counts of its values:

    score    = (met + partly / 2) / (met + partly + not_met)
    coverage = (met + partly + not_met) / (indicators - not_relevant)

The score tells how the assessed indicators stand, the coverage how much of what is relevant
was assessed at all. An unknown indicator never lowers a score; it lowers coverage. One that
is not relevant counts in neither.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from statistics import fmean

from nudges.flows.scorecard.structure import Area, Scorecard, Value, Values


@dataclass(frozen=True, slots=True)
class Tally:
    """How many indicators have each value."""

    met: int = 0
    partly: int = 0
    not_met: int = 0
    not_relevant: int = 0
    unknown: int = 0

    @property
    def assessed(self) -> int:
        return self.met + self.partly + self.not_met

    @property
    def relevant(self) -> int:
        return self.assessed + self.unknown

    @property
    def score(self) -> float | None:
        """From 0 to 1; None where nothing is assessed."""
        return (self.met + self.partly / 2) / self.assessed if self.assessed else None

    @property
    def coverage(self) -> float | None:
        """From 0 to 1; None where nothing is relevant."""
        return self.assessed / self.relevant if self.relevant else None

    @classmethod
    def of(cls, values: Iterable[Value]) -> "Tally":
        return cls(**{str(value): count for value, count in Counter(values).items()})

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class AreaScore:
    """How one area stands."""

    area: Area
    tally: Tally

    @property
    def score(self) -> float | None:
        """From 0 to 1; None for an area that is not scored, or of which nothing is assessed."""
        return self.tally.score if self.area.scored else None

    @property
    def coverage(self) -> float | None:
        return self.tally.coverage


@dataclass(frozen=True, slots=True)
class Scores:
    """Every area in the scorecard's order, and two overall means over those that are scored."""

    areas: tuple[AreaScore, ...]

    @property
    def mean_of_areas(self) -> float | None:
        """Every area counts the same, however many indicators it has; areas without a score are left out."""
        scores = [area.score for area in self.judged_areas if area.score is not None]
        return fmean(scores) if scores else None

    @property
    def scored_areas(self) -> tuple[AreaScore, ...]:
        """Those that can have a score."""
        return tuple(one for one in self.areas if one.area.scored)

    @property
    def judged_areas(self) -> tuple[AreaScore, ...]:
        """Those that have a score; the mean of the areas rests on them."""
        return tuple(one for one in self.areas if one.score is not None)

    @property
    def weighted_by_indicators(self) -> float | None:
        """Every assessed indicator counts the same: the score of all scored areas taken together."""
        return self.together.score

    @property
    def together(self) -> Tally:
        """The counts of all scored areas; what is said of how much is judged is said of these."""
        return sum((one.tally for one in self.scored_areas), Tally())


def score_values(scorecard: Scorecard, values: Values) -> Scores:
    """The scores of these values; indicators that are missing from them are unknown.

    Raises ``ValueError`` where a value stands for no indicator or cannot be said of it.
    """
    for indicator, value in values.items():
        scorecard.check(indicator, value)
    return Scores(
        tuple(
            AreaScore(area, Tally.of(values.get(each, Value.UNKNOWN) for each in area.indicators))
            for area in scorecard.areas
        )
    )
