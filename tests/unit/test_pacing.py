"""Turns at a platform's limits, one state after another."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Queue, rest, take
from bot.ports.limits import Call, Rate, Turn

NOON = 1_772_539_200_000
SLACK_POSTS = (Rate(300, 60.0, burst=8),)
NEW_CONVERSATIONS = (Rate(50, 60.0, burst=2),)
TEAMS_CONVERSATION = (Rate(7, 1.0), Rate(8, 2.0), Rate(60, 30.0), Rate(1800, 3600.0))
TEAMS_TENANT = (Rate(30, 1.0),)

rates = st.sampled_from([SLACK_POSTS, NEW_CONVERSATIONS, TEAMS_CONVERSATION, TEAMS_TENANT, (Rate(1, 1.0),)])
pauses = st.lists(st.integers(0, 5000), min_size=2, max_size=300)


def made(call: Call, gaps: Sequence[int], patience: int) -> list[int]:
    """When the calls were made of callers who come after these pauses."""
    queue, now, times = Queue(), NOON, []
    for gap in gaps:
        now += gap
        queue, turn = take(queue, call, now, patience)
        if turn.kept:
            times.append(now + round(turn.seconds * 1000))
    return times


def most_in(times: Sequence[int], span: int) -> int:
    """Most calls in any stretch of ``span`` milliseconds."""
    return max(sum(start <= each < start + span for each in times) for start in times)


@given(rates=rates, gaps=pauses, patience=st.sampled_from([0, 6000]))
def test_no_stretch_of_time_holds_more_than_the_limit(
    rates: tuple[Rate, ...], gaps: list[int], patience: int
) -> None:
    times = made(Call("b", rates), gaps, patience)
    assert all(most_in(times, round(rate.seconds * 1000)) <= rate.limit for rate in rates)


@pytest.mark.parametrize(
    ("rates", "a_minute"),
    [(SLACK_POSTS, 300), (NEW_CONVERSATIONS, 50), (TEAMS_TENANT, 1800), (TEAMS_CONVERSATION, 30)],
)
def test_of_what_is_allowed_at_least_95_percent_is_used(rates: tuple[Rate, ...], a_minute: int) -> None:
    times = made(Call("b", rates), [20] * 30_000, 6000)
    assert len(times) / ((times[-1] - times[0]) / 60_000) >= 0.95 * a_minute


@given(gaps=pauses, asked=st.integers(0, 100), seconds=st.integers(1, 120))
def test_nobody_calls_before_the_rest_is_over(gaps: list[int], asked: int, seconds: int) -> None:
    queue, now, until = Queue(), NOON, 0
    for number, gap in enumerate(gaps):
        now += gap
        if number == asked:
            until = now + 1000 * seconds
            queue = rest(queue, until)
        for urgent in (False, True):
            call = Call("b", SLACK_POSTS, urgent=urgent)
            queue, turn = take(queue, call, now, 6000)
            assert not turn.kept or now + turn.seconds * 1000 >= until


def test_a_shorter_rest_does_not_end_a_longer_one() -> None:
    assert rest(rest(Queue(), NOON + 30_000), NOON + 1000).rest_until == NOON + 30_000


def test_who_must_come_back_is_told_a_time_of_their_own() -> None:
    queue, told = Queue(), []
    for _ in range(5000):
        queue, turn = take(queue, Call("b", NEW_CONVERSATIONS), NOON, 0)
        if not turn.kept:
            told.append(turn.seconds)
    assert all(later - earlier == pytest.approx(60 / 49, abs=0.01) for earlier, later in pairwise(told))
    assert told[-1] == pytest.approx(4998 * 60 / 49, rel=0.01)


def test_a_place_waits_for_itself_only() -> None:
    one_a_second = (Rate(1, 1.0),)
    calls = [Call("b", SLACK_POSTS, place, one_a_second) for place in ("C1", "C1", "C2")]
    queue, turns = Queue(), []
    for call in calls:
        queue, turn = take(queue, call, NOON, 6000)
        turns.append(turn.seconds)
    assert turns == [0, 1, 0]


def test_places_long_quiet_are_forgotten() -> None:
    queue = Queue()
    for number in range(1000):
        call = Call("b", SLACK_POSTS, f"C{number}", (Rate(1, 1.0),))
        queue, _ = take(queue, call, NOON + 1000 * number, 6000)
    assert len(queue.filled) <= 3


@pytest.mark.parametrize("ahead", [20, 50 * 60])
def test_a_clock_that_ran_ahead_holds_nobody_up_once_it_is_right(ahead: int) -> None:
    call, then = Call("b", TEAMS_CONVERSATION, place="C1", place_rates=(Rate(1, 1.0),)), NOON + ahead * 60_000
    queue, _ = take(Queue(), call, then, 0)
    queue, sent_away = take(rest(queue, then + 30_000), call, then, 0)
    assert not sent_away.kept
    _, turn = take(queue, call, NOON, 0)
    assert turn == Turn(0)


def test_what_cannot_wait_goes_beyond_the_limit_and_is_counted_up_to_it() -> None:
    urgent = Call("b", (Rate(2, 60.0, burst=2),), urgent=True)
    queue = Queue()
    for _ in range(4):
        queue, turn = take(queue, urgent, NOON, 0)
        assert (turn.seconds, turn.kept) == (0, True)
    _, turn = take(queue, Call("b", urgent.rates), NOON, 0)
    assert not turn.kept


def test_a_limit_that_a_new_version_counts_otherwise_begins_afresh() -> None:
    queue, _ = take(Queue(), Call("b", SLACK_POSTS), NOON, 0)
    _, turn = take(queue, Call("b", TEAMS_CONVERSATION), NOON, 0)
    assert turn.kept
