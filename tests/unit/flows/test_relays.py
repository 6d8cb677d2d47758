"""Threads: open by both or not at all, and silent about who said no."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nudges.effects import Effect, Practised, Raised, Write
from nudges.flows.relays import messages, threads
from nudges.flows.relays.messages import MOST_AN_HOUR, Message, too_many
from nudges.flows.relays.offers import apart, homes_of, offer, offer_id, raised_id
from nudges.flows.relays.rules import RelayRules
from nudges.flows.relays.threads import Relay, State, Step, Why
from nudges.people import Identity, Platform
from nudges.records import NotPossibleError
from tests.factories import a_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEGAL = {State.ASKED: {State.OPEN, State.CLOSED}, State.OPEN: {State.CLOSED}, State.CLOSED: set[State]()}
BOTH = {"ada": "B8", "bo": "B9"}
whoever = st.sampled_from(["ada", "bo", "cleo"])


def a_thread() -> Relay:
    return Relay("r", "south", "ada", "bo", NOW, NOW)


def an_open_one() -> Relay:
    return threads.open_thread(a_thread(), "bo", NOW)[0]


def a_message(*passed_at: datetime) -> Message:
    return Message("m", "south", "r", "ada", "bo", "sealed", passed_at or (NOW,))


def letters(effects: list[Effect]) -> list[tuple[str, str]]:
    return [(each.letter.id, each.person_id) for each in effects if isinstance(each, Write)]


class Threads(RuleBasedStateMachine):
    """Anybody presses anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.thread, self.told = threads.ask(a_thread())
        self.all = list(self.told)
        self.opened = False

    def _try(self, step: Step | None) -> None:
        if step is None:
            return
        before, (self.thread, told) = self.thread, step
        self.all += told
        assert self.thread.state is before.state or self.thread.state in LEGAL[before.state]

    def _by(self, step: Callable[..., Step | None], *arguments: object) -> None:
        before = self.thread
        try:
            self._try(step(self.thread, *arguments))
        except NotPossibleError:
            assert self.thread is before

    @rule(who=whoever)
    def opens(self, who: str) -> None:
        before = self.thread.state
        self._by(threads.open_thread, who, self.now)
        if before is State.ASKED and self.thread.state is State.OPEN:
            assert who == "bo"
            self.opened = True

    @rule(who=whoever)
    def declines(self, who: str) -> None:
        self._by(threads.decline, who, self.now)

    @rule(who=whoever)
    def writes(self, who: str) -> None:
        self._by(threads.write, who, BOTH, self.now)

    @rule(who=whoever)
    def closes(self, who: str) -> None:
        self._by(threads.close, who, self.now)

    @rule(who=whoever)
    def keeps(self, who: str) -> None:
        self._by(threads.keep, who, self.now)

    @rule()
    def is_forbidden(self) -> None:
        self._by(threads.forbid, self.now)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        if self.thread.wake_at <= self.now:
            self._by(threads.wake, self.now)

    @invariant()
    def it_is_open_only_by_both(self) -> None:
        assert (self.thread.state is not State.OPEN) or self.opened
        assert (self.thread.opened_at is not None) == self.opened

    @invariant()
    def nobody_gets_a_letter_twice_and_strangers_none(self) -> None:
        sent = Counter(letters(self.all))
        assert set(sent.values()) <= {1}
        assert {who for _, who in sent} <= {"ada", "bo"}

    @invariant()
    def a_thread_that_ended_says_when(self) -> None:
        assert (self.thread.closed_at is not None) == (self.thread.state is State.CLOSED)

    @invariant()
    def practice_comes_once_and_only_after_both_wrote(self) -> None:
        practised = [each.person_id for each in self.all if isinstance(each, Practised)]
        assert practised in ([], ["ada", "bo"], ["bo", "ada"])
        assert not practised or set(self.thread.wrote) == {"ada", "bo"}


TestThreads = Threads.TestCase


def test_a_no_a_silence_and_a_ban_sound_the_same_to_the_asker() -> None:
    late = NOW + threads.LAPSES_AFTER
    silence, forbidden = threads.wake(a_thread(), late), threads.forbid(a_thread(), late)
    declined = threads.decline(a_thread(), "bo", late)
    assert declined == silence == forbidden
    assert letters(list(declined[1])) == [("relay_not_now", "ada")]


def test_whoever_asked_can_take_it_back_and_nobody_hears_of_it() -> None:
    closed, told = threads.close(a_thread(), "ada", NOW)
    assert (closed.state, told) == (State.CLOSED, [])
    with pytest.raises(NotPossibleError):
        threads.close(a_thread(), "bo", NOW)


@given(days=st.integers(0, 20), order=st.permutations(["ada", "bo"]))
def test_an_exchange_counts_within_two_weeks_of_opening(days: int, order: list[str]) -> None:
    first, second = order
    begun, nothing = threads.write(an_open_one(), first, BOTH, NOW)
    _, told = threads.write(begun, second, BOTH, NOW + timedelta(days=days))
    assert nothing == []
    counted = {each.person_id: each.behaviour for each in told if isinstance(each, Practised)}
    assert counted == (BOTH if days <= 14 else {})
    assert all(each.confirmed for each in told if isinstance(each, Practised))


def test_whoever_no_behaviour_is_asked_of_practises_none() -> None:
    begun, _ = threads.write(an_open_one(), "ada", {"bo": "B8"}, NOW)
    _, told = threads.write(begun, "bo", {"bo": "B8"}, NOW)
    assert [each.person_id for each in told if isinstance(each, Practised)] == ["bo"]


def test_both_are_asked_on_the_tenth_day_and_it_rests_after_thirty_quiet_ones() -> None:
    thread = an_open_one()
    assert thread.wake_at == NOW + timedelta(days=10)
    asked = threads.wake(thread, thread.wake_at)
    assert asked is not None
    assert letters(list(asked[1])) == [("relay_keep_or_close", "ada"), ("relay_keep_or_close", "bo")]
    kept, _ = threads.keep(asked[0], "ada", NOW + timedelta(days=12))
    assert kept.wake_at == NOW + timedelta(days=42)
    rested = threads.wake(kept, kept.wake_at)
    assert rested is not None
    assert rested[0].why is Why.RESTED
    gone = threads.wake(rested[0], rested[0].wake_at)
    assert gone is None


def test_waking_too_early_changes_nothing() -> None:
    assert threads.wake(an_open_one(), NOW) == (an_open_one(), [])


def test_it_goes_with_either_of_the_two() -> None:
    made, _ = offer(a_person("ada"), a_person("bo"), NOW)
    for record in (an_open_one(), a_message(), made):
        assert record.without("ada") is None
        assert record.without("bo") is None
        assert record.without("cleo") is record


class TestMessages:
    @given(st.lists(st.integers(0, 7200), max_size=40))
    def test_an_hour_holds_twenty_changes_included(self, seconds: list[int]) -> None:
        moments = tuple(NOW - timedelta(seconds=each) for each in seconds)
        own = [a_message(*moments)] if moments else []
        assert too_many(own, NOW) == (sum(each < 3600 for each in seconds) >= MOST_AN_HOUR)

    def test_a_change_follows_and_each_is_a_letter_of_its_own(self) -> None:
        once, first = messages.change(a_message(), "new", NOW)
        _, second = messages.change(once, "newer", NOW)
        keys = [each.key for each in (*first, *second) if isinstance(each, Write)]
        assert keys == ["2", "3"]

    @given(st.booleans())
    def test_what_is_taken_back_is_gone_and_told_only_where_it_arrived(self, arrived: bool) -> None:
        gone, told = messages.take_back(a_message(), arrived=arrived)
        assert gone.sealed == ""
        assert letters(list(told)) == ([("relay_taken_back", "bo")] if arrived else [])
        with pytest.raises(NotPossibleError):
            messages.change(gone, "again", NOW)
        with pytest.raises(NotPossibleError):
            messages.take_back(gone, arrived=arrived)

    def test_its_words_are_never_printed(self) -> None:
        assert "sealed" not in repr(a_message())


class TestOffers:
    @given(st.permutations(["ada", "bo"]))
    def test_a_pair_is_known_whoever_comes_first(self, pair: list[str]) -> None:
        assert offer_id("south", *pair) == offer_id("south", "ada", "bo")

    def test_both_hear_of_the_other(self) -> None:
        made, told = offer(a_person("ada"), a_person("bo", name="Bo"), NOW)
        assert [each.person_id for each in told if isinstance(each, Raised)] == ["ada", "bo"]
        assert (made.beside("ada"), made.beside("bo")) == ("bo", "ada")
        assert raised_id(made, "ada") != raised_id(made, "bo")

    @given(one=st.sets(st.sampled_from(["A", "B", "C"])), other=st.sets(st.sampled_from(["A", "B", "C"])))
    def test_only_people_who_are_reached_and_share_nothing_are_apart(
        self, one: set[str], other: set[str]
    ) -> None:
        homes = homes_of([*identities("ada", one), *identities("bo", other)])
        assert apart(homes, "ada", "bo") == bool(one and other and not one & other)
        assert apart(homes, "ada", "bo") == apart(homes, "bo", "ada")

    def test_the_same_name_on_another_platform_is_another_place(self) -> None:
        slack = Identity("1", "ada", Platform.SLACK, "T1", "u")
        teams = replace(slack, id="2", person_id="bo", platform=Platform.TEAMS)
        assert apart(homes_of([slack, teams]), "ada", "bo")


def identities(person: str, workspaces: set[str]) -> list[Identity]:
    return [Identity(f"{person}-{each}", person, Platform.SLACK, each, person) for each in workspaces]


def test_one_forbidden_entity_is_enough() -> None:
    rules = RelayRules("x", "south", ("Relief Office",))
    ada, bo = a_person("ada", entity="Seed Fund"), a_person("bo", entity="Relief Office")
    assert rules.entity_barring(ada, bo) == rules.entity_barring(bo, ada) == "Relief Office"
    assert rules.entity_barring(ada, ada) == ""
    assert rules.without("ada") is rules
