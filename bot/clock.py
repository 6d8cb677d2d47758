"""Clocks: the system's, and one that is moved by hand for demo and simulation."""

from datetime import UTC, datetime


class SystemClock:
    """The only place that reads the system's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """Stands still until it is moved; it never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move_to(self, at: datetime) -> None:
        if at < self._now:
            raise ValueError(f"a clock does not go back from {self._now} to {at}")
        self._now = at.astimezone(UTC)
