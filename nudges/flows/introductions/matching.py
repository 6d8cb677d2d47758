"""Matching a round: pairs, groups of three, and a reason for everybody who goes without."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from nudges.flows.introductions.rounds import Round, Standing

Pair: TypeAlias = tuple[int, int]
"""Two people by their places in ``Round.people``."""


class Matcher(Protocol):
    """Solves the parts of a round that are too large for plain Python; must agree with ``Round``."""

    def pairs(self, meeting_round: Round, seed: int) -> Sequence[Pair]:
        """Pairs with as high a sum of points as can be found; the same for the same seed.

        Nobody is in two pairs, and no two people are left over who may be introduced.
        """
        ...

    def joining(self, meeting_round: Round, pairs: Sequence[Pair], odd: Sequence[int]) -> Mapping[int, int]:
        """Which odd people join which pair (person to index of the pair), for the most points.

        At most one joins a pair, and only where they may be introduced to both.
        """
        ...

    def standings(self, meeting_round: Round, places: Sequence[int]) -> Sequence[Mapping[Standing, int]]:
        """For each of these people: how many of the others stand how to them."""
        ...


class Reason(StrEnum):
    """Why somebody goes without in this round."""

    ODD_NUMBER = "odd_number"
    """Pairs only: everybody else of an odd number is introduced."""
    NO_PAIR_TO_JOIN = "no_pair_to_join"
    """Groups of three are allowed, and no pair was left of which they may meet both."""
    NOBODY_FREE = "nobody_free"
    """All they could meet meet somebody else; or an exclusion plays a part, which stays private.

    Any other reason would let people who know their colleagues work it out.
    """
    SAME_PILLAR_ONLY = "same_pillar_only"
    ALL_MET_RECENTLY = "all_met_recently"
    NO_SHARED_HOURS = "no_shared_hours"
    """Of those with whom they share a language."""
    NO_COMMON_LANGUAGE = "no_common_language"


_REASONS = {
    Standing.MET_RECENTLY: Reason.ALL_MET_RECENTLY,
    Standing.NO_SHARED_HOURS: Reason.NO_SHARED_HOURS,
    Standing.NO_COMMON_LANGUAGE: Reason.NO_COMMON_LANGUAGE,
}
"""What to tell people whom nobody may meet: that which comes last before a meeting comes first here."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Matching:
    """Who meets whom, by id and in order of ids; everybody of the round is in it exactly once."""

    pairs: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str, str], ...]
    unmatched: tuple[Unmatched, ...]
    score: int
    """All points of pairs; a group of three counts its three pairs."""


def match(meeting_round: Round, matcher: Matcher, seed: int) -> Matching:
    """Match a round. Raises ``ValueError`` where the matcher broke a rule."""
    pairs = sorted((min(pair), max(pair)) for pair in matcher.pairs(meeting_round, seed))
    placed = {place for pair in pairs for place in pair}
    odd = [place for place in range(len(meeting_round.people)) if place not in placed]
    allow_threes = meeting_round.rules.allow_threes and odd
    joined = matcher.joining(meeting_round, pairs, odd) if allow_threes else {}
    third = {index: person for person, index in joined.items()}
    twos = [pair for index, pair in enumerate(pairs) if index not in third]
    threes = [(*pairs[index], person) for index, person in sorted(third.items())]
    left = [place for place in odd if place not in joined]
    ids = [person.id for person in meeting_round.people]
    _check_once([*twos, *threes, left], len(ids))
    return Matching(
        tuple((ids[a], ids[b]) for a, b in twos),
        tuple((ids[a], ids[b], ids[c]) for a, b, c in (sorted(group) for group in threes)),
        tuple(_told(meeting_round, matcher, left)) if left else (),
        sum(_points(meeting_round, group) for group in (*twos, *threes)),
    )


def _points(meeting_round: Round, group: Sequence[int]) -> int:
    """The points of all pairs of a group. Raises ``ValueError`` where one is not allowed."""
    people = [meeting_round.people[place] for place in group]
    couples = [(a, b) for number, a in enumerate(people) for b in people[:number]]
    for a, b in couples:
        if meeting_round.standing(a, b) is not Standing.ALLOWED:
            raise ValueError(f"the matcher introduced two people who may not meet: {a.id}, {b.id}")
    return sum(meeting_round.score(a, b) for a, b in couples)


def _check_once(groups: Iterable[Sequence[int]], size: int) -> None:
    placed = sorted(place for group in groups for place in group)
    if placed != list(range(size)):
        raise ValueError("the matcher placed somebody twice")


def _told(meeting_round: Round, matcher: Matcher, left: Sequence[int]) -> Iterable[Unmatched]:
    last_of_odd = len(left) == 1 and len(meeting_round.people) % 2 == 1
    threes = meeting_round.rules.allow_threes
    for place, standings in zip(left, matcher.standings(meeting_round, left), strict=True):
        yield Unmatched(
            meeting_round.people[place].id, reason_for(standings, last_of_odd=last_of_odd, threes=threes)
        )


def reason_for(standings: Mapping[Standing, int], *, last_of_odd: bool, threes: bool = False) -> Reason:
    """Why a person to whom so many others stand in each way goes without.

    ``last_of_odd``: everybody else of an odd number is introduced. ``threes``: they could have
    joined a pair, so that the number alone is no reason.
    """
    if last_of_odd and threes and (standings.get(Standing.ALLOWED) or standings.get(Standing.EXCLUDED)):
        return Reason.NO_PAIR_TO_JOIN
    if standings.get(Standing.ALLOWED):
        return Reason.ODD_NUMBER if last_of_odd else Reason.NOBODY_FREE
    if standings.get(Standing.EXCLUDED):
        return Reason.NOBODY_FREE
    there = (reason for standing, reason in _REASONS.items() if standings.get(standing))
    return next(there, Reason.SAME_PILLAR_ONLY)
