"""The second yes: another coordinator's, never its author's, and nothing goes out without it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.channels import Purpose
from nudges.effects import Publish, Write
from nudges.flows import second_yes
from nudges.flows.decision_notes import NOTE
from nudges.flows.second_yes import BACK, LAPSES_AFTER, TO_SECOND, Reach, State, WaitingPost, approvers
from nudges.records import NotPossibleError

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OUT = Publish(NOTE, Purpose.ANNOUNCEMENTS, alone="lea")
PEOPLE = st.sets(st.sampled_from("abcdef"))


def waiting(publish: Publish | None = OUT) -> WaitingPost:
    post = WaitingPost("w", "south", "lea", "note", NOTE.id, AT, in_it=("ada",), publish=publish)
    return second_yes.ask(post, ["dee"])[0]


@given(PEOPLE, PEOPLE, st.sampled_from("abcdef"))
def test_who_is_in_it_decides_only_where_nobody_else_could_and_the_author_never(
    coordinators: set[str], in_it: set[str], author: str
) -> None:
    seconds = approvers(coordinators, in_it, author)
    assert set(seconds) <= coordinators - {author}
    assert bool(seconds) == bool(coordinators - {author})
    assert not set(seconds) & in_it or not coordinators - {author} - in_it


@pytest.mark.parametrize(("people", "two"), [(500, False), (501, True)])
def test_only_what_reaches_more_than_the_number_takes_two(people: int, two: bool) -> None:
    assert Reach(people, 500).needs_two is two


def test_every_coordinator_who_may_decide_is_asked() -> None:
    _, effects = second_yes.ask(waiting(), ["dee", "dan"])
    assert [(each.letter, each.person_id) for each in effects if isinstance(each, Write)] == [
        (TO_SECOND, "dan"),
        (TO_SECOND, "dee"),
    ]


def test_its_author_says_no_second_yes() -> None:
    with pytest.raises(NotPossibleError):
        second_yes.approve(waiting(), "lea", AT)


def test_what_went_out_is_neither_held_nor_taken_back() -> None:
    out, _ = second_yes.approve(waiting(), "dee", AT)
    with pytest.raises(NotPossibleError):
        second_yes.hold(out, AT, ["dan"])
    with pytest.raises(NotPossibleError):
        second_yes.take_back(out)


def test_what_the_calendar_posts_can_be_held_back_and_is_asked_for_anew() -> None:
    through, _ = second_yes.approve(waiting(publish=None), "dee", AT)
    held, effects = second_yes.hold(through, AT + timedelta(days=1), ["dan"])
    assert (held.state, held.seconder_id, len(effects)) == (State.WAITING, "", 1)


def test_news_lapses_and_what_the_calendar_posts_waits_as_long_as_it_takes() -> None:
    assert waiting().wake_at == AT + LAPSES_AFTER
    assert waiting(publish=None).wake_at is None
    lapsed, effects = second_yes.wake(waiting(), "One fleet", AT)
    assert (lapsed.state, lapsed.words, lapsed.publish) == (State.LAPSED, "One fleet", None)
    assert [each.letter for each in effects if isinstance(each, Write)] == [BACK]


def test_it_goes_with_its_author_and_with_whoever_is_in_it() -> None:
    assert waiting().without("lea") is None
    assert waiting().without("ada") is None
    back = replace(waiting(), state=State.SENT_BACK, seconder_id="dee", word="Shorter?")
    assert back.without("dee") == replace(back, seconder_id="", word="")
