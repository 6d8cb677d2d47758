"""Whether Teams can be reached, and whether it knows us: noted at every message."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports import Clock, SendError
from bot.teams.errors import cuts_off


@dataclass(slots=True)
class Reach:
    """When Teams last did what we asked, and what has been in the way since."""

    clock: Clock
    at: datetime | None = None
    trouble: str = ""

    def succeeded(self) -> None:
        self.at, self.trouble = self.clock.now(), ""

    def failed(self, error: SendError) -> None:
        """Note an error of a call; one that concerns a single message or person says nothing here."""
        if cuts_off(error):
            self.trouble = str(error)

    @property
    def words(self) -> str:
        """For operators."""
        last = f"last reached {self.at:%Y-%m-%d %H:%M} UTC" if self.at else "not since the start"
        if self.trouble:
            return f"not reached ({last}): {self.trouble}"
        return f"ok, {last}" if self.at else "not reached yet: nothing was sent"
