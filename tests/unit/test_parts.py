"""Parts of cards that a trial may leave out: drawn once a day, and written down."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content
from nudges.catalogue import Randomise
from nudges.decisions import Outcome
from nudges.parts import SLOTS, Trial
from tests.factories import DRAW, a_person

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
DAY = date(2026, 3, 4)
PARTS = st.sampled_from(sorted(SLOTS))


@given(PARTS, st.floats(0, 1), st.integers(0, 600))
def test_a_day_shows_one_thing_however_often_it_is_asked(
    nudge: str, probability: float, minutes: int
) -> None:
    trial = Trial(DRAW, probability)
    first = trial.decide(nudge, a_person(), DAY, NOW)
    again = trial.decide(nudge, a_person(), DAY, NOW + timedelta(minutes=minutes))
    assert (first.id, first.outcome, first.send_draw) == (again.id, again.outcome, again.send_draw)


@given(PARTS, st.floats(0, 1))
def test_what_is_written_down_says_why_it_came_out_so(nudge: str, probability: float) -> None:
    decision = Trial(DRAW, probability).decide(nudge, a_person(), DAY, NOW)
    assert decision.send_draw is not None
    planned = decision.send_draw < probability
    assert decision.outcome is (Outcome.PLANNED if planned else Outcome.HELD)
    assert (decision.send_probability, decision.eligible, decision.nudge) == (probability, (nudge,), nudge)


@pytest.mark.parametrize("nudge", SLOTS)
def test_each_part_is_as_designed_about_as_often_as_the_trial_says(nudge: str) -> None:
    trial = Trial(DRAW, 0.7)
    days = [DAY + timedelta(days=n) for n in range(1000)]
    shown = sum(trial.decide(nudge, a_person(), day, NOW).outcome is Outcome.PLANNED for day in days)
    assert 640 < shown < 760


def test_parts_of_one_day_are_drawn_apart() -> None:
    decisions = [Trial(DRAW, 0.5).decide(nudge, a_person(), DAY, NOW) for nudge in SLOTS]
    assert len({each.slot for each in decisions}) == len({each.send_draw for each in decisions}) == len(SLOTS)


def test_parts_are_nudges_of_which_the_catalogue_says_so() -> None:
    nudges = load_content().catalogue.nudges
    parts = {Randomise.LINE_SHOWN, Randomise.FIELD_SHOWN, Randomise.DEFAULT_ON, Randomise.ORDER}
    assert {nudges[each].randomise for each in SLOTS} == parts
