"""The attention budget, rule by rule."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.attention import (
    Attention,
    AttentionRules,
    Kind,
    PastPrompt,
    Reason,
    Rhythm,
    check_in_moment,
    is_check_in_day,
    next_check_in,
    pick_moment,
    rhythm,
    room_on,
    standing_reason,
)
from nudges.consent import Consent
from nudges.people import Leave, Standing
from nudges.working_time import Span
from tests.factories import (
    A_MONDAY,
    RULES,
    SUNDAY_TO_THURSDAY,
    a_past_prompt,
    a_person,
    a_setting,
    a_week,
    an_attention,
    holidays_on,
    local,
    no_holidays,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def at(days: int, hour: int = 10, minute: int = 0) -> datetime:
    """A UTC time so many days after A_MONDAY."""
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC) + days * DAY


def room(
    days: int, attention: Attention, kind: Kind = Kind.NUDGE, *, now: datetime | None = None
) -> Span | Reason | None:
    """The room on a day, looked for at its very beginning."""
    day = A_MONDAY + days * DAY
    found = room_on(day, attention, RULES, no_holidays, now=now or at(days, 0), kind=kind)
    return found.span or found.reason


def ignored(count: int, newest: datetime = NOON - 10 * DAY) -> list[PastPrompt]:
    return [a_past_prompt(newest - n * 7 * DAY, answered=False) for n in range(count)]


@pytest.mark.parametrize(
    ("attention", "reason"),
    [
        (an_attention(), None),
        (an_attention(consent=Consent.NOT_ASKED), Reason.NOT_OPTED_IN),
        (an_attention(consent=Consent.ASKED), Reason.NOT_OPTED_IN),
        (an_attention(consent=Consent.OPTED_OUT), Reason.OPTED_OUT),
        (an_attention(a_person(standing=Standing.LEFT)), Reason.LEFT),
        (an_attention(a_person(standing=Standing.ERASED)), Reason.LEFT),
        (an_attention(reachable=False), Reason.UNREACHABLE),
        (an_attention(setting=a_setting(crisis_since=NOON)), Reason.CRISIS),
        (an_attention(setting=a_setting(paused_since=NOON)), Reason.SETTING_PAUSED),
        (an_attention(snoozed_until=NOON + DAY), Reason.SNOOZED),
        (an_attention(snoozed_until=NOON), None),
    ],
)
def test_why_somebody_is_not_written_to_now(attention: Attention, reason: Reason | None) -> None:
    assert standing_reason(attention, NOON) is reason


@pytest.mark.parametrize(
    ("attention", "reason"),
    [
        (an_attention(consent=Consent.NOT_ASKED, reachable=False), Reason.UNREACHABLE),
        (an_attention(consent=Consent.ASKED, setting=a_setting(crisis_since=NOON)), Reason.CRISIS),
        (an_attention(consent=Consent.ASKED, setting=a_setting(paused_since=NOON)), Reason.SETTING_PAUSED),
    ],
)
def test_a_missing_consent_never_hides_a_pause_or_a_crisis(attention: Attention, reason: Reason) -> None:
    """Else a welcome, which needs no consent, would be sent in the middle of one."""
    assert standing_reason(attention, NOON) is reason


# --- silence


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, Rhythm.NORMAL), (1, Rhythm.NORMAL), (2, Rhythm.HALVED), (3, Rhythm.HALVED), (4, Rhythm.RESTING)],
)
def test_silence_halves_the_rate_and_then_stops_it(count: int, expected: Rhythm) -> None:
    answered = a_past_prompt(NOON - 100 * DAY)
    assert rhythm([*ignored(count), answered], RULES) is expected


def test_one_answer_restores_the_rate_and_what_is_only_planned_does_not_count() -> None:
    planned = a_past_prompt(NOON, sent=False, answered=False)
    assert rhythm([planned, a_past_prompt(NOON - DAY), *ignored(4)], RULES) is Rhythm.NORMAL
    assert rhythm([planned, *ignored(1)], RULES) is Rhythm.NORMAL


# --- room on a day


def test_there_is_room_inside_working_hours_but_not_at_their_very_edges() -> None:
    assert room(0, an_attention()) == Span(at(0, 9, 30), at(0, 16))


def test_nothing_goes_before_now_or_after_the_day() -> None:
    assert room(0, an_attention(), now=at(0, 12, 7)) == Span(at(0, 12, 7), at(0, 16))
    assert room(0, an_attention(), now=at(0, 16)) is Reason.DAY_OVER


@pytest.mark.parametrize("days", [5, 6])
def test_there_is_no_room_on_a_weekend(days: int) -> None:
    assert room(days, an_attention()) is Reason.NOT_WORKING


def test_there_is_no_room_on_a_holiday_or_on_leave() -> None:
    found = room_on(A_MONDAY, an_attention(), RULES, holidays_on(A_MONDAY), now=at(0, 0))
    assert found.reason is Reason.NOT_WORKING
    assert room(0, an_attention(a_person(leave=[Leave(A_MONDAY, A_MONDAY)]))) is Reason.NOT_WORKING


def test_two_messages_are_48_hours_apart_to_the_minute() -> None:
    attention = an_attention(recent=[a_past_prompt(at(-2, 11, 20))])
    assert room(0, attention) == Span(at(0, 11, 20), at(0, 16))
    assert room(-1, attention) is Reason.NOT_WORKING
    assert room(0, an_attention(recent=[a_past_prompt(at(-1, 10))])) is Reason.GAP


def test_the_gap_is_48_real_hours_when_the_clocks_change() -> None:
    person = a_person(time_zone="Europe/Berlin", week=a_week(frozenset(range(7))))
    saturday, monday = date(2026, 3, 28), date(2026, 3, 30)
    attention = an_attention(person, recent=[a_past_prompt(local(person, saturday, 10))])
    found = room_on(monday, attention, RULES, no_holidays, now=local(person, monday, 0))
    assert found.span is not None
    assert found.span.start == local(person, monday, 11)


def test_what_is_planned_counts_like_what_is_sent() -> None:
    planned = a_past_prompt(at(0, 15), sent=False, answered=False)
    assert room(0, an_attention(recent=[planned])) is Reason.GAP


def test_two_in_seven_days_are_enough() -> None:
    two = [a_past_prompt(at(2)), a_past_prompt(at(0))]
    assert room(7, an_attention(recent=[a_past_prompt(at(4)), a_past_prompt(at(2))])) is Reason.WEEK_CAP
    assert isinstance(room(7, an_attention(recent=two)), Span)


def test_check_ins_do_not_use_up_the_weeks_share() -> None:
    recent = [a_past_prompt(at(4), Kind.CHECK_IN), a_past_prompt(at(2))]
    assert isinstance(room(7, an_attention(recent=recent)), Span)


@pytest.mark.parametrize("kind", [Kind.NUDGE, Kind.CONFIRMATION, Kind.STILL_USEFUL, Kind.WELCOME])
def test_everything_else_unasked_shares_one_budget(kind: Kind) -> None:
    recent = [a_past_prompt(at(4), kind), a_past_prompt(at(2), kind)]
    assert room(7, an_attention(recent=recent)) is Reason.WEEK_CAP


def test_after_two_ignored_there_is_one_a_week_and_twice_the_gap() -> None:
    two = [a_past_prompt(at(0), answered=False), a_past_prompt(at(-7), answered=False)]
    assert room(4, an_attention(recent=two)) is Reason.WEEK_CAP
    assert isinstance(room(7, an_attention(recent=two)), Span)
    check_in = a_past_prompt(at(4, 14), Kind.CHECK_IN, answered=False)
    after = an_attention(recent=[check_in, a_past_prompt(at(-7), answered=False)])
    assert room(7, after) is Reason.GAP
    assert room(8, after) == Span(at(8, 14), at(8, 16))


def test_a_deployment_that_sends_nothing_sends_nothing_to_the_silent_either() -> None:
    for recent in ([], ignored(2)):
        found = room_on(
            A_MONDAY, an_attention(recent=recent), AttentionRules(per_week=0), no_holidays, now=at(0, 0)
        )
        assert found.reason is Reason.WEEK_CAP


def test_a_prompt_that_is_moved_does_not_stand_in_its_own_way() -> None:
    own = a_past_prompt(at(0, 15), sent=False, answered=False, prompt_id="own")
    found = room_on(A_MONDAY, an_attention(recent=[own]), RULES, no_holidays, now=at(0, 0), leaving_out="own")
    assert found.span is not None


# --- the check-in


def test_the_check_in_is_on_the_last_working_day_and_keeps_48_hours_free_before_it() -> None:
    assert next_check_in(A_MONDAY, an_attention(), RULES, no_holidays) == at(4, 14)
    assert room(2, an_attention()) == Span(at(2, 9, 30), at(2, 14))
    assert room(3, an_attention()) is Reason.CHECK_IN_AHEAD


def test_the_check_in_moves_forward_when_friday_is_free() -> None:
    off = holidays_on(A_MONDAY + 4 * DAY)
    days = [is_check_in_day(A_MONDAY + n * DAY, an_attention(), RULES, off) for n in range(5)]
    assert days == [False, False, False, True, False]


def test_from_sunday_to_thursday_the_check_in_is_on_thursday() -> None:
    attention = an_attention(a_person(week=a_week(SUNDAY_TO_THURSDAY)))
    assert next_check_in(date(2026, 3, 1), attention, RULES, no_holidays) == at(3, 14)


def test_there_is_one_check_in_a_week() -> None:
    gone = an_attention(recent=[a_past_prompt(at(3), Kind.CHECK_IN)])
    assert not is_check_in_day(A_MONDAY + 4 * DAY, gone, RULES, no_holidays)
    assert is_check_in_day(A_MONDAY + 11 * DAY, gone, RULES, no_holidays)


def test_the_calendar_week_of_a_check_in_ends_on_sunday() -> None:
    person = a_person(week=a_week(frozenset(range(7))))
    early = an_attention(person, recent=[a_past_prompt(at(2), Kind.CHECK_IN)])
    sundays = [is_check_in_day(A_MONDAY + n * DAY, early, RULES, no_holidays) for n in (6, 13)]
    assert sundays == [False, True]


def test_at_half_rate_a_check_in_comes_every_second_week_over_the_new_year_too() -> None:
    last_friday = datetime(2026, 12, 25, 14, tzinfo=UTC)
    recent = [a_past_prompt(last_friday - n * 7 * DAY, Kind.CHECK_IN, answered=False) for n in range(2)]
    attention = an_attention(recent=recent)
    assert not is_check_in_day(date(2027, 1, 1), attention, RULES, no_holidays)
    assert is_check_in_day(date(2027, 1, 8), attention, RULES, no_holidays)


def test_at_rest_and_without_consent_there_is_no_check_in() -> None:
    friday = A_MONDAY + 4 * DAY
    assert not is_check_in_day(friday, an_attention(recent=ignored(4)), RULES, no_holidays)
    assert not is_check_in_day(friday, an_attention(consent=Consent.ASKED), RULES, no_holidays)


def test_a_check_in_needs_no_share_but_48_hours() -> None:
    two = [a_past_prompt(at(2)), a_past_prompt(at(0))]
    assert isinstance(room(4, an_attention(recent=two), Kind.CHECK_IN), Span)
    late = [a_past_prompt(at(3, 15))]
    assert room(4, an_attention(recent=late), Kind.CHECK_IN) is Reason.GAP


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(9, 17, (14, 0)), (9, 15, (13, 55)), (7, 13, (11, 55)), (15, 22, (15, 30)), (9, 10, (9, 30))],
)
def test_the_check_in_stays_inside_the_hours_of_those_who_work_others(
    start: int, end: int, expected: tuple[int, int]
) -> None:
    person = a_person(week=a_week(start=time(start), end=time(end)))
    assert check_in_moment(person, A_MONDAY, RULES) == at(0, *expected)


@given(st.integers(0, 60), st.integers(8, 40))
def test_the_check_ins_moment_is_in_the_days_room_where_there_is_room(start: int, length: int) -> None:
    begins, ends = start, min(start + length, 95)
    week = a_week(start=time(begins // 4, begins % 4 * 15), end=time(ends // 4, ends % 4 * 15))
    attention = an_attention(a_person(week=week))
    span = room(4, attention, Kind.CHECK_IN)
    assert isinstance(span, Span)
    assert check_in_moment(attention.person, A_MONDAY + 4 * DAY, RULES) in span


# --- the moment


@given(
    st.integers(0, 86_400),
    st.integers(1, 40_000),
    st.floats(0, 1, exclude_max=True),
    st.one_of(st.none(), st.integers(-1000, 41_000)),
)
def test_the_moment_is_always_inside_the_span(
    start: int, length: int, draw: float, preferred: int | None
) -> None:
    begins = NOON + timedelta(seconds=start, microseconds=start)
    span = Span(begins, begins + timedelta(seconds=length))
    wanted = None if preferred is None else begins + timedelta(seconds=preferred)
    moment = pick_moment(span, wanted, draw)
    assert moment in span
    assert wanted is None or wanted not in span or moment == wanted


@given(st.integers(0, 86_400), st.integers(600, 40_000), st.floats(0, 1, exclude_max=True))
def test_a_drawn_moment_is_on_the_five_minute_grid(start: int, length: int, draw: float) -> None:
    begins = NOON + timedelta(seconds=start)
    moment = pick_moment(Span(begins, begins + timedelta(seconds=length)), None, draw)
    assert (moment - NOON) % timedelta(minutes=5) == timedelta(0)
