"""When a coordinator's digest is due, and what it says of the week."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.digests import Line, WeekCounts, activity, by_fives, digest_due, few, monday_of, needs, week_label
from nudges.people import Leave
from tests.factories import A_MONDAY, SUNDAY_TO_THURSDAY, a_person, a_week, holidays_on, local, no_holidays

LAST_WEEK = "2026-W09"


def counts(
    *,
    on_roster: int = 40,
    reachable: int = 40,
    welcome_unanswered: int = 0,
    sent: Mapping[str, int] | None = None,
    answered: Mapping[str, int] | None = None,
    snoozed: int = 0,
    stopped: int = 0,
    failed: Mapping[str, int] | None = None,
    unknown: int = 0,
) -> WeekCounts:
    return WeekCounts(
        on_roster=on_roster,
        reachable=reachable,
        opted_in=30,
        opted_out=2,
        welcome_unanswered=welcome_unanswered,
        sent=sent or {},
        answered=answered or {},
        newly_in=3,
        snoozed=snoozed,
        stopped=stopped,
        held={},
        withdrawn={},
        failed=failed or {},
        unknown=unknown,
    )


def keys(lines: list[Line]) -> list[str]:
    return [line.key for line in lines]


@pytest.mark.parametrize(("hour", "due"), [(8, None), (9, LAST_WEEK), (16, LAST_WEEK), (17, None)])
def test_the_digest_is_due_on_monday_from_nine_while_they_work(hour: int, due: str | None) -> None:
    coordinator = a_person(time_zone="Asia/Kathmandu")
    assert digest_due(coordinator, local(coordinator, A_MONDAY, hour), no_holidays) == due


def test_it_waits_for_the_first_working_day() -> None:
    coordinator = a_person(leave=[Leave(date(2026, 3, 3), date(2026, 3, 3))])
    off = holidays_on(A_MONDAY)
    due = [
        digest_due(coordinator, local(coordinator, A_MONDAY + timedelta(days=n), 10), off) for n in range(4)
    ]
    assert due == [None, None, LAST_WEEK, LAST_WEEK]


def test_it_is_never_due_in_a_week_of_leave() -> None:
    coordinator = a_person(leave=[Leave(A_MONDAY, date(2026, 3, 8))])
    assert digest_due(coordinator, local(coordinator, A_MONDAY, 10), no_holidays) is None


def test_it_comes_on_monday_also_for_those_who_begin_on_sunday() -> None:
    coordinator = a_person(week=a_week(SUNDAY_TO_THURSDAY))
    assert digest_due(coordinator, local(coordinator, A_MONDAY, 9), no_holidays) == LAST_WEEK


def test_the_week_before_new_year_is_named_rightly() -> None:
    coordinator = a_person()
    assert digest_due(coordinator, datetime(2027, 1, 4, 10, tzinfo=UTC), no_holidays) == "2026-W53"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_week_label_leads_back_to_its_monday(day: date) -> None:
    assert monday_of(week_label(day)) == day - timedelta(days=day.weekday())


@pytest.mark.parametrize("label", ["", "2026", "2026-48", "2026-W54", "2026-Wxy", "W48-2026-W1"])
def test_what_is_no_week_is_refused_in_plain_words(label: str) -> None:
    with pytest.raises(ValueError, match="write it like 2026-W48"):
        monday_of(label)


def test_the_week_in_sentences_adds_up_the_nudges() -> None:
    reach, messages = activity(counts(sent={"S5-3": 10, "check_in": 20}, answered={"check_in": 15}))
    assert reach == Line("digest.reach", {"in": by_fives(30, 40), "roster": 40})
    assert messages == Line("digest.messages", {"sent": 30, "answered": 15})


def test_a_week_without_messages_says_so() -> None:
    assert keys(activity(counts())) == ["digest.reach", "digest.no_messages"]


def test_one_or_two_people_who_asked_for_quiet_are_not_told_apart() -> None:
    assert [few(n) for n in range(4)] == ["0", "1\u2060\u2013\u20602", "1\u2060\u2013\u20602", "3"]
    one, two = (activity(counts(snoozed=n, stopped=3))[-1] for n in (1, 2))
    assert one == two
    assert one.key == "digest.quiet"


def test_who_did_not_answer_the_welcome_is_a_number_and_no_task() -> None:
    silent = counts(welcome_unanswered=11)
    assert needs(silent, paused=False, crisis=False) == []
    assert Line("digest.unanswered", {"count": by_fives(11, 40)}) in activity(silent)


@given(st.integers(0, 60))
def test_nobody_reads_from_two_weeks_that_one_person_left(count: int) -> None:
    """Five numbers look alike, but at the ends; so a change of one mostly shows nothing."""
    shown = by_fives(count, 60)
    alike = [n for n in range(61) if by_fives(n, 60) == shown]
    assert count in alike
    assert len(alike) >= 4 or count in (0, 60)


def test_the_range_never_exceeds_the_roster() -> None:
    assert [by_fives(n, 62) for n in (0, 3, 52, 61)] == [
        "0",
        "1\u2060–\u20604",
        "50\u2060–\u206054",
        "60\u2060–\u206062",
    ]


def test_where_all_is_well_a_coordinator_need_do_nothing() -> None:
    assert needs(counts(), paused=False, crisis=False) == []


def test_what_a_coordinator_can_mend_is_listed_with_its_number() -> None:
    troubled = counts(reachable=37, failed={"refused": 2, "gone": 1}, unknown=4, welcome_unanswered=5)
    found = needs(troubled, paused=True, crisis=True)
    assert [(line.key.removeprefix("digest.need_"), line.values["count"]) for line in found] == [
        ("crisis", 0),
        ("paused", 0),
        ("unreachable", 3),
        ("failed", 3),
        ("unknown", 4),
    ]
