"""Tasks: a date that passed concerns only the side that waits, and only after two working days."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.tasks import (
    DATE_OFFERED,
    OPEN,
    OTHER_DATE,
    State,
    Step,
    Task,
    accept,
    ask,
    drop,
    finish,
    late_at,
    link_result,
    look_later,
    offer_date,
    promise,
    wake,
)
from nudges.people import Leave
from nudges.records import NotPossibleError
from tests.factories import a_person, a_week, holidays_on, no_holidays

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DUE = date(2026, 3, 5)
"""A Thursday."""
LATE = datetime(2026, 3, 9, 17, tzinfo=UTC)
ADA = a_person("ada", role_group="R2")
BO = a_person("bo", name="Bo Lindqvist", entity="OCHA", pillar="humanitarian")
EVE = a_person("eve", name="Eve Marsh", entity="DPPA", pillar="political")
PEOPLE = {each.id: each for each in (ADA, BO, EVE)}
LEGAL = {
    State.ASKED: {State.AGREED, State.DONE, State.DROPPED},
    State.AGREED: {State.DONE, State.DROPPED},
    State.DONE: {State.USED},
}
MOVES = ("accept", "offer", "drop", "finish", "use", "wait", "wake")
Move: TypeAlias = tuple[str, str]


def a_task() -> Task:
    """Bo's step, for which Ada waits."""
    return Task("t", "south", "p", owner_id=BO.id, waiting_id=ADA.id, what="the well data", made_at=NOW)


@dataclass
class Story:
    """A task, what was pressed, and all that happened around it."""

    task: Task
    effects: list[Effect] = field(default_factory=list)
    at: datetime = NOW

    def moved(self, name: str, by: str) -> bool:
        self.at += timedelta(hours=1)
        try:
            self.task, told = self._step(name, by)
        except NotPossibleError:
            return False
        self.effects += told
        return True

    def _step(self, name: str, by: str) -> Step:
        task, at = self.task, self.at
        steps: dict[str, Callable[[], Step]] = {
            "accept": lambda: accept(task, by, LATE),
            "offer": lambda: offer_date(task, by, DUE + timedelta(days=task.offers), LATE),
            "drop": lambda: drop(task, by),
            "finish": lambda: finish(task, by, at),
            "use": lambda: link_result(task, PEOPLE[by], "the plan was agreed"),
            "wait": lambda: (look_later(task, by, at), []),
            "wake": lambda: wake(task, BO, at),
        }
        return steps[name]()


def asked() -> Story:
    return Story(*ask(a_task(), DUE))


def told(*moves: Move) -> Story:
    story = asked()
    for name, by in moves:
        assert story.moved(name, by), name
    return story


anything = st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from(sorted(PEOPLE))), max_size=14)


@given(anything)
def test_states_follow_one_another_and_what_is_not_possible_changes_nothing(moves: list[Move]) -> None:
    story = asked()
    for name, by in moves:
        before, heard = story.task, len(story.effects)
        if not story.moved(name, by):
            assert (story.task, len(story.effects)) == (before, heard)
        elif story.task.state is not before.state:
            assert story.task.state in LEGAL[before.state]


@given(anything)
def test_a_third_person_can_do_nothing(moves: list[Move]) -> None:
    story = asked()
    for name, by in moves:
        possible = story.moved(name, by)
        assert not (possible and by == EVE.id and name != "wake")


@given(anything)
def test_time_alone_never_writes_to_the_side_that_is_late(moves: list[Move]) -> None:
    story = asked()
    for name, by in moves:
        heard = len(story.effects)
        if story.moved(name, by) and name == "wake":
            assert all(
                isinstance(each, Write | Raised) and each.person_id == ADA.id
                for each in story.effects[heard:]
            )


@given(anything)
def test_a_date_holds_only_after_the_other_side_accepted_it(moves: list[Move]) -> None:
    story = asked()
    for name, by in moves:
        before = story.task
        story.moved(name, by)
        if story.task.due != before.due:
            assert before.offer is not None
            assert (name, by) == ("accept", before.beside(before.offer.by))
            assert story.task.due == before.offer.day


@given(anything)
def test_settling_a_date_is_practised_only_where_one_was_missed(moves: list[Move]) -> None:
    story = asked()
    for name, by in moves:
        late, offer, heard = story.task.late, story.task.offer, len(story.effects)
        story.moved(name, by)
        practised = [e for e in story.effects[heard:] if isinstance(e, Practised)]
        assert bool(practised) <= (late and name == "accept")
        assert [e.person_id for e in practised] == ([offer.by] if practised and offer else [])


@given(anything)
def test_nothing_wakes_it_once_it_is_over(moves: list[Move]) -> None:
    story = asked()
    for name, by in moves:
        story.moved(name, by)
        if story.task.state not in OPEN:
            assert (story.task.wake_at, story.task.offer, story.task.awaits) == (None, None, "")


def test_it_is_late_two_working_days_of_its_owner_after_the_date() -> None:
    assert late_at(BO, DUE, no_holidays) == LATE
    assert late_at(BO, DUE, holidays_on(date(2026, 3, 6))) == LATE + timedelta(days=1)
    away = a_person("bo", leave=[Leave(date(2026, 3, 6), date(2026, 3, 13))])
    assert late_at(away, DUE, no_holidays) == datetime(2026, 3, 17, 17, tzinfo=UTC)
    nobody = a_person("bo", week=a_week(days=frozenset({0})), leave=[Leave(DUE, date(2030, 1, 1))])
    assert late_at(nobody, DUE, no_holidays) is None


def test_only_the_side_that_waits_hears_that_it_is_late_and_once() -> None:
    story = told(("accept", BO.id), ("wake", BO.id))
    (overdue,) = [e for e in story.effects if isinstance(e, Raised)]
    assert (overdue.kind, overdue.person_id) == (EventKind.TASK_OVERDUE, ADA.id)
    assert {"task", "counterpart", "counterpart_entity"} <= overdue.facts.keys()
    assert story.task.wake_at is None


def test_who_offers_the_date_that_settles_it_practised() -> None:
    late = (("accept", BO.id), ("wake", BO.id))
    by_ada = told(*late, ("offer", ADA.id), ("accept", BO.id))
    by_bo = told(*late, ("offer", ADA.id), ("offer", BO.id), ("accept", ADA.id))
    who = [[e.person_id for e in s.effects if isinstance(e, Practised)] for s in (by_ada, by_bo)]
    assert who == [[ADA.id], [BO.id]]
    assert not by_ada.task.late


def test_an_answer_to_an_offer_is_news_and_an_offer_out_of_the_blue_a_request() -> None:
    counter = told(("offer", BO.id))
    fresh = told(("accept", BO.id), ("offer", ADA.id))
    last = [s.effects[-1] for s in (counter, fresh)]
    assert [e.letter for e in last if isinstance(e, Write)] == [OTHER_DATE, DATE_OFFERED]


def test_a_promise_without_a_date_tells_nobody_and_is_never_late() -> None:
    promised, effects = promise(a_task(), None, LATE)
    assert (promised.state, promised.wake_at, effects) == (State.AGREED, None, [])


def test_what_nobody_answered_rests_and_only_the_asker_hears() -> None:
    story = told(("wake", BO.id))
    assert story.task.state is State.DROPPED
    assert [e.person_id for e in story.effects[1:] if isinstance(e, Write)] == [ADA.id]


def test_the_owner_hears_what_their_step_led_to() -> None:
    story = told(("accept", BO.id), ("finish", BO.id), ("use", ADA.id))
    (used,) = [e for e in story.effects if isinstance(e, Raised)]
    assert (used.kind, used.person_id) == (EventKind.STEP_USED, BO.id)
    assert (used.facts["step"], used.facts["counterpart_entity"]) == ("the well data", ADA.entity)


def test_nothing_is_left_of_it_once_either_side_is_forgotten() -> None:
    assert [a_task().without(each) for each in (ADA.id, BO.id)] == [None, None]
    assert a_task().without(EVE.id) == a_task()
