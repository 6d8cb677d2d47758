"""``locales/<language>/**/*.yaml`` as flat texts, each remembering where it stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from itertools import count, takewhile
from typing import TypeAlias

from bot.content.documents import Document, Path, Value
from bot.content.faults import Fault
from bot.content.files import folders, read_folder
from nudges.nudge_words import Rule, text_flaws
from nudges.texts import numbered, placeholders

FOLDER = "locales"

_SINGULAR = {"choices": "choice", "replies": "reply"}
_VARIED = re.compile(r"^(nudge\.[^.]+|check_in)\.(title|body)$")
"""Texts that come again and again, and may be a list of wordings that take turns."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text and its place."""

    text: str
    document: Document
    path: Path

    def fault(self, message: str) -> Fault:
        return self.document.fault(self.path, message)

    @property
    def places(self) -> frozenset[str]:
        """The places in its template; empty where its braces are broken, which is a fault of its own."""
        try:
            return placeholders(self.text)
        except ValueError:
            return frozenset()


@dataclass(slots=True)
class Language:
    """All texts of one language by dotted key."""

    name: str
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return f"{FOLDER}/{self.name}"

    def wordings(self, key: str) -> tuple[Entry, ...]:
        """Every wording of a text in order; empty where the language has none."""
        keys = takewhile(self.entries.__contains__, (numbered(key, n) for n in count()))
        return tuple(self.entries[each] for each in keys)


Leaf: TypeAlias = tuple[Path, Value]


def read_languages(root: Traversable, faults: list[Fault]) -> Mapping[str, Language]:
    """Every language below ``locales/``, in the order of their codes."""
    return {name: _language(root, name, faults) for name in folders(root, FOLDER)}


def _language(root: Traversable, name: str, faults: list[Fault]) -> Language:
    language = Language(name)
    for document in read_folder(root, language.folder):
        faults.extend(document.faults)
        for path, value in _leaves((), document.value):
            for key, place, text in _wordings(_key(document, path), path, value):
                _add(language, key, document, place, text, faults)
    return language


def _wordings(key: str, path: Path, value: Value) -> Iterator[tuple[str, Path, Value]]:
    """A text, or each wording of a text that may have several."""
    if not isinstance(value, list) or not value or not _VARIED.match(key):
        yield key, path, value
        return
    for number, text in enumerate(value):
        yield numbered(key, number), (*path, number), text


def _add(
    language: Language, key: str, document: Document, path: Path, value: Value, faults: list[Fault]
) -> None:
    if not isinstance(value, str):
        faults.append(document.fault(path, f"`{key}` must be text: write it in quotes"))
        return
    entry = Entry(value, document, path)
    if key in language.entries:
        first = language.entries[key]
        where = f"{first.document.file}:{first.document.line(first.path)}"
        faults.append(entry.fault(f"`{key}` is already given at {where}: remove one of them"))
        return
    language.entries[key] = entry
    faults.extend(_broken(key, entry))


_SAID = {
    Rule.EMPTY: "`{key}` is empty: write the text",
    Rule.BRACES: "`{key}` has a brace without its partner: close it, or double it to show a brace",
    Rule.PLACE_NAME: "`{key}` has the place {{{place}}}: give it a plain name",
}


def _broken(key: str, entry: Entry) -> Iterator[Fault]:
    for flaw in text_flaws(key, entry.text):
        yield entry.fault(_SAID[flaw.rule].format(key=key, **flaw.values))


def _leaves(path: Path, value: Value) -> Iterator[Leaf]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _leaves((*path, key), child)
    else:
        yield path, value


def _key(document: Document, path: Path) -> str:
    """The dotted key; files below ``catalogue/`` hold the nudges' texts by nudge id."""
    parts = [str(part) for part in path]
    if "/catalogue/" in document.file:
        parts = ["nudge", *(_SINGULAR.get(part, part) if i == 1 else part for i, part in enumerate(parts))]
    return ".".join(parts)
