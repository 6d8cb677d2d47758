"""Forums: overlap, figures, suggestions, and the states an owner's word and time lead to."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.flows.forums import mechanisms, proposals, sessions
from nudges.flows.forums.audits import (
    CHECK_AFTER,
    Figures,
    ask_owner,
    ask_whether_it_stays,
    audit_due,
    check_due,
    close_down,
    decide,
    figures,
    freed,
    keep_so,
    looked_at,
    restore,
    suggestion,
)
from nudges.flows.forums.mechanisms import Activation
from nudges.flows.forums.proposals import Proposal, Wish
from nudges.flows.forums.register import (
    AUDIT_AFTER,
    Cadence,
    Decision,
    Forum,
    State,
    Verdict,
    close_ones,
    create_anyway,
    nearest,
    overlap,
    person_hours,
    register,
    sessions_a_month,
    take_over,
    want,
)
from nudges.flows.forums.sessions import Session, Vote
from nudges.records import NotPossibleError

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = st.sampled_from(["Seed Fund", "Relief Office", "Peace Cell", "Rights Desk"])
TAGS = st.sampled_from(["water", "roads", "security", "north"])


def a_forum(name: str = "water", **changes: object) -> Forum:
    plain = Forum(
        id=name,
        setting_id="south",
        owner_id="ada",
        name=name,
        purpose="wells",
        entities={"Seed Fund": 4, "Relief Office": 6},
        cadence=Cadence.WEEKLY,
        minutes=60,
        tags=("water", "north"),
        registered_at=NOW,
        state=State.RUNNING,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields as they are


def a_session(day: int, decided: int = 0, shared: int = 0, note: int = 0, attended: int = 8) -> Session:
    at = NOW + timedelta(days=day)
    state = sessions.State.CLOSED
    return Session(f"s{day}", "south", "water", at, 60, attended, state, None, decided, shared, note)


FORUMS = st.builds(
    a_forum,
    name=st.uuids().map(str),
    entities=st.dictionaries(NAMES, st.integers(1, 20), min_size=1),
    tags=st.lists(TAGS, unique=True, min_size=1).map(tuple),
    minutes=st.integers(1, 600),
    cadence=st.sampled_from(Cadence),
)


@given(FORUMS, FORUMS)
def test_overlap_is_a_share_the_same_from_both_sides_and_whole_with_itself(one: Forum, other: Forum) -> None:
    assert 0 <= overlap(one, other) == overlap(other, one) <= 1
    assert overlap(one, one) == 1


def test_overlap_is_that_of_entities_times_that_of_the_agenda() -> None:
    other = a_forum("roads", entities={"relief office": 1, "Peace Cell": 9}, tags=("North", "roads"))
    assert overlap(a_forum(), other) == pytest.approx(1 / 3 * 1 / 3)


@given(FORUMS, st.lists(FORUMS, max_size=5))
def test_at_most_two_come_close_the_closest_first(wanted: Forum, others: list[Forum]) -> None:
    shown = close_ones(wanted, others)
    assert len(shown) <= 2
    rated = [overlap(wanted, each) for each in shown]
    assert rated == sorted(rated, reverse=True)
    assert all(share >= 0.2 for share in rated)
    best = nearest(wanted, others)
    assert not shown or best is None or best[1] == rated[0]


def test_a_forum_that_does_not_run_is_no_reason_against_a_new_one() -> None:
    assert close_ones(a_forum(), [a_forum("old", state=State.CLOSED)]) == []


def test_person_hours_are_minutes_times_people_times_sessions() -> None:
    assert person_hours(60, 10, sessions_a_month(a_forum(cadence=Cadence.MONTHLY), 0)) == 10
    assert sessions_a_month(a_forum(cadence=Cadence.ON_NEED), lately=6) == 2


def figures_now(forum: Forum, held: list[Session], others: list[Forum] | None = None) -> Figures:
    at = NOW + timedelta(days=40)
    return figures(looked_at(forum, at), held, others or [], at)


def test_people_are_counted_at_sessions_and_else_all_members() -> None:
    assert figures_now(a_forum(), []).people == 10
    assert figures_now(a_forum(), [a_session(7, attended=5), a_session(14, attended=7)]).people == 6


def test_shares_are_shown_from_five_votes_on() -> None:
    few = figures_now(a_forum(), [a_session(7, shared=4)])
    assert (few.decided, few.shared, few.note) == (None, None, None)
    enough = figures_now(a_forum(), [a_session(7, shared=4), a_session(14, decided=1)])
    assert (enough.decided, enough.shared, enough.note) == (0.2, 0.8, 0.0)


def test_votes_are_shown_in_spans_that_never_meet_so_that_no_difference_tells_a_vote() -> None:
    held = [a_session(day, shared=5) for day in (7, 21, 35)]
    first = looked_at(a_forum(), NOW + timedelta(days=30))
    second = looked_at(first, NOW + timedelta(days=60))
    votes = [figures(each, held, [], NOW + timedelta(days=60)).votes for each in (a_forum(), first, second)]
    assert votes == [0, 10, 5]


@given(
    decided=st.none() | st.floats(0, 1),
    share=st.floats(0, 1),
    people=st.integers(1, 50),
    votes=st.integers(5),
)
def test_the_suggestion_follows_the_content_model(
    decided: float | None, share: float, people: int, votes: int
) -> None:
    rest = None if decided is None else 1 - decided
    found = Figures(3, votes, decided, rest, 0.0, "other", share, people, 10)
    said = suggestion(found)
    if decided is not None and decided >= 0.5:
        assert said is Verdict.KEEP
    elif share >= 0.5:
        assert said is Verdict.MERGE
    elif decided is None:
        assert said is None
    else:
        assert said is (Verdict.SHORTEN if decided >= 0.2 else Verdict.NOTE)


@pytest.mark.parametrize(
    ("verdict", "minutes", "expected"),
    [(Verdict.KEEP, 0, 0), (Verdict.SHORTEN, 45, 2.5), (Verdict.NOTE, 0, 10), (Verdict.STOP, 0, 10)],
)
def test_what_a_decision_frees_is_computed(verdict: Verdict, minutes: int, expected: float) -> None:
    monthly = a_forum(cadence=Cadence.MONTHLY)
    assert freed(monthly, verdict, figures_now(monthly, []), minutes) == pytest.approx(expected)


def test_a_merger_costs_the_time_of_those_who_join() -> None:
    monthly = a_forum(cadence=Cadence.MONTHLY)
    other = a_forum("other", entities={"Relief Office": 8}, minutes=30, cadence=Cadence.MONTHLY)
    # ten people an hour, less four of the Seed Fund who now sit half an hour in the other one
    assert freed(monthly, Verdict.MERGE, figures_now(monthly, []), 0, other) == pytest.approx(10 - 2)


def test_the_owner_is_asked_after_three_sessions_with_votes_or_ninety_days() -> None:
    voted = [a_session(day, shared=1) for day in (7, 21, 35)]
    assert audit_due(a_forum(), voted, NOW + timedelta(days=40))
    assert not audit_due(a_forum(), voted[:2], NOW + timedelta(days=40))
    assert audit_due(a_forum(), [], NOW + AUDIT_AFTER)


def test_the_owner_is_not_asked_again_within_ninety_days() -> None:
    asked, _ = ask_owner(a_forum(), {}, NOW, by_nudge=True)
    voted = [a_session(day, shared=5) for day in (7, 21, 35)]
    assert not audit_due(asked, voted, NOW + AUDIT_AFTER - timedelta(days=1))
    assert audit_due(asked, voted, NOW + AUDIT_AFTER)


def test_a_forum_created_beside_others_comes_back_with_its_reason() -> None:
    created, effects = create_anyway(want(a_forum()), " its own calendar ", NOW)
    assert created.reason == "its own calendar"
    assert [type(each) for each in effects] == [Practised]
    _, asked = ask_owner(created, {}, NOW + AUDIT_AFTER, by_nudge=True)
    (letter,) = asked
    assert isinstance(letter, Write)
    assert letter.letter.id == "forum_review"
    with pytest.raises(NotPossibleError):
        create_anyway(want(a_forum()), "  ", NOW)


def test_only_a_forum_without_an_owner_is_taken_over() -> None:
    left = a_forum().without("ada")
    assert left is not None
    assert list(left.people) == []
    assert take_over(left, "bo").owner_id == "bo"
    with pytest.raises(NotPossibleError):
        take_over(a_forum(), "bo")
    assert want(a_forum()).without("ada") is None


class ForumLife(RuleBasedStateMachine):
    """Whatever an owner presses and however time passes: legal steps only, refusals change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.forum = register(a_forum(), NOW)
        self.at = NOW
        self.practised = 0
        self.decisions = 0

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        if check_due(self.forum, self.at):
            self.forum, effects = ask_whether_it_stays(self.forum, self.at)
            assert len(effects) == 1
            assert not check_due(self.forum, self.at)
        elif audit_due(self.forum, [], self.at):
            self.forum, effects = ask_owner(self.forum, {}, self.at, by_nudge=True)
            assert [type(each) for each in effects] == [Raised]

    @rule(verdict=st.sampled_from(Verdict), minutes=st.integers(0, 90), announce=st.booleans())
    def decides(self, verdict: Verdict, minutes: int, announce: bool) -> None:
        before = self.forum
        decision = Decision(verdict, self.at, before.minutes, 1.0)
        try:
            self.forum, effects = decide(before, decision, minutes, announce=announce)
        except NotPossibleError:
            shorter = 0 < minutes < before.minutes
            assert before.state is not State.RUNNING or (verdict is Verdict.SHORTEN and not shorter)
            return
        self.decisions += 1
        self.practised += sum(isinstance(each, Practised) for each in effects)
        assert any(isinstance(each, Publish) for each in effects) == announce
        assert (self.forum.minutes < before.minutes) == (verdict is Verdict.SHORTEN)

    @rule(step=st.sampled_from([keep_so, close_down]))
    def says_it_stays_or_ends(self, step: object) -> None:
        before = self.forum
        try:
            self.forum = keep_so(before) if step is keep_so else close_down(before)
        except NotPossibleError:
            assert (
                before.decision is None or before.decision.settled or before.decision.verdict is Verdict.KEEP
            )

    @precondition(lambda self: self.forum.decision is not None)
    @rule()
    def restores(self) -> None:
        before = self.forum
        try:
            self.forum = restore(before, self.at)
        except NotPossibleError:
            return
        assert before.decision is not None
        assert self.forum.state is State.RUNNING
        assert self.forum.minutes == before.decision.minutes_before

    @invariant()
    def every_decision_counts_once(self) -> None:
        assert self.practised == self.decisions

    @invariant()
    def what_does_not_run_was_decided(self) -> None:
        if self.forum.state is not State.RUNNING:
            assert self.forum.decision is not None
            assert not audit_due(self.forum, [], self.at)

    @invariant()
    def a_closed_forum_rests(self) -> None:
        assert self.forum.state is not State.CLOSED or self.forum.wake_at is None


TestForumLife = ForumLife.TestCase


@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from(Vote)), max_size=30))
def test_one_vote_each_and_only_counts_are_kept(votes: list[tuple[str, Vote]]) -> None:
    session = sessions.ended(Session("s", "south", "water", NOW, 60, 8), poll=True)
    first: dict[str, Vote] = {}
    for who, said in votes:
        try:
            session = sessions.vote(session, who, said)
        except NotPossibleError:
            assert who in first
        first.setdefault(who, said)
    cast = list(first.values())
    assert (session.decided, session.shared, session.note) == tuple(map(cast.count, list(Vote)[:3]))
    shut = sessions.close(session)
    assert (shut.voters, shut.votes, shut.wake_at) == ((), session.votes, None)
    with pytest.raises(NotPossibleError):
        sessions.vote(shut, "z", Vote.DECIDED)


@given(st.lists(st.integers(0, 60), unique=True, max_size=20), st.booleans())
def test_polls_follow_every_second_session_at_most_and_a_week_apart(days: list[int], polls: bool) -> None:
    forum, held = a_forum(polls=polls), list[Session]()
    for day in sorted(days):
        at = NOW + timedelta(days=day)
        poll = sessions.may_poll(forum, held, at)
        held.append(sessions.ended(Session(f"s{day}", "south", "water", at, 60, 8), poll=poll))
    polled = [each for each in held if each.polled]
    assert polls or not polled
    assert all(not (one.polled and two.polled) for one, two in itertools.pairwise(held))
    gaps = [two.ended_at - one.ended_at for one, two in itertools.pairwise(polled)]
    assert all(gap >= timedelta(days=7) for gap in gaps)


def test_another_forum_s_vote_this_week_leaves_people_in_peace() -> None:
    held = [replace(a_session(0), forum_id="roads")]
    assert not sessions.may_poll(a_forum(), held, NOW + timedelta(days=3))
    assert sessions.may_poll(a_forum(), held, NOW + timedelta(days=7))


def a_proposal(**changes: object) -> Proposal:
    plain = Proposal("p", "south", "bo", "ada", "water", Wish.USE, "wells", NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields as they are


def test_using_another_s_forum_counts_when_its_owner_agrees() -> None:
    waiting, asked = proposals.propose(a_proposal())
    assert not any(isinstance(each, Practised) for each in asked)
    _, effects = proposals.agree(waiting)
    assert any(isinstance(each, Practised) for each in effects)
    _, refused = proposals.decline(waiting)
    assert not any(isinstance(each, Practised) for each in refused)


@given(st.lists(st.sampled_from([proposals.agree, proposals.decline, proposals.lapse]), max_size=6))
def test_a_proposal_is_answered_once(steps: list[object]) -> None:
    proposal, _ = proposals.propose(a_proposal())
    told: list[Effect] = []
    for step in steps:
        try:
            proposal, effects = step(proposal)  # type: ignore[operator]  # a list of steps
        except NotPossibleError:
            continue
        told.extend(each for each in effects if isinstance(each, Write))
    assert len(told) == min(1, len(steps))


def test_one_s_own_forum_needs_no_asking() -> None:
    done, effects = proposals.propose(a_proposal(from_id="ada"))
    assert done.state is proposals.State.AGREED
    assert [type(each) for each in effects] == [Practised]


def test_a_joined_forum_has_the_members_and_agenda_of_both() -> None:
    other = a_forum("other", entities={"Seed Fund": 1, "Peace Cell": 2}, tags=("roads",))
    both = proposals.joined(a_forum(), other)
    assert both.entities == {"Seed Fund": 4, "Relief Office": 6, "Peace Cell": 2}
    assert both.tags == ("roads", "water", "north")


def test_mechanisms_are_three_at_most_quickest_first_and_run() -> None:
    hours = {"a": 48, "b": 4, "c": None, "d": 24, "e": 1}
    forums = [a_forum(name, crisis_hours=each) for name, each in hours.items()]
    stopped = a_forum("f", crisis_hours=1, state=State.STOPPED)
    assert [each.id for each in mechanisms.usable([*forums, stopped])] == ["e", "b", "d"]


def test_an_activation_is_looked_at_once_after_two_days() -> None:
    called, effects = mechanisms.activate(Activation("a", "south", "water", "bo", NOW), "ada")
    assert called.wake_at == NOW + timedelta(hours=48)
    assert [type(each) for each in effects] == [Practised, Write]
    asked, letters = mechanisms.review(called)
    assert (asked.wake_at, len(letters)) == (None, 1)
    down = mechanisms.answer(asked, stays=False)
    with pytest.raises(NotPossibleError):
        mechanisms.answer(down, stays=True)
    left = down.without("bo")
    assert left is not None
    assert list(left.people) == []


def test_a_shorter_forum_is_looked_at_after_two_months_and_restored_as_it_was() -> None:
    shorter, _ = decide(a_forum(), Decision(Verdict.SHORTEN, NOW, 0, 5.0), 30)
    assert not check_due(shorter, NOW + CHECK_AFTER - timedelta(days=1))
    asked, _ = ask_whether_it_stays(shorter, NOW + CHECK_AFTER)
    assert restore(asked, NOW).minutes == 60
