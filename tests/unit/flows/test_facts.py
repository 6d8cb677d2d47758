"""Facts of the setting's own records: large enough, against the perception, denominators named."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.flows.consultations import Consultation, State
from nudges.flows.facts import (
    Experience,
    Finding,
    agreement,
    norm,
    of_consultations,
    of_introductions,
    usual,
    usual_days,
)
from nudges.practice_view import Cell, share_band

ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)
K = 10


def a_consultation(number: int, state: State, days: int = 2, asked: str = "") -> Consultation:
    answered = ASKED + timedelta(days=days - 1) if state is not State.LAPSED else None
    return Consultation(
        id=f"c{number}",
        setting_id="south",
        asker_id=f"asker{number}",
        asked_id=asked or f"asked{number}",
        about="plan",
        question="?",
        asked_at=ASKED,
        state=state,
        answered_at=answered,
    )


def by_name(perception: str, *consultations: Consultation) -> Finding:
    return next(each for each in of_consultations(consultations) if each.perception == perception)


def test_open_questions_count_neither_way() -> None:
    found = by_name("nobody_answers", a_consultation(1, State.ASKED), a_consultation(2, State.USED))
    assert (found.hits, found.cases) == (1, 1)


def test_a_finding_needs_ten_cases_and_ten_people() -> None:
    answered = [a_consultation(n, State.USED) for n in range(K)]
    assert by_name("nobody_answers", *answered).speaks_against(K)
    assert not by_name("nobody_answers", *answered[1:]).speaks_against(K)
    two_people = [a_consultation(0, State.USED) for _ in range(K)]
    assert not by_name("nobody_answers", *two_people).is_large(K)


@given(hits=st.integers(0, 50), cases=st.integers(0, 50), people=st.integers(0, 100))
def test_what_is_below_half_is_never_posted(hits: int, cases: int, people: int) -> None:
    found = Finding("nobody_answers", hits, cases, people)
    if found.speaks_against(K):
        assert 2 * hits >= cases >= K
        assert people >= K


def test_slow_answers_do_not_speak_against_waiting_for_ever() -> None:
    slow = [a_consultation(n, State.USED, days=20) for n in range(K)]
    assert by_name("answers_take_long", *slow).is_large(K)
    assert not by_name("answers_take_long", *slow).speaks_against(K)


def test_what_came_of_answers_counts_only_where_it_was_told() -> None:
    told = [
        a_consultation(1, State.USED),
        a_consultation(2, State.NOT_USED),
        a_consultation(3, State.ANSWERED),
    ]
    found = by_name("answers_are_not_used", *told)
    assert (found.hits, found.cases) == (1, 2)


def test_introductions_count_whom_they_were_between() -> None:
    found = of_introductions([(True, ("a", "b")), (False, ("b", "c"))])
    assert (found.hits, found.cases, found.people) == (1, 2, 3)


def test_the_usual_time_is_the_middle_one() -> None:
    assert usual_days([a_consultation(n, State.USED, days=d) for n, d in enumerate((1, 2, 40))]) == 2


@pytest.mark.parametrize(("requests", "colleagues", "shown"), [(10, 3, True), (9, 3, False), (12, 2, False)])
def test_what_an_entity_usually_does_needs_ten_requests_to_three_people(
    requests: int, colleagues: int, shown: bool
) -> None:
    past = [a_consultation(n, State.USED, asked=f"p{n % colleagues}") for n in range(requests)]
    past.append(a_consultation(99, State.ASKED, asked="p0"))
    entities = {f"p{n}": "WFP" for n in range(colleagues)}
    found = usual(past, entities, "WFP")
    assert (found is not None) is shown
    assert found is None or (found.requests, found.answered) == (requests, requests)
    assert usual(past, entities, "UNDP") is None


def a_cell(practised: int, size: int = 20) -> Cell:
    return Cell("B6", "R2", None, size, share_band(practised, size))


def test_half_and_more_is_told_and_less_only_where_it_rose() -> None:
    half = norm(a_cell(10), None)
    assert half is not None
    assert half.before is None
    risen = norm(a_cell(8), a_cell(3))
    assert risen is not None
    assert risen.before is not None
    assert norm(a_cell(8), a_cell(9)) is None
    assert norm(a_cell(8), None) is None
    assert norm(None, a_cell(18)) is None


@given(now=st.integers(0, 20), before=st.integers(0, 20))
def test_nobody_hears_that_few_do_it_or_that_fewer_do(now: int, before: int) -> None:
    found = norm(a_cell(now), a_cell(before))
    if found is not None:
        assert found.now.low >= 50 or now > before


def test_experiences_are_shown_from_k_people_on() -> None:
    told = [Experience(f"e{n}", "south", f"p{n}", "x", n % 2 == 0, ASKED) for n in range(K)]
    assert agreement(told[1:], K) is None
    assert agreement(told, K) == (5, 10)
    assert told[0].without("p0") is None
    assert told[0].wake_at.date() > date(2026, 4, 1)
