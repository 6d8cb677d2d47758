"""From a round to its pairs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.choosing import HIGHEST_PRICE, LEFT_OUT, blocks, promising
from bot.matching.couples import ALONE, Edges, best_between, improved
from bot.matching.table import NEVER, Points, Table
from bot.matching.words import Places
from nudges.flows.introductions import Pair, Round, Standing

_COUNTERPARTS = 20
"""Considered for each person at a look; twice as many raise the sum by less than 0.1%."""
_SECOND_LOOKS = 2
"""Looks at further counterparts of people who got the least, with what others have as prices."""
_EFFORT = 50_000
"""People times changes of sides: a small round costs nothing and should be exact."""


@dataclass(frozen=True, slots=True)
class _Search:
    table: Table
    rng: np.random.Generator

    @property
    def times(self) -> int:
        """How often to change sides between two looks."""
        return min(max(_EFFORT // self.table.size, 5), 100)

    def mates(self) -> Places:
        table, everybody = self.table, np.arange(self.table.size)
        edges = self._promising(everybody, np.zeros(table.size, np.int16))
        mates = improved(edges, np.full(table.size, ALONE), self.times, self.rng)
        for _ in range(_SECOND_LOOKS):
            shares = _shares(edges, mates)
            more = self._promising(_least_content(edges, shares, table.size), _prices(shares))
            edges = edges.joined(more, table.size)
            mates = improved(edges, mates, self.times, self.rng)
        return self._completed(mates)

    def _promising(self, rows: Places, prices: Points) -> Edges:
        return promising(self.table, rows, prices, _COUNTERPARTS, self.rng)

    def _completed(self, mates: Places) -> Places:
        """Pairs what is left over and may meet, the best first, until nothing is."""
        while True:
            left = np.flatnonzero(mates == ALONE)
            prices = np.where(mates == ALONE, 0, LEFT_OUT).astype(np.int16)
            edges = self._promising(left, prices) if len(left) else None
            if edges is None or not len(edges.a):
                return mates
            for number in np.argsort(-edges.points, kind="stable"):
                a, b = edges.a[number], edges.b[number]
                if mates[a] == mates[b] == ALONE:
                    mates[a], mates[b] = b, a


def pairs(meeting_round: Round, seed: int) -> Sequence[Pair]:
    """See ``Matcher.pairs``."""
    if len(meeting_round.people) < 2:
        return ()
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(meeting_round.people))
    mates = _Search(Table(meeting_round, order), rng).mates()
    return [(int(order[a]), int(order[b])) for a, b in enumerate(mates) if b > a]


def _shares(edges: Edges, mates: Places) -> NDArray[np.int64]:
    """Half of the points of everybody's couple; 0 for people alone."""
    shares = np.zeros(len(mates), np.int64)
    coupled = mates[edges.a] == edges.b
    shares[edges.a[coupled]] = shares[edges.b[coupled]] = edges.points[coupled] // 2
    return shares


def _prices(shares: NDArray[np.int64]) -> Points:
    return np.minimum(shares, HIGHEST_PRICE).astype(np.int16)


def _least_content(edges: Edges, shares: NDArray[np.int64], size: int) -> Places:
    """People alone, and the quarter of all who are furthest from the best they could have had."""
    best = np.zeros(size, np.int64)
    np.maximum.at(best, edges.a, edges.points)
    np.maximum.at(best, edges.b, edges.points)
    missed = best - 2 * shares
    furthest = np.argsort(-missed, kind="stable")[: -(-size // 4)]
    return np.union1d(np.flatnonzero(shares == 0), furthest)


def joining(meeting_round: Round, couples: Sequence[Pair], odd: Sequence[int]) -> Mapping[int, int]:
    """See ``Matcher.joining``."""
    if not couples or not odd:
        return {}
    table = Table(meeting_round, np.arange(len(meeting_round.people)))
    places = np.array(odd)
    a, b = np.array(couples).T
    found = [_joinable(table, places, block, a, b) for block in blocks(table, np.arange(len(odd)))]
    rows, columns, points = (np.concatenate(parts) for parts in zip(*found, strict=True))
    taken = best_between(rows, columns, points, (len(odd), len(couples)))
    return {odd[row]: int(index) for row, index in enumerate(taken) if index != ALONE}


def _joinable(
    table: Table, odd: Places, rows: Places, a: Places, b: Places
) -> tuple[Places, Places, NDArray[np.int64]]:
    """For some of the odd people: the couples they may join, and the points that would make."""
    points = table.points(odd[rows])
    with_a, with_b = points[:, a], points[:, b]
    row, column = np.nonzero((with_a != NEVER) & (with_b != NEVER))
    # The couple's own points come in a second time, once for each of its two new pairs.
    own = 2 * table.own_points[odd[rows]][row] + table.own_points[a][column] + table.own_points[b][column]
    return rows[row], column, with_a[row, column] + with_b[row, column] + own


def standings(meeting_round: Round, places: Sequence[int]) -> Sequence[Mapping[Standing, int]]:
    """See ``Matcher.standings``."""
    table = Table(meeting_round, np.arange(len(meeting_round.people)))
    rows = np.array(places, np.int64)
    counted = (
        _counted(row, place)
        for block in blocks(table, rows)
        for row, place in zip(table.standings(block), block, strict=True)
    )
    return list(counted)


def _counted(row: NDArray[np.uint8], place: int) -> Mapping[Standing, int]:
    """How many of the others, not the person themselves, stand how."""
    counts = np.bincount(np.delete(row, place), minlength=len(Standing))
    return {standing: int(counts[standing]) for standing in Standing}


def all_points(meeting_round: Round) -> Iterator[tuple[int, Sequence[int], Sequence[int]]]:
    """For each person in turn: the later ones they may meet, and the points of those pairs."""
    table = Table(meeting_round, np.arange(len(meeting_round.people)))
    for block in blocks(table, np.arange(table.size)):
        for place, row in zip(block, table.points(block), strict=True):
            others = np.flatnonzero(row[place:] != NEVER) + place
            points = row[others] + table.own_points[others] + table.own_points[place]
            yield int(place), others.tolist(), points.tolist()
