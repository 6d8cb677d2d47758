"""From a person and a moment to a decision that can be drawn again."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.attention import Attention, Kind, Reason
from nudges.catalogue import Randomise
from nudges.consent import Consent
from nudges.decisions import Decision, Outcome, Plan, Prompt, Slot
from nudges.events import EventKind
from nudges.people import Leave
from nudges.planning import Planner
from tests.factories import (
    A_MONDAY,
    a_happening,
    a_nudge,
    a_past_prompt,
    a_person,
    a_planner,
    a_prompt,
    a_setting,
    after,
    an_attention,
    holidays_on,
    weekly,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MET = EventKind.CONTACT_CONFIRMED
EVERY_DAY = tuple(weekly(n) for n in range(7))


def decided(plan: Plan) -> Decision:
    (decision,) = plan.decisions
    return decision


def prompted(plan: Plan) -> Prompt:
    (prompt,) = plan.prompts
    return prompt


def plan_on(days: int, planner: Planner | None = None, attention: Attention | None = None) -> Plan:
    return (planner or a_planner()).plan(attention or an_attention(), [], NINE + days * DAY)


# --- a nudge


def test_what_rests_in_a_setting_does_not_come_up_there() -> None:
    planner = a_planner(a_nudge("S5-3"), a_nudge("S6-1"))
    there, elsewhere = (an_attention(setting=a_setting(off=off)) for off in ({"S5-3"}, ()))
    assert decided(plan_on(0, planner, there)).eligible == ("S6-1",)
    assert decided(plan_on(0, planner, elsewhere)).eligible == ("S5-3", "S6-1")
    nothing = an_attention(setting=a_setting(off={"S5-3", "S6-1"}))
    assert plan_on(0, planner, nothing) == Plan()


def test_a_nudge_that_came_up_is_planned_inside_the_day() -> None:
    plan = plan_on(0)
    decision, prompt = decided(plan), prompted(plan)
    assert (decision.outcome, decision.nudge, decision.reason) == (Outcome.PLANNED, "S5-3", None)
    assert decision.eligible == ("S5-3",)
    assert decision.slot is Slot.DAY
    assert (prompt.kind, prompt.nudge, prompt.decision_id) == (Kind.NUDGE, "S5-3", decision.id)
    assert NINE + HOUR / 2 <= prompt.due_at < NINE + 7 * HOUR


def test_the_time_a_nudge_asks_for_is_kept_where_it_fits() -> None:
    wanted, too_early = a_nudge("S5-3", weekly(at=time(11))), a_nudge("S5-3", weekly(at=time(8, 30)))
    assert prompted(plan_on(0, a_planner(wanted))).due_at == NINE + 2 * HOUR
    assert prompted(plan_on(0, a_planner(too_early))).due_at >= NINE + HOUR / 2


def test_where_nothing_came_up_nothing_is_decided() -> None:
    assert plan_on(3) == Plan()


@given(st.integers(0, 400), st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns"]))
def test_a_retry_draws_the_same(days: int, zone: str) -> None:
    nudges = [a_nudge(f"S{n}-1", *EVERY_DAY) for n in range(1, 8)]
    planner = a_planner(*nudges, send_probability=0.5)
    attention = an_attention(a_person(time_zone=zone))
    assert plan_on(days, planner, attention) == plan_on(days, planner, attention)


def test_a_retry_later_that_day_still_draws_the_same_choice() -> None:
    nudges = [a_nudge(f"S{n}-1", *EVERY_DAY) for n in range(1, 8)]
    planner = a_planner(*nudges, send_probability=0.5)
    first, later = (planner.plan(an_attention(), [], NINE + n * HOUR) for n in (0, 3))
    assert replace(decided(first), at=NINE) == replace(decided(later), at=NINE)


def test_each_of_several_nudges_gets_its_turn_with_the_chance_that_was_written_down() -> None:
    nudges = [a_nudge(f"S{n}-1", *EVERY_DAY) for n in range(1, 5)]
    planner = a_planner(*nudges)
    chosen: Counter[str | None] = Counter()
    for number in range(800):
        decision = decided(plan_on(0, planner, an_attention(a_person(f"p{number}"))))
        assert decision.choice_probability == 0.25
        chosen[decision.nudge] += 1
    assert set(chosen) == {nudge.id for nudge in nudges}
    assert all(150 < count < 250 for count in chosen.values())


def test_two_events_that_bring_up_one_nudge_double_its_chance() -> None:
    nudges = [a_nudge("S16-2", after(MET)), a_nudge("S6-2", after(EventKind.ARRIVED))]
    events = [
        a_happening(MET, NINE - HOUR),
        a_happening(MET, NINE - HOUR, happening_id="event-2"),
        a_happening(EventKind.ARRIVED, NINE - HOUR, happening_id="event-3"),
    ]
    for number in range(20):
        decision = decided(a_planner(*nudges).plan(an_attention(a_person(f"p{number}")), events, NINE))
        assert decision.eligible == ("S16-2", "S6-2")
        assert decision.choice_probability == pytest.approx(2 / 3 if decision.nudge == "S16-2" else 1 / 3)


def test_an_event_goes_before_the_calendar() -> None:
    planner = a_planner(a_nudge("S5-3"), a_nudge("S16-2", after(MET)))
    event = a_happening(MET, NINE - HOUR, counterpart="Ben")
    plan = planner.plan(an_attention(), [event], NINE)
    assert decided(plan).eligible == ("S16-2", "S5-3")
    assert (prompted(plan).nudge, prompted(plan).facts) == ("S16-2", {"counterpart": "Ben"})
    assert prompted(plan).cause == "event-1+0"


# --- a trial


@given(st.integers(-300, 600))
def test_what_has_an_end_is_never_planned_after_it(minutes: int) -> None:
    until = NINE + timedelta(minutes=minutes)
    planner = a_planner(a_nudge("S16-4", after(MET)))
    event = a_happening(MET, NINE - 9 * HOUR, counterpart="Ben", until=until.isoformat())
    plan = planner.plan(an_attention(), [event], NINE)
    assert all(each.due_at < until and each.not_after <= until for each in plan.prompts)
    assert bool(plan.prompts) == (minutes > 30)
    if 0 < minutes <= 30:
        assert decided(plan).reason is Reason.LATE


def test_a_held_moment_leaves_the_same_record_as_a_sent_one() -> None:
    outcomes: Counter[Outcome] = Counter()
    for number in range(600):
        attention = an_attention(a_person(f"p{number}"))
        certain = plan_on(0, a_planner(), attention)
        plan = plan_on(0, a_planner(send_probability=0.5), attention)
        decision = decided(plan)
        outcomes[decision.outcome] += 1
        assert decision.send_draw is not None
        assert (decision.send_draw < 0.5) == (decision.outcome is Outcome.PLANNED) == bool(plan.prompts)
        assert replace(decision, outcome=Outcome.PLANNED, send_probability=1.0) == decided(certain)
    assert 250 < outcomes[Outcome.HELD] < 350


@pytest.mark.parametrize("how", [how for how in Randomise if how is not Randomise.SEND_OR_HOLD])
def test_only_what_may_be_held_is_held(how: Randomise) -> None:
    planner = a_planner(a_nudge(randomise=how), send_probability=0.0)
    assert decided(plan_on(0, planner)).outcome is Outcome.PLANNED


def test_a_check_in_is_never_held() -> None:
    """Measuring needs it from everybody, whatever the trial assigned."""
    decision = decided(plan_on(4, a_planner(send_probability=0.0)))
    assert (decision.slot, decision.outcome, decision.send_probability) == (
        Slot.CHECK_IN, Outcome.PLANNED, 1.0,
    )  # fmt: skip  # one line is easier to read


# --- why nothing is sent


@pytest.mark.parametrize(
    ("attention", "reason"),
    [
        (an_attention(snoozed_until=NINE + DAY), Reason.SNOOZED),
        (an_attention(setting=a_setting(paused_since=NINE)), Reason.SETTING_PAUSED),
        (an_attention(setting=a_setting(crisis_since=NINE)), Reason.CRISIS),
        (an_attention(reachable=False), Reason.UNREACHABLE),
        (an_attention(practised=frozenset({"B6"})), Reason.PRACTISED),
        (an_attention(a_person(humanitarian=True)), Reason.HUMANITARIAN),
        (an_attention(a_person(leave=[Leave(A_MONDAY, A_MONDAY)])), Reason.NOT_WORKING),
        (an_attention(recent=[a_past_prompt(NINE - DAY)]), Reason.GAP),
        (an_attention(recent=[a_past_prompt(NINE - n * DAY) for n in (3, 5)]), Reason.WEEK_CAP),
    ],
)
def test_a_moment_that_is_not_available_says_why(attention: Attention, reason: Reason) -> None:
    plan = plan_on(0, a_planner(a_nudge(joint_action=True)), attention)
    decision = decided(plan)
    assert (decision.outcome, decision.reason) == (Outcome.UNAVAILABLE, reason)
    assert decision.eligible == ("S5-3",)
    assert (decision.nudge, decision.send_draw, plan.prompts) == (None, None, ())


def test_barred_nudges_are_left_out_where_another_fits() -> None:
    planner = a_planner(a_nudge("S5-3", joint_action=True), a_nudge("S2-1"))
    decision = decided(plan_on(0, planner, an_attention(a_person(humanitarian=True))))
    assert (decision.eligible, decision.nudge) == (("S2-1",), "S2-1")


def test_a_holiday_leaves_the_nudge_for_the_next_day() -> None:
    planner = a_planner(is_holiday=holidays_on(A_MONDAY))
    assert decided(plan_on(0, planner)).reason is Reason.NOT_WORKING
    assert decided(plan_on(1, planner)).outcome is Outcome.PLANNED


# --- the welcome, the check-in, still useful


def test_the_welcome_is_planned_in_working_hours_and_waits_a_fortnight() -> None:
    plan = plan_on(0, attention=an_attention(consent=Consent.NOT_ASKED))
    prompt = prompted(plan)
    assert (decided(plan).slot, prompt.kind) == (Slot.WELCOME, Kind.WELCOME)
    assert prompt.not_after - prompt.due_at == 14 * DAY
    assert plan_on(5, attention=an_attention(consent=Consent.NOT_ASKED)) == Plan()


@pytest.mark.parametrize(
    "attention",
    [
        an_attention(consent=Consent.NOT_ASKED, setting=a_setting(crisis_since=NINE)),
        an_attention(consent=Consent.NOT_ASKED, setting=a_setting(paused_since=NINE)),
        an_attention(consent=Consent.NOT_ASKED, reachable=False),
    ],
)
def test_nobody_is_welcomed_during_a_pause_or_out_of_reach(attention: Attention) -> None:
    assert plan_on(0, attention=attention) == Plan()


def test_the_check_in_takes_the_last_working_day() -> None:
    plan = plan_on(4, a_planner(a_nudge("S5-3", *EVERY_DAY)))
    assert prompted(plan).kind is Kind.CHECK_IN
    assert prompted(plan).due_at == NINE + 4 * DAY + 5 * HOUR
    assert prompted(plan).not_after == NINE + 7 * DAY


def test_a_check_in_that_does_not_fit_says_why() -> None:
    recent = [a_past_prompt(NINE + 3 * DAY + 6 * HOUR)]
    decision = decided(plan_on(4, attention=an_attention(recent=recent)))
    assert (decision.slot, decision.reason) == (Slot.CHECK_IN, Reason.GAP)


def test_after_four_ignored_one_question_a_month_is_all() -> None:
    silence = [a_past_prompt(NINE - (n + 1) * 7 * DAY, answered=False) for n in range(4)]
    resting = an_attention(recent=silence)
    first = prompted(plan_on(0, attention=resting))
    assert first.kind is Kind.STILL_USEFUL
    asked = a_past_prompt(first.due_at, Kind.STILL_USEFUL, answered=False)
    waiting = an_attention(recent=[asked, *silence])
    days = [n for n in range(1, 40) if plan_on(n, attention=waiting).prompts]
    assert days[0] == 31
    assert prompted(plan_on(31, attention=waiting)).kind is Kind.STILL_USEFUL


def test_answering_still_useful_brings_the_nudges_back() -> None:
    silence = [a_past_prompt(NINE - (n + 2) * 7 * DAY, answered=False) for n in range(4)]
    answered = a_past_prompt(NINE - 7 * DAY, Kind.STILL_USEFUL)
    assert prompted(plan_on(0, attention=an_attention(recent=[answered, *silence]))).kind is Kind.NUDGE


# --- late prompts


def late(kind: Kind = Kind.NUDGE, open_for: timedelta = 5 * DAY) -> Prompt:
    return a_prompt(kind, due_at=NINE + HOUR, open_for=open_for)


def test_a_late_prompt_gets_another_good_moment() -> None:
    moved = a_planner().move(late(), an_attention(), NINE + 2 * HOUR)
    assert moved is not None
    assert NINE + 2 * HOUR <= moved < NINE + 7 * HOUR
    assert moved == a_planner().move(late(), an_attention(), NINE + 2 * HOUR)


def test_a_prompt_late_on_friday_night_waits_for_monday() -> None:
    friday_night = NINE + 4 * DAY + 12 * HOUR
    moved = a_planner().move(late(open_for=10 * DAY), an_attention(), friday_night)
    assert moved is not None
    assert moved.date() == date(2026, 3, 9)


def test_a_prompt_without_a_good_moment_in_time_is_let_go() -> None:
    assert a_planner().move(late(open_for=6 * HOUR), an_attention(), NINE + 10 * HOUR) is None
    away = an_attention(a_person(leave=[Leave(A_MONDAY, A_MONDAY + 30 * DAY)]))
    assert a_planner().move(late(), away, NINE) is None


def test_a_late_check_in_never_slips_into_the_next_week() -> None:
    check_in = prompted(plan_on(4))
    assert a_planner().move(check_in, an_attention(), NINE + 4 * DAY + 8 * HOUR) is None


def test_a_moved_prompt_keeps_away_from_the_others() -> None:
    other = a_past_prompt(NINE + 2 * HOUR, sent=False, answered=False, prompt_id="other")
    own = a_past_prompt(NINE + HOUR, sent=False, answered=False, prompt_id="p1")
    moved = a_planner().move(late(), an_attention(recent=[other, own]), NINE + 2 * HOUR)
    assert moved is not None
    assert moved - other.at >= 2 * DAY
