"""Collaboration points: whatever is pressed in whatever order, only what both want is joint."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.collaboration import (
    ASKED,
    NOT_NOW,
    OPEN,
    WAITING,
    CollaborationPoint,
    Outcome,
    Plan,
    Reached,
    State,
    Step,
    agree,
    decline,
    drop,
    finish,
    is_due,
    keep,
    let_go,
    open_point,
    plan,
    suggest,
    wake,
)
from nudges.records import NotPossibleError
from tests.factories import a_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = a_person("ada")
BO = a_person("bo", name="Bo Lindqvist", entity="OCHA", pillar="humanitarian")
EVE = a_person("eve", name="Eve Marsh", entity="DPPA", pillar="political")
PEOPLE = {each.id: each for each in (ADA, BO, EVE)}
LEGAL = {
    State.OPENED: {State.CHANGED, State.LAPSED, State.AGREED, State.DECLINED, State.DROPPED},
    State.CHANGED: {State.CHANGED, State.LAPSED, State.AGREED, State.DECLINED, State.DROPPED},
    State.LAPSED: {State.CHANGED, State.AGREED, State.DECLINED, State.DROPPED},
    State.AGREED: {State.DONE, State.DROPPED},
}
MOVES = ("suggest", "agree", "decline", "drop", "plan", "keep", "let_go", "finish", "wake")
Move: TypeAlias = tuple[str, str]


def a_point() -> CollaborationPoint:
    return CollaborationPoint(
        id="p",
        setting_id="south",
        opener_id=ADA.id,
        other_id=BO.id,
        what="one list of wells",
        measure="both use it",
        opened_at=NOW,
        put_by=ADA.id,
    )


@dataclass
class Story:
    """A point, what was pressed, and all that happened around it."""

    point: CollaborationPoint
    effects: list[Effect] = field(default_factory=list)
    at: datetime = NOW

    def moved(self, name: str, by: str) -> bool:
        """Do one thing; whether it was possible."""
        self.at += timedelta(hours=1)
        try:
            self.point, told = self._step(name, by)
        except NotPossibleError:
            return False
        self.effects += told
        return True

    def _step(self, name: str, by: str) -> Step:
        point, me, at = self.point, PEOPLE[by], self.at
        other = PEOPLE[point.beside(by)]
        outcome = Outcome(Reached.YES, "a list", "")
        steps: dict[str, Callable[[], Step]] = {
            "suggest": lambda: suggest(point, by, f"{point.what}, too", point.measure, at),
            "agree": lambda: agree(point, by, at),
            "decline": lambda: decline(point, by, at),
            "drop": lambda: drop(point, by, at),
            "plan": lambda: plan(point, by, Plan(at + timedelta(days=1), "Bo", "call")),
            "keep": lambda: keep(point, by),
            "let_go": lambda: let_go(point, by),
            "finish": lambda: finish(point, me, other, outcome, at),
            "wake": lambda: wake(point),
        }
        return steps[name]()


def opened() -> Story:
    point, effects = open_point(a_point())
    return Story(point, effects)


def told(*moves: Move) -> Story:
    story = opened()
    for name, by in moves:
        assert story.moved(name, by)
    return story


anything = st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from(sorted(PEOPLE))), max_size=14)


@given(anything)
def test_states_follow_one_another_as_documented(moves: list[Move]) -> None:
    story = opened()
    for name, by in moves:
        before = story.point
        if story.moved(name, by) and story.point.state is not before.state:
            assert story.point.state in LEGAL[before.state]


@given(anything)
def test_what_is_not_possible_changes_nothing_and_tells_nobody(moves: list[Move]) -> None:
    story = opened()
    for name, by in moves:
        before, heard = story.point, len(story.effects)
        if not story.moved(name, by):
            assert (story.point, len(story.effects)) == (before, heard)


@given(anything)
def test_a_third_person_can_do_nothing(moves: list[Move]) -> None:
    story = opened()
    for name, by in moves:
        if by == EVE.id and name != "wake":
            assert not story.moved(name, by)
        else:
            story.moved(name, by)
    assert EVE.id not in story.point.people


@given(anything)
def test_nobody_agrees_to_their_own_words(moves: list[Move]) -> None:
    story = opened()
    for name, by in moves:
        put_by = story.point.put_by
        if story.moved(name, by) and name == "agree":
            assert by == story.point.beside(put_by)


@given(anything)
def test_it_is_practised_once_each_and_only_by_agreement(moves: list[Move]) -> None:
    story = opened()
    for name, by in moves:
        story.moved(name, by)
    practised = [e.person_id for e in story.effects if isinstance(e, Practised)]
    assert len(practised) == len(set(practised))
    assert bool(practised) == (story.point.agreed_at is not None)
    if practised:
        assert set(practised) == {story.point.opener_id, story.point.put_by}


@given(anything)
def test_somebodys_word_is_waited_for_just_while_it_is_open(moves: list[Move]) -> None:
    story = opened()
    for name, by in moves:
        story.moved(name, by)
        assert bool(story.point.awaits) == (story.point.state in WAITING)
        if story.point.state not in OPEN:
            assert story.point.wake_at is None


@given(anything)
def test_nobody_gets_a_letter_about_what_they_just_did(moves: list[Move]) -> None:
    story = opened()
    for name, by in moves:
        heard = len(story.effects)
        if story.moved(name, by) and name not in ("wake", "plan"):
            assert by not in [e.person_id for e in story.effects[heard:] if isinstance(e, Write)]


def test_a_no_and_silence_read_the_same() -> None:
    refused, silent = told(("decline", BO.id)), told(("wake", BO.id))
    letters = [[e.letter for e in s.effects if isinstance(e, Write)] for s in (refused, silent)]
    assert letters[0] == letters[1] == [ASKED, NOT_NOW]


def test_a_no_after_silence_is_not_told_again() -> None:
    story = told(("wake", BO.id), ("decline", BO.id))
    assert [e.letter for e in story.effects if isinstance(e, Write)] == [ASKED, NOT_NOW]


def test_both_have_identified_it_where_the_others_change_was_taken_up() -> None:
    plain, shaped = told(("agree", BO.id)), told(("suggest", BO.id), ("agree", ADA.id))
    who = [{e.person_id for e in s.effects if isinstance(e, Practised)} for s in (plain, shaped)]
    assert who == [{ADA.id}, {ADA.id, BO.id}]


def test_both_may_thank_and_tell_once_it_is_done() -> None:
    story = told(("agree", BO.id), ("finish", BO.id))
    done = [e for e in story.effects if isinstance(e, Raised)]
    assert {
        e.person_id: e.facts["counterpart"] for e in done if e.kind is EventKind.COLLABORATION_POINT_DONE
    } == {
        ADA.id: BO.name,
        BO.id: ADA.name,
    }


def test_only_the_plan_that_stands_is_reminded_of() -> None:
    story = told(("plan", ADA.id))
    first = story.point.plans[ADA.id].at
    assert is_due(story.point, ADA.id, first)
    assert not is_due(story.point, BO.id, first)
    assert not is_due(story.point, ADA.id, first + timedelta(hours=5))
    assert story.moved("plan", ADA.id)
    assert not is_due(story.point, ADA.id, first)
    for end in ("keep", "let_go", "drop"):
        ended = told(("plan", ADA.id), (end, ADA.id)).point
        assert not is_due(ended, ADA.id, first)


def test_nothing_is_left_of_it_once_either_side_is_forgotten() -> None:
    assert [a_point().without(each) for each in (ADA.id, BO.id)] == [None, None]
    assert a_point().without(EVE.id) == a_point()
