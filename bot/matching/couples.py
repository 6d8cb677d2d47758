"""Couples of the highest sum: an exact solution between two sides, again and again with other sides.

Between two sides the best couples can be found exactly and fast. Any matching, the best
one too, lies between some two sides; so everybody is sent to a random side, present
couples to opposite ones. They stay possible, and the sum can only rise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from bot.matching.table import Mask
from bot.matching.words import Places

ALONE = -1
"""The mate of somebody without one."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs worth considering, each once: two people and the points they make."""

    a: Places
    b: Places
    points: NDArray[np.int64]

    @classmethod
    def once(cls, a: Places, b: Places, points: NDArray[np.int64], size: int) -> "Edges":
        """Edges, each in one order and without repetition; ``size`` is the number of people."""
        low, high = np.minimum(a, b), np.maximum(a, b)
        _, first = np.unique(low * size + high, return_index=True)
        return cls(low[first], high[first], points[first])

    def joined(self, other: "Edges", size: int) -> "Edges":
        """Both, without repetition."""
        parts = ((self.a, other.a), (self.b, other.b), (self.points, other.points))
        a, b, points = map(np.concatenate, parts)
        return Edges.once(a, b, points, size)


def best_between(rows: Places, columns: Places, points: NDArray[np.int64], shape: tuple[int, int]) -> Places:
    """The column of every row such that the sum is highest, or ``ALONE``; no column twice."""
    height, width = shape
    # Everybody may also take a place of their own that is worth nothing. All points are raised by
    # one, since the solver takes no notice of zeros; each row is used once, so no choice changes.
    own = np.arange(height)
    cells = np.concatenate([rows, own]), np.concatenate([columns, width + own])
    values = np.concatenate([points + 1, np.ones(height, np.int64)]).astype(np.float64)
    table = csr_array((values, cells), shape=(height, width + height))
    taken: Places = min_weight_full_bipartite_matching(table, maximize=True)[1].astype(np.int64)
    return np.where(taken < width, taken, ALONE)


def improved(edges: Edges, mates: Places, times: int, rng: np.random.Generator) -> Places:
    """Mates (everybody's, or ``ALONE``) of a sum at least as high, after so many new sides."""
    for _ in range(times):
        left = rng.random(len(mates)) < 0.5
        ones = np.flatnonzero(mates > np.arange(len(mates)))
        left[mates[ones]] = ~left[ones]
        mates = _solved(edges, left)
    return mates


def _solved(edges: Edges, left: Mask) -> Places:
    across = left[edges.a] != left[edges.b]
    a, b = edges.a[across], edges.b[across]
    rows, columns = np.where(left[a], a, b), np.where(left[a], b, a)
    lefts, rights = np.flatnonzero(left), np.flatnonzero(~left)
    mates = np.full(len(left), ALONE, np.int64)
    if len(lefts) and len(rights):
        place = np.where(left, np.cumsum(left), np.cumsum(~left)) - 1
        shape = len(lefts), len(rights)
        taken = best_between(place[rows], place[columns], edges.points[across], shape)
        paired = taken != ALONE
        ones, others = lefts[paired], rights[taken[paired]]
        mates[ones], mates[others] = others, ones
    return mates
