"""Names in a roster that are probably one name, written in two ways.

Two spellings make two groups, each smaller than the real one. Only the coordinator knows
whether they are one, so this warns and mends nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nudges.texts import Speaker

MOST_LETTERS = 2
"""Names that differ in more letters than this are two names."""

_SHORTEST_WITH_SLIP = 5
"""A word shorter than this may be an abbreviation, where one letter makes another body."""
_SHORTEST_WITH_TWO = 8
_LINES_SHOWN = 5
_MANY = 5_000
"""Letters of all spellings together; a setting's are a tenth of it. Each is compared with each, so of more
of them two are alike only where their letters are the same."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as the file writes it, and the lines on which it does, one a person."""

    name: str
    lines: tuple[int, ...]

    def said(self, speak: Speaker) -> str:
        more = ["…"] if len(self.lines) > _LINES_SHOWN else []
        lines = ", ".join([*map(str, self.lines[:_LINES_SHOWN]), *more])
        number = "one" if len(self.lines) == 1 else "several"
        return speak(f"look_alike.spelling.{number}", name=self.name, count=len(self.lines), lines=lines)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two spellings in one column; ``other`` is the rarer one."""

    column: str
    one: Spelling
    other: Spelling

    @property
    def taken_as_one(self) -> bool:
        """Whether reading the roster makes them one: they differ in capitals alone."""
        return self.one.name.casefold() == self.other.name.casefold()

    def said(self, speak: Speaker) -> str:
        key = "taken_as_one" if self.taken_as_one else "alike"
        one, other = self.one.said(speak), self.other.said(speak)
        return speak(f"look_alike.{key}", column=self.column, one=one, other=other)


def look_alikes(column: str, cells: Iterable[tuple[int, str]]) -> list[LookAlike]:
    """Each spelling that looks like a more frequent one, with that one.

    ``cells`` are lines and what stands there in this column.
    """
    spellings = _by_frequency(cells)
    few = spellings if sum(len(each.name) for each in spellings) <= _MANY else ()
    found: list[LookAlike] = []
    by_letters: dict[str, Spelling] = {}
    for place, spelling in enumerate(spellings):
        same = by_letters.setdefault("".join(_words(spelling.name)), spelling)
        like = next((each for each in few[:place] if alike(each.name, spelling.name)), same)
        if like is not spelling:
            found.append(LookAlike(column, like, spelling))
    return found


def alike(one: str, other: str) -> bool:
    """Whether two names differ in capitals, accents, spaces and punctuation alone, or in a letter or two.

    Names with different numbers are different on purpose, and so are short abbreviations.
    """
    first, second = _words(one), _words(other)
    if "".join(first) == "".join(second):
        return True
    if _digits(one) != _digits(other):
        return False
    if len(first) != len(second):
        first, second = ["".join(first)], ["".join(second)]
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    if any(abs(len(a) - len(b)) > MOST_LETTERS for a, b in pairs):
        return False
    slips = [(_differing(a, b), max(len(a), len(b))) for a, b in pairs]
    return all(n <= _allowed(length) for n, length in slips) and sum(n for n, _ in slips) <= MOST_LETTERS


def _by_frequency(cells: Iterable[tuple[int, str]]) -> Sequence[Spelling]:
    lines: dict[str, list[int]] = {}
    for line, name in cells:
        if name:
            lines.setdefault(name, []).append(line)
    spellings = [Spelling(name, tuple(where)) for name, where in lines.items()]
    return sorted(spellings, key=lambda each: (-len(each.lines), each.lines))


def _words(name: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    plain = "".join(character for character in apart if not unicodedata.combining(character))
    return re.findall(r"[^\W_]+", plain)


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def _differing(one: str, other: str) -> int:
    """How many letters of the longer word have no partner, in order, in the other."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return max(len(one), len(other)) - sum(block.size for block in matcher.get_matching_blocks())


def _allowed(length: int) -> int:
    if length < _SHORTEST_WITH_SLIP:
        return 0
    return 1 if length < _SHORTEST_WITH_TWO else MOST_LETTERS
