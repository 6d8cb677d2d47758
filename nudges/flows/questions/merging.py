"""Which questions of a thread seem to ask the same; only a suggestion, people tick."""

from collections.abc import Collection, Sequence

from nudges.flows.questions.threads import Topic
from nudges.flows.shared_words import likeness

ALIKE = 0.5
"""Half of the shorter one's words are in the other."""


def look_alikes(topics: Sequence[Topic], small: Collection[str]) -> list[tuple[str, ...]]:
    """Ids of open questions that sound alike, largest group first; every question in one at most."""
    waiting = [topic for topic in topics if topic.verdict is None]
    groups: list[list[Topic]] = []
    for topic in waiting:
        near = [g for g in groups if any(likeness(topic.words, t.words, small) >= ALIKE for t in g)]
        merged = [topic, *(t for g in near for t in g)]
        groups = [g for g in groups if g not in near] + [merged]
    found = [tuple(t.id for t in topics if t in g) for g in groups if len(g) > 1]
    return sorted(found, key=lambda ids: (-len(ids), ids))
