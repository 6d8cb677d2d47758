"""A leader's part in a pact: reminders at their own hour, steps counted, misses spoken of once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nudges.effects import Practised, Write
from nudges.flows.pacts.commitments import Commitment, Period
from nudges.flows.pacts.letters import MISSED, REMINDER
from nudges.flows.pacts.pact import Pact, State
from nudges.flows.pacts.part import Part, done, missed, start, take, wake
from nudges.people import Leave
from tests.factories import A_MONDAY, a_person, no_holidays

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = a_person("ada", role_group="R1", entity="Seed Fund")


def a_commitment(target: int = 1, period: Period = Period.MONTH) -> Commitment:
    return Commitment("C1", "B1", "Say it", target, period, A_MONDAY, "on Monday")


def running(*commitments: Commitment) -> Pact:
    chosen = commitments or (a_commitment(),)
    return Pact("pact", "south", NOW, ("ada", "bo"), ("ada", "bo"), chosen, state=State.RUNNING)


def a_part(hour: int | None = 8, weekday: int = 1) -> Part:
    return Part("part", "south", "pact", "ada", weekday, hour)


def reminders(part: Part, pact: Pact, until: date) -> list[tuple[date, str]]:
    """(day, letter) of every reminder up to a day."""
    found = []
    while part.wake_at and part.wake_at.date() <= until:
        at = part.wake_at
        part, effects = wake(part, pact, ADA, at, no_holidays)
        found += [(at.date(), e.letter.id) for e in effects if isinstance(e, Write)]
    return found


def test_a_reminder_comes_every_two_weeks_at_the_chosen_hour() -> None:
    part = start(a_part(), ADA, NOW, no_holidays)
    assert part.wake_at == datetime(2026, 3, 10, 8, tzinfo=UTC)
    quarterly = running(a_commitment(period=Period.QUARTER))
    days = [day for day, _ in reminders(part, quarterly, date(2026, 5, 1))]
    assert days == [date(2026, 3, 10), date(2026, 3, 24), date(2026, 4, 7), date(2026, 4, 21)]


def test_on_leave_it_waits_for_the_next_working_day_and_keeps_its_rhythm() -> None:
    away = replace(ADA, leave=(Leave(date(2026, 3, 9), date(2026, 3, 11)),))
    part = start(a_part(), away, NOW, no_holidays)
    assert part.wake_at == datetime(2026, 3, 12, 8, tzinfo=UTC)
    after, _ = wake(part, running(), away, part.wake_at, no_holidays)
    assert after.wake_at == datetime(2026, 3, 24, 8, tzinfo=UTC)


def test_who_wants_no_reminders_gets_none() -> None:
    assert start(a_part(hour=None), ADA, NOW, no_holidays).wake_at is None


def test_two_misses_offer_to_shrink_it_once() -> None:
    part = start(a_part(), ADA, NOW, no_holidays)
    pact = running(a_commitment(period=Period.FORTNIGHT))
    letters = [letter for _, letter in reminders(part, pact, date(2026, 5, 25))]
    assert letters == [REMINDER.id, REMINDER.id, MISSED.id, REMINDER.id, MISSED.id, REMINDER.id]


def test_a_step_is_practised_and_counted_once_a_day() -> None:
    part = start(a_part(), ADA, NOW, no_holidays)
    part, effects = take(part, a_commitment(), A_MONDAY)
    (practised,) = effects
    assert isinstance(practised, Practised)
    assert (practised.behaviour, practised.confirmed) == ("B1", False)
    again, effects = take(part, a_commitment(), A_MONDAY)
    assert (again, list(effects)) == (part, [])
    assert done(part, a_commitment(), A_MONDAY) == 1


@given(st.integers(0, 200), st.lists(st.integers(0, 200)), st.sampled_from(Period), st.integers(1, 4))
def test_misses_are_whole_periods_in_a_row(day: int, steps: list[int], period: Period, target: int) -> None:
    commitment = a_commitment(target=target, period=period)
    part = start(a_part(), ADA, NOW, no_holidays)
    for each in steps:
        part, _ = take(part, commitment, A_MONDAY + timedelta(days=each))
    over = day // period.days
    kept = [sum(n // period.days == p for n in set(steps)) >= target for p in range(over)]
    expected = next((n for n, fine in enumerate(reversed(kept)) if fine), over)
    assert missed(part, commitment, A_MONDAY + timedelta(days=day)) == expected


def test_a_leaders_part_goes_with_them() -> None:
    assert a_part().without("ada") is None
