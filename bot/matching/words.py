"""Facts about single people and about pairs, packed so that many pairs can be looked at together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Places: TypeAlias = NDArray[np.int64]
"""People by their places in a table."""
Counts: TypeAlias = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Words:
    """Everybody's set of words (topics, languages) such that shared ones can be counted."""

    of_rows: Any  # a sparse array; scipy publishes no types
    of_columns: Counts

    @classmethod
    def of(cls, sets: Sequence[frozenset[str]]) -> "Words":
        codes = {word: code for code, word in enumerate(sorted(frozenset().union(*sets)))}
        starts = np.cumsum([0, *map(len, sets)])
        words = np.array([codes[word] for each in sets for word in sorted(each)], dtype=np.int64)
        shape = (len(sets), max(len(codes), 1))
        of_rows = csr_array((np.ones(len(words), np.int16), words, starts), shape=shape)
        return cls(of_rows, np.ascontiguousarray(of_rows.toarray().T))

    def shared(self, rows: Places) -> Counts:
        """How many words each of these people shares with everybody."""
        # Few words a person times all people: far fewer sums than a product of full tables.
        counts: Counts = self.of_rows[rows] @ self.of_columns
        return counts


@dataclass(frozen=True, slots=True)
class Marks:
    """Some pairs out of all, found quickly by either of the two."""

    starts: Places
    columns: Places

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]], size: int) -> "Marks":
        both_ways = sorted({way for a, b in pairs for way in ((a, b), (b, a))})
        cells = np.array(both_ways, np.int64).reshape(-1, 2)
        return cls(np.searchsorted(cells[:, 0], np.arange(size + 1)), cells[:, 1])

    def cells(self, rows: Places) -> tuple[Places, Places]:
        """The marked cells of a block of these rows and all columns."""
        counts = self.starts[rows + 1] - self.starts[rows]
        skipped = self.starts[rows] - np.cumsum(counts) + counts
        found = np.arange(counts.sum()) + np.repeat(skipped, counts)
        return np.repeat(np.arange(len(rows)), counts), self.columns[found]


def codes(names: Sequence[object]) -> Places:
    """Equal names as equal numbers, counted in order of appearance."""
    known = {name: code for code, name in enumerate(dict.fromkeys(names))}
    return np.array([known[name] for name in names], dtype=np.int64)
