"""Quarters: named, ordered and counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.flows.scorecard import Quarter

YEARS = st.integers(1000, 9000)
QUARTERS = st.builds(Quarter, YEARS, st.integers(1, 4))


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_every_day_is_in_the_quarter_that_holds_it(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert Quarter.of(quarter.last + timedelta(days=1)) == quarter.plus(1)


@given(QUARTERS)
def test_a_label_is_read_as_it_is_written(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter


@given(QUARTERS, st.integers(-400, 400), st.integers(-400, 400))
def test_quarters_add_up_and_keep_their_order(quarter: Quarter, one: int, other: int) -> None:
    assert quarter.plus(one).plus(other) == quarter.plus(one + other)
    assert (quarter.plus(one) < quarter.plus(other)) == (one < other)


def test_the_quarter_before_the_first_is_the_last_of_the_year_before() -> None:
    assert Quarter(2027, 1).plus(-1) == Quarter(2026, 4)
    assert Quarter(2028, 1).last == date(2028, 3, 31)


@pytest.mark.parametrize(
    "label", ["2026-Q5", "2026-Q0", "2026Q4", "2026-q4", "26-Q1", "0000-Q1", "", "2026-Q4 "]
)
def test_other_labels_are_told_how_to_write_it(label: str) -> None:
    with pytest.raises(ValueError, match="write it like 2026-Q4"):
        Quarter.parse(label)


def test_a_year_has_four_quarters() -> None:
    with pytest.raises(ValueError, match="no quarter"):
        Quarter(2026, 5)
