"""Hurdles: how many make a case, who hears what, and that no step is taken twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.hurdles.cases import (
    GONE,
    LIVE,
    Case,
    State,
    assign,
    decline,
    fix,
    join,
    on_it,
    open_case,
    say,
    take,
    wake,
)
from nudges.flows.hurdles.log import RESTS, Category, Fixers, Hurdle, Quiet, nothing, repeated
from nudges.records import NotPossibleError

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = st.sampled_from(["ada", "bo", "eve", "fay"])
ENTITIES = st.sampled_from(["Seed Fund", "Relief Office"])


def a_hurdle(reporter: str, entity: str, category: Category, day: int = 0) -> Hurdle:
    at = NOW + timedelta(days=day)
    return Hurdle(f"{reporter}{category}{day}", "south", reporter, entity, category, at)


def a_case(**changes: object) -> Case:
    plain = Case("c", "south", Category.ACCESS, "dan", NOW, ("ada", "bo", "eve"), 3, 2)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields as they are


@given(st.lists(st.builds(a_hurdle, PEOPLE, ENTITIES, st.sampled_from(Category), st.integers(0, 60))))
def test_three_people_of_two_entities_make_a_case_of_one_kind(met: list[Hurdle]) -> None:
    since = NOW + timedelta(days=30)
    found = repeated(met, Category.ACCESS, since)
    fresh = [each for each in met if each.category is Category.ACCESS and each.met_at >= since]
    people, entities = {e.reporter_id for e in fresh}, {e.entity for e in fresh}
    assert (found is not None) == (len(people) >= 3 and len(entities) >= 2)
    assert found is None or (set(found.reporters), found.entities) == (people, len(entities))


@given(st.lists(st.booleans(), max_size=12))
def test_nothing_twice_in_a_row_rests_the_question(answers: list[bool]) -> None:
    quiet, in_row, rested, expected = Quiet("q", "south", "ada"), 0, 0, 0
    for was_nothing in answers:
        if not was_nothing:
            quiet, in_row = replace(quiet, nones=0), 0
            continue
        in_row += 1
        expected += in_row % 2 == 0
        quiet, effects = nothing(quiet, NOW)
        for each in effects:
            assert isinstance(each, Raised)
            assert each.kind is EventKind.NUDGE_RESTS
            assert datetime.fromisoformat(each.facts["until"]) == NOW + RESTS
            rested += 1
    assert rested == expected


def test_an_erased_person_is_in_no_record() -> None:
    fixers = Fixers("f", "south", {Category.ACCESS: "dan", Category.FORM: "ada"}).without("dan")
    case = a_case(voters=("ada",)).without("ada")
    left = a_case().without("dan")
    assert fixers is not None
    assert case is not None
    assert left is not None
    assert fixers.by_category == {Category.FORM: "ada"}
    assert "ada" not in {*case.people, *case.voters}
    assert left.fixer_id == ""
    assert a_hurdle("ada", "Seed Fund", Category.FORM).without("ada") is None


def test_one_more_person_is_told_too_but_not_asked_after_the_vote_began() -> None:
    fay, ada = (a_hurdle(who, "Seed Fund", Category.ACCESS) for who in ("fay", "ada"))
    assert join(a_case(), fay, []).reporters == ("ada", "bo", "eve", "fay")
    assert join(a_case(), ada, []) == a_case()
    asked, _ = fix(a_case(), "R2", NOW)
    assert join(asked, fay, []) == asked


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["S", "R", "W", "P"])), unique_by=lambda e: e[0])
)
def test_the_entities_of_all_who_met_it_are_counted_with_each_who_joins(more: list[tuple[int, str]]) -> None:
    first = [("ada", "Seed Fund"), ("bo", "Relief Office"), ("eve", "Seed Fund")]
    met = [a_hurdle(who, entity, Category.ACCESS) for who, entity in first]
    elsewhere = [
        a_hurdle("bo", "Water Office", Category.FORM),
        a_hurdle("zed", "Peace Desk", Category.ACCESS),
    ]
    case = a_case()
    for who, entity in more:
        new = a_hurdle(f"p{who}", entity, Category.ACCESS)
        met.append(new)
        case = join(case, new, [*met, *elsewhere])
    assert case.met_by == 3 + len(more)
    assert case.entities == len({each.entity for each in met})


def test_what_an_erased_person_took_along_lowers_no_count() -> None:
    new = a_hurdle("fay", "Seed Fund", Category.ACCESS)
    assert join(a_case(entities=5), new, []).entities == 5


def test_a_change_of_state_counts_within_ten_working_days_and_by_role() -> None:
    def counted(role: str, days: int) -> list[str]:
        _, effects = take(a_case(), role, NOW + timedelta(days=days))
        return [each.behaviour for each in effects if isinstance(each, Practised)]

    assert [counted(role, 14) for role in ("R1", "R2", "R5")] == [["B2"], ["B6"], []]
    assert counted("R1", 15) == []


@pytest.mark.parametrize(("still", "state"), [(0, State.GONE), (1, State.GONE), (2, State.WAITING)])
def test_still_there_for_half_of_those_who_answered_opens_it_again(still: int, state: State) -> None:
    case, _ = fix(a_case(reporters=("ada", "bo", "eve", "fay")), "R2", NOW)
    for place, who in enumerate(("ada", "bo", "eve", "fay")):
        if case.state is State.ASKED:
            case, _ = say(case, who, gone=place >= still, at=NOW)
    assert case.state is state


def test_silence_means_it_is_gone() -> None:
    asked, letters = fix(a_case(), "R2", NOW)
    assert {each.person_id for each in letters if isinstance(each, Write)} == {"ada", "bo", "eve"}
    settled, _ = wake(asked, NOW + timedelta(days=7))
    assert (settled.state, settled.reporters) == (State.GONE, ())


def test_without_a_fixer_nobody_is_called() -> None:
    assert open_case(a_case(fixer_id=""), {}, by_nudge=True)[1] == []


class CaseLife(RuleBasedStateMachine):
    """Whoever presses what and however time passes: legal steps only, and a refusal changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.case, self.effects = open_case(a_case(), {}, by_nudge=False)
        self.at = NOW

    def step(self, done: tuple[Case, list[Effect]]) -> None:
        self.case, effects = done
        self.effects.extend(effects)

    @rule(
        press=st.sampled_from(["take", "fix", "decline", "assign", "on_it"]),
        reason=st.sampled_from(["", "no money"]),
    )
    def the_fixer_presses(self, press: str, reason: str) -> None:
        before, at = self.case, self.at
        try:
            match press:
                case "take":
                    self.step(take(before, "R2", at))
                case "fix":
                    self.step(fix(before, "R2", at))
                case "decline":
                    self.step(decline(before, reason, "R2", at))
                case "assign":
                    self.step(assign(before, "cleo", "R2", at))
                case _:
                    self.case = on_it(before, at)
        except NotPossibleError:
            assert self.case is before

    @rule(who=PEOPLE, gone=st.booleans())
    def somebody_answers(self, who: str, gone: bool) -> None:
        before = self.case
        try:
            self.step(say(before, who, gone=gone, at=self.at))
        except NotPossibleError:
            may = before.state is State.ASKED and who in {*before.reporters} - {*before.voters}
            assert not may

    @rule(days=st.integers(1, 30))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        if self.case.wake_at is not None and self.case.wake_at <= self.at:
            self.step(wake(self.case, self.at))

    @invariant()
    def it_is_looked_at_in_time_to_come(self) -> None:
        due = self.case.wake_at
        assert due is None or due > self.at

    @invariant()
    def who_met_it_is_forgotten_when_it_is_over(self) -> None:
        over = self.case.state not in LIVE
        assert not over or (self.case.reporters, self.case.voters) == ((), ())
        assert over == (self.case.ended_at is not None)

    @invariant()
    def votes_are_counts_of_those_who_met_it(self) -> None:
        if self.case.state is State.ASKED:
            assert self.case.gone + self.case.still == len(self.case.voters) < len(self.case.reporters)

    @invariant()
    def whether_it_is_gone_is_asked_once_a_round(self) -> None:
        asked = [(e.person_id, e.key) for e in self.effects if isinstance(e, Write) and e.letter is GONE]
        assert len(asked) == len(set(asked))


TestCaseLife = CaseLife.TestCase
