"""Whether a platform can be reached, and whether it knows us: for operators."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports import Clock


@dataclass(slots=True)
class LastReached:
    """When a platform last did what we asked, and what has been in the way since.

    Each adapter adds how it notes an error: only it knows which concern all messages.
    """

    clock: Clock
    at: datetime | None = None
    trouble: str = ""

    def succeeded(self) -> None:
        self.at, self.trouble = self.clock.now(), ""

    @property
    def words(self) -> str:
        last = f"last reached {self.at:%Y-%m-%d %H:%M} UTC" if self.at else "not since the start"
        if self.trouble:
            return f"not reached ({last}): {self.trouble}"
        return f"ok, {last}" if self.at else "not reached yet: nothing was sent"
