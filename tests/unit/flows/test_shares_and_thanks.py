"""Shared items and thanks: practised only when it arrived, public only when both wish it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.events import EventKind
from nudges.flows.shares import Share, State, Terms, pass_on, receive, send, tell_back, wake
from nudges.flows.thanks import State as ThanksState
from nudges.flows.thanks import Thanks, Way, keep_between, publish
from nudges.flows.thanks import send as send_thanks
from nudges.records import NotPossibleError
from tests.factories import a_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = a_person("ada")
LEGAL = {
    State.SENT: {State.RECEIVED, State.PASSED, State.LAPSED},
    State.LAPSED: {State.RECEIVED, State.PASSED},
    State.PASSED: {State.RECEIVED},
    State.RECEIVED: {State.WILL_USE, State.USED, State.NOT_USED},
    State.WILL_USE: {State.USED, State.NOT_USED},
}
MOVES = ("receive", "pass", "wake", State.USED, State.WILL_USE, State.NOT_USED)
Moves: TypeAlias = list[str]


def a_share() -> Share:
    return Share("s", "south", "ada", "bo", "https://example.org/wells", Terms.QUOTE, NOW)


def stepped(share: Share, move: str) -> tuple[Share, list[Effect]]:
    match move:
        case "receive":
            return receive(share, ADA, NOW)
        case "pass":
            return pass_on(share)
        case "wake":
            return wake(share)
        case _:
            return tell_back(share, State(move), "B7")


def lived(moves: Moves) -> tuple[Share, list[Effect]]:
    """A share after all these, where they were possible; its states checked on the way."""
    share, effects = send(a_share())
    for move in moves:
        before = share
        try:
            share, told = stepped(share, move)
        except NotPossibleError:
            continue
        effects += told
        assert share.state is before.state or share.state in LEGAL[before.state]
    return share, effects


anything = st.lists(st.sampled_from(MOVES), max_size=10)


@given(anything)
def test_sharing_is_practised_once_and_only_when_it_was_acknowledged(moves: Moves) -> None:
    share, effects = lived(moves)
    sharing = [e.person_id for e in effects if isinstance(e, Practised) and e.behaviour == "B9"]
    assert sharing == (["ada"] if share.received_at else [])


@given(anything)
def test_using_is_practised_once_and_only_when_the_receiver_says_so(moves: Moves) -> None:
    share, effects = lived(moves)
    using = [e.person_id for e in effects if isinstance(e, Practised) and e.behaviour == "B7"]
    assert using == (["bo"] if share.state is State.USED else [])


@given(anything)
def test_the_sender_never_hears_that_it_was_left(moves: Moves) -> None:
    share, effects = lived(moves)
    if share.received_at is None:
        assert [e.person_id for e in effects if isinstance(e, Write)] == ["bo"]


def test_an_acknowledgement_leads_to_the_question_whether_it_was_used() -> None:
    _, effects = lived(["receive"])
    (raised,) = [e for e in effects if isinstance(e, Raised)]
    assert (raised.kind, raised.person_id) == (EventKind.SHARE_ACKNOWLEDGED, "bo")
    assert raised.facts["counterpart"] == ADA.name


def test_a_share_goes_with_either_side() -> None:
    assert [a_share().without(each) for each in ("ada", "bo")] == [None, None]
    assert a_share().without("eve") == a_share()


def some_thanks(way: Way) -> Thanks:
    return Thanks("t", "south", "ada", "bo", "You saved us a week.", way, NOW, supervisor_id="mia")


def test_nothing_is_posted_before_the_thanked_agrees() -> None:
    asked, first = send_thanks(some_thanks(Way.PUBLIC))
    assert not any(isinstance(e, Publish) for e in first)
    assert [e.person_id for e in first if isinstance(e, Write)] == ["bo"]
    _, posted = publish(asked)
    assert [type(e) for e in posted] == [Publish]


def test_who_keeps_thanks_private_is_told_of_to_nobody() -> None:
    asked, _ = send_thanks(some_thanks(Way.PUBLIC))
    kept, effects = keep_between(asked)
    assert (kept.state, effects) == (ThanksState.KEPT, [])
    for step in (publish, keep_between):
        with pytest.raises(NotPossibleError):
            step(kept)


@pytest.mark.parametrize("way", [Way.PRIVATE, Way.SUPERVISOR])
def test_private_thanks_never_become_public(way: Way) -> None:
    sent, effects = send_thanks(some_thanks(way))
    readers = [e.person_id for e in effects if isinstance(e, Write)]
    assert readers == (["bo", "mia"] if way is Way.SUPERVISOR else ["bo"])
    with pytest.raises(NotPossibleError):
        publish(sent)


def test_thanks_go_with_either_side_but_stay_when_only_their_reader_goes() -> None:
    thanks = some_thanks(Way.SUPERVISOR)
    assert [thanks.without(each) for each in ("ada", "bo")] == [None, None]
    assert thanks.without("mia") == replace(thanks, supervisor_id="")
    assert thanks.without("eve") == thanks
