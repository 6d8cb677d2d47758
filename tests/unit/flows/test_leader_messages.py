"""A leader's planned message: reminded at its moment, posted once, gone when it lapses."""

from datetime import UTC, datetime, timedelta

import pytest

from nudges.effects import Practised, Publish, Write
from nudges.flows.questions.leader_messages import LeaderMessage, State, edit, move, plan, post, said, wake
from nudges.records import NotPossibleError

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)


def a_message() -> LeaderMessage:
    return plan(LeaderMessage("m", "south", "lea", "Together.", "all staff", AT))[0]


def test_the_reminder_comes_at_exactly_the_chosen_moment() -> None:
    _, effects = plan(a_message())
    assert [(each.at, each.person_id) for each in effects if isinstance(each, Write)] == [(AT, "lea")]


def test_moving_it_brings_another_reminder() -> None:
    later = AT + timedelta(days=2)
    moved, effects = move(a_message(), later)
    keys = {each.key for each in (*plan(a_message())[1], *effects) if isinstance(each, Write)}
    assert moved.at == later
    assert len(keys) == 2


def test_a_post_is_practice_and_saying_it_elsewhere_is_so_by_one_s_own_word() -> None:
    _, posted = post(a_message())
    _, told = said(a_message())
    assert [each.confirmed for each in (*posted, *told) if isinstance(each, Practised)] == [True, False]
    assert any(isinstance(each, Publish) for each in posted)


def test_nothing_more_can_be_done_with_it_afterwards() -> None:
    for over in (post(a_message())[0], said(a_message())[0], wake(a_message())[0]):
        for step in (post, said):
            with pytest.raises(NotPossibleError):
                step(over)
        with pytest.raises(NotPossibleError):
            edit(over, "other words", "nobody")
        with pytest.raises(NotPossibleError):
            move(over, AT)


def test_a_message_that_lapses_leaves_no_words() -> None:
    lapsed, effects = wake(a_message())
    assert (lapsed.state, lapsed.words, lapsed.audience, list(effects)) == (State.LAPSED, "", "", [])
