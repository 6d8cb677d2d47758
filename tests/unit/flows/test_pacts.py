"""Pacts: announced only over two entities' signatures, void after any edit, and gone without a trace."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content
from nudges.attention import Kind
from nudges.cards import MAX_LABEL
from nudges.effects import Effect, Practised, Publish, Write
from nudges.flows.pacts.commitments import CURATED, Commitment, offered
from nudges.flows.pacts.letters import ANNOUNCED, EDITED, ENDED_EARLY, MISSED, READY, REMINDER, RESULT
from nudges.flows.pacts.pact import Pact, State
from nudges.flows.pacts.part import Publishing, Review, Verdict
from nudges.flows.pacts.review import conclude, joint_verdict
from nudges.flows.pacts.steps import (
    announce,
    draft,
    drop,
    end,
    leave,
    leave_draft,
    sign,
    successor,
    supersede,
)
from nudges.flows.pacts.steps import wake as wake_pact
from nudges.records import NotPossibleError
from tests.unit.flows.pacting import BO, NOW, TEXTS, a_commitment, a_pact, running, signed


@given(TEXTS, TEXTS)
def test_two_different_texts_never_have_one_hash(one: list[Commitment], other: list[Commitment]) -> None:
    first, second = (replace(a_pact(), commitments=tuple(each)) for each in (one, other))
    assert (one == other) == (first.text_hash == second.text_hash)


def test_two_leaders_of_one_entity_are_not_enough() -> None:
    pact = signed(a_pact(leaders=("bo", "cy")), "bo", "cy")
    assert pact.state is State.CO_SIGNED
    with pytest.raises(NotPossibleError):
        announce(pact, "bo", NOW)


def test_the_second_entity_makes_it_ready_and_each_has_to_agree() -> None:
    pact = signed(a_pact(), "ada")
    pact, effects = sign(pact, BO, pact.text_hash, NOW)
    assert [(e.letter, e.person_id) for e in effects if isinstance(e, Write)] == [(READY, "ada")]
    pact, effects = announce(pact, "ada", NOW)
    assert (pact.state, list(effects)) == (State.READY, [])
    pact, effects = announce(pact, "bo", NOW)
    assert pact.state is State.RUNNING
    assert [e.letter for e in effects if isinstance(e, Publish)] == [ANNOUNCED]
    assert {e.person_id for e in effects if isinstance(e, Practised) and e.behaviour == "B1"} == {"ada", "bo"}


def test_a_new_signer_asks_everybody_anew_whether_to_announce() -> None:
    pact = signed(a_pact(leaders=("ada", "bo", "dee")), "ada", "bo")
    pact, _ = announce(pact, "ada", NOW)
    assert signed(pact, "dee").announcing == ()


def test_who_did_not_sign_is_not_in_the_public_pact() -> None:
    pact = signed(a_pact(leaders=("ada", "bo", "dee")), "ada", "bo")
    for each in ("ada", "bo"):
        pact, _ = announce(pact, each, NOW)
    assert set(pact.people) == {"ada", "bo"}


def test_a_draft_goes_with_the_last_who_took_part_in_it() -> None:
    assert leave_draft(a_pact(), "ada") is None


def test_it_ends_when_leaders_of_two_entities_are_no_longer_in_it() -> None:
    left, effects = leave(running(), "bo")
    assert left is not None
    assert left.state is State.ENDED
    assert [(e.letter, e.person_id) for e in effects if isinstance(e, Write)] == [(ENDED_EARLY, "ada")]


def test_it_goes_on_while_two_entities_stay() -> None:
    left, effects = leave(running(leaders=("ada", "bo", "dee")), "bo")
    assert left is not None
    assert (left.state, list(effects)) == (State.RUNNING, [])


def test_one_commitment_can_be_dropped_but_not_the_last() -> None:
    pact = drop(running(a_commitment("C1"), a_commitment("C2")), "ada", "C1")
    assert [each.code for each in pact.of("ada")] == ["C2"]
    assert [each.code for each in pact.of("bo")] == ["C1", "C2"]
    with pytest.raises(NotPossibleError):
        drop(pact, "ada", "C2")


def test_a_forgotten_draft_is_brought_back_twice_and_then_thrown_away() -> None:
    pact: Pact | None = draft(a_pact(leaders=("ada",)))[0]
    told = 0
    while pact is not None:
        assert pact.wake_at is not None
        pact, effects = wake_pact(pact, pact.wake_at)
        told += len(effects)
    assert told == 2


@pytest.mark.parametrize(
    ("terms", "state"), [(a_commitment(), State.RENEWED), (a_commitment(target=2), State.CHANGED)]
)
def test_the_old_pact_stands_until_the_new_one_is_public(terms: Commitment, state: State) -> None:
    old = running()
    new, effects = successor(old, "ada", "next", NOW, [terms])
    assert [e.person_id for e in effects if isinstance(e, Write)] == ["bo"]
    with pytest.raises(NotPossibleError):
        supersede(old, new)
    new = signed(new, "ada", "bo")
    for each in ("ada", "bo"):
        new, _ = announce(new, each, NOW)
    assert supersede(old, new)[0].state is state


def reviewed(*reviews: Review) -> tuple[Pact, list[Effect]]:
    due, _ = wake_pact(running(), NOW + timedelta(days=90))
    assert due is not None
    assert due.state is State.REVIEW_DUE
    after, effects = conclude(due, reviews, NOW)
    return after, list(effects)


@given(st.lists(st.sampled_from(Publishing), min_size=2, max_size=2))
def test_a_review_is_published_only_if_all_agree(said: list[Publishing]) -> None:
    pact, effects = reviewed(*(Review(Verdict.KEPT, each) for each in said))
    posts = [e for e in effects if isinstance(e, Publish)]
    assert bool(posts) == pact.published == (Publishing.NOTHING not in said)
    assert all(each.letter is RESULT for each in posts)
    assert end(pact).state is State.ENDED


def test_different_words_make_partly_so_that_nobody_is_set_against_a_partner() -> None:
    one, other = (Review(each, Publishing.STATUS_ONLY) for each in (Verdict.KEPT, Verdict.NOT_KEPT))
    assert joint_verdict([one, other]) is Verdict.PARTLY
    assert joint_verdict([one, one]) is Verdict.KEPT


def test_a_review_not_all_answered_ends_the_pact_quietly() -> None:
    due, _ = wake_pact(running(), NOW + timedelta(days=90))
    assert due is not None
    over, effects = wake_pact(due, NOW + timedelta(days=104))
    assert over is not None
    assert (over.state, list(effects)) == (State.ENDED, [])


def test_commitments_fit_the_roles_of_all_leaders() -> None:
    framework = load_content().catalogue.framework
    assert len(CURATED) == 13
    assert offered(framework, ["R1"]) == CURATED
    assert {each.behaviour for each in offered(framework, ["R4"])} == {"B1", "B2", "B5"}
    assert offered(framework, ["R1", "R4"]) == offered(framework, ["R4"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_commitment_fits_into_a_list_on_every_platform(language: str) -> None:
    texts = load_content().texts.languages[language]
    said = [texts[f"pact.action.{each.code}"] for each in CURATED]
    assert [text for text in said if len(text) > MAX_LABEL] == []


def test_only_an_invitation_is_unasked() -> None:
    for letter in (EDITED, READY, REMINDER, MISSED):
        assert letter.kind in (Kind.NOTE, Kind.REMINDER)


def test_nothing_of_a_forgotten_leader_stays() -> None:
    erased = running(leaders=("ada", "bo", "dee")).without("ada")
    assert erased is not None
    assert "'ada'" not in repr(erased)
