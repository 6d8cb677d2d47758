"""What invented people write fits the field, and is not the same sentence everywhere."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from bot.simulation.sentences import Writer, topics
from nudges.cards import Form, TextInput
from tests.factories import a_person

TODAY = date(2026, 11, 9)
ANSWER_CARD = Form(
    "guidance_new",
    "A short answer",
    "Save",
    (
        TextInput("title", "Which question?", limit=80),
        TextInput("usual", "The usual option", limit=120),
        TextInput("second", "Second option", limit=120),
        TextInput("third", "Third option", limit=120),
        TextInput("other", "If none of these fits", limit=120),
        TextInput("limit", "Up to what limit?", limit=80),
        TextInput("deadline", "By when?", limit=80),
        TextInput("source", "Source", limit=120),
    ),
)
CHAIN = Form(
    "chain_lines", "From a first input to an effect", "Next",
    tuple(TextInput(name, "") for name in ("about", "input", "shared", "used", "decision", "effect")),
)  # fmt: skip  # one line a part
GENERAL = ("third", "other", "limit", "deadline", "chance", "less")
"""Kinds whose sentences suit every topic, so that topics share them."""
NOTE = Form(
    "decision_note", "A decision", "Post it", tuple(TextInput(name, "") for name in ("decided", "changes"))
)


def filled(writer: Writer, form: Form, seed: int = 1, language: str = "en") -> list[str]:
    sheet = writer.sheet(form, replace(a_person(), language=language), [a_person()], TODAY, Random(seed))
    return [sheet.words(field, 0) for field in form.inputs if isinstance(field, TextInput)]


def test_no_sentence_stands_twice_in_one_record() -> None:
    written = filled(Writer(), ANSWER_CARD)
    assert len(set(written)) == len(written)


def test_no_two_cards_have_one_title_while_there_is_another() -> None:
    writer = Writer()
    titles = [filled(writer, ANSWER_CARD, seed)[0] for seed in range(len(topics("en")))]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("form", [ANSWER_CARD, CHAIN, NOTE])
def test_all_fields_of_a_dialog_are_about_one_topic_however_often_it_is_filled_in(form: Form) -> None:
    writer = Writer()
    for seed in range(40):
        written = set(filled(writer, form, seed))
        assert any(written <= set(topic.values()) for topic in topics("en").values())


def test_every_part_of_a_chain_and_of_a_card_says_what_its_field_asks_for() -> None:
    for form in (CHAIN, ANSWER_CARD):
        names = [field.id for field in form.inputs]
        said = dict(zip(names, filled(Writer(), form), strict=True))
        kinds = {"about": "title", "input": "item", "source": "item", "decision": "decided"}
        [topic] = [each for each in topics("en").values() if each["title"] in said.values()]
        assert said == {name: topic[kinds.get(name, name)] for name in names}


def test_a_short_answer_answers_the_question_above_it() -> None:
    lines = (TextInput("title", "", limit=80), TextInput("lines", ""))
    written = filled(Writer(), Form("guidance_save:answer:", "A short answer", "", lines))
    assert written in [[topic["question"], topic["answer"]] for topic in topics("en").values()]


def test_what_an_office_does_less_of_is_something_it_did_before() -> None:
    [written] = filled(Writer(), Form("less", "One thing less", "", (TextInput("what", "What?"),)))
    assert written in {topic["less"] for topic in topics("en").values()}


def test_a_day_is_written_as_a_date_only_where_a_calendar_asks_for_it() -> None:
    fields = (TextInput("due", "", limit=10, day=True), TextInput("deadline", "By when?", limit=80))
    due, deadline = filled(Writer(), Form("x", "", "", fields))
    assert date.fromisoformat(due) > TODAY
    assert not any(letter.isdigit() for letter in deadline)


def test_an_answer_is_about_what_was_asked() -> None:
    asked = Form(
        "consult_answer", "Elena asks you", "Send", (TextInput("answer", ""),), "Which wells still work?"
    )
    assert filled(Writer(), asked) == [topics("en")["wells"]["answer"]]


@pytest.mark.parametrize(("name", "limit"), [("minutes", 3), ("people", 3), ("times", 2)])
def test_a_field_for_a_number_gets_a_number(name: str, limit: int) -> None:
    [written] = filled(Writer(), Form("forum_met", "", "", (TextInput(name, "", limit=limit),)))
    assert written.isdigit()


def test_a_short_field_gets_whole_words_that_fit() -> None:
    [written] = filled(Writer(), Form("x", "", "", (TextInput("title", "", limit=20),)))
    titles = {topic["title"] for topic in topics("en").values()}
    assert 0 < len(written) <= 20
    assert any(title == written or title.startswith(f"{written} ") for title in titles)


def test_every_language_has_the_same_topics_and_kinds_in_short_sentences() -> None:
    english, french = topics("en"), topics("fr")
    assert {name: set(topic) for name, topic in english.items()} == {
        name: set(topic) for name, topic in french.items()
    }
    every = [
        sentence
        for known in (english, french)
        for topic in known.values()
        for kind, sentence in topic.items()
        if kind not in {"about", *GENERAL}
    ]
    assert len(set(every)) == len(every)
    assert all(len(sentence) <= 120 for sentence in every)
    assert filled(Writer(), ANSWER_CARD, language="fr")[0] in {t["title"] for t in french.values()}


def test_words_that_were_refused_as_they_stood_are_put_in_own_words() -> None:
    asked = TextInput("what", "What?", initial="One list of open wells", limit=160)
    form = Form("point_change", "Suggest a change", "Suggest", (asked,))
    sheet = Writer().sheet(form, a_person(), [a_person()], TODAY, Random(1))
    assert sheet.words(asked, 1) in {
        sentence for topic in topics("en").values() for sentence in topic.values()
    }
    assert sheet.words(asked, 2) != sheet.words(asked, 1)
