"""What coordinators see of a round: ranges of groups, from which nobody can be made out."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from nudges.flows.introductions.figures import RoundFigures, between, figures_of
from nudges.flows.introductions.held_rounds import Between, HeldRound

K = 10
REASONS = ("odd_number", "nobody_free", "no_shared_hours")

counts = st.integers(0, 60)


@st.composite
def rounds(draw: st.DrawFn) -> HeldRound:
    pairs, threes = draw(counts), draw(st.integers(0, 5))
    unmatched = draw(st.dictionaries(st.sampled_from(REASONS), st.integers(1, 25)))
    took_part = 2 * pairs + 3 * threes + sum(unmatched.values())
    pillars = draw(st.dictionaries(st.sampled_from(("Development", "Peace")), counts))
    links = (Between(("Development", "Peace"), pairs),)
    return HeldRound("r", "south", date(2026, 3, 10), took_part, pairs, threes, unmatched, pillars, links, 3)


def told(shown: RoundFigures) -> list[str]:
    """Every number of people."""
    named = (*shown.pillars, *shown.between, *shown.reasons)
    return [shown.took_part, *(number for _, number in named)]


@given(rounds())
def test_nothing_is_told_of_fewer_people_than_the_least_group(held: HeldRound) -> None:
    shown = figures_of(held, K)
    assert (shown is None) == (held.took_part < K)
    for number in told(shown) if shown else ():
        low, high = (int(each) for each in re.findall(r"\d+", number))
        assert low >= K
        assert high - low == 4


@given(st.integers(5, 60))
def test_a_round_in_which_two_would_not_meet_looks_like_one_in_which_all_met(pairs: int) -> None:
    """Two who would not meet, among others who all met somebody."""
    all_met = HeldRound("r", "south", date(2026, 3, 10), 2 * pairs, pairs)
    two_did_not = replace(all_met, pairs=pairs - 1, unmatched={"nobody_free": 2})
    assert figures_of(all_met, K) == figures_of(two_did_not, K)


def test_a_pillar_of_which_few_took_part_is_not_even_named() -> None:
    """Where a pillar has one person, its name would say that they took part."""
    links = (Between(("Development", "Peace"), 8), Between(("Development", "Relief"), 1))
    pillars = {"Development": 9 + K, "Peace": K, "Relief": 1}
    held = HeldRound("r", "south", date(2026, 3, 10), 30, 15, pillars=pillars, between=links)
    shown = figures_of(held, K)
    assert shown is not None
    assert [name for name, _ in shown.pillars] == ["Development", "Peace"]
    assert [sides for sides, _ in shown.between] == [("Development", "Peace")]


def test_links_are_counted_between_sides_also_within_a_group_of_three() -> None:
    sides = {"a": "Peace", "b": "Development", "c": "Peace", "d": "Relief"}
    found = between([("a", "b"), ("b", "c", "d"), ("c", "left")], sides)
    assert {each.sides: each.links for each in found} == {
        ("Development", "Peace"): 2,
        ("Development", "Relief"): 1,
        ("Peace", "Relief"): 1,
    }
