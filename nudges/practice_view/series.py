"""One group over several released windows, as a page shows it: behaviours by windows, with a trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nudges.framework import Framework
from nudges.practice_view.groups import counted_roles
from nudges.practice_view.release import Cell, PracticeView
from nudges.practice_view.windows import Window


class Trend(StrEnum):
    """The newest window beside the one before it."""

    HIGHER = "higher"
    LOWER = "lower"
    ALIKE = "alike"
    """Their bands touch: nothing can be said."""
    UNKNOWN = "unknown"
    """One of the two is not shown, or there is only one."""


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One behaviour; ``cells`` has an entry for each window, None where it is not shown."""

    behaviour: str
    cells: tuple[Cell | None, ...]

    @property
    def latest(self) -> Cell | None:
        return self.cells[-1]

    @property
    def trend(self) -> Trend:
        """Higher or lower only where the two bands do not touch: it says no more than they do."""
        before, after = self.cells[-2] if len(self.cells) > 1 else None, self.cells[-1]
        if before is None or after is None:
            return Trend.UNKNOWN
        if after.share.low > before.share.high:
            return Trend.HIGHER
        return Trend.LOWER if after.share.high < before.share.low else Trend.ALIKE


@dataclass(frozen=True, slots=True)
class Series:
    """A group's released windows, oldest first. Nothing is in it that a release does not show."""

    windows: tuple[Window, ...]
    rows: tuple[SeriesRow, ...]

    @property
    def empty(self) -> bool:
        """Whether no cell at all is shown."""
        return not any(cell for row in self.rows for cell in row.cells)

    @property
    def sizes(self) -> tuple[tuple[int, ...], ...]:
        """People counted in each cell: of a group and of its part, alike only where both are the same."""
        return tuple(tuple(cell.size if cell else 0 for cell in row.cells) for row in self.rows)

    def with_trend(self, trend: Trend) -> tuple[str, ...]:
        return tuple(row.behaviour for row in self.rows if row.trend is trend)


def series(
    views: Sequence[PracticeView],
    framework: Framework,
    *,
    unit_id: str | None = None,
    role_group: str | None = None,
) -> Series:
    """One group's cells in these releases; behaviours in the framework's order.

    Behaviours that are counted for nobody below senior leaders are left out.
    """
    counted = [each.id for each in framework.behaviours.values() if counted_roles(each)]
    rows = (
        SeriesRow(behaviour, tuple(v.cell(behaviour, role_group=role_group, unit_id=unit_id) for v in views))
        for behaviour in counted
    )
    return Series(tuple(view.window for view in views), tuple(rows) if views else ())
