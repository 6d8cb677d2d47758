"""An answer is waited for from when the request arrived."""

from datetime import UTC, datetime, timedelta

from nudges.requests import GIVEN_UP_AFTER, Request, put_off

ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)
WAKE = ASKED + timedelta(days=5)


def test_what_arrived_at_once_is_waited_for_as_long_as_the_flow_says() -> None:
    assert put_off(WAKE, [Request(ASKED, ASKED)], WAKE) is None


def test_what_arrived_late_puts_the_moment_off_by_as_much() -> None:
    arrived = Request(ASKED, ASKED + timedelta(days=4))
    assert put_off(WAKE, [arrived], WAKE) == WAKE + timedelta(days=4)
    assert put_off(WAKE, [arrived], WAKE + timedelta(days=4)) is None


def test_of_several_the_last_to_arrive_counts() -> None:
    several = [Request(ASKED, ASKED + timedelta(days=n)) for n in (1, 3, 2)]
    assert put_off(WAKE, several, WAKE) == WAKE + timedelta(days=3)


def test_what_is_still_on_its_way_is_looked_at_again_until_it_is_given_up() -> None:
    waiting = [Request(ASKED)]
    assert put_off(WAKE, waiting, WAKE) is not None
    assert put_off(WAKE, waiting, ASKED + GIVEN_UP_AFTER) is None


def test_a_record_without_any_request_is_not_put_off() -> None:
    assert put_off(WAKE, [], WAKE) is None
