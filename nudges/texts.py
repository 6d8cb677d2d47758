"""Words by language: looked up by key, filled with values, falling back to English."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

FALLBACK = "en"


class MissingTextError(KeyError):
    """No language holds a text for this key."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Every text of the product: language -> dotted key -> template with ``{name}`` places."""

    languages: Mapping[str, Mapping[str, str]]

    def has(self, key: str, language: str = FALLBACK) -> bool:
        return key in self.languages.get(language, {}) or key in self.languages[FALLBACK]

    def get(self, language: str, key: str, /, **values: object) -> str:
        """The text of ``key`` in ``language``, or in English, with its places filled.

        Raises ``MissingTextError`` where neither has it and ``KeyError`` where a place
        has no value: the content check finds both before anything runs.
        """
        template = self.languages.get(language, {}).get(key)
        if template is None:
            template = self.languages[FALLBACK].get(key)
        if template is None:
            raise MissingTextError(key)
        return template.format_map(values)

    def speaker(self, language: str) -> "Speaker":
        return Speaker(self, language)


@dataclass(frozen=True, slots=True)
class Speaker:
    """The texts in one person's language."""

    texts: Texts
    language: str

    def __call__(self, key: str, /, **values: object) -> str:
        return self.texts.get(self.language, key, **values)

    def has(self, key: str) -> bool:
        return self.texts.has(key, self.language)


def placeholders(template: str) -> frozenset[str]:
    """The names of the places in a template. Raises ``ValueError`` where braces are broken."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)
