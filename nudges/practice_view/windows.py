"""The closed four-week windows in which practice is counted for managers."""

from dataclasses import dataclass
from datetime import date, timedelta

_DAYS = 28
_ANCHOR = date(2024, 1, 1).toordinal()  # a Monday; every window starts whole windows away from it


@dataclass(frozen=True, slots=True)
class Window:
    """Four weeks of local dates from a Monday to a Sunday, both included.

    Windows never overlap and are the same for every setting, so no two releases count
    the same record and none can be subtracted from the other.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        on_grid = (self.first.toordinal() - _ANCHOR) % _DAYS == 0
        if not on_grid or self.last - self.first != timedelta(days=_DAYS - 1):
            raise ValueError(f"{self.first} to {self.last} is not one of the four-week windows")

    @property
    def previous(self) -> "Window":
        return _window(self.first.toordinal() - _DAYS)

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def window_of(day: date) -> Window:
    """The window a local date falls in."""
    ordinal = day.toordinal()
    return _window(ordinal - (ordinal - _ANCHOR) % _DAYS)


def last_closed_window(today: date) -> Window:
    """The latest window that ended before ``today``.

    A caller who waits for late answers (the last week's check-in) passes an earlier day.
    """
    return window_of(today).previous


def _window(first: int) -> Window:
    return Window(date.fromordinal(first), date.fromordinal(first + _DAYS - 1))
