"""Words that several short texts share: for what sounds alike, and what people have in common."""

import re
from collections.abc import Collection

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 6
"""Letters that tell a word from another one: “consult” and “consultation” are the same to us."""


def words_in(text: str, small: Collection[str]) -> dict[str, str]:
    """The words of a text that carry its meaning: their beginning, and how they were written.

    ``small`` are words that every text has, such as "the"; they are left out.
    """
    found = (word.casefold() for word in _WORD.findall(text))
    kept: dict[str, str] = {}
    for word in found:
        if word not in small:
            kept.setdefault(word[:_STEM], word)
    return kept


def likeness(one: str, other: str, small: Collection[str]) -> float:
    """How much two texts speak of the same, from 0 to 1: shared words over the words of the shorter."""
    first, second = words_in(one, small).keys(), words_in(other, small).keys()
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0
