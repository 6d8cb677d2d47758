"""The whole budget, month after month: random people, moods, outages; judged by the audit."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import load_content
from nudges.attention import AttentionRules, Kind
from nudges.attention_audit import Rule
from nudges.candidates import Happening
from nudges.catalogue import Nudge
from nudges.decisions import Outcome
from nudges.events import EventKind
from nudges.people import Leave, WorkingWeek
from tests.factories import (
    SUNDAY_TO_THURSDAY,
    a_nudge,
    a_person,
    a_planner,
    a_week,
    after,
    holidays_on,
)
from tests.unit.months_of_attention import Months, Temper

DAYS = 120
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns",
    "Pacific/Kiritimati", "Africa/Juba", "Asia/Beirut", "America/Santiago", "Pacific/Chatham",
)  # fmt: skip  # one line is easier to read than eleven
KINDS = (
    EventKind.ARRIVED, EventKind.DEPARTING, EventKind.CONTACT_CONFIRMED, EventKind.SHARE_ACKNOWLEDGED,
    EventKind.COLLABORATION_POINT_DONE, EventKind.CONFIRMATION_ASKED,
)  # fmt: skip  # as above
HAPPENINGS = tuple(Happening("", kind, datetime(2026, 1, 1, tzinfo=UTC), "") for kind in KINDS)
FULL_WEEK = frozenset(range(7))


@lru_cache
def _catalogue() -> Sequence[Nudge]:
    return load_content().catalogue.sendable()


@st.composite
def weeks(draw: st.DrawFn) -> WorkingWeek:
    random_days = st.frozensets(st.integers(0, 6), min_size=1)
    days = draw(st.one_of(st.sampled_from([SUNDAY_TO_THURSDAY, FULL_WEEK]), random_days))
    start = draw(st.integers(5 * 4, 14 * 4))
    length = draw(st.integers(3 * 4, 9 * 4))
    return WorkingWeek(days, _quarters(start), _quarters(start + length))


def _quarters(count: int) -> time:
    return time(count // 4, count % 4 * 15)


chances = st.sampled_from([0.0, 0.02, 0.1])
tempers = st.builds(
    Temper,
    answers=st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0]),
    snoozes=chances,
    stops=chances,
    planning_fails=chances,
    sending_fails=chances,
    pauses=chances,
    events=st.sampled_from([0.0, 0.3, 0.8]),
)


@st.composite
def months(draw: st.DrawFn) -> Months:
    start = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 700)))
    inside = st.integers(0, DAYS).map(lambda n: start + timedelta(days=n))
    leave = [
        Leave(first, first + timedelta(days=draw(st.integers(0, 20))))
        for first in draw(st.lists(inside, max_size=3))
    ]
    person = a_person(
        role_group=draw(st.sampled_from(["R1", "R2", "R3", "R4", "R5"])),
        time_zone=draw(st.sampled_from(ZONES)),
        week=draw(weeks()),
        leave=leave,
        humanitarian=draw(st.booleans()),
    )
    planner = a_planner(
        *_catalogue(),
        rules=AttentionRules(per_week=draw(st.sampled_from([2, 2, 1, 3]))),
        is_holiday=holidays_on(*draw(st.lists(inside, max_size=8))),
        send_probability=draw(st.sampled_from([1.0, 0.5])),
    )
    rng = Random(draw(st.integers(0, 2**32)))
    return Months(planner, person, start, DAYS, draw(tempers), rng, HAPPENINGS)


@settings(max_examples=60, deadline=None)
@given(months())
def test_no_rule_of_the_budget_is_ever_broken(life: Months) -> None:
    report = life.run().audit()
    assert not report.breaches, [f"{b.rule} {b.at} {b.words}" for b in report.breaches]


@pytest.mark.parametrize("seed", range(5))
def test_one_cause_raises_a_nudge_once(seed: int) -> None:
    """A nudge without a cap, open for long: only its cause keeps it from coming twice."""
    nudge = a_nudge("S16-2", after(EventKind.CONTACT_CONFIRMED, open_days=30))
    temper = Temper(answers=1.0, practises=0.0, sending_fails=0.05, events=0.2)
    planner, rng = a_planner(nudge, send_probability=0.5), Random(seed)
    life = Months(planner, a_person(), date(2026, 1, 5), DAYS, temper, rng, HAPPENINGS).run()
    causes = Counter((m.prompt.nudge, m.prompt.cause) for m in life.messages if m.prompt.cause)
    assert len(causes) >= 5
    assert all(count == 1 for count in causes.values())


@settings(max_examples=25, deadline=None)
@given(months())
def test_nobody_gets_what_their_flag_or_their_role_excludes(life: Months) -> None:
    by_id = {nudge.id: nudge for nudge in _catalogue()}
    for nudge in (by_id[m.prompt.nudge] for m in life.run().messages if m.prompt.kind is Kind.NUDGE):
        assert not (life.person.humanitarian and nudge.joint_action)
        assert life.person.role_group in nudge.roles


@settings(max_examples=25, deadline=None)
@given(months())
def test_every_decision_says_what_was_chosen_with_which_chance_or_why_nothing_was(life: Months) -> None:
    life.run()
    prompted = {m.prompt.decision_id for m in life.messages}
    for decision in life.decisions:
        assert (decision.id in prompted) == (decision.outcome is Outcome.PLANNED)
        if decision.outcome is Outcome.UNAVAILABLE:
            assert decision.reason is not None
            assert decision.nudge is None
            continue
        assert decision.reason is None
        assert decision.choice_probability is not None
        assert 0 < decision.choice_probability <= 1
        assert decision.send_draw is not None
        assert decision.send_probability is not None
        assert (decision.send_draw < decision.send_probability) == (decision.outcome is Outcome.PLANNED)
        assert not decision.eligible or decision.nudge in decision.eligible
    slots = Counter((d.local_date, d.slot) for d in life.decisions)
    assert all(count == 1 for count in slots.values())


def test_the_months_reach_every_rule() -> None:
    """So that a clean audit means something: each rule was applied, and late prompts were moved."""
    checked: Counter[Rule] = Counter()
    moves = 0
    for seed in range(12):
        rng = Random(seed)
        temper = Temper(answers=0.45, snoozes=0.02, stops=0.01, sending_fails=0.05, pauses=0.02)
        person = a_person(role_group=rng.choice(["R2", "R3", "R5"]), week=a_week())
        life = Months(a_planner(*_catalogue()), person, date(2026, 1, 5), DAYS, temper, rng, HAPPENINGS)
        report = life.run().audit()
        assert report.breaches == ()
        checked.update(report.checked)
        moves += life.moves
    assert all(checked[rule] >= 10 for rule in Rule), checked
    assert moves > 20


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu"])
def test_somebody_who_answers_hears_from_us_every_week_but_not_too_often(zone: str) -> None:
    person = a_person(role_group="R3", time_zone=zone)
    life = Months(
        a_planner(*_catalogue()), person, date(2026, 1, 5), DAYS, Temper(answers=1.0), Random(1), HAPPENINGS
    )
    sent = [m for m in life.run().messages if m.sent_at is not None]
    check_ins = sum(m.prompt.kind is Kind.CHECK_IN for m in sent)
    assert 15 <= check_ins <= 18
    assert 15 <= len(sent) - check_ins <= 2 * 18


def test_somebody_who_never_answers_is_soon_left_alone() -> None:
    person = a_person(role_group="R3")
    temper = Temper(answers=0.0, events=0.8)
    life = Months(a_planner(*_catalogue()), person, date(2026, 1, 5), DAYS, temper, Random(1), HAPPENINGS)
    sent = [m for m in life.run().messages if m.sent_at is not None]
    kinds = [m.prompt.kind for m in sent]
    assert len(sent) <= 4 + 4
    assert set(kinds[4:]) == {Kind.STILL_USEFUL}
