"""Every calendar nudge really reaches people of ordinary weeks."""

from datetime import date
from random import Random

import pytest

from bot.content import load_content
from nudges.attention import Kind
from nudges.catalogue import Nudge
from nudges.triggers import Every, Recurring
from tests.factories import MONDAY_TO_FRIDAY, SUNDAY_TO_THURSDAY, a_person, a_planner, a_week
from tests.unit.months_of_attention import Months, Temper

BY_CALENDAR = [n for n in load_content().catalogue.sendable() if isinstance(n.triggers[0], Recurring)]
OPENINGS_A_YEAR = {Every.WEEK: 52, Every.FORTNIGHT: 26, Every.MONTH: 12, Every.QUARTER: 4}


@pytest.mark.parametrize("days", [MONDAY_TO_FRIDAY, SUNDAY_TO_THURSDAY])
@pytest.mark.parametrize("nudge", BY_CALENDAR, ids=lambda nudge: nudge.id)
def test_a_calendar_nudge_alone_comes_nearly_as_often_as_its_trigger(
    nudge: Nudge, days: frozenset[int]
) -> None:
    person = a_person(role_group=min(nudge.roles), week=a_week(days))
    temper = Temper(answers=1.0, practises=0.0)
    life = Months(a_planner(nudge), person, date(2026, 1, 1), 365, temper, Random(1)).run()
    trigger = nudge.triggers[0]
    assert isinstance(trigger, Recurring)
    count = sum(m.prompt.kind is Kind.NUDGE and m.sent_at is not None for m in life.messages)
    assert count >= OPENINGS_A_YEAR[trigger.every] - 2
