"""Words by language: looked up by key, filled with values, falling back to English."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
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

    def wordings(self, language: str, key: str) -> int:
        """How many wordings ``key`` has where it is looked up: in ``language``, or else in English."""
        table = self.languages.get(language, {})
        known = table if key in table else self.languages[FALLBACK]
        return next(n for n in count(1) if numbered(key, n) not in known)

    def speaker(self, language: str) -> "Speaker":
        return Speaker(self, language)


@dataclass(frozen=True, slots=True)
class Speaker:
    """The texts in one person's language."""

    texts: Texts
    language: str

    def __call__(self, key: str, /, **values: object) -> str:
        return self.texts.get(self.language, key, **values)

    def varied(self, key: str, turn: int, /, **values: object) -> str:
        """The wording of ``key`` whose turn it is; turns go round and may be any whole number.

        Raises as ``Texts.get`` does.
        """
        return self(numbered(key, turn % self.texts.wordings(self.language, key)), **values)

    def has(self, key: str) -> bool:
        return self.texts.has(key, self.language)


def numbered(key: str, wording: int) -> str:
    """The key of a wording, counted from 0: the first has the text's own key, the second ``key.2``."""
    return f"{key}.{wording + 1}" if wording else key


def placeholders(template: str) -> frozenset[str]:
    """The names of the places in a template. Raises ``ValueError`` where braces are broken."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)
