"""Slots that both can really take."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.flows.introductions.common_ground import FORTNIGHT, SLOT, common_slots
from nudges.people import Leave, Person, WorkingWeek
from nudges.working_time import is_working, local_date
from tests.factories import MONDAY_TO_FRIDAY, SUNDAY_TO_THURSDAY, a_person, a_week, holidays_on, no_holidays

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

weeks = st.builds(
    WorkingWeek,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times(time(0), time(11)),
    st.times(time(12), time(23, 45)),
)
zones = st.sampled_from(["UTC", "Africa/Nairobi", "Asia/Kathmandu", "America/New_York", "Pacific/Auckland"])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(weeks, weeks, zones, zones, moments)
def test_slots_lie_in_the_working_hours_of_both(
    week: WorkingWeek, other_week: WorkingWeek, zone: str, other_zone: str, now: datetime
) -> None:
    away = Leave(now.date(), now.date() + timedelta(days=4))
    one = a_person("one", week=week, time_zone=zone, leave=[away])
    other = a_person("other", week=other_week, time_zone=other_zone)
    holiday = holidays_on(now.date() + timedelta(days=7))
    slots = common_slots(one, other, now, holiday)
    assert len({slot.start for slot in slots}) == len(slots) <= 3
    for slot in slots:
        assert slot.end - slot.start == SLOT
        assert slot.start.minute in {0, 30}
        assert now + timedelta(days=1) <= slot.start < now + FORTNIGHT
        for at in (slot.start, slot.end - MINUTE):
            assert is_working(one, at, holiday)
            assert is_working(other, at, holiday)


def test_three_slots_lie_on_three_days_far_apart() -> None:
    one, other = a_person("one"), a_person("other", time_zone="Africa/Nairobi")
    days = [local_date(one, slot.start) for slot in common_slots(one, other, NOW, no_holidays)]
    assert days == [date(2026, 3, 3), date(2026, 3, 9), date(2026, 3, 16)]


def test_slots_differ_in_their_time_of_day() -> None:
    hours = {slot.start.time() for slot in common_slots(a_person("one"), a_person("other"), NOW, no_holidays)}
    assert len(hours) == 3


def one_day() -> Person:
    return a_person("one", week=a_week(frozenset({1})))


def test_too_few_days_give_several_slots_a_day() -> None:
    slots = common_slots(one_day(), a_person("other"), NOW, no_holidays)
    assert len(slots) == 3
    assert len({slot.start.date() for slot in slots}) == 2


@pytest.mark.parametrize(
    "other",
    [
        a_person("other", leave=[Leave(date(2026, 3, 1), date(2026, 4, 1))]),
        a_person("other", time_zone="Pacific/Auckland", week=a_week(frozenset({5, 6}))),
    ],
)
def test_people_who_never_work_at_the_same_time_get_no_slot(other: Person) -> None:
    assert common_slots(one_day(), other, NOW, no_holidays) == ()


def test_different_weeks_meet_on_the_days_both_work() -> None:
    one, other = (
        a_person("one", week=a_week(MONDAY_TO_FRIDAY)),
        a_person("o", week=a_week(SUNDAY_TO_THURSDAY)),
    )
    days = {slot.start.weekday() for slot in common_slots(one, other, NOW, no_holidays, count=8)}
    assert days <= {0, 1, 2, 3}
