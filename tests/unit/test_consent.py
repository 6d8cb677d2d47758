"""What is written down when somebody decides about being written to."""

from datetime import timedelta

from nudges.attention import Kind
from nudges.consent import Consent, ConsentAct
from nudges.decisions import Plan
from tests.factories import A_MONDAY, a_planner, an_attention, local

MOMENT_DAYS = range(7)


def test_each_standing_but_not_asked_comes_from_an_act_of_that_name() -> None:
    assert {c.value for c in Consent} - {a.value for a in ConsentAct} == {"not_asked"}


def test_before_opting_in_nothing_but_a_welcome_is_planned() -> None:
    kinds = [p.kind for days in MOMENT_DAYS for p in _plan(Consent.NOT_ASKED, days).prompts]
    assert set(kinds) == {Kind.WELCOME}


def test_who_was_asked_or_said_no_leaves_not_even_a_decision() -> None:
    for consent in (Consent.ASKED, Consent.OPTED_OUT):
        assert all(_plan(consent, days) == Plan() for days in MOMENT_DAYS)


def _plan(consent: Consent, days: int) -> Plan:
    attention = an_attention(consent=consent)
    now = local(attention.person, A_MONDAY + timedelta(days=days), 9)
    return a_planner().plan(attention, [], now)
