"""A round of introductions: who may meet whom, and how well a pair suits.

Source: Review, paragraphs 66, 67 and 107.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import date, timedelta
from enum import IntEnum

from nudges.flows.introductions.candidates import Candidate, PastMeeting
from nudges.flows.introductions.hours import shared_hours

LARGEST = 4_000
"""Points of a pair, ``carried_over`` aside, that matchers must be able to handle."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of a pair: the one place that says what makes a good introduction.

    All that can be added to ``introduced`` stays below it, so that two introductions
    are always worth more than one better one. Whole numbers keep sums exact.
    """

    introduced: int = 100
    different_entity: int = 15
    shared_topic: int = 12
    """For each topic both named, up to ``most_topics``."""
    most_topics: int = 3
    shared_hour: int = 2
    """For each full hour of the week in which both work, up to ``most_hours``."""
    most_hours: int = 10
    never_met: int = 20
    encouraged: int = 4
    """For each of the two whose leaders encourage it."""
    carried_over: int = 10_000_000
    """For each of the two who went without last time: more than all other points of a round of
    50,000 people, so that as many of them as possible are introduced before anything else counts."""

    def __post_init__(self) -> None:
        if min(astuple(self)) < 0 or self.most > LARGEST:
            raise ValueError(f"points cannot be negative, nor make a pair worth more than {LARGEST}")

    @property
    def most(self) -> int:
        """The points of the best pair there can be, ``carried_over`` aside."""
        topics, hours = self.shared_topic * self.most_topics, self.shared_hour * self.most_hours
        extras = self.different_entity + topics + hours + self.never_met + 2 * self.encouraged
        return self.introduced + extras


@dataclass(frozen=True, slots=True)
class Rules:
    """What a setting decided about its rounds."""

    cool_down: timedelta = timedelta(days=180)
    """A pair may meet again from the day after it is over."""
    allow_threes: bool = False
    require_shared_hours: bool = False
    """Leave out pairs of whom one sleeps whenever the other works."""
    weights: Weights = field(default_factory=Weights)


class Standing(IntEnum):
    """Whether two people may be introduced; if not, the first of these that stands in the way."""

    ALLOWED = 0
    SAME_PILLAR = 1
    EXCLUDED = 2
    MET_RECENTLY = 3
    NO_COMMON_LANGUAGE = 4
    NO_SHARED_HOURS = 5


@dataclass(frozen=True, slots=True)
class Round:
    """The people of a round, in order of their ids, and what is known of pairs; see ``open_round``."""

    people: tuple[Candidate, ...]
    last_met: Mapping[frozenset[str], date]
    """The last day on which two of the people met."""
    day: date
    rules: Rules

    def standing(self, one: Candidate, other: Candidate) -> Standing:
        if one.pillar == other.pillar:
            return Standing.SAME_PILLAR
        if other.id in one.exclusions or one.id in other.exclusions:
            return Standing.EXCLUDED
        if self.cooling(self.last_met.get(frozenset((one.id, other.id)))):
            return Standing.MET_RECENTLY
        if one.languages and other.languages and not one.languages & other.languages:
            return Standing.NO_COMMON_LANGUAGE
        if self.rules.require_shared_hours and one.hours and other.hours and not one.hours & other.hours:
            return Standing.NO_SHARED_HOURS
        return Standing.ALLOWED

    def score(self, one: Candidate, other: Candidate) -> int:
        """The points of an allowed pair; the same in either order."""
        weights = self.rules.weights
        return (
            weights.introduced
            + weights.different_entity * (one.entity != other.entity)
            + weights.shared_topic * min(len(one.topics & other.topics), weights.most_topics)
            + weights.shared_hour * min(shared_hours(one.hours, other.hours), weights.most_hours)
            + weights.never_met * (frozenset((one.id, other.id)) not in self.last_met)
            + self.own_points(one)
            + self.own_points(other)
        )

    def own_points(self, person: Candidate) -> int:
        """What a person brings to any pair."""
        weights = self.rules.weights
        return weights.encouraged * person.encouraged + weights.carried_over * person.carried_over

    def cooling(self, met: date | None) -> bool:
        """Whether a meeting of that day (or one already planned) is too fresh for another."""
        return met is not None and self.day - met <= self.rules.cool_down


def open_round(people: Collection[Candidate], past: Iterable[PastMeeting], day: date, rules: Rules) -> Round:
    """A round on a day. Meetings of people who do not take part are left out.

    Raises ``ValueError`` where an id is there twice.
    """
    by_id = {person.id: person for person in people}
    if len(by_id) < len(people):
        raise ValueError("somebody is in the round twice")
    last_met: dict[frozenset[str], date] = {}
    for meeting in past:
        if meeting.a in by_id and meeting.b in by_id:
            pair = frozenset((meeting.a, meeting.b))
            last_met[pair] = max(meeting.day, last_met.get(pair, meeting.day))
    return Round(tuple(by_id[each] for each in sorted(by_id)), last_met, day, rules)
