"""Protected half hours, first months and rehearsals of senior leaders."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.leaders.arrivals import FIRST_MONTH, Arrival, begin, hear, to_hear, wake
from nudges.flows.leaders.arrivals import State as ArrivalState
from nudges.flows.leaders.beginnings import Beginning, announce
from nudges.flows.leaders.half_hour import REPS, HalfHour, begun, done, is_now, next_slot, protect, stop
from nudges.flows.leaders.half_hour import State as SlotState
from nudges.flows.leaders.rehearsals import Rehearsal, flag, held, not_held, write
from nudges.flows.leaders.rehearsals import State as RehearsalState
from nudges.people import Leave, Person
from nudges.records import NotPossibleError
from tests.factories import a_person, no_holidays

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
LEA = a_person("lea", role_group="R1", entity="WFP", pillar="humanitarian")


def practised(effects: object) -> list[Practised]:
    return [each for each in effects if isinstance(each, Practised)]  # type: ignore[attr-defined]  # a sequence


def a_half_hour() -> HalfHour:
    return protect(HalfHour("h", "south", "lea", 1, time(14), NOON + WEEK))[0]


@given(weekday=st.integers(0, 4), hours=st.integers(0, 24 * 40))
def test_the_next_slot_is_later_on_that_weekday_and_a_working_day(weekday: int, hours: int) -> None:
    away = a_person(leave=[Leave(date(2026, 3, 9), date(2026, 3, 20))])
    after = NOON + timedelta(hours=hours)
    slot = next_slot(away, weekday, time(14), after, no_holidays)
    assert slot is not None
    assert slot > after
    assert slot.weekday() == weekday
    assert not date(2026, 3, 9) <= slot.date() <= date(2026, 3, 20)


class AHalfHour(RuleBasedStateMachine):
    """Taps, weeks and stops in any order: each slot counts once, and only once it has begun."""

    def __init__(self) -> None:
        super().__init__()
        self.slot, self.now, self.counted, self.begun = a_half_hour(), NOON, list[str](), 0

    @rule(days=st.integers(0, 10))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        while self.slot.wake_at is not None and self.slot.wake_at <= self.now:
            self.slot, _ = begun(self.slot, self.slot.next_at + WEEK)
            self.begun += 1

    @rule()
    def says_done(self) -> None:
        before = self.slot
        try:
            self.slot, effects = done(self.slot, self.now)
        except NotPossibleError:
            assert self.slot is before
            return
        self.counted += [each.key for each in practised(effects)]

    @rule()
    def stops(self) -> None:
        before = self.slot
        try:
            self.slot = stop(self.slot)
        except NotPossibleError:
            assert before.state is SlotState.STOPPED

    @invariant()
    def each_slot_counts_once(self) -> None:
        assert len(self.counted) == len(set(self.counted)) <= self.begun
        assert self.slot.rep == len(self.counted) + 1


TestAHalfHour = AHalfHour.TestCase


def test_after_eight_times_it_comes_monthly() -> None:
    slot = a_half_hour()
    for _ in range(REPS):
        assert not slot.monthly
        slot, _ = begun(slot, slot.next_at + WEEK)
        slot, _ = done(slot, slot.last_at or NOON)
    assert slot.monthly


def test_a_reminder_of_a_moved_or_stopped_slot_is_not_now() -> None:
    slot = a_half_hour()
    assert is_now(slot, slot.next_at)
    assert not is_now(slot, slot.next_at - timedelta(minutes=1))
    assert not is_now(stop(slot), slot.next_at)
    after, _ = begun(slot, slot.next_at + WEEK)
    assert is_now(after, slot.next_at + timedelta(minutes=2))


def colleagues() -> list[Person]:
    made = [
        a_person(f"{pillar[0]}{n}", entity=f"{pillar} {n % 2}", pillar=pillar, role_group=role)
        for pillar in ("development", "peace")
        for n, role in enumerate(("R3", "R3", "R2", "R4"))
    ]
    return [*made, a_person("own", entity="WFP", pillar="humanitarian")]


def test_two_of_each_pillar_leaders_first_and_nobody_of_one_s_own_entity() -> None:
    people = colleagues()
    listed = to_hear(LEA, people, [], {p.id: 0.5 for p in people})
    assert {pillar: [p.role_group for p in some] for pillar, some in listed.items()} == {
        "development": ["R4", "R2"],
        "peace": ["R4", "R2"],
    }
    heard = to_hear(LEA, people, ["d0"], {p.id: 0.5 for p in people})
    assert heard["development"][0].id == "d0"


def an_arrival() -> Arrival:
    return begin(Arrival("a", "south", "lea", NOON))[0]


def test_one_of_every_pillar_within_the_month_is_practice_once() -> None:
    by_id = {p.id: p for p in colleagues()}
    pillars = {"development", "peace"}
    first, none = hear(an_arrival(), by_id["d3"], pillars, NOON)
    assert not practised(none)
    with pytest.raises(NotPossibleError):
        hear(first, by_id["d3"], pillars, NOON)
    second, effects = hear(first, by_id["p3"], pillars, NOON)
    assert [each.behaviour for each in practised(effects)] == ["B4"]
    assert second.state is ArrivalState.ALL_PILLARS
    assert not practised(hear(second, by_id["d2"], pillars, NOON)[1])
    late = NOON + FIRST_MONTH + timedelta(days=1)
    assert not practised(hear(first, by_id["p3"], pillars, late)[1])


def test_a_forgotten_colleague_leaves_only_the_pillar() -> None:
    by_id = {p.id: p for p in colleagues()}
    first, _ = hear(an_arrival(), by_id["d3"], {"development"}, NOON)
    left = first.without("d3")
    assert left is not None
    assert "d3" not in repr(left)
    assert left.pillars == {"development"}
    assert first.without("lea") is None


def test_the_month_ends_with_one_letter() -> None:
    done_, effects = wake(an_arrival())
    assert done_.wake_at is None
    assert [each.person_id for each in effects if isinstance(each, Write)] == ["lea"]


def a_rehearsal() -> Rehearsal:
    return flag(Rehearsal("r", "south", "lea", NOON, NOON + timedelta(days=1)))[0]


def test_a_held_conversation_is_practice_where_two_lines_were_written() -> None:
    assert not practised(held(a_rehearsal())[1])
    after, effects = held(write(a_rehearsal()))
    assert [(each.behaviour, each.confirmed) for each in practised(effects)] == [("B5", False)]
    for over in (after, not_held(a_rehearsal())):
        for step in (held, write, not_held):
            with pytest.raises(NotPossibleError):
                step(over)
    assert after.state is RehearsalState.HELD


def test_it_reminds_before_and_asks_after() -> None:
    _, effects = flag(a_rehearsal())
    assert [each.at for each in effects if isinstance(each, Write)] == [NOON, NOON + timedelta(days=1)]


def test_a_beginning_is_raised_for_each_and_kept_without_its_author() -> None:
    made = Beginning("b", "south", "ada", EventKind.JOINT_PLAN_ADOPTED, NOON)
    effects: list[Effect] = [*announce(made, ["bo", "cleo"])[1]]
    assert [each.person_id for each in effects if isinstance(each, Raised)] == ["bo", "cleo"]
    assert made.without("ada") is None
