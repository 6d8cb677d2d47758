"""Reuse: a reader of a spotlight could use it too, and is introduced to its author."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from nudges.attention import Kind
from nudges.effects import Effect, Write
from nudges.flows.spotlights.spotlights import Spotlight, State
from nudges.letters import Letter
from nudges.records import NotPossibleError

TO_READER = Letter("spotlight_reuse_reader", Kind.NOTE)
TO_AUTHOR = Letter("spotlight_reuse_author", Kind.NOTE)


@dataclass(frozen=True, slots=True)
class Reuse:
    """One reader and one author, introduced over one spotlight."""

    KIND: ClassVar[str] = "spotlight_reuse"

    id: str
    setting_id: str
    spotlight_id: str
    author_id: str
    reader_id: str
    at: datetime
    state: str = "introduced"
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return (self.author_id, self.reader_id)

    def without(self, person_id: str) -> Self | None:
        """Half an introduction is none."""
        return None if person_id in self.people else self


def introduce(
    spotlight: Spotlight, reader_id: str, reuse_id: str, at: datetime
) -> tuple[Reuse, list[Effect]]:
    """Both get each other's name and address; the author agreed to that when writing."""
    if spotlight.state is not State.APPROVED or not spotlight.introduces or reader_id == spotlight.author_id:
        raise NotPossibleError(spotlight.state)
    reuse = Reuse(reuse_id, spotlight.setting_id, spotlight.id, spotlight.author_id, reader_id, at)
    return reuse, [Write(TO_READER, reader_id), Write(TO_AUTHOR, spotlight.author_id)]
