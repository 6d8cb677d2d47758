"""Shares shown as bands, so that nobody reads an exact number of people from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any

_EDGE = 3  # fewer than this many people on one side are never told apart
_HALVES_BELOW = 10
_NARROW_FROM = 30
_LEAST_COUNTS = 2  # a band of a single count would tell the exact number


class BandKind(StrEnum):
    RANGE = "range"
    FEW = "few"
    NEARLY_ALL = "nearly_all"


@dataclass(frozen=True, slots=True)
class ShareBand:
    """Between ``low`` and ``high`` whole per cent of a group, both included (29 means below 30)."""

    kind: BandKind
    low: int
    high: int

    def to_document(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "low": self.low, "high": self.high}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "ShareBand":
        return cls(BandKind(document["kind"]), int(document["low"]), int(document["high"]))


def share_band(practised: int, size: int) -> ShareBand:
    """The band of ``practised`` out of ``size`` people.

    Bands are 10 points wide for 10 to 29 people and 5 from 30. The bands of a size depend
    on the size alone and each holds at least two possible counts: 3 of 10 people would be
    the only count in 30-39 %, so there that band is joined to the next. Fewer than three
    people are "few", all but fewer than three "nearly all". Groups below ten, possible
    only where the least group was lowered, show which half, no more.

    Raises ``ValueError`` unless 0 <= practised <= size and size > 0.
    """
    if size <= 0 or not 0 <= practised <= size:
        raise ValueError(f"{practised} of {size} people is not a share")
    return _bands(size)[practised]


@lru_cache(maxsize=1024)
def _bands(size: int) -> tuple[ShareBand, ...]:
    """The band of every count from 0 to ``size``."""
    if size < _HALVES_BELOW:
        lower, upper = ShareBand(BandKind.RANGE, 0, 49), ShareBand(BandKind.RANGE, 50, 100)
        return tuple(lower if 2 * count < size else upper for count in range(size + 1))
    few = ShareBand(BandKind.FEW, 0, 100 * (_EDGE - 1) // size)
    nearly_all = ShareBand(BandKind.NEARLY_ALL, 100 * (size - _EDGE + 1) // size, 100)
    return (few,) * _EDGE + tuple(_middle(size)) + (nearly_all,) * _EDGE


def _middle(size: int) -> Iterator[ShareBand]:
    """The bands of the counts that are neither few nor nearly all, in order."""
    width = 5 if size >= _NARROW_FROM else 10
    counts = range(_EDGE, size - _EDGE + 1)
    steps = [list(run) for _, run in groupby(counts, key=lambda count: 100 * count // size // width)]
    for run in _joined(steps):
        first, last = (100 * count // size // width for count in (run[0], run[-1]))
        yield from [ShareBand(BandKind.RANGE, first * width, last * width + width - 1)] * len(run)


def _joined(runs: list[list[int]]) -> list[list[int]]:
    """Neighbouring runs joined until each holds at least two counts."""
    joined: list[list[int]] = []
    for run in runs:
        if joined and len(joined[-1]) < _LEAST_COUNTS:
            joined[-1] = joined[-1] + run
        else:
            joined.append(run)
    if len(joined) > 1 and len(joined[-1]) < _LEAST_COUNTS:
        joined[-2:] = [joined[-2] + joined[-1]]
    return joined
