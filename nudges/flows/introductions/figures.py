"""What coordinators see of a round: ranges of groups of people, so that no refusal shows.

Who would not meet whom can at most keep a few people without anybody. So nothing is told of fewer
people than the least group, shares are bands that do not tell one or two people apart, and a held
round never changes: what is said about an introduction afterwards changes nothing here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from nudges.digests import by_fives
from nudges.flows.introductions.held_rounds import Between, HeldRound
from nudges.practice_view import ShareBand, share_band

Named = TypeVar("Named", str, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """One round. Numbers of people are ranges in words, "" where there are fewer than the least group.

    ``introduced`` is their share of those who took part; ``entity_pairs`` how many pairs of
    entities were brought together. ``pillars``, ``between`` and ``reasons`` (why people went without)
    name only what enough people share: whether there are others is not told. Of a pillar with one
    person, its name alone would say that they took part.
    """

    took_part: str
    introduced: ShareBand
    entity_pairs: str
    pillars: Sequence[tuple[str, str]]
    between: Sequence[tuple[tuple[str, ...], str]]
    reasons: Sequence[tuple[str, str]]


def figures_of(held: HeldRound, k: int) -> RoundFigures | None:
    """The figures of a round; None where fewer than ``k`` people took part: nothing is told of it."""
    if held.took_part < k:
        return None
    return RoundFigures(
        took_part=people(held.took_part, k),
        introduced=share_band(held.introduced, held.took_part),
        entity_pairs=by_fives(held.entity_pairs, held.entity_pairs + 4),
        pillars=_enough(held.pillars, k),
        # Nobody is in two groups of a round, so that each link is two people of its own.
        between=_enough({each.sides: 2 * each.links for each in held.between}, k),
        reasons=_enough(held.unmatched, k),
    )


def _enough(counts: Mapping[Named, int], k: int) -> list[tuple[Named, str]]:
    """Those of at least ``k`` people, by name."""
    return [(name, people(count, k)) for name, count in sorted(counts.items()) if count >= k]


def people(count: int, k: int) -> str:
    """A number of people as a range; "" for fewer than the least group."""
    return by_fives(count, count + 4) if count >= k else ""


def between(groups: Iterable[Collection[str]], side_of: Mapping[str, str]) -> tuple[Between, ...]:
    """How many links a round made between any two sides; who has none, as they left, is in none."""
    links = Counter(
        tuple(sorted({side_of[each] for each in pair}))
        for group in groups
        for pair in combinations([each for each in group if each in side_of], 2)
    )
    return tuple(Between(sides, count) for sides, count in sorted(links.items()))
