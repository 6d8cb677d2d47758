"""What a roster holds, at a glance: shown by a dry run, so that a wrong column is seen at once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from nudges.roster.file import Roster

Counts = tuple[tuple[str, int], ...]
"""Names with the number of their people, most people first."""


@dataclass(frozen=True, slots=True)
class Summary:
    """``coordinators`` are addresses; ``slack`` and ``teams`` count people who have such an id."""

    people: int
    pillars: Counts
    entities: Counts
    coordinators: tuple[str, ...]
    slack: int
    teams: int


def summary_of(roster: Roster) -> Summary:
    rows = roster.rows
    return Summary(
        people=len(rows),
        pillars=_counted(row.pillar for row in rows),
        entities=_counted(row.entity for row in rows),
        coordinators=tuple(row.email for row in rows if row.is_coordinator),
        slack=sum(row.slack is not None for row in rows),
        teams=sum(row.teams is not None for row in rows),
    )


def _counted(names: Iterable[str]) -> Counts:
    return tuple(sorted(Counter(names).items(), key=lambda each: (-each[1], each[0])))
