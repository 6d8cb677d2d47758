"""What the page of one person is drawn with: their language, the commands offered, the strip above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from markupsafe import Markup

from bot.local.ports import CommandHint, LocalPerson
from bot.local.rendering import Renderer
from nudges.texts import FALLBACK, Speaker

TopBar: TypeAlias = Callable[[LocalPerson | None], Markup]
"""Draws the strip above the page of one person, or above the choice of people (None)."""


def no_bar(_: LocalPerson | None) -> Markup:
    return Markup()


@dataclass(frozen=True, slots=True)
class Pages:
    """Looks up what a page needs, in the language of whoever it is for."""

    speaker: Callable[[str], Speaker]
    """The words of a language."""
    hints: Callable[[Speaker], Sequence[CommandHint]]
    top_bar: TopBar
    _renderers: dict[str, Renderer] = field(default_factory=dict)

    def renderer(self, language: str = FALLBACK) -> Renderer:
        if language not in self._renderers:
            self._renderers[language] = Renderer(self.speaker(language))
        return self._renderers[language]

    def commands(self, language: str) -> Sequence[CommandHint]:
        return self.hints(self.speaker(language))
