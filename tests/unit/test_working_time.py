"""When a person works: zones, clock changes, weeks of all shapes, holidays, leave."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.people import Leave, WorkingWeek
from nudges.working_time import (
    Span,
    instant,
    is_working,
    last_working_day,
    local_date,
    next_working_day,
    week_start,
    working_span,
    works_on,
)
from tests.factories import (
    A_MONDAY,
    SUNDAY_TO_THURSDAY,
    a_person,
    a_week,
    holidays_on,
    no_holidays,
)

WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
ZONES = st.sampled_from(
    ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham"]
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year to minute, as ints


@pytest.mark.parametrize(
    ("zone", "day", "starts"),
    [
        ("Europe/Berlin", date(2026, 3, 27), utc(2026, 3, 27, 8)),
        ("Europe/Berlin", date(2026, 3, 30), utc(2026, 3, 30, 7)),
        ("Europe/Berlin", date(2026, 10, 23), utc(2026, 10, 23, 7)),
        ("Europe/Berlin", date(2026, 10, 26), utc(2026, 10, 26, 8)),
        ("Australia/Lord_Howe", date(2026, 4, 3), utc(2026, 4, 2, 22)),
        ("Australia/Lord_Howe", date(2026, 4, 6), utc(2026, 4, 5, 22, 30)),
        ("Asia/Kathmandu", date(2026, 3, 2), utc(2026, 3, 2, 3, 15)),
        ("Pacific/Kiritimati", date(2026, 3, 2), utc(2026, 3, 1, 19)),
    ],
)
def test_nine_in_the_morning_stays_nine_whatever_the_clocks_do(
    zone: str, day: date, starts: datetime
) -> None:
    person = a_person(time_zone=zone)
    span = working_span(person, day, no_holidays)
    assert span == Span(starts, starts + timedelta(hours=8))


def test_a_local_time_that_is_skipped_moves_forward_with_the_clock() -> None:
    person = a_person(time_zone="Europe/Berlin")
    assert instant(person, date(2026, 3, 29), time(2, 30)) == utc(2026, 3, 29, 1, 30)


def test_a_local_time_that_comes_twice_means_the_first() -> None:
    person = a_person(time_zone="Europe/Berlin")
    assert instant(person, date(2026, 10, 25), time(2, 30)) == utc(2026, 10, 25, 0, 30)


def test_a_night_shift_is_an_hour_shorter_when_the_clocks_go_forward() -> None:
    night = a_week(frozenset({6}), time(1), time(6))
    person = a_person(time_zone="Europe/Berlin", week=night)
    span = working_span(person, date(2026, 3, 29), no_holidays)
    assert span is not None
    assert span.end - span.start == timedelta(hours=4)


def test_the_day_is_the_one_where_the_person_is() -> None:
    at = utc(2026, 3, 1, 20)
    assert local_date(a_person(time_zone="Pacific/Kiritimati"), at) == date(2026, 3, 2)
    assert local_date(a_person(time_zone="America/New_York"), at) == date(2026, 3, 1)


def test_the_last_minute_of_work_counts_and_closing_time_does_not() -> None:
    person = a_person()
    assert is_working(person, utc(2026, 3, 2, 9), no_holidays)
    assert is_working(person, utc(2026, 3, 2, 16, 59), no_holidays)
    assert not is_working(person, utc(2026, 3, 2, 17), no_holidays)
    assert not is_working(person, utc(2026, 3, 2, 8, 59), no_holidays)


def test_sunday_is_a_working_day_and_friday_is_not_from_sunday_to_thursday() -> None:
    person = a_person(week=a_week(SUNDAY_TO_THURSDAY))
    assert works_on(person, date(2026, 3, 1), no_holidays)
    assert not works_on(person, date(2026, 3, 6), no_holidays)


def test_a_public_holiday_is_free_only_in_its_country() -> None:
    def in_chad(country: str, day: date) -> bool:
        return country == "TD" and day == A_MONDAY

    assert not works_on(a_person(country="TD"), A_MONDAY, in_chad)
    assert works_on(a_person(country="CH"), A_MONDAY, in_chad)
    assert works_on(a_person(country=""), A_MONDAY, holidays_on(A_MONDAY))


def test_leave_covers_its_first_and_last_day() -> None:
    person = a_person(leave=[Leave(date(2026, 3, 3), date(2026, 3, 4))])
    working = [works_on(person, A_MONDAY + timedelta(days=n), no_holidays) for n in range(4)]
    assert working == [True, False, False, True]


def test_the_next_working_day_jumps_over_weekend_holiday_and_leave() -> None:
    person = a_person(leave=[Leave(date(2026, 3, 10), date(2026, 3, 10))])
    friday = date(2026, 3, 6)
    assert next_working_day(person, friday, holidays_on(date(2026, 3, 9))) == date(2026, 3, 11)


def test_there_is_no_next_working_day_for_somebody_away_for_years() -> None:
    person = a_person(leave=[Leave(date(2026, 1, 1), date(2029, 1, 1))])
    assert next_working_day(person, A_MONDAY, no_holidays) is None


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (frozenset({0, 1, 2, 3, 4}), 0),
        (SUNDAY_TO_THURSDAY, 6),
        (frozenset({5, 6, 0, 1, 2}), 5),
        (frozenset(range(7)), 0),
        (frozenset({2}), 2),
        (frozenset({0, 1, 3, 4}), 0),
    ],
)
def test_the_week_begins_after_the_longest_rest(days: frozenset[int], first: int) -> None:
    assert WorkingWeek(days, time(9), time(17)).first_day == first


def test_the_last_working_day_moves_forward_when_friday_is_off() -> None:
    friday = date(2026, 3, 6)
    assert last_working_day(a_person(), A_MONDAY, holidays_on(friday)) == date(2026, 3, 5)
    away = a_person(leave=[Leave(A_MONDAY, friday)])
    assert last_working_day(away, A_MONDAY, no_holidays) is None


@given(WEEKDAYS, DAYS)
def test_a_persons_own_week_has_seven_days_and_begins_with_its_first(
    weekdays: frozenset[int], day: date
) -> None:
    person = a_person(week=a_week(weekdays))
    start = week_start(person, day)
    assert start.weekday() == person.week.first_day
    assert start <= day < start + timedelta(days=7)


@given(WEEKDAYS, DAYS)
def test_without_absences_the_last_working_day_is_that_of_the_week(
    weekdays: frozenset[int], day: date
) -> None:
    person = a_person(week=a_week(weekdays))
    week = [week_start(person, day) + timedelta(days=n) for n in range(7)]
    worked = [each for each in week if each.weekday() in weekdays]
    assert last_working_day(person, day, no_holidays) == worked[-1]


@given(ZONES, DAYS, st.integers(0, 95))
def test_an_instant_of_a_working_span_is_working_time_on_that_day(zone: str, day: date, quarter: int) -> None:
    person = a_person(time_zone=zone, week=a_week(frozenset(range(7)), time(6), time(22)))
    span = working_span(person, day, no_holidays)
    assert span is not None
    at = span.start + quarter * timedelta(minutes=15)
    assert is_working(person, at, no_holidays) == (at in span)
    assert at not in span or local_date(person, at) == day
