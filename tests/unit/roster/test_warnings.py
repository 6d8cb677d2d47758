"""Names written in two ways are pointed out; names that differ on purpose are not."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.roster.file import Roster
from nudges.roster.summary import summary_of
from nudges.roster.warnings import alike, look_alikes
from tests.told import ENGLISH
from tests.unit.roster.test_change import row

NAMES = st.text(st.sampled_from("aeioé rst-&1"), max_size=14)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Humanitarian", "humanitarian"),
        ("Humanitarian", "Humanitarians"),
        ("Humanitarian", "Humanitraian"),
        ("Peace and security", "Peace & Security"),
        ("Peace and security", "Peace-and-security"),
        ("Peace Mission", "PeaceMission"),
        ("Skills Fund", "Skills Funds"),
        ("Sécurité", "Securite"),
        ("Development", "Developement"),
    ],
)
def test_one_name_written_in_two_ways(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Development", "Humanitarian"),
        ("Peace", "Peace and security"),
        ("ABCD", "ABED"),
        ("Region 1", "Region 2"),
        ("Office A", "Office B"),
        ("Agency North", "Agency South"),
        ("Agency East", "Agency West"),
        ("Relief Office", "Rights Office"),
    ],
)
def test_two_names_on_purpose(one: str, other: str) -> None:
    assert not alike(one, other)


@given(NAMES, NAMES)
def test_dots_and_capitals_never_make_another_name_and_numbers_always_do(one: str, other: str) -> None:
    assert alike(one, one)
    assert alike(one.upper(), one)
    assert alike(one, f"{one}.")
    assert not alike(f"{one} 1", f"{other} 2")


def test_the_rarer_spelling_is_told_with_the_usual_one_and_both_with_their_lines() -> None:
    cells = [(2, "Humanitarians"), *((n, "Humanitarian") for n in range(3, 10))]
    [found] = look_alikes("pillar", cells)
    assert found.said(ENGLISH) == (
        'pillar: "Humanitarian" (7 people, lines 3, 4, 5, 6, 7, …) and "Humanitarians" (1 person, line 2) '
        "look alike; if they are one, write both the same way; now they count as two"
    )


def test_every_spelling_is_told_once() -> None:
    cells = [(2, "Humanitarian"), (3, "Humanitarian"), (4, "humanitarian"), (5, "Humanitarians"), (6, "")]
    assert [each.other.name for each in look_alikes("pillar", cells)] == ["humanitarian", "Humanitarians"]


def test_a_summary_counts_names_most_people_first() -> None:
    summary = summary_of(Roster((row("a"), row("b"))))
    assert (summary.people, summary.pillars, summary.entities) == (2, (("Development", 2),), (("Office", 2),))
    assert (summary.coordinators, summary.slack, summary.teams) == ((), 0, 0)


def test_a_column_with_a_name_for_each_person_is_looked_through_quickly() -> None:
    """Comparing each with each took 45 seconds."""
    cells = [(n, f"entity {n:x} of many") for n in range(2, 2700)]
    begun = process_time()
    [found] = look_alikes("entity", [*cells, (2700, "Entity a8b, of many")])
    assert found.one.name == "entity a8b of many"
    assert process_time() - begun < 1
