"""When the calendar opens a trigger, and for how long it stays open."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.triggers import Every, InCheckIn, Recurring, opening

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
MONDAY, WEDNESDAY, THURSDAY, SUNDAY = 0, 2, 3, 6


def always(day: date) -> bool:
    return True


def except_on(*off: date) -> Callable[[date], bool]:
    return lambda day: day not in off


def openings(
    trigger: Recurring, first: date, days: int, works: Callable[[date], bool] = always
) -> list[date]:
    """The days of a stretch on which the trigger opens."""
    stretch = (first + timedelta(days=n) for n in range(days))
    return [day for day in stretch if opening(trigger, day, works) == day]


def test_a_weekly_trigger_opens_every_week_on_its_day() -> None:
    found = openings(Recurring(Every.WEEK, SUNDAY), date(2026, 1, 1), 28)
    assert found == [date(2026, 1, 4) + timedelta(days=7 * n) for n in range(4)]


def test_a_fortnightly_trigger_keeps_its_rhythm_over_the_new_year() -> None:
    """2026 has 53 weeks: parity of the week number would fail here."""
    found = openings(Recurring(Every.FORTNIGHT, WEDNESDAY), date(2026, 12, 1), 90)
    assert {(b - a).days for a, b in pairwise(found)} == {14}
    assert len(found) >= 6


@pytest.mark.parametrize(
    ("nth", "expected"),
    [(None, date(2026, 10, 1)), (1, date(2026, 10, 1)), (5, date(2026, 10, 29)), (-1, date(2026, 10, 29))],
)
def test_the_nth_thursday_of_a_month(nth: int | None, expected: date) -> None:
    assert openings(Recurring(Every.MONTH, THURSDAY, nth=nth), date(2026, 10, 1), 31) == [expected]


def test_a_fifth_thursday_that_a_month_does_not_have_never_comes() -> None:
    assert openings(Recurring(Every.MONTH, THURSDAY, nth=5), date(2026, 11, 1), 30) == []


def test_the_last_thursday_is_the_fourth_in_a_short_month() -> None:
    assert openings(Recurring(Every.MONTH, THURSDAY, nth=-1), date(2026, 2, 1), 28) == [date(2026, 2, 26)]


def test_the_first_monday_of_each_quarter() -> None:
    found = openings(Recurring(Every.QUARTER, MONDAY, nth=1), date(2026, 1, 1), 365)
    assert found == [date(2026, 1, 5), date(2026, 4, 6), date(2026, 7, 6), date(2026, 10, 5)]


def test_a_holiday_on_the_first_monday_moves_the_first_working_one_by_a_week() -> None:
    easter_monday = date(2026, 4, 6)
    trigger = Recurring(Every.QUARTER, MONDAY, nth=1, working=True)
    assert openings(trigger, date(2026, 4, 1), 91, except_on(easter_monday)) == [date(2026, 4, 13)]


def test_leave_for_the_whole_first_month_moves_the_first_working_monday_into_the_second() -> None:
    trigger = Recurring(Every.QUARTER, MONDAY, nth=1, working=True)
    found = openings(trigger, date(2026, 1, 1), 90, lambda day: day >= date(2026, 2, 4))
    assert found == [date(2026, 2, 9)]


def test_the_last_monday_of_a_quarter_is_in_its_last_month() -> None:
    trigger = Recurring(Every.QUARTER, MONDAY, nth=-1)
    assert openings(trigger, date(2026, 1, 1), 181) == [date(2026, 3, 30), date(2026, 6, 29)]


def test_a_trigger_without_working_opens_on_a_holiday_and_stays_open_after_it() -> None:
    monday = date(2026, 4, 6)
    trigger = Recurring(Every.WEEK, MONDAY, open_days=2)
    assert opening(trigger, monday + timedelta(days=1), except_on(monday)) == monday


@given(DAYS, st.sampled_from(list(Every)), st.integers(0, 6), st.integers(0, 5))
def test_a_trigger_stays_open_for_its_days_and_no_longer(
    day: date, every: Every, weekday: int, open_days: int
) -> None:
    trigger = Recurring(every, weekday, open_days=open_days)
    opened = opening(trigger, day, always)
    fresh = [
        back
        for back in range(open_days + 1)
        if openings(Recurring(every, weekday, open_days=0), day - timedelta(days=back), 1)
    ]
    assert opened == (day - timedelta(days=fresh[0]) if fresh else None)


@given(st.integers(2024, 2032), st.sampled_from([Every.MONTH, Every.QUARTER]), st.integers(0, 6))
def test_each_month_and_quarter_has_exactly_one_opening(year: int, every: Every, weekday: int) -> None:
    found = openings(Recurring(every, weekday), date(year, 1, 1), 366 if year % 4 == 0 else 365)
    assert len(found) == (12 if every is Every.MONTH else 4)
    assert all(day.day <= 7 for day in found)


class TestLinesOfTheCheckIn:
    DAYS = tuple(date(2026, 1, 2) + timedelta(days=7 * week) for week in range(52))

    @pytest.mark.parametrize(
        ("every", "times"), [(Every.WEEK, 52), (Every.FORTNIGHT, 26), (Every.MONTH, 12), (Every.QUARTER, 4)]
    )
    def test_a_line_comes_as_often_as_it_says(self, every: Every, times: int) -> None:
        assert sum(InCheckIn(every).asks_on(day) for day in self.DAYS) == times

    def test_a_fortnightly_line_never_comes_twice_in_a_row(self) -> None:
        asked = [InCheckIn(Every.FORTNIGHT).asks_on(day) for day in self.DAYS]
        assert not any(a and b for a, b in pairwise(asked))
