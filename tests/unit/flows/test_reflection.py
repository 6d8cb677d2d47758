"""Reflecting together: groups of several pillars, readings side by side, terms with consent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nudges.effects import Write
from nudges.flows.reflection.acronyms import Acronym, agree, decline, propose
from nudges.flows.reflection.acronyms import State as TermState
from nudges.flows.reflection.grouping import compare, groups_of
from nudges.flows.reflection.other_side import OtherSide, look_back
from nudges.flows.reflection.other_side import begin as begin_line
from nudges.flows.reflection.readings import (
    CLOSES_AFTER,
    NEXT_DAY,
    Group,
    Objective,
    Reading,
    State,
    begin,
    pass_on,
    wake,
    write,
)
from nudges.flows.shared_words import likeness
from nudges.people import Person
from nudges.records import NotPossibleError
from tests.factories import DRAW, a_person

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
MEMBERS = ("ada", "bo", "cleo")
ENTITY = {"ada": "UNDP", "bo": "WFP", "cleo": "UNDP"}


def a_group() -> Group:
    return begin(Group("g", "south", "Schools near home", MEMBERS, NOON))[0]


def a_reading(who: str, means: str = "we build", needs: str = "data") -> Reading:
    return Reading(who, ENTITY[who], means, needs)


def a_term(explainer: str = "ada") -> Acronym:
    return Acronym("a", "south", "ada", explainer, "UNDP", "TOR", "terms of reference", "a tower", NOON)


def crowd(pillars: list[int]) -> list[Person]:
    return [a_person(f"p{n}", pillar=f"pillar {pillar}") for n, pillar in enumerate(pillars)]


@given(pillars=st.lists(st.integers(0, 4), max_size=40), seed=st.integers(0, 1000))
def test_groups_are_of_three_to_five_people_and_two_pillars(pillars: list[int], seed: int) -> None:
    people = crowd(pillars)
    draw = {each.id: DRAW(str(seed), each.id) for each in people}
    groups = groups_of(people, draw)
    pillar_of = {each.id: each.pillar for each in people}
    seated = [person for group in groups for person in group]
    assert len(seated) == len(set(seated))
    for group in groups:
        assert 3 <= len(group) <= 5
        assert len({pillar_of[each] for each in group}) > 1


def test_everybody_finds_a_place_where_no_pillar_is_far_larger() -> None:
    people = crowd([0, 1] * 11)
    assert sum(map(len, groups_of(people, dict.fromkeys((p.id for p in people), 0.5)))) == 22


def test_all_are_asked_and_the_readings_come_the_day_after_the_last_word() -> None:
    group, effects = begin(a_group())
    assert [each.person_id for each in effects if isinstance(each, Write)] == list(MEMBERS)
    assert group.wake_at == NOON + CLOSES_AFTER
    for who in ("ada", "bo"):
        group = write(group, a_reading(who), NOON)
    assert group.wake_at == NOON + CLOSES_AFTER
    assert pass_on(group, "cleo", NOON).wake_at == NOON + NEXT_DAY


def test_only_writers_get_the_readings_and_one_entity_alone_shows_nothing() -> None:
    group = write(write(a_group(), a_reading("ada"), NOON), a_reading("bo"), NOON)
    shown, effects = wake(group)
    assert shown.state is State.SHOWN
    assert {each.person_id for each in effects if isinstance(each, Write)} == {"ada", "bo"}
    same = write(write(a_group(), a_reading("ada"), NOON), a_reading("cleo"), NOON)
    assert wake(same)[0].state is State.QUIET


def test_words_several_entities_use_are_told_apart_from_one_s_own() -> None:
    readings = [
        Reading("ada", "UNDP", "We train teachers near the schools", "figures on returnees"),
        Reading("bo", "WFP", "We feed children in schools", "a list of teachers"),
    ]
    found = compare(readings, {"the", "and", "near", "list"})
    assert set(found.shared) == {"teachers", "schools"}
    assert "children" in found.own["WFP"]
    assert "children" not in found.own["UNDP"]


@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_likeness_goes_both_ways_and_stays_between_none_and_all(one: str, other: str) -> None:
    assert likeness(one, other, ()) == likeness(other, one, ())
    assert 0 <= likeness(one, other, ()) <= 1


class AGroup(RuleBasedStateMachine):
    """Members write, pass and are forgotten in any order; illegal steps change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.group, self.gone = a_group(), set[str]()

    @rule(who=st.sampled_from([*MEMBERS]))
    def writes(self, who: str) -> None:
        before = self.group
        try:
            self.group = write(self.group, a_reading(who), NOON)
        except NotPossibleError:
            assert before.state is not State.ASKING or who in self.gone

    @rule(who=st.sampled_from([*MEMBERS, "stranger"]))
    def passes(self, who: str) -> None:
        before = self.group
        try:
            self.group = pass_on(self.group, who, NOON)
        except NotPossibleError:
            assert self.group is before

    @rule()
    def time_passes(self) -> None:
        self.group, _ = wake(self.group)

    @rule(who=st.sampled_from([*MEMBERS]))
    def is_forgotten(self, who: str) -> None:
        left = self.group.without(who)
        if left is not None:
            self.group, self.gone = left, self.gone | {who}

    @invariant()
    def nothing_of_a_forgotten_one_stays(self) -> None:
        assert not any(f"'{who}'" in repr(self.group) for who in self.gone)

    @invariant()
    def one_reading_each_and_nobody_passes_who_wrote(self) -> None:
        writers = self.group.writers
        assert len(writers) == len(set(writers))
        assert not set(writers) & set(self.group.passed)

    @invariant()
    def shown_means_two_entities_or_somebody_left(self) -> None:
        if self.group.state is State.SHOWN and not self.gone:
            assert len({each.entity for each in self.group.readings}) > 1


TestAGroup = AGroup.TestCase


def test_one_s_own_term_is_agreed_and_a_colleague_is_asked_first() -> None:
    own, none = propose(a_term())
    assert (own.state, list(none)) == (TermState.AGREED, [])
    asked, effects = propose(a_term("bo"))
    assert asked.state is TermState.PROPOSED
    assert [each.person_id for each in effects if isinstance(each, Write)] == ["bo"]
    assert agree(asked).state is TermState.AGREED
    for over in (agree(asked), decline(asked)):
        with pytest.raises(NotPossibleError):
            agree(over)
        with pytest.raises(NotPossibleError):
            decline(over)


def test_the_right_answer_is_always_one_of_the_two_and_not_always_the_first() -> None:
    terms = [Acronym(f"a{n}", "s", "x", "x", "E", "T", "right", "wrong", NOON) for n in range(40)]
    assert {each.answers.index("right") for each in terms} == {0, 1}
    assert all((each.answers[0] == "right") is each.first_is_right for each in terms)


def test_a_term_goes_with_its_explainer_and_an_objective_loses_only_its_author() -> None:
    agreed = agree(propose(a_term("bo"))[0])
    assert agreed.without("bo") is None
    left = agreed.without("ada")
    assert left is not None
    assert "ada" not in left.people
    objective = Objective("o", "south", "ada", "Schools", NOON).without("ada")
    assert objective is not None
    assert list(objective.people) == []


def test_looking_back_happens_once() -> None:
    line, effects = begin_line(OtherSide("l", "south", "ada", NOON + timedelta(days=1)))
    assert [each.at for each in effects if isinstance(each, Write)] == [NOON + timedelta(days=1)]
    with pytest.raises(NotPossibleError):
        look_back(look_back(line))
