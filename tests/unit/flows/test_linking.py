"""Only the right code links, in time, in few tries; and nothing tells whether an address is known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nudges.flows.linking.codes import (
    CODE,
    LINKED,
    MOST_SENT,
    QUIET,
    UNDOABLE,
    LinkCode,
    State,
    may_send,
    refuse,
    send,
    use,
)
from nudges.flows.linking.missing import STAYS, NoChat, told
from nudges.flows.linking.requests import (
    DIGITS,
    LIVES,
    MOST_ASKED,
    MOST_WRONG,
    WINDOW,
    LinkRequest,
    Outcome,
    ask,
    enter,
    in_words,
    may_ask,
)
from nudges.people import Identity, Platform
from nudges.records import NotPossibleError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ACCOUNT = Identity("i-new", "ada", Platform.TEAMS, "tenant", "user")


def code_of(code_id: str) -> str:
    return f"{sum(code_id.encode()) * 7919 % 10**DIGITS:0{DIGITS}}"


def a_code() -> LinkCode:
    return LinkCode("c", "setting", "ada", NOON, "teams", "tenant")


class Asking(RuleBasedStateMachine):
    """One account asks and guesses, for an address that is known or not; time passes."""

    @initialize(known=st.booleans())
    def begin(self, known: bool) -> None:
        self.known, self.now = known, NOON
        self.request: LinkRequest | None = None
        self.asked_at: list[datetime] = []
        self.tries = 0
        self.number = 0

    @rule(seconds=st.integers(1, 900))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def asks(self) -> None:
        if not may_ask(self.request, self.now):
            return
        self.number += 1
        self.request = ask(self.request, "account", f"code {self.number}" if self.known else "", self.now)
        self.asked_at.append(self.now)
        self.tries = 0

    @rule(typed=st.text("0123456789 -", max_size=12))
    def guesses(self, typed: str) -> None:
        right = code_of(f"code {self.number}")
        self._enters(typed, may_be_right=typed.replace(" ", "").replace("-", "") == right)

    @precondition(lambda self: self.number > 0)
    @rule(spaced=st.booleans())
    def types_the_code(self, spaced: bool) -> None:
        code = code_of(f"code {self.number}")
        self._enters(in_words(code) if spaced else code, may_be_right=True)

    def _enters(self, typed: str, *, may_be_right: bool) -> None:
        before = self.request
        self.request, outcome = enter(before, typed, code_of, self.now)
        holds = before is not None and before.holds(self.now)
        assert (outcome is Outcome.OVER) == (not holds)
        assert (outcome is Outcome.RIGHT) == (holds and self.known and may_be_right)
        if holds:
            self.tries += 1
        if outcome is Outcome.RIGHT:
            assert self.now < self.asked_at[-1] + LIVES
            assert self.request is not None
            assert not self.request.holds(self.now)

    @invariant()
    def tries_are_few(self) -> None:
        assert self.tries <= MOST_WRONG

    @invariant()
    def questions_are_few(self) -> None:
        if self.asked_at:
            window = self.request.window_at if self.request else NOON
            assert sum(at >= window for at in self.asked_at) <= MOST_ASKED


TestAsking = Asking.TestCase


@given(st.lists(st.tuples(st.sampled_from(["ask", "guess"]), st.integers(0, 1200)), max_size=25))
def test_a_known_and_an_unknown_address_look_the_same_to_whoever_does_not_have_the_code(
    steps: list[tuple[str, int]],
) -> None:
    seen = []
    for known in (True, False):
        now, request, answers = NOON, None, list[object]()
        for step, seconds in steps:
            now += timedelta(seconds=seconds)
            if step == "ask":
                answers.append(may_ask(request, now))
                if answers[-1]:
                    request = ask(request, "account", "code" if known else "", now)
            else:
                request, outcome = enter(request, "00000000", code_of, now)
                answers.append(outcome)
        seen.append(answers)
    assert code_of("code") != "0" * DIGITS
    assert seen[0] == seen[1]


def test_a_code_is_typed_in_halves_with_a_dash_or_whole() -> None:
    request = ask(None, "account", "code", NOON)
    code = code_of("code")
    for typed in (code, in_words(code), f"{code[:4]}-{code[4:]}", f" {code} "):
        assert enter(request, typed, code_of, NOON)[1] is Outcome.RIGHT
    for typed in ("", code[:-1], f"{code}1", "١٢٣٤٥٦٧٨"):
        assert enter(request, typed, code_of, NOON)[1] is Outcome.WRONG


def test_the_code_before_does_not_hold_once_another_was_asked_for() -> None:
    request = ask(ask(None, "account", "first", NOON), "account", "second", NOON)
    assert enter(request, code_of("first"), code_of, NOON)[1] is Outcome.WRONG
    assert enter(request, code_of("second"), code_of, NOON)[1] is Outcome.RIGHT


def test_a_person_gets_few_codes_whoever_asks() -> None:
    own = [a_code() for _ in range(MOST_SENT)]
    assert may_send(own[1:], NOON)
    assert not may_send(own, NOON + WINDOW - timedelta(seconds=1))
    assert may_send(own, NOON + WINDOW)
    assert [effect.letter for effect in send(own[0])[1] if hasattr(effect, "letter")] == [CODE]


def test_after_that_was_not_me_no_code_comes_for_a_day_and_the_code_is_dead() -> None:
    refused, effects = refuse(a_code())
    assert (refused.state, list(effects)) == (State.REFUSED, [])
    assert not may_send([refused], NOON + QUIET - timedelta(seconds=1))
    assert may_send([refused], NOON + QUIET)
    with pytest.raises(NotPossibleError):
        use(refused, ACCOUNT, NOON)
    with pytest.raises(NotPossibleError):
        refuse(refused)


@pytest.mark.parametrize("late", [LIVES, LIVES + timedelta(hours=1)])
def test_a_code_is_used_once_and_in_time(late: timedelta) -> None:
    used, effects = use(a_code(), ACCOUNT, NOON + LIVES - timedelta(seconds=1))
    assert (used.state, used.identity_id) == (State.USED, ACCOUNT.id)
    assert [effect.letter for effect in effects if hasattr(effect, "letter")] == [LINKED]
    assert used.wake_at == NOON + UNDOABLE
    for code, at in ((used, NOON), (a_code(), NOON + late)):
        with pytest.raises(NotPossibleError):
            use(code, ACCOUNT, at)


def test_coordinators_are_told_of_somebody_without_a_chat_but_never_of_themselves() -> None:
    found = NoChat("n", "setting", "ada", NOON)
    assert [each.person_id for each in told(found, ("ada", "cleo"))] == ["cleo"]
    assert found.wake_at == NOON + STAYS
