"""Cards of prompts: a reason and a way out on each, real choices, and what stays after an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.content import load_content
from nudges.attention import Kind
from nudges.cards import Action, ActionGroup, Card, Paragraph, Style, split_token
from nudges.catalogue import Effect
from nudges.decisions import Prompt
from nudges.prompt_cards import (
    CheckInPart,
    Wording,
    answered_card,
    check_in_card,
    prompt_card,
    reason_of,
    title_of,
)
from nudges.texts import FALLBACK, Texts
from tests.factories import a_person, a_prompt, a_setting

CONTENT = load_content()
CATALOGUE = CONTENT.catalogue
WORDING = Wording(a_person(), a_setting(), CATALOGUE, CONTENT.texts.speaker("en"), 10)
ASKED = {"counterpart": "Ben", "counterpart_entity": "WFP", "behaviour": "a meeting", "day": "Monday"}
FACTS = {Kind.CONFIRMATION: ASKED, Kind.DIGEST: {"week": "2026-W10"}}


def a_prompt_of(kind: Kind) -> Prompt:
    return a_prompt(kind, kind.value, facts=FACTS.get(kind, {}))


def nudge_prompt(nudge_id: str) -> Prompt:
    facts = {fact: f"<{fact}>" for fact in CATALOGUE.nudges[nudge_id].facts}
    return a_prompt(Kind.NUDGE, nudge_id, facts=facts)


def tokens(card: Card) -> list[str]:
    rows = [action for group in card.groups for action in group.actions]
    return [action.token for action in (*rows, *card.actions)]


def verbs(card: Card) -> set[str]:
    return {split_token(token)[0] for token in tokens(card)}


def text_of(card: Card) -> str:
    return " ".join([card.title, *(b.text for b in card.body if isinstance(b, Paragraph)), card.footer])


UNASKED = [
    *(a_prompt_of(kind) for kind in (Kind.CHECK_IN, Kind.STILL_USEFUL, Kind.CONFIRMATION)),
    *(nudge_prompt(nudge_id) for nudge_id in CATALOGUE.nudges),
]


@pytest.mark.parametrize("prompt", UNASKED, ids=lambda prompt: prompt.nudge)
def test_each_unasked_card_says_why_it_came_and_offers_quiet_and_an_end(prompt: Prompt) -> None:
    card = prompt_card(prompt, WORDING)
    assert card.footer == reason_of(prompt, WORDING)
    assert card.footer
    assert {"snooze", "stop"} <= verbs(card)
    assert "{" not in text_of(card)


@pytest.mark.parametrize("nudge_id", list(CATALOGUE.nudges))
def test_a_nudge_offers_all_its_choices_and_no_colour_steers_between_answers(nudge_id: str) -> None:
    card = prompt_card(nudge_prompt(nudge_id), WORDING)
    answers = [a for a in card.actions if split_token(a.token)[0] == "answer"]
    choices = [choice.id for choice in CATALOGUE.nudges[nudge_id].choices]
    assert [split_token(a.token)[1] for a in answers] == [("p1", choice) for choice in choices]
    first, *others = zip(CATALOGUE.nudges[nudge_id].choices, answers, strict=True)
    leads = [c for c, _ in (first, *others) if c.opens and c.effect is not Effect.DECLINED]
    assert (first[1].style is Style.PRIMARY) is (leads == [first[0]]), "the next step alone stands out"
    assert {action.style for _, action in others} <= {Style.PLAIN}
    quiet = [a for a in card.actions if a.style is Style.QUIET]
    assert list(card.actions[-2:]) == quiet


def test_the_welcome_explains_and_lets_one_say_no() -> None:
    card = prompt_card(a_prompt_of(Kind.WELCOME), WORDING)
    assert tokens(card) == ["optin:p1", "optout:p1"]
    assert "Ada" in card.title
    assert "I keep your roster entry" in text_of(card)
    assert "South" in card.footer


@pytest.mark.parametrize(
    ("kind", "answers"), [(Kind.STILL_USEFUL, ["yes", "less", "stop"]), (Kind.CONFIRMATION, ["yes", "no"])]
)
def test_a_question_of_the_product_can_be_answered_with_one_tap(kind: Kind, answers: list[str]) -> None:
    expected = [f"{kind}:p1:{answer}" for answer in answers]
    assert tokens(prompt_card(a_prompt_of(kind), WORDING))[: len(answers)] == expected


def test_a_confirmation_names_who_says_so() -> None:
    text = text_of(prompt_card(a_prompt_of(Kind.CONFIRMATION), WORDING))
    assert all(word in text for word in ASKED.values())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.letter])
def test_every_kind_that_is_sent_has_a_title_and_a_reason(kind: Kind, language: str) -> None:
    only = Texts({FALLBACK: {}, language: CONTENT.texts.languages[language]})
    prompt = nudge_prompt("S5-3") if kind in (Kind.NUDGE, Kind.CHANNEL_NUDGE) else a_prompt_of(kind)
    wording = replace(WORDING, speak=only.speaker(language))
    assert title_of(prompt, wording)
    assert reason_of(prompt, wording).endswith(".")


@pytest.mark.parametrize("kind", [Kind.DIGEST, Kind.NOTE])
def test_what_needs_more_than_a_prompt_is_not_drawn_from_one(kind: Kind) -> None:
    with pytest.raises(ValueError, match=kind.value):
        prompt_card(a_prompt_of(kind), WORDING)


def test_a_name_of_spaces_does_not_break_a_card() -> None:
    for name in ("", "   "):
        wording = replace(WORDING, person=a_person(name=name))
        assert prompt_card(a_prompt_of(Kind.WELCOME), wording).title


# --- what comes again and again


def weekly(prompt: Prompt, week: int) -> Prompt:
    return replace(prompt, due_at=prompt.due_at + timedelta(weeks=week))


RECURRING = [a_prompt_of(Kind.CHECK_IN), nudge_prompt("S5-3"), nudge_prompt("S10-2")]


@pytest.mark.parametrize("prompt", RECURRING, ids=lambda prompt: prompt.nudge)
@pytest.mark.parametrize("weeks", [1, 2, 4, 5])
def test_what_comes_again_after_some_weeks_is_said_in_other_words(prompt: Prompt, weeks: int) -> None:
    """Each week, each fortnight, each month; past a new year, too."""
    said = [prompt_card(weekly(prompt, weeks * n), WORDING).body for n in range(52)]
    assert all(one != following for one, following in pairwise(said))


@pytest.mark.parametrize("prompt", RECURRING, ids=lambda prompt: prompt.nudge)
def test_a_wording_changes_neither_choices_nor_reason(prompt: Prompt) -> None:
    cards = [prompt_card(weekly(prompt, n), WORDING) for n in range(3)]
    assert len({card.body for card in cards}) == 3
    assert len({(card.actions, card.groups, card.footer) for card in cards}) == 1


def test_a_card_that_is_drawn_again_says_the_same() -> None:
    for week in range(3):
        prompt = weekly(nudge_prompt("S5-3"), week)
        assert answered_card(prompt, "Keep", "Good.", WORDING).title == prompt_card(prompt, WORDING).title
        asked = weekly(a_prompt_of(Kind.CHECK_IN), week)
        assert check_in_card(asked, {"B6": "yes"}, WORDING).body[0] == prompt_card(asked, WORDING).body[0]


def test_the_wording_goes_by_the_week_where_the_person_is() -> None:
    """Monday morning in Auckland is still Sunday in London; Monday and Tuesday say the same."""
    wording = replace(WORDING, person=a_person(time_zone="Pacific/Auckland"))
    monday = replace(nudge_prompt("S5-3"), due_at=datetime(2026, 3, 1, 20, tzinfo=UTC))
    tuesday = replace(monday, due_at=monday.due_at + timedelta(days=1))
    next_monday = replace(monday, due_at=monday.due_at + timedelta(days=7))
    assert prompt_card(monday, wording) == prompt_card(tuesday, wording)
    assert prompt_card(tuesday, wording) != prompt_card(next_monday, wording)


# --- the check-in


@pytest.mark.parametrize("role", ["R1", "R2", "R3", "R4", "R5"])
def test_the_check_in_asks_for_the_behaviours_of_the_role(role: str) -> None:
    wording = replace(WORDING, person=a_person(role_group=role))
    card = prompt_card(a_prompt_of(Kind.CHECK_IN), wording)
    asked = [split_token(group.actions[0].token)[1][1] for group in card.groups]
    assert asked == [b.id for b in CATALOGUE.framework.behaviours_of(role)]
    assert "checkin:p1:-:none" in tokens(card)


@pytest.mark.parametrize("tapped", ["B6", "B8", "B9"])
def test_what_was_tapped_is_shown_in_its_place_and_its_buttons_go(tapped: str) -> None:
    before = prompt_card(a_prompt_of(Kind.CHECK_IN), WORDING)
    card = check_in_card(a_prompt_of(Kind.CHECK_IN), {tapped: "yes"}, WORDING)
    place = ["B6", "B8", "B9"].index(tapped)
    assert card.body == before.body
    assert len(card.groups) == len(before.groups)
    assert card.groups[place].label.startswith("✓ ")
    assert card.groups[place].actions == ()
    assert [g for n, g in enumerate(card.groups) if n != place] == [
        g for n, g in enumerate(before.groups) if n != place
    ]
    assert "checkin:p1:-:none" not in tokens(card)


@pytest.mark.parametrize("answers", [{"B6": "yes", "B8": "no", "B9": "no"}, {"-": "none"}])
def test_a_finished_check_in_has_no_buttons(answers: dict[str, str]) -> None:
    card = check_in_card(a_prompt_of(Kind.CHECK_IN), answers, WORDING)
    assert tokens(card) == []
    assert "That is all" in text_of(card)


A_PART = CheckInPart((Paragraph("told"),), (ActionGroup("open?", (Action("x:p1", "Yes"),)),))


@pytest.mark.parametrize("answers", [{}, {"B6": "yes"}, {"-": "none"}])
def test_what_flows_ask_stays_until_it_is_answered(answers: dict[str, str]) -> None:
    card = check_in_card(a_prompt_of(Kind.CHECK_IN), answers, WORDING, A_PART)
    assert card.groups[-1] == A_PART.groups[0]
    assert "told" in text_of(card)
    assert "That is all" not in text_of(card)


# --- after an answer


def test_after_an_answer_the_title_the_answer_and_one_sentence_stay() -> None:
    prompt = nudge_prompt("S5-3")
    card = answered_card(prompt, "Keep these", "Thank you.", WORDING)
    assert card.title == title_of(prompt, WORDING) == prompt_card(prompt, WORDING).title
    assert "Keep these" in text_of(card)
    assert "Thank you." in text_of(card)
    assert tokens(card) == []
