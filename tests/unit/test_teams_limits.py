"""Messages to Teams keep to what Microsoft allows, in a conversation and in a tenant."""

import pytest

from bot.pacing import Queue, take
from bot.ports.limits import Call
from bot.teams.limits import call_of

NOON = 1_772_539_200_000
ALLOWED = ((1_000, 7), (2_000, 8), (30_000, 60), (3_600_000, 1800))


def times_of(calls: list[Call], patience: int) -> list[int]:
    """When calls are made that are all asked for at noon, and again whenever they were sent away."""
    queue, times = Queue(), []
    waiting = [(NOON, number) for number in range(len(calls))]
    while waiting:
        waiting.sort()
        now, number = waiting.pop(0)
        queue, turn = take(queue, calls[number], now, patience)
        at = now + round(turn.seconds * 1000)
        if turn.kept:
            times.append(at)
        else:
            waiting.append((at, number))
    return sorted(times)


def most_in(times: list[int], span: int) -> int:
    return max(
        sum(start <= each < start + span for each in times[n : n + 2000]) for n, start in enumerate(times)
    )


def test_no_conversation_gets_more_than_its_limits() -> None:
    times = times_of([call_of("t", "a:1", per_second=30)] * 1900, patience=10_000_000)
    assert [most_in(times, span) <= limit for span, limit in ALLOWED] == [True] * 4
    assert most_in(times, 3_600_000) >= 0.95 * 1800


def test_nobody_notices_that_the_few_messages_of_one_reply_take_turns() -> None:
    times = times_of([call_of("t", "a:1", per_second=30)] * 3, patience=6000)
    assert times[-1] - times[0] < 50


def test_who_presses_a_button_every_second_gets_two_messages_for_each_without_waiting() -> None:
    queue, waits = Queue(), []
    for second in range(20):
        for _ in range(2):
            call = call_of("t", "a:1", per_second=30)
            queue, turn = take(queue, call, NOON + second * 1000, patience=60_000)
            waits.append(turn.seconds)
    assert max(waits) < 0.5


@pytest.mark.parametrize("per_second", [1, 20, 30, 50])
def test_a_tenant_gets_its_limit_and_nearly_all_of_it(per_second: int) -> None:
    calls = [call_of("t", f"a:{number}", per_second=per_second) for number in range(per_second * 20)]
    times = times_of(calls, patience=60_000)
    assert most_in(times, 1000) <= per_second
    assert len(times) / ((times[-1] - times[0]) / 1000) >= 0.95 * per_second


def test_tenants_do_not_wait_for_each_other() -> None:
    assert call_of("t", "a:1", per_second=30).bucket != call_of("u", "a:1", per_second=30).bucket
