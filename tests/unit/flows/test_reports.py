"""Reports, the stop-doing list and the self-audit: dates, fields, offers, and what counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.effects import Practised, Publish, Raised, Write
from nudges.flows.reports import registry as reports
from nudges.flows.reports import self_audits, stopping
from nudges.flows.reports.registry import (
    Report,
    Rule,
    best_source,
    fill,
    following,
    refuse,
    register,
    reuse,
    shared,
    wake,
)
from nudges.flows.reports.self_audits import SelfAudit, is_due, last_quarter, quarter_start
from nudges.flows.reports.stopping import Dropped, How
from nudges.records import NotPossibleError
from tests.factories import a_person, holidays_on, no_holidays

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
REPEATING = st.sampled_from([Rule.MONTHLY, Rule.QUARTERLY, Rule.YEARLY])


def a_report(name: str = "field", owner: str = "ada", **changes: object) -> Report:
    fields = ("Access", "Risks")
    plain = Report(name, "south", owner, name, Rule.MONTHLY, date(2026, 3, 21), fields, lent=True)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields as they are


def a_source(**changes: object) -> Report:
    return a_report("update", "bo", **({"given": {"access": "open", "Roads": "dry"}} | changes))


@given(DAYS, REPEATING)
def test_the_next_date_is_as_many_months_on_and_never_skips_one(due: date, rule: Rule) -> None:
    after = following(due, rule)
    months = (after.year - due.year) * 12 + after.month - due.month
    assert months == {Rule.MONTHLY: 1, Rule.QUARTERLY: 3, Rule.YEARLY: 12}[rule]
    assert after.day <= due.day
    assert after.day == due.day or (after + timedelta(days=1)).day == 1


@given(DAYS, DAYS, REPEATING)
def test_a_registered_report_is_due_today_or_later_and_woken_five_days_before(
    due: date, today: date, rule: Rule
) -> None:
    report = register(a_report(due=due, rule=rule), today)
    assert report.due >= today
    assert report.wake_at is not None
    assert report.wake_at.date() == report.due - timedelta(days=5)


def test_fields_are_the_same_by_name_whatever_the_case() -> None:
    assert shared(a_report(), a_source()) == {"Access": "open"}
    assert shared(a_report(), a_source(given={"access": ""})) == {}


def test_only_lent_or_own_reports_are_a_source() -> None:
    report = a_report()
    assert best_source(report, [report, a_source(lent=False)]) is None
    assert best_source(report, [a_source()]) == a_source()
    assert best_source(report, [a_source(lent=False, owner_id="ada")]) is not None


def offered() -> Report:
    report, _ = wake(a_report(), a_source(), datetime(2026, 3, 16, 6, tzinfo=UTC), by_nudge=True)
    return report


def test_five_days_before_it_is_offered_once_and_afterwards_the_next_cycle_begins() -> None:
    report, effects = wake(a_report(), a_source(), datetime(2026, 3, 16, 6, tzinfo=UTC), by_nudge=True)
    assert [type(each) for each in effects] == [Raised]
    _, letters = wake(a_report(), a_source(), datetime(2026, 3, 16, 6, tzinfo=UTC), by_nudge=False)
    assert [type(each) for each in letters] == [Write]
    assert report.wake_at is not None
    later, nothing = wake(report, a_source(), report.wake_at, by_nudge=True)
    assert (later.due, later.offered_id, nothing) == (date(2026, 4, 21), "", [])


def test_a_report_due_once_is_over_after_its_day() -> None:
    over, _ = wake(a_report(rule=Rule.ONCE), None, datetime(2026, 3, 22, 6, tzinfo=UTC), by_nudge=True)
    assert (over.state, over.wake_at) == (reports.State.OVER, None)


def test_reusing_counts_before_the_due_date_and_once() -> None:
    filled, effects = reuse(offered(), a_source(), {}, date(2026, 3, 21))
    assert filled.given == {"Access": "open"}
    assert [(e.behaviour, e.counterpart_id) for e in effects if isinstance(e, Practised)] == [("B9", "bo")]
    with pytest.raises(NotPossibleError):
        reuse(filled, a_source(), {}, date(2026, 3, 21))
    assert reuse(offered(), a_source(), {}, date(2026, 3, 22))[1] == []


@given(st.dictionaries(st.sampled_from(["Access", "Risks", "Other"]), st.text(max_size=8)))
def test_a_forged_edit_writes_only_what_was_offered(edited: dict[str, str]) -> None:
    filled, _ = reuse(offered(), a_source(), edited, date(2026, 3, 20))
    assert filled.given == {"Access": edited.get("Access", "open").strip()}


@given(st.dictionaries(st.sampled_from(["Access", "Risks", "Other"]), st.text(max_size=8)))
def test_only_fields_of_the_report_are_filled(given_now: dict[str, str]) -> None:
    filled = fill(a_report(), given_now)
    assert filled.given.keys() == given_now.keys() & {"Access", "Risks"}


def test_three_times_not_the_same_drops_the_comparison() -> None:
    report = a_report()
    for _ in range(3):
        assert best_source(report, [a_source()]) is not None
        report = refuse(replace(report, offered_id="update"), a_source())
    assert best_source(report, [a_source()]) is None
    with pytest.raises(NotPossibleError):
        refuse(report, a_source())


def a_dropped(**changes: object) -> Dropped:
    plain = Dropped("d", "south", "ada", How.STOP, "slides", announced=False, named_at=NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields as they are


def test_naming_counts_and_is_announced_only_at_its_author_s_wish() -> None:
    _, quiet = stopping.name_it(a_dropped())
    _, loud = stopping.name_it(a_dropped(announced=True))
    assert [type(each) for each in quiet] == [Practised]
    assert [type(each) for each in loud] == [Practised, Publish]


def test_whether_it_is_still_so_is_asked_once_after_45_days_and_answered_once() -> None:
    named, _ = stopping.name_it(a_dropped())
    assert named.wake_at == NOW + timedelta(days=45)
    asked, letters = stopping.wake(named)
    assert (asked.wake_at, len(letters)) == (None, 1)
    back = stopping.answer(asked, still=False)
    with pytest.raises(NotPossibleError):
        stopping.answer(back, still=True)
    assert stopping.wake(back)[1] == []


@given(DAYS)
def test_the_last_quarter_ends_where_this_one_begins(day: date) -> None:
    first, end = last_quarter(day)
    assert end == quarter_start(day) <= day
    assert quarter_start(first) == first
    assert 90 <= (end - first).days <= 92


def test_the_self_audit_is_due_on_the_first_working_day_of_a_quarter() -> None:
    reader = a_person()
    thursday = datetime(2026, 1, 1, 12, tzinfo=UTC)
    new_year = holidays_on(date(2026, 1, 1))
    assert not is_due(reader, thursday, new_year)
    assert is_due(reader, thursday + timedelta(days=1), new_year)
    assert not is_due(reader, datetime(2026, 2, 2, 12, tzinfo=UTC), no_holidays)


def test_the_first_coordinator_s_word_holds_and_is_posted() -> None:
    audit = SelfAudit("a", "south", date(2026, 1, 1), sent=10, answered=4, snoozed=1, stopped=0)
    _, effects = self_audits.publish(audit, ["cleo", "dan"])
    assert [type(each) for each in effects] == [Publish, Write, Write]
    assert (audit.ignored, audit.quarter) == (6, "2026-Q1")
    kept, posted = self_audits.decide(audit, "cleo", keep=True)
    assert [type(each) for each in posted] == [Publish]
    with pytest.raises(NotPossibleError):
        self_audits.decide(kept, "dan", keep=False)
