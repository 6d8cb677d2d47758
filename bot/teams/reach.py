"""Whether Teams can be reached, and whether it knows us: noted at every message."""

from bot.ports import SendError
from bot.reach import LastReached
from bot.teams.errors import cuts_off


class Reach(LastReached):
    def failed(self, error: SendError) -> None:
        """Note an error of a call; one that concerns a single message or person says nothing here."""
        if cuts_off(error):
            self.trouble = str(error)
