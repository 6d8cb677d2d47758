"""Who is counted for a behaviour, and which groups of them may be published together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nudges.framework import SENIOR_LEADERS, Behaviour

SMALLEST_GROUP = 5
"""No setting may lower the least group below this."""
DEFAULT_GROUP = 10


@dataclass(frozen=True, slots=True)
class Member:
    """A person as counted in one window; membership is frozen when the window is released."""

    person_id: str
    role_group: str
    unit_ids: frozenset[str]
    """Every unit the person is in: one for each manager above them, directly or not."""


def check_group(k: int) -> None:
    """Raise ``ValueError`` where ``k`` would let groups be too small to hide in."""
    if k < SMALLEST_GROUP:
        raise ValueError(f"the least group is {k} people; it may not be below {SMALLEST_GROUP}")


def check_distinct(members: Sequence[Member]) -> None:
    """Raise ``ValueError`` where a person is listed twice: nobody may fill a group alone."""
    if len({member.person_id for member in members}) != len(members):
        raise ValueError("a person is listed twice among the members")


def counted_roles(behaviour: Behaviour) -> frozenset[str]:
    """The role groups counted for a behaviour: those it matters most for, without senior leaders.

    Source: the matrix after paragraph 49. Empty where it matters for senior leaders only,
    who are too few to be a group; only what they announce in their pacts is seen.
    """
    return behaviour.roles - SENIOR_LEADERS


def publishable(population: int, candidates: Iterable[int], k: int) -> list[bool]:
    """Which of the candidate cells may be published together, taken in the order given.

    People are bits: ``population`` and every candidate is a set of people as an integer,
    candidates within the population. A *block* is the set of people who are in exactly the
    same published cells (one block is those in none). A candidate is published only where
    afterwards every block that has anybody in it has at least ``k`` people.

    Why this withstands subtraction. Give the reader more than is shown: the exact count of
    every published cell. All that adding, subtracting and scaling such counts can give is
    a weighted sum over people, whose weights are the same combination of the cells'
    membership indicators. Two people of one block are in the same cells, so they have the
    same weight in every combination. So whoever is in a difference (a total less its
    parts, a unit less a unit within it, anything else) is there with the whole block,
    and no combination, however clever, concerns fewer than ``k`` people. Bands say less
    than counts, so this holds for them too: comparing the bands of a cell and of one
    within it speaks of the people between them, who are nobody or at least ``k``.

    What it does not promise: that nothing is learned of a group of ``k``. Bands of cells
    within each other can narrow a group's number of people further than its own band, and
    a reader who is in a group knows their own answer, which leaves ``k - 1`` others.

    Behaviours are decided one by one and count different things over different people, so
    a combination across behaviours splits into one for each, and each is as above.

    The choice reads membership only. What people did never changes which cells are hidden,
    so the pattern of hidden cells tells nothing about it.
    """
    blocks = [population] if population else []
    published = []
    for cell in candidates:
        safe = _leaves_enough(cell, blocks, k)
        if safe:
            blocks = [part for block in blocks for part in _cut(block, cell) if part]
        published.append(safe)
    return published


def _cut(block: int, cell: int) -> tuple[int, int]:
    """Those of a block who are in a cell, and those who are not."""
    inside = block & cell
    return inside, block ^ inside if inside else block


def _leaves_enough(cell: int, blocks: Iterable[int], k: int) -> bool:
    """Whether every block has nobody or at least ``k`` people on either side of the cell.

    Most cells of a large setting are too small by themselves, and most others cut the first
    block they touch: then the rest need not be looked at.
    """
    if cell.bit_count() < k:
        return False
    for block in blocks:
        inside = (block & cell).bit_count()
        if inside and (inside < k or 0 < block.bit_count() - inside < k):
            return False
    return True
