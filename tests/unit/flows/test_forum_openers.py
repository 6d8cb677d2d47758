"""A success to open a forum with, and the next meeting as somebody tells it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.effects import Practised, Raised
from nudges.events import EventKind
from nudges.flows.forums.coming import Coming, day_before, told
from nudges.flows.forums.openers import APART, Opener, State, near, offer, pick, use, wait
from nudges.flows.forums.register import Cadence, Forum
from nudges.flows.spotlights.spotlights import FRESH, Lines, Size, Spotlight
from nudges.records import NotPossibleError
from tests.factories import a_person, no_holidays

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
ADA = a_person("ada", role_group="R1", time_zone="UTC", entity="Seed Fund", pillar="Development")
BO = a_person("bo", time_zone="UTC", entity="Relief Office", pillar="Humanitarian")
ROSTER = {each.id: each for each in (ADA, BO)}


def opener(day: int = 0, spotlight: str = "", state: State = State.WAITING, forum: str = "water") -> Opener:
    return Opener(
        f"o{day}", "south", forum, ADA.id, NOW + timedelta(days=day, hours=4), NOW, spotlight, state
    )


def spotlight(name: str, days_old: int = 1) -> Spotlight:
    at = NOW - timedelta(days=days_old)
    return Spotlight(
        id=name,
        setting_id="south",
        author_id=BO.id,
        author_entity=BO.entity,
        lines=Lines("Trucks waited", "One pass", "They wait less"),
        size=Size.SMALL,
        contributors=(),
        introduces=False,
        asked_at=at,
        approved_at=at,
    )


def forum(owner_id: str = ADA.id) -> Forum:
    entities = {"Seed Fund": 2, "Relief Office": 2}
    return Forum(
        "water", "south", owner_id, "Water group", "Wells", entities, Cadence.WEEKLY, 60, ("water",), NOW
    )


def coming(*, decides: bool = True, teller_id: str = BO.id) -> Coming:
    return told(Coming("c", "south", "water", teller_id, NOW + timedelta(days=3), decides), NOW)


@given(st.integers(0, 18 * 24 * 60))
def test_the_offer_comes_up_right_before_a_working_day_with_time_left(minutes: int) -> None:
    start = NOW + timedelta(minutes=minutes)
    at = near(start, ADA, no_holidays)
    assert at <= start - timedelta(hours=3)
    assert at.weekday() < 5
    assert (at + timedelta(hours=1)).time() == ADA.week.start


def test_what_was_told_in_a_forum_is_not_offered_there_again() -> None:
    old, new = spotlight("old", 9), spotlight("new", 2)
    used, elsewhere = opener(-60, "new", State.USED), opener(-60, "old", State.USED, forum="roads")
    assert pick(opener(), [old, new], [], NOW) == new
    assert pick(opener(), [old, new], [used, elsewhere], NOW) == old
    assert pick(opener(), [new], [used], NOW) is None
    assert pick(opener(), [spotlight("stale", FRESH.days + 1)], [], NOW) is None


def test_one_that_was_only_offered_comes_after_the_others() -> None:
    offered = opener(-60, "new", State.OFFERED)
    assert pick(opener(), [spotlight("old", 9), spotlight("new", 2)], [offered], NOW) == spotlight("old", 9)


@given(st.integers(1, 90))
def test_a_forum_is_offered_one_a_month(days: int) -> None:
    past = [opener(-days, "one", State.OFFERED)]
    kept = wait(opener(), past, ADA, no_holidays)
    assert (kept is None) == (timedelta(days=days) < APART)


def test_saying_that_one_opened_with_it_counts_once() -> None:
    offered, effects = offer(opener(), "Water group", spotlight("one"), "One pass. They wait less.")
    (raised,) = effects
    assert isinstance(raised, Raised)
    assert raised.facts["success"] == "One pass. They wait less."
    used, (practised,) = use(offered)
    assert isinstance(practised, Practised)
    assert not practised.confirmed
    for again in (used, opener()):
        with pytest.raises(NotPossibleError):
            use(again)


def test_a_day_before_a_decision_chair_and_teller_hear_of_each_other_s_entity() -> None:
    raised = [each for each in day_before(coming(), forum(), ROSTER) if isinstance(each, Raised)]
    argued = [each for each in raised if each.kind is EventKind.DECISION_MEETING_NEAR]
    assert {(e.person_id, e.facts["counterpart_entity"]) for e in argued} == {
        (ADA.id, "Relief Office"),
        (BO.id, "Seed Fund"),
    }
    assert [each.person_id for each in raised if each.kind is EventKind.MEETING_NEAR] == [ADA.id]


def test_without_a_decision_or_another_pillar_nobody_argues() -> None:
    assert [e.kind for e in day_before(coming(decides=False), forum(), ROSTER) if isinstance(e, Raised)] == [
        EventKind.MEETING_NEAR
    ]
    assert day_before(coming(teller_id=ADA.id), forum(), {ADA.id: ADA}) == []


def test_what_is_told_late_is_looked_at_at_once() -> None:
    soon = Coming("c", "south", "water", BO.id, NOW + timedelta(hours=5), decides=True)
    assert told(soon, NOW).wake_at == NOW
    assert coming().wake_at == NOW + timedelta(days=2)


def test_both_go_with_their_person() -> None:
    assert coming().without(BO.id) is None
    assert opener().without(ADA.id) is None
    assert opener().without(BO.id) == opener()
