"""Which pairs are worth considering at all: for everybody the counterparts that promise most."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from bot.matching.couples import Edges
from bot.matching.table import Points, Table
from bot.matching.words import Places

_CELLS = 1 << 20
"""Pairs scored at a time: few enough for the processor's cache."""
HIGHEST_PRICE = 5_000
LEFT_OUT = 12_000
"""The price of people who are not to be chosen."""


def blocks(table: Table, rows: Places) -> Iterator[Places]:
    """The rows in portions that fit into memory."""
    height = max(1, _CELLS // max(table.size, 1))
    yield from (rows[start : start + height] for start in range(0, len(rows), height))


def promising(table: Table, rows: Places, prices: Points, count: int, rng: np.random.Generator) -> Edges:
    """For each of these people, the allowed pairs with the most points left after the other's price.

    A price, up to ``HIGHEST_PRICE``, says how much the other has already. Among equals
    chance decides, for each row anew: otherwise all would choose the same few.
    """
    count = min(count, table.size)
    found = [_best(table, block, prices, count, rng) for block in blocks(table, rows)]
    a, b, points = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Edges.once(a, b, points + table.own_points[a] + table.own_points[b], table.size)


def _best(
    table: Table, rows: Places, prices: Points, count: int, rng: np.random.Generator
) -> tuple[Places, Places, NDArray[np.int64]]:
    worth = table.points(rows)
    worth -= prices
    columns, left = _highest(worth, count, rng)
    # Who may not be introduced is below any price.
    row, number = np.nonzero(left >= -HIGHEST_PRICE)
    b = columns[row, number]
    return rows[row], b, left[row, number] + prices[b].astype(np.int64)


def _highest(worth: Points, count: int, rng: np.random.Generator) -> tuple[Places, NDArray[np.int64]]:
    """The columns of the highest cells of each row, and the cells.

    A cell and its column travel in one number, which sorts faster than looking up
    numbers by their places. The column counts from a random one, different in each row.
    """
    height, width = worth.shape
    bits = width.bit_length()
    kind = np.dtype(np.int32 if bits <= 16 else np.int64)
    turns: Places = rng.integers(0, width, size=(height,))
    keys: NDArray[Any] = worth.astype(kind)
    keys <<= bits
    keys |= sliding_window_view(np.tile(np.arange(width, dtype=kind), 2), width)[turns]
    keys.partition(width - count, axis=1)
    highest: Places = keys[:, width - count :].astype(np.int64)
    return ((highest & ((1 << bits) - 1)) - turns[:, None]) % width, highest >> bits
