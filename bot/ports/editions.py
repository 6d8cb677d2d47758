"""A setting's own edition of the catalogue, and the versions its texts went through."""

from datetime import datetime
from typing import Protocol

from nudges.editions import TextVersion


class Editions(Protocol):
    """Whoever changes something gives the edition a new id in the same unit of work (``renew``).

    The edition in force comes with the setting itself (``nudges.people.Setting``).
    """

    async def renew(self, setting_id: str, edition_id: str) -> None:
        """Give the setting's edition another id, so that every process reads it anew."""
        ...

    async def switch_off(self, setting_id: str, nudge: str, at: datetime) -> bool:
        """False where it was off already."""
        ...

    async def switch_on(self, setting_id: str, nudge: str) -> bool:
        """False where it was on already."""
        ...

    async def off_since(self, setting_id: str) -> dict[str, datetime]:
        """The nudges that are off, and since when."""
        ...

    async def versions(self, setting_id: str, nudge: str) -> list[TextVersion]:
        """Every version of a nudge's texts, in all languages, the newest first."""
        ...

    async def add(self, setting_id: str, version: TextVersion, text_version: str) -> bool:
        """Store one more version; False where one of this number is there already."""
        ...
