"""A setting's own edition of the catalogue: which nudges rest there, and in which words the others come.

An edition lies over the catalogue and never changes it. Words replace those of one nudge in one
language as a whole, all wordings included; what it does not name stays as the catalogue has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

Words: TypeAlias = Mapping[str, str]
"""The texts of one nudge in one language: key -> template, each further wording under a key of its own."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What coordinators of a setting changed.

    ``id`` is another after every change, so that whoever kept an edition can tell whether it still
    holds; empty where nothing was ever changed. ``words`` go by language and nudge; those of
    ``outgrown`` are not among them, as the catalogue has changed since they were written.
    """

    id: str = ""
    off: frozenset[str] = frozenset()
    words: Mapping[tuple[str, str], Words] = field(default_factory=dict, compare=False)
    outgrown: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)

    def is_on(self, nudge: str) -> bool:
        return nudge not in self.off


AS_THE_CATALOGUE = Edition()


@dataclass(frozen=True, slots=True)
class TextVersion:
    """What the texts of one nudge in one language were from a moment on.

    ``number`` counts from 1 for each nudge and language of a setting. ``words`` are None where
    somebody went back to the catalogue's. ``person_id`` is None once its author was erased.
    """

    nudge: str
    language: str
    number: int
    at: datetime
    person_id: str | None
    words: Words | None
