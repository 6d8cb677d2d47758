"""An introduction goes only where its rules let it, whoever presses what and when."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nudges.effects import Effect, Practised, Raised, Write
from nudges.flows.introductions.doors import Door, open_door
from nudges.flows.introductions.held_rounds import HeldRound, next_round, round_due, round_id, rules_of
from nudges.flows.introductions.meetings import (
    DID_YOU_MEET,
    MADE,
    NOT_THIS_TIME,
    OPEN,
    PARTED,
    REMINDER,
    Introduction,
    State,
    Step,
    introduce,
    meet,
    meet_again,
    not_this_time,
    plan,
    wake,
)
from nudges.flows.introductions.participation import (
    Meet,
    Participation,
    avoiding,
    first_next_time,
    matched,
    no_longer_avoiding,
    participation_id,
    pause,
)
from nudges.flows.introductions.participation import State as TakingPart
from nudges.flows.introductions.swaps import Constraint, heard_by_now, say_constraint
from nudges.records import NotPossibleError

START = datetime(2026, 3, 10, 6, tzinfo=UTC)
PEOPLE = ("ada", "bo", "cleo")
NAMES: Mapping[str, Mapping[str, str]] = {each: {"counterpart": each} for each in PEOPLE}
ENDED = {State.CLOSED, State.NOT_THIS_TIME, State.LAPSED, State.PARTED}


def an_introduction(*members: str) -> Introduction:
    ids = members or PEOPLE[:2]
    return introduce(Introduction("i", "south", "r", ids, ids, START))[0]


class Life(RuleBasedStateMachine):
    """Two or three people press whatever they find, at any time, as often as they like."""

    @initialize(size=st.sampled_from((2, 3)))
    def begin(self, size: int) -> None:
        self.record, effects = introduce(Introduction("i", "south", "r", PEOPLE[:size], PEOPLE[:size], START))
        self.now = START
        self.said: set[str] = set()
        self.effects: list[Effect] = [*effects]

    @rule(who=st.sampled_from(PEOPLE))
    def meets(self, who: str) -> None:
        before = self.record
        self._step(lambda: meet(before, who, self.now, NAMES))
        if self.record is not before:
            self.said.add(who)

    @rule(who=st.sampled_from(PEOPLE))
    def plans(self, who: str) -> None:
        self._step(lambda: plan(self.record, who, self.now))

    @rule(who=st.sampled_from(PEOPLE))
    def declines(self, who: str) -> None:
        self._step(lambda: not_this_time(self.record, who))

    @rule(who=st.sampled_from(PEOPLE))
    def meets_again(self, who: str) -> None:
        self._step(lambda: meet_again(self.record, who))

    @rule(days=st.integers(0, 30))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        if self.record.wake_at is not None and self.record.wake_at <= self.now:
            earlier = self.record
            self.record, effects = wake(earlier, self.now)
            assert self.record.wake_at is None or self.record.wake_at > earlier.wake_at  # type: ignore[operator]
            self.effects += effects

    @rule(who=st.sampled_from(PEOPLE))
    def is_forgotten(self, who: str) -> None:
        left = self.record.without(who)
        if left is not None:
            assert who not in str(left)

    def _step(self, step: Callable[[], Step]) -> None:
        before = self.record
        try:
            self.record, effects = step()
        except NotPossibleError:
            assert self.record == before
            return
        self.effects += effects

    @invariant()
    def nobody_stands_in_it_who_was_not_introduced(self) -> None:
        assert set(self.record.members) <= set(self.record.introduced)
        assert set(self.record.met) <= set(self.record.members)

    @invariant()
    def a_contact_has_two_sides(self) -> None:
        if self.record.state in (State.MET, State.SECOND):
            assert len(self.record.met) >= 2
        if self.record.state in (State.INTRODUCED, State.PLANNED):
            assert self.record.met == ()

    @invariant()
    def only_confirmed_words_are_confirmed(self) -> None:
        confirmed = {e.person_id for e in self.effects if isinstance(e, Practised) and e.confirmed}
        assert confirmed <= self.said
        assert len(confirmed) != 1

    @invariant()
    def what_is_open_is_looked_at_again_and_what_ended_is_not(self) -> None:
        assert (self.record.wake_at is not None) == (self.record.state not in ENDED)

    @invariant()
    def everybody_is_reminded_once_at_most(self) -> None:
        reminded = [e.person_id for e in self.effects if isinstance(e, Write) and e.letter == REMINDER]
        assert len(reminded) == len(set(reminded))


TestLife = Life.TestCase


def written(effects: object) -> list[tuple[str, str]]:
    assert isinstance(effects, list)
    return [(e.letter.id, e.person_id) for e in effects if isinstance(e, Write)]


def test_both_hear_of_each_other() -> None:
    _, effects = introduce(an_introduction())
    assert written(effects) == [(MADE.id, "ada"), (MADE.id, "bo")]


def test_the_second_word_makes_it_a_contact_for_both() -> None:
    one, first = meet(an_introduction(), "ada", START, NAMES)
    assert one.state is State.MET_BY_ONE
    assert written(first) == [(DID_YOU_MEET.id, "bo")]
    both, second = meet(one, "bo", START, NAMES)
    assert both.state is State.MET
    assert {e.person_id for e in second if isinstance(e, Practised) and e.confirmed} == {"ada", "bo"}
    assert {e.person_id for e in second if isinstance(e, Raised)} == {"ada", "bo"}


def test_who_was_asked_already_is_not_asked_again_by_the_others_word() -> None:
    asked, _ = wake(replace(an_introduction(), wake_at=START), START + timedelta(days=14))
    _, effects = meet(asked, "ada", START, NAMES)
    assert written(effects) == []


def test_the_end_says_nothing_of_who_ended_it() -> None:
    by_ada, to_bo = not_this_time(an_introduction(), "ada")
    by_bo, to_ada = not_this_time(an_introduction(), "bo")
    assert by_ada == by_bo
    assert written(to_bo) == [(NOT_THIS_TIME.id, "bo")]
    assert written(to_ada) == [(NOT_THIS_TIME.id, "ada")]


def test_a_group_of_three_goes_on_as_two() -> None:
    left, effects = not_this_time(an_introduction(*PEOPLE), "cleo")
    assert left.is_open
    assert left.members == ("ada", "bo")
    assert effects == []


def test_who_is_left_alone_is_told_at_the_next_look() -> None:
    left = an_introduction().without("bo")
    assert left is not None
    assert left.wake_at == START
    _, effects = wake(left, START)
    assert written(effects) == [(PARTED.id, "ada")]


@pytest.mark.parametrize("state", sorted(set(State) - OPEN))
def test_what_is_over_goes_with_either_side(state: State) -> None:
    assert replace(an_introduction(), state=state).without("bo") is None


def taking_part(**values: object) -> Participation:
    return replace(Participation(participation_id("ada"), "south", "ada", START), **values)  # type: ignore[arg-type]


@given(st.sets(st.sampled_from(("bo", "cleo", "dan", "eve"))))
def test_marks_tell_their_owner_whom_they_avoid_and_nobody_else(avoided: set[str]) -> None:
    own = taking_part()
    for each in avoided:
        own = avoiding(avoiding(own, each), each)
    assert own.avoids(("bo", "cleo", "dan", "eve")) == avoided
    assert not any(each in str(own.never_with) for each in avoided)
    assert replace(own, person_id="somebody else").avoids(avoided) == frozenset()
    for each in avoided:
        own = no_longer_avoiding(own, each)
    assert own.never_with == ()


def test_a_pause_ends_on_the_day_that_was_named() -> None:
    own = pause(taking_part(), date(2026, 3, 20))
    assert own.state is TakingPart.PAUSED
    assert [own.available(date(2026, 3, day)) for day in (19, 20)] == [False, True]
    assert pause(own, None).available(date(2026, 3, 1))


def test_a_place_counts_for_those_who_like_to_meet_in_person() -> None:
    assert taking_part(topics=("water",), meet=Meet.IN_PERSON).wishes("Capital") == {"water", "@capital"}
    assert taking_part(topics=("water",), meet=Meet.REMOTE).wishes("Capital") == {"water"}


def test_going_without_is_forgotten_once_introduced() -> None:
    own = first_next_time(taking_part(), "odd_number")
    assert (own.carried_over, own.missed) == (True, "odd_number")
    assert matched(own) == taking_part()


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.sampled_from((2, 4, 6)))
def test_rounds_are_on_tuesdays_so_many_weeks_apart(day: date, weeks: int) -> None:
    due = {round_due(day + timedelta(days=n), weeks) for n in range(7 * weeks)} - {None}
    assert len(due) <= 2  # the days may begin inside one round's week and end inside the next
    assert all(each is not None and each.weekday() == 1 for each in due)
    found = round_due(day, weeks)
    assert found is None or round_due(found + timedelta(weeks=weeks), weeks) == found + timedelta(weeks=weeks)


def test_a_round_counts_whom_it_brought_together() -> None:
    held = HeldRound(round_id("south", START.date()), "south", START.date(), 11, pairs=4, threes=1)
    assert held.introduced == 11
    assert rules_of("south").weeks_apart == 2


def test_a_door_is_opened_once_and_not_without_a_line() -> None:
    door = Door("d", "south", "chief", "Seed Fund", "Relief Office", "talk", START)
    with pytest.raises(NotPossibleError):
        open_door(door, "")
    opened, effects = open_door(door, "Talk to them.")
    assert [e.behaviour for e in effects if isinstance(e, Practised)] == ["B1"]
    with pytest.raises(NotPossibleError):
        open_door(opened, "And again.")
    assert opened.without("chief") is None


def constraint(person: str, entity: str) -> Constraint:
    return Constraint(person, "south", "r", person, entity, "A deadline on the 20th.", START)


def test_lines_of_two_entities_are_an_exchange() -> None:
    ada, ann, bo = constraint("ada", "Fund"), constraint("ann", "Fund"), constraint("bo", "Office")
    assert not any(isinstance(e, Practised) for e in say_constraint(ann, [ada])[1])
    assert any(isinstance(e, Practised) for e in say_constraint(bo, [ada, ann])[1])
    assert heard_by_now(bo, [ada, ann]) == [ada, ann]
    assert heard_by_now(ann, [ada]) == []
    assert heard_by_now(constraint("cy", "Third"), [ada, bo]) == []


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 6))
def test_the_next_round_is_one_that_will_be_held(day: date, weeks: int) -> None:
    coming = next_round(day, weeks, None)
    assert day <= coming
    assert round_due(coming, weeks) == coming
    assert next_round(day, weeks, coming) == coming + timedelta(weeks=weeks)
