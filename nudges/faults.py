"""What is wrong in a file that people wrote: said plainly, with where it is and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

ALIKE = 0.7
"""From this likeness on a word may be a slip of another; 1 is the same word."""
_MANY = 200
"""Of more words than this only those that begin alike are compared, to stay quick."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend.

    ``place`` is the file's name, ``line`` counts from 1 (0: the file as a whole) and
    ``column`` is empty where no single column is meant.
    """

    place: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"{self.place}:{self.line}" if self.line else self.place
        return ": ".join(part for part in (where, self.column, self.message) if part)


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
    """The end of a message, such as ``; did you mean "email"?``, or nothing."""
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
