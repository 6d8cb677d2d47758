"""Small groups of several pillars, and what their readings have in common."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from nudges.flows.reflection.readings import Reading
from nudges.flows.shared_words import words_in
from nudges.people import Person

LEAST, MOST = 3, 5
MOST_WORDS = 6
"""Words that are named as shared, or as one entity's own."""


def groups_of(people: Sequence[Person], draw: Mapping[str, float]) -> list[tuple[str, ...]]:
    """As many groups of three to five as there can be, each of two pillars or more.

    ``draw`` gives every person a uniform number. Whoever finds no place waits for the next round:
    that happens only where one pillar has far more people than all others.
    """
    counts = Counter(person.pillar for person in people)
    if len(people) < LEAST or len(counts) < 2:
        return []
    largest = max(counts, key=lambda pillar: (counts[pillar], pillar))
    others = [p for p in people if p.pillar != largest]
    number = min(ceil(len(people) / MOST), len(others))
    mixed = sorted(others, key=lambda p: (p.pillar, draw[p.id]))
    mixed += sorted((p for p in people if p.pillar == largest), key=lambda p: draw[p.id])
    seated = mixed[: MOST * number]
    return [tuple(p.id for p in seated[place::number]) for place in range(number)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Words that readings of different entities share, and words only one of them has."""

    shared: tuple[str, ...]
    own: Mapping[str, tuple[str, ...]]


def compare(readings: Sequence[Reading], small: Collection[str]) -> Comparison:
    """By the words alone; what they mean is for people to say."""
    words: dict[str, dict[str, str]] = {}
    for each in readings:
        found = words_in(f"{each.means} {each.needs}", small)
        words.setdefault(each.entity, {}).update(found)
    spread = Counter(stem for found in words.values() for stem in found)
    shared = {stem: word for found in words.values() for stem, word in found.items() if spread[stem] > 1}
    own = {
        entity: tuple(word for stem, word in found.items() if spread[stem] == 1)[:MOST_WORDS]
        for entity, found in words.items()
    }
    return Comparison(tuple(shared.values())[:MOST_WORDS], own)
