"""Shares as bars that reach from the lower to the upper end of their band. Pure geometry.

Across are per cent; down, one line for each window, the newest first and tallest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nudges.practice_view import BandKind, ShareBand

ACROSS = 100
_NEWEST, _EARLIER, _GAP = 14, 6, 4
_LEAST = 2
"""A band of a single per cent is still seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the chart; its bar has the ``width`` 0 where the share is not shown."""

    y: int
    height: int
    left: float
    width: float


def bars(shares: Sequence[ShareBand | None]) -> list[Bar]:
    """The lines of one behaviour; ``shares`` are oldest first."""
    return [_bar(line, share) for line, share in enumerate(reversed(shares))]


def height_of(windows: int) -> int:
    """Of a chart with so many lines."""
    return _NEWEST + max(0, windows - 1) * (_EARLIER + _GAP)


def _bar(line: int, share: ShareBand | None) -> Bar:
    y = 0 if line == 0 else _NEWEST + _GAP + (line - 1) * (_EARLIER + _GAP)
    height = _NEWEST if line == 0 else _EARLIER
    if share is None:
        return Bar(y, height, 0, 0)
    # A range such as 20 to 29 % ends below 30.
    end = min(ACROSS, share.high + 1) if share.kind is BandKind.RANGE else share.high
    width = max(_LEAST, end - share.low)
    return Bar(y, height, min(share.low, ACROSS - width), width)
