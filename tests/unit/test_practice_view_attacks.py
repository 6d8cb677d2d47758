"""An attacker who combines everything that was ever published learns of no fewer than k people.

The attacker is given more than the page shows: who is in every published cell, and the exact
count of each. Every linear combination of the counts is then a weighted sum over people; the
tests look at whom such sums concern.
"""

import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from nudges.practice_view import Cell, Member, PracticeView, release_view, window_of
from nudges.practice_view.groups import publishable
from tests.unit.test_practice_view import FRAMEWORK, ROLES_OF

WINDOW = window_of(date(2025, 3, 12))
ROLES = ("R1", "R2", "R3", "R4", "R5")


@dataclass(frozen=True)
class World:
    members: list[Member]
    practised: dict[str, set[str]]


@st.composite
def rosters(draw: st.DrawFn) -> list[Member]:
    """People under a random tree of managers; a unit holds all below its manager."""
    shape = draw(st.lists(st.integers(0, 5), max_size=5))
    tree: list[frozenset[str]] = [frozenset()]
    for place, above in enumerate(shape):
        tree.append(tree[min(above, place)] | {f"unit-{place}"})
    roles = draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=3))
    team = st.tuples(st.sampled_from(tree), st.sampled_from(roles), st.integers(1, 14))
    teams = draw(st.lists(team, min_size=1, max_size=8))
    return [
        Member(f"{place}-{n}", role, units)
        for place, (units, role, size) in enumerate(teams)
        for n in range(size)
    ]


@st.composite
def tangles(draw: st.DrawFn) -> list[Member]:
    """People in units that overlap in any way, as where someone answers to two managers."""
    units = st.frozensets(st.sampled_from(["a", "b", "c", "d"]))
    team = st.tuples(units, st.sampled_from(["R2", "R3", "R5"]), st.integers(1, 14))
    return [
        Member(f"{place}-{n}", role, in_units)
        for place, (in_units, role, size) in enumerate(draw(st.lists(team, min_size=1, max_size=8)))
        for n in range(size)
    ]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    members = draw(st.one_of(rosters(), tangles()))
    ids = [m.person_id for m in members]
    return World(members, {b: draw(st.sets(st.sampled_from(ids))) for b in ROLES_OF})


def belongs(cell: Cell, person: Member) -> bool:
    return (
        person.role_group in set(ROLES_OF[cell.behaviour].split()) - {"R1", "R4"}
        and cell.role_group in (None, person.role_group)
        and (cell.unit_id is None or cell.unit_id in person.unit_ids)
    )


def rows_of(view: PracticeView, behaviour: str, members: list[Member]) -> list[list[Fraction]]:
    """A row for each published cell of the behaviour: 1 for the people in it, else 0."""
    cells = [cell for cell in view.cells if cell.behaviour == behaviour]
    return [[Fraction(belongs(cell, person)) for person in members] for cell in cells]


def eliminated(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Gauss-Jordan elimination, exact: the reduced rows that span what the attacker can compute."""
    rows, done = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(done, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        scale = rows[done][column]
        rows[done] = [value / scale for value in rows[done]]
        for r in range(len(rows)):
            if r != done and rows[r][column]:
                factor = rows[r][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[done], strict=True)]
        done += 1
    return rows[:done]


def concerned(row: list[Fraction]) -> int:
    return sum(value != 0 for value in row)


def what_is_hidden(view: PracticeView) -> tuple[object, ...]:
    return tuple((c.behaviour, c.role_group, c.unit_id, c.size) for c in view.cells), view.hidden


@given(worlds(), st.sampled_from([5, 7, 10]))
@settings(deadline=None)
def test_elimination_never_isolates_fewer_than_k_people(world: World, k: int) -> None:
    view = release_view(WINDOW, world.members, world.practised, FRAMEWORK, k=k)
    for behaviour in ROLES_OF:
        reduced = eliminated(rows_of(view, behaviour, world.members))
        # People whose columns agree have the same weight in every combination there is, so
        # whoever is concerned by one is concerned together with all who share the column.
        alike = Counter(column for column in zip(*reduced, strict=True) if any(column))

        assert all(concerned(row) >= k for row in reduced)
        assert all(people >= k for people in alike.values())


@given(worlds(), st.data())
@settings(deadline=None)
def test_no_sum_or_difference_of_published_cells_concerns_fewer_than_k_people(
    world: World, data: st.DataObject
) -> None:
    view = release_view(WINDOW, world.members, world.practised, FRAMEWORK, k=5)
    for behaviour in ROLES_OF:
        rows = rows_of(view, behaviour, world.members)
        weights = data.draw(st.lists(st.integers(-3, 3), min_size=len(rows), max_size=len(rows)))
        columns = zip(*rows, strict=True)
        total = [sum(w * v for w, v in zip(weights, column, strict=True)) for column in columns]

        assert not 0 < sum(value != 0 for value in total) < 5


@given(worlds())
@settings(deadline=None)
def test_the_published_sizes_are_those_of_the_groups_and_reach_k(world: World) -> None:
    view = release_view(WINDOW, world.members, world.practised, FRAMEWORK, k=5)
    for cell in view.cells:
        assert cell.size == sum(belongs(cell, person) for person in world.members) >= 5
        assert cell.role_group not in {"R1", "R4"}


@given(worlds(), st.data())
@settings(deadline=None)
def test_what_people_did_never_changes_which_cells_are_published(world: World, data: st.DataObject) -> None:
    ids = [person.person_id for person in world.members]
    otherwise = {b: data.draw(st.sets(st.sampled_from(ids))) for b in ROLES_OF}

    first = release_view(WINDOW, world.members, world.practised, FRAMEWORK, k=5)
    second = release_view(WINDOW, world.members, otherwise, FRAMEWORK, k=5)

    assert what_is_hidden(first) == what_is_hidden(second)


@given(worlds())
@settings(deadline=None)
def test_the_order_of_the_roster_never_changes_the_view(world: World) -> None:
    shuffled = sorted(world.members, key=lambda m: m.person_id[::-1])

    first = release_view(WINDOW, world.members, world.practised, FRAMEWORK, k=5)

    assert first == release_view(WINDOW, shuffled, world.practised, FRAMEWORK, k=5)


@given(worlds())
@settings(deadline=None)
def test_a_stored_view_is_shown_as_it_was_released(world: World) -> None:
    view = release_view(WINDOW, world.members, world.practised, FRAMEWORK, k=5)

    assert PracticeView.from_document(view.to_document()) == view


def test_a_joiner_cannot_be_told_from_two_windows_because_each_counts_its_own_records() -> None:
    team = [Member(f"p{n}", "R5", frozenset({"team"})) for n in range(14)]
    joiner = Member("joiner", "R5", frozenset({"team"}))
    before = release_view(WINDOW.previous, team, {"B7": {"p0", "p1", "p2", "p3"}}, FRAMEWORK)
    did = {"p4", "p5", "p6"}

    with_them, without = (
        release_view(WINDOW, [*team, joiner], {"B7": did | extra}, FRAMEWORK)
        for extra in ({"joiner"}, {"p7"})
    )

    assert with_them.cells == without.cells
    assert before.window.last < with_them.window.first


def test_a_thousand_people_in_a_hundred_units_are_decided_well_within_a_second() -> None:
    above = [frozenset({"u0"})]
    for place in range(1, 100):
        above.append(above[(place - 1) // 3] | {f"u{place}"})
    members = [Member(f"p{n}", ROLES[n % 5], above[n % 100]) for n in range(1000)]
    practised = {b: {f"p{n}" for n in range(0, 1000, 3)} for b in ROLES_OF}

    started = time.process_time()
    view = release_view(WINDOW, members, practised, FRAMEWORK)

    assert time.process_time() - started < 1
    assert view.cells


@given(worlds())
@settings(deadline=None)
def test_the_parts_of_a_view_together_are_the_view(world: World) -> None:
    view = release_view(WINDOW, world.members, world.practised, FRAMEWORK, k=5)
    parts = view.parts
    assert all(cell.unit_id == unit for unit, part in parts.items() for cell in part.cells)
    joined = PracticeView.joined([*parts.values()])
    assert set(joined.cells) == set(view.cells)
    assert len(joined.cells) == len(view.cells)
    assert replace(joined, cells=view.cells) == view


@given(st.integers(0, 2**24 - 1), st.lists(st.integers(0, 2**24 - 1), max_size=12), st.sampled_from([5, 7]))
def test_a_cell_is_published_exactly_where_every_block_is_left_empty_or_large_enough(
    population: int, cells: list[int], k: int
) -> None:
    candidates = [cell & population for cell in cells]
    blocks, verdicts = [population], list[bool]()
    for cell in candidates:
        parts = [part for block in blocks for part in (block & cell, block & ~cell) if part]
        verdicts.append(cell != 0 and all(part.bit_count() >= k for part in parts))
        blocks = parts if verdicts[-1] else blocks
    assert publishable(population, candidates, k) == verdicts
