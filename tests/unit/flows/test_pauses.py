"""Stop and think: the order of the steps, their gates, the ladder, and what is asked when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nudges.effects import Effect, Practised, Raised, Write
from nudges.flows.pauses import disputes, pause, told
from nudges.flows.pauses.answers import (
    CIRCUMSTANCES,
    REFLEXES,
    WAYS,
    Answers,
    from_text,
    to_text,
)
from nudges.flows.pauses.disputes import Convening, Dispute
from nudges.flows.pauses.ladder import Ladder, Rung, top_rung
from nudges.flows.pauses.pause import KEPT_FOR, Pause, State
from nudges.flows.pauses.told import Told
from nudges.people import SettingKind
from nudges.records import NotPossibleError
from tests.factories import SUNDAY_TO_THURSDAY, a_person, a_week, holidays_on, no_holidays

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENOUGH = Answers(
    circumstances=("unknown",), ways=("new_date", "swap"), who="me", what="call", by=date(2026, 3, 10)
)
WORDS = st.text(max_size=20)


def a_pause(**changes: object) -> Pause:
    plain = Pause("p", "south", "ada", started_at=NOW, touched_at=NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields as they are


def ticked(offered: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(offered), unique=True).map(tuple)


ANSWERS = st.builds(
    Answers,
    circumstances=ticked(CIRCUMSTANCES),
    their_words=WORDS,
    message=WORDS,
    ways=ticked(WAYS),
    another_way=WORDS,
    who=st.sampled_from(["", "me", "they", "both"]),
    what=WORDS,
    by=st.none() | st.dates(),
    tried=st.lists(st.sampled_from([int(rung) for rung in Rung]), unique=True, min_size=1).map(tuple),
)


class AnyOrder(RuleBasedStateMachine):
    """Whatever is pressed in whatever order: legal steps only, and a refusal changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.pause, self.now = a_pause(), NOW
        self.gates: set[int] = set()
        self.practised: list[Effect] = []
        self.removed = False

    def _try(self, pause_now: Pause, effects: list[Effect] | tuple[Effect, ...] = ()) -> None:
        self.pause = pause_now
        self.practised += [each for each in effects if isinstance(each, Practised)]

    @rule(step=st.integers(1, 7), answers=ANSWERS | st.just(ENOUGH))
    def advance(self, step: int, answers: Answers) -> None:
        legal = self.pause.state is State.OPEN and self.pause.step == step < 7 and answers.passes(step)
        try:
            self._try(pause.advance(self.pause, answers, step, self.now))
        except NotPossibleError:
            assert not legal
        else:
            assert legal
            self.gates.add(step)

    @rule(answers=ANSWERS | st.just(ENOUGH))
    def agree(self, answers: Answers) -> None:
        legal = self.pause.state is State.OPEN and self.pause.step == 7 and answers.passes(7)
        try:
            agreed, effects = pause.agree(
                self.pause, answers, self.now, self.now + timedelta(days=9), self.now + timedelta(days=2)
            )
        except NotPossibleError:
            assert not legal
        else:
            assert legal
            self._try(agreed, list(effects))

    @rule()
    def reach_out(self) -> None:
        try:
            reached, effects = pause.reached_out(self.pause, self.now, borne_out=False)
        except NotPossibleError:
            assert self.pause.state is State.CLOSED
        else:
            self._try(reached, list(effects))

    @rule()
    def go_on(self) -> None:
        try:
            self._try(pause.goes_on(self.pause, self.now, self.now + timedelta(days=7)))
        except NotPossibleError:
            assert self.pause.state is State.CLOSED or self.pause.step < 7

    @rule()
    def close(self) -> None:
        try:
            self._try(pause.close(self.pause, self.now))
        except NotPossibleError:
            assert self.pause.state is State.CLOSED

    @rule(hours=st.integers(1, 24 * 20))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for _ in range(4):
            if self.pause.wake_at > self.now:
                break
            step = pause.wake(self.pause, self.now)
            if step is None:
                self.removed = True
                self.pause = a_pause(started_at=self.now, touched_at=self.now)
                self.gates.clear()
                break
            self._try(step[0], list(step[1]))

    @invariant()
    def the_gates_were_passed(self) -> None:
        if self.pause.step > 1:
            assert 1 in self.gates
        if self.pause.step == 7:
            assert 6 in self.gates

    @invariant()
    def it_is_always_looked_at_again(self) -> None:
        assert self.pause.wake_at > self.now - timedelta(hours=1)
        assert self.pause.wake_at <= max(self.pause.touched_at, self.now) + KEPT_FOR

    @invariant()
    def only_a_next_step_or_reaching_out_counts(self) -> None:
        assert all(isinstance(each, Practised) and each.behaviour == "B5" for each in self.practised)
        assert all(isinstance(each, Practised) and each.counterpart_id is None for each in self.practised)


TestAnyOrder = AnyOrder.TestCase


class TestAnswers:
    @given(ANSWERS)
    def test_what_was_written_is_read_back_as_it_was(self, answers: Answers) -> None:
        assert from_text(to_text(answers)) == answers

    @given(ANSWERS.filter(lambda answers: len(answers.what) > 3))
    def test_no_text_is_in_what_a_traceback_would_show(self, answers: Answers) -> None:
        assert answers.what not in repr(answers)
        assert "sealed" not in repr(a_pause(sealed=to_text(answers)))

    @given(ticked(WAYS), WORDS)
    def test_two_ways_besides_the_reflexes_open_the_sixth_gate(self, ways: tuple[str, ...], own: str) -> None:
        counted = len(set(ways) - REFLEXES) + bool(own)
        assert Answers(ways=ways, another_way=own).passes(6) == (counted >= 2)

    @pytest.mark.parametrize("step", [2, 3, 4, 5])
    def test_the_other_steps_can_be_skipped(self, step: int) -> None:
        assert Answers().passes(step)

    def test_not_knowing_opens_the_first_gate_and_silence_does_not(self) -> None:
        assert Answers(circumstances=("unknown",)).passes(1)
        assert not Answers().passes(1)


class TestLadder:
    @given(st.lists(st.tuples(st.sampled_from(Rung), st.booleans()), max_size=20), st.sampled_from(Rung))
    def test_no_rung_opens_before_all_below_are_behind(
        self, claims: list[tuple[Rung, bool]], top: Rung
    ) -> None:
        ladder = Ladder()
        for rung, safe in claims:
            before = ladder
            try:
                ladder = ladder.past(rung, top, safe=safe)
            except NotPossibleError:
                assert ladder == before
            behind = [each for each in Rung if ladder.behind(each)]
            assert behind == list(Rung)[: len(behind)]
            assert all(each <= max(top, Rung.SELF) for each in behind)

    def test_a_leader_who_convened_is_asked_about_what_lies_below_first(self) -> None:
        ladder = Ladder(tried=frozenset({Rung.SELF, Rung.SENIOR_LEADER}))
        for rung in (Rung.DIRECT, Rung.FACILITATOR, Rung.SUPERVISORS, Rung.FORUM):
            assert ladder.next(Rung.STEERING_GROUP) is rung
            ladder = ladder.past(rung, Rung.STEERING_GROUP, safe=True)
        assert ladder.next(Rung.STEERING_GROUP) is Rung.STEERING_GROUP

    @pytest.mark.parametrize("kind", SettingKind)
    @pytest.mark.parametrize("switched_on", [True, False])
    def test_the_steering_group_advises_in_missions_that_switched_it_on_only(
        self, kind: SettingKind, switched_on: bool
    ) -> None:
        allowed = kind is SettingKind.MISSION and switched_on
        assert (top_rung(kind, steering_group=switched_on) is Rung.STEERING_GROUP) == allowed


class TestTime:
    def test_five_working_days_leave_out_weekends_and_holidays(self) -> None:
        sunday_worker = a_person(week=a_week(SUNDAY_TO_THURSDAY))
        day = date(2026, 3, 5)
        holiday = holidays_on(date(2026, 3, 9))
        assert pause.working_days_after(a_person(), day, no_holidays) == date(2026, 3, 12)
        assert pause.working_days_after(a_person(), day, holiday) == date(2026, 3, 13)
        assert pause.working_days_after(sunday_worker, day, no_holidays) == date(2026, 3, 12)

    def test_an_agreed_step_is_followed_up_twice_and_then_let_go(self) -> None:
        settle = NOW + timedelta(days=15)
        agreed, _ = pause.agree(a_pause(step=7), ENOUGH, NOW, settle, None)
        letters, at = [], NOW
        while (step := pause.wake(agreed, at := agreed.wake_at)) is not None:
            agreed, effects = step
            letters += [(each.letter.id, at - NOW) for each in effects if isinstance(each, Write)]
        assert letters == [("pause_day", timedelta(days=1)), ("pause_settled", timedelta(days=15))]
        assert at == settle + KEPT_FOR

    def test_what_was_left_lying_goes_two_weeks_after_the_last_touch(self) -> None:
        left = pause.advance(a_pause(), ENOUGH, 1, NOW + timedelta(days=3))
        assert left.wake_at == NOW + timedelta(days=17)
        assert pause.wake(left, left.wake_at) is None


class TestOthers:
    def test_a_report_names_nobody(self) -> None:
        dispute = Dispute("d", "south", "South", NOW)
        _, effects = disputes.report(dispute, "ada", ["lead"], {"ada", "bo", "lead"}, NOW)
        raised = [each for each in effects if isinstance(each, Raised)]
        assert [(each.person_id, dict(each.facts)) for each in raised] == [("lead", {"forum": "South"})]
        assert dispute.people == ()
        assert "ada" not in repr(dispute)

    @given(st.sets(st.sampled_from(["ada", "bo", "lead", "cleo"])), st.sampled_from(["ada", "lead"]))
    def test_a_leader_hears_of_it_only_where_it_could_be_two(self, could: set[str], reporter: str) -> None:
        dispute = Dispute("d", "south", "South", NOW)
        _, effects = disputes.report(dispute, reporter, ["lead", "cleo"], could, NOW)
        for each in effects:
            if isinstance(each, Raised):
                assert each.person_id != reporter
                assert len(could - {each.person_id}) >= 2

    def test_an_offer_through_us_is_borne_out_and_one_by_oneself_is_ones_word(self) -> None:
        convening = Convening("c", "south", "lead", NOW, NOW + disputes.STANDS_AFTER)
        for invited in ((), ("ada", "bo")):
            _, effects = disputes.offer(replace(convening, invited=invited))
            (practised,) = (each for each in effects if isinstance(each, Practised))
            assert practised.confirmed == bool(invited)
            assert sum(isinstance(each, Write) for each in effects) == len(invited)

    def test_what_is_settled_or_stuck_is_not_asked_about_again(self) -> None:
        convening = Convening("c", "south", "lead", NOW, None)
        moving = disputes.stands(convening, disputes.State.MOVING, NOW)
        assert moving.ask_at == NOW + disputes.STANDS_AFTER
        over = disputes.stands(moving, disputes.State.SETTLED, NOW)
        assert over.ask_at is None
        with pytest.raises(NotPossibleError):
            disputes.stands(over, disputes.State.MOVING, NOW)

    def test_erasing_takes_a_person_out_of_everything(self) -> None:
        letter = Told("t", "south", "ada", "bo", NOW, "x")
        convening = Convening("c", "south", "lead", NOW, None, invited=("ada", "bo"))
        assert a_pause().without("ada") is None
        assert letter.without("bo") is None
        assert convening.without("lead") is None
        without = convening.without("ada")
        assert without is not None
        assert without.invited == ("bo",)

    def test_the_other_side_answers_once(self) -> None:
        answered, effects = told.answer(Told("t", "south", "ada", "bo", NOW, "x"), told.State.TALK)
        assert [each.person_id for each in effects if isinstance(each, Write)] == ["ada"]
        with pytest.raises(NotPossibleError):
            told.answer(answered, told.State.WORKS)
