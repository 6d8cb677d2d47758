"""Searching guidance cards by their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Searchable:
    """The words of one card by which it is found, plain (``nudges.flows.guidance.wording.plain``).

    Words are found in their other forms too, by the rules of ``language`` (ISO 639-1) where
    the database knows them.
    """

    card_id: str
    setting_id: str
    language: str
    title: str
    keywords: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A card that holds ``matched`` of the words asked for."""

    card_id: str
    matched: int


class GuidanceSearch(Protocol):
    """The index of all current cards; kept in the same transaction as the cards themselves."""

    async def keep(self, text: Searchable) -> None:
        """Add a card, or what changed in it. Its record must be stored before."""
        ...

    async def drop(self, card_id: str) -> None:
        """Take a card out. One whose record is removed goes by itself."""
        ...

    async def find(self, setting_id: str, words: Sequence[str], limit: int) -> list[Hit]:
        """Cards of a setting with any of these plain words, best first.

        First those with more of the words; then those with them in the title rather than
        among the keywords, and there rather than in the body. ``words`` are letters and
        digits only.
        """
        ...
