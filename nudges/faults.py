"""What is wrong in a file that people wrote: where it is, what it is, and how to mend it.

Here it has no words yet: whoever shows it says it in their reader's language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from nudges.texts import Speaker

ALIKE = 0.7
"""From this likeness on a word may be a slip of another; 1 is the same word."""
_MANY = 200
"""Of more words than this only those that begin alike are compared, to stay quick."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong and how to mend it: the name of a text below ``file_fault``, and what fills it."""

    key: str
    values: Mapping[str, object]

    def said(self, speak: Speaker) -> str:
        return speak(f"file_fault.{self.key}", **self.values)

    def __str__(self) -> str:
        """For logs and tracebacks; people read what is ``said``."""
        return " ".join([self.key, *(f"{name}={value!r}" for name, value in self.values.items())])


def wrong(key: str, /, **values: object) -> Wrong:
    return Wrong(key, values)


def meant(key: str, /, word: str, known: frozenset[str], **values: object) -> Wrong:
    """The same for an unknown word: where a known one is like it, ``key_meant`` asks whether it was meant."""
    guess = closest(word, known)
    return wrong(f"{key}_meant", word=word, guess=guess) if guess else wrong(key, word=word, **values)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend.

    ``place`` is the file's name, ``line`` counts from 1 (0: the file as a whole) and
    ``column`` is empty where no single column is meant.
    """

    place: str
    line: int
    column: str
    wrong: Wrong

    def said(self, speak: Speaker) -> str:
        """All of it on one line, beginning with the place."""
        return placed(self.place, self.line, self.column, self.wrong.said(speak))

    def __str__(self) -> str:
        return placed(self.place, self.line, self.column, str(self.wrong))


def placed(place: str, line: int, column: str, words: str) -> str:
    """Words about a place in a file, as compilers tell them: ``roster.csv:3: email: …``."""
    where = f"{place}:{line}" if line else place
    return ": ".join(part for part in (where, column, words) if part)


class FaultyFileError(Exception):
    """A file cannot be used as it is. ``faults`` holds all that was found, in the file's order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


@lru_cache(maxsize=1024)
def closest(word: str, known: frozenset[str]) -> str | None:
    """The known word most like this one, if any is.

    A last part alone is enough (``Nairobi`` for ``Africa/Nairobi``). The same mistake
    often stands on every line of a file, so answers are kept.
    """
    wanted = _plain(word)
    names = _by_plain_name(known)
    if not wanted or wanted in names:
        return names.get(wanted)
    matches = get_close_matches(wanted, _alike(wanted, list(names)), n=3, cutoff=ALIKE)
    return next((names[each] for each in matches if _same_but_for_a_slip(wanted, each)), None)


def _same_but_for_a_slip(one: str, other: str) -> bool:
    """Of two addresses each side of the sign must be alike: people of one domain are not one person."""
    pairs = zip(one.rpartition("@")[::2], other.rpartition("@")[::2], strict=True)
    return all(SequenceMatcher(None, a, b).ratio() >= ALIKE for a, b in pairs)


def did_you_mean(word: str, known: frozenset[str]) -> str:
    """The end of a message on the command line, such as ``; did you mean "email"?``, or nothing."""
    guess = closest(word, known)
    return f'; did you mean "{guess}"?' if guess else ""


@lru_cache(maxsize=16)
def _by_plain_name(known: frozenset[str]) -> dict[str, str]:
    """Known words by their plain form and by the plain form of their last part."""
    whole = {_plain(name): name for name in sorted(known)}
    return {plain.rpartition("/")[2]: name for plain, name in whole.items()} | whole


def _alike(wanted: str, names: list[str]) -> list[str]:
    """The names to compare: those with the same beginning, longer until they are few enough."""
    for length in range(1, len(wanted)):
        if len(names) <= _MANY:
            break
        names = [name for name in names if name.startswith(wanted[:length])]
    return names


def _plain(word: str) -> str:
    return "_".join(word.casefold().split())
