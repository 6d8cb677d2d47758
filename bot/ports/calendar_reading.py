"""Reading calendars that people connected by their address."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from nudges.flows.meetings.occurrences import Occurrence


class CalendarProblemError(Exception):
    """The calendar could not be read. ``word`` is the key of the text that says why and what helps."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class CalendarReader(Protocol):
    """Fetches and reads calendars. Takes as long as the network does: never inside a unit of work."""

    async def read(self, address: str, start: datetime, end: datetime) -> Sequence[Occurrence]:
        """The meetings between two moments. Raises ``CalendarProblemError``."""
        ...
