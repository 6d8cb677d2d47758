"""Who may be introduced to whom, and what makes a pair good."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.flows.introductions import Candidate, PastMeeting, Reason, Rules, Standing, Weights, open_round
from nudges.flows.introductions.hours import QUARTERS, shared_hours, usual_hours
from nudges.flows.introductions.matching import reason_for
from nudges.people import WorkingWeek

DAY = date(2026, 11, 3)
OFFICE = WorkingWeek(frozenset(range(5)), time(9), time(17))
NAIROBI = usual_hours("Africa/Nairobi", OFFICE, DAY)
TOKYO = usual_hours("Asia/Tokyo", OFFICE, DAY)
BOGOTA = usual_hours("America/Bogota", OFFICE, DAY)
ADA = Candidate("ada", "peace", "DPO")
BO = Candidate("bo", "development", "UNDP")


def standing(one: Candidate, other: Candidate, *met: date, rules: Rules | None = None) -> Standing:
    past = [PastMeeting(other.id, one.id, day) for day in met]
    opened = open_round([one, other], past, DAY, rules or Rules())
    assert opened.standing(one, other) == opened.standing(other, one)
    return opened.standing(one, other)


def score(one: Candidate, other: Candidate, *met: date) -> int:
    opened = open_round([one, other], [PastMeeting(one.id, other.id, day) for day in met], DAY, Rules())
    assert opened.score(one, other) == opened.score(other, one)
    return opened.score(one, other)


def test_people_of_one_pillar_are_never_introduced() -> None:
    assert standing(ADA, replace(BO, pillar="peace")) is Standing.SAME_PILLAR


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (180, False), (181, True)])
def test_nobody_meets_the_same_person_inside_the_cool_down(days: int, allowed: bool) -> None:
    assert (standing(ADA, BO, DAY - timedelta(days=days)) is Standing.ALLOWED) is allowed


def test_the_last_of_several_meetings_counts_and_a_planned_one_too() -> None:
    assert standing(ADA, BO, DAY - timedelta(days=10), DAY - timedelta(days=400)) is Standing.MET_RECENTLY
    assert standing(ADA, BO, DAY + timedelta(days=3)) is Standing.MET_RECENTLY


def test_an_exclusion_by_either_keeps_both_apart() -> None:
    assert standing(replace(ADA, exclusions=frozenset({"bo"})), BO) is Standing.EXCLUDED


def test_two_people_need_a_common_language_if_both_say_theirs() -> None:
    french, english = frozenset({"fr"}), frozenset({"en"})
    assert standing(replace(ADA, languages=french), replace(BO, languages=english)) is (
        Standing.NO_COMMON_LANGUAGE
    )
    assert standing(replace(ADA, languages=french), BO) is Standing.ALLOWED
    assert standing(replace(ADA, languages=french | english), replace(BO, languages=english)) is (
        Standing.ALLOWED
    )


def test_shared_hours_are_needed_only_where_the_setting_asks() -> None:
    one, other = replace(ADA, hours=TOKYO), replace(BO, hours=BOGOTA)
    assert standing(one, other) is Standing.ALLOWED
    strict = Rules(require_shared_hours=True)
    assert standing(one, other, rules=strict) is Standing.NO_SHARED_HOURS
    assert standing(one, replace(other, hours=0), rules=strict) is Standing.ALLOWED


def test_each_thing_in_common_makes_a_pair_better() -> None:
    plain = score(ADA, BO)
    weights = Weights()
    assert score(ADA, replace(BO, entity="DPO")) == plain - weights.different_entity
    assert score(ADA, BO, DAY - timedelta(days=400)) == plain - weights.never_met
    topics = frozenset("abcde")
    assert score(replace(ADA, topics=topics), replace(BO, topics=topics)) == plain + 3 * weights.shared_topic
    assert score(replace(ADA, hours=NAIROBI), replace(BO, hours=NAIROBI)) == plain + 10 * weights.shared_hour
    assert score(replace(ADA, encouraged=True), BO) == plain + weights.encouraged
    assert score(replace(ADA, carried_over=True), BO) == plain + weights.carried_over


def test_two_introductions_are_worth_more_than_the_best_single_one() -> None:
    weights = Weights()
    assert 2 * weights.introduced > weights.most


@pytest.mark.parametrize("wrong", [{"shared_topic": -1}, {"introduced": 5_000}])
def test_points_beyond_what_matchers_can_handle_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="points"):
        Weights(**wrong)


def test_somebody_twice_in_a_round_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        open_round([ADA, replace(BO, id="ada")], [], DAY, Rules())


def test_a_usual_week_is_forty_hours_wherever_it_is_worked() -> None:
    zones = ("Africa/Nairobi", "Asia/Kathmandu", "Pacific/Auckland", "America/Bogota")
    assert {shared_hours(week, week) for week in (usual_hours(zone, OFFICE, DAY) for zone in zones)} == {40}


def test_shared_hours_follow_the_clocks() -> None:
    paris_winter = usual_hours("Europe/Paris", OFFICE, date(2026, 11, 3))
    paris_summer = usual_hours("Europe/Paris", OFFICE, date(2026, 7, 7))
    assert shared_hours(paris_winter, NAIROBI) == 5 * 6
    assert shared_hours(paris_summer, usual_hours("Africa/Nairobi", OFFICE, date(2026, 7, 7))) == 5 * 7


@given(st.sets(st.integers(0, 6), min_size=1), st.sampled_from(["Asia/Kathmandu", "Pacific/Kiritimati"]))
def test_hours_stay_inside_the_week(days: set[int], zone: str) -> None:
    bits = usual_hours(zone, WorkingWeek(frozenset(days), time(9), time(17)), DAY)
    assert bits < 1 << QUARTERS
    assert bits.bit_count() == len(days) * 8 * 4


@pytest.mark.parametrize(
    ("standings", "reason"),
    [
        ({}, Reason.SAME_PILLAR_ONLY),
        ({Standing.SAME_PILLAR: 4}, Reason.SAME_PILLAR_ONLY),
        ({Standing.MET_RECENTLY: 1, Standing.NO_COMMON_LANGUAGE: 9}, Reason.ALL_MET_RECENTLY),
        ({Standing.NO_SHARED_HOURS: 1, Standing.NO_COMMON_LANGUAGE: 9}, Reason.NO_SHARED_HOURS),
        ({Standing.SAME_PILLAR: 4, Standing.NO_COMMON_LANGUAGE: 9}, Reason.NO_COMMON_LANGUAGE),
        ({Standing.ALLOWED: 1, Standing.NO_COMMON_LANGUAGE: 9}, Reason.NOBODY_FREE),
    ],
)
def test_people_who_go_without_are_told_what_stood_in_the_way(
    standings: dict[Standing, int], reason: Reason
) -> None:
    assert reason_for(standings, last_of_odd=False) is reason


def test_the_last_of_an_odd_number_is_told_so() -> None:
    assert reason_for({Standing.ALLOWED: 4}, last_of_odd=True) is Reason.ODD_NUMBER


def test_where_threes_are_allowed_the_number_alone_is_no_reason() -> None:
    for standing in (Standing.ALLOWED, Standing.EXCLUDED):
        told = reason_for({standing: 4, Standing.MET_RECENTLY: 1}, last_of_odd=True, threes=True)
        assert told is Reason.NO_PAIR_TO_JOIN, "and an exclusion is not to be told from who is taken"


@given(st.dictionaries(st.sampled_from(Standing), st.integers(0, 5)))
def test_no_reason_gives_an_exclusion_away(standings: dict[Standing, int]) -> None:
    """Whoever is excluded reads what somebody reads whose counterparts are merely taken."""
    taken = {**standings, Standing.EXCLUDED: 0, Standing.ALLOWED: 1}
    excluded = {**standings, Standing.EXCLUDED: 1}
    assert reason_for(excluded, last_of_odd=False) is reason_for(taken, last_of_odd=False)
