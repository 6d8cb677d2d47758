"""Words by language: looked up by key, filled with values, falling back to English."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from string import Formatter

from nudges.editions import Edition, Words

FALLBACK = "en"
_OF_NUDGES = "nudge."
"""What the keys of the texts begin with that an edition may replace; the nudge's id follows."""


class MissingTextError(KeyError):
    """No language holds a text for this key."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Every text of the product: language -> dotted key -> template with ``{name}`` places.

    ``edited`` are the words that replace those of a nudge in a language; see ``editions``.
    """

    languages: Mapping[str, Mapping[str, str]]
    edited: Mapping[tuple[str, str], Words] = field(default_factory=dict)

    def in_edition(self, edition: Edition) -> "Texts":
        """The texts as a setting with this edition has them."""
        return replace(self, edited=edition.words) if edition.words else self

    def has(self, key: str, language: str = FALLBACK) -> bool:
        return key in self._table(language, key) or key in self._table(FALLBACK, key)

    def template(self, language: str, key: str) -> str:
        """The text of ``key`` in ``language``, or in English, with its places open.

        Raises ``MissingTextError`` where neither has it.
        """
        for each in (language, FALLBACK):
            template = self._table(each, key).get(key)
            if template is not None:
                return template
        raise MissingTextError(key)

    def get(self, language: str, key: str, /, **values: object) -> str:
        """The text of ``key`` in ``language``, or in English, with its places filled.

        Raises ``MissingTextError`` where neither has it and ``KeyError`` where a place
        has no value: the content check finds both before anything runs.
        """
        return self.template(language, key).format_map(values)

    def wordings(self, language: str, key: str) -> int:
        """How many wordings ``key`` has where it is looked up: in ``language``, or else in English."""
        table = self._table(language, key)
        known = table if key in table else self._table(FALLBACK, key)
        return next(n for n in count(1) if numbered(key, n) not in known)

    def speaker(self, language: str) -> "Speaker":
        return Speaker(self, language)

    def _table(self, language: str, key: str) -> Words:
        """Where a key is looked up: an edited nudge has all its texts in one place."""
        if self.edited and key.startswith(_OF_NUDGES):
            own = self.edited.get((language, key.split(".", 2)[1]))
            if own is not None:
                return own
        return self.languages.get(language, {})


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


def unnumbered(key: str) -> str:
    """The text's own key, of the key of any of its wordings."""
    first, _, last = key.rpartition(".")
    return first if last.isdecimal() else key


def placeholders(template: str) -> frozenset[str]:
    """The names of the places in a template. Raises ``ValueError`` where braces are broken."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def broken_place(template: str) -> str | None:
    """A place that is more than a plain name, such as one with a format of its own; None where all are plain.

    Raises ``ValueError`` where braces are broken.
    """
    for _, name, form, conversion in Formatter().parse(template):
        if name is not None and (form or conversion or not name.isidentifier()):
            return f"{name}!{conversion}" if conversion else f"{name}:{form}" if form else name
    return None
