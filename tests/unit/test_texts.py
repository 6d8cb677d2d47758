"""Texts are looked up by language and key; some have several wordings that take turns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.editions import Edition
from nudges.texts import FALLBACK, MissingTextError, Texts, broken_place, numbered

ENGLISH = {"ask": "One, {name}", "ask.2": "Two, {name}", "ask.3": "Three, {name}", "bye": "Bye"}
FRENCH = {"ask": "Un, {name}", "ask.2": "Deux, {name}"}
TEXTS = Texts({FALLBACK: ENGLISH, "fr": FRENCH})


@given(st.integers())
def test_each_wording_has_its_turn_and_the_turns_go_round(turn: int) -> None:
    speak = TEXTS.speaker(FALLBACK)
    said = [speak.varied("ask", turn + n, name="Ada") for n in range(4)]
    assert len(set(said[:3])) == 3
    assert said[3] == said[0]


def test_a_language_with_fewer_wordings_never_falls_back_to_english() -> None:
    speak = TEXTS.speaker("fr")
    said = [speak.varied("ask", turn, name="Ada") for turn in range(4)]
    assert said == ["Un, Ada", "Deux, Ada", "Un, Ada", "Deux, Ada"]


def test_without_a_text_of_its_own_a_language_has_all_english_wordings() -> None:
    assert TEXTS.wordings("de", "ask") == 3
    assert TEXTS.speaker("de").varied("ask", 2, name="Ada") == "Three, Ada"


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_text_with_one_wording_always_has_it(turn: int) -> None:
    assert TEXTS.speaker("fr").varied("bye", turn) == "Bye"


def test_what_is_not_varied_is_the_first_wording() -> None:
    assert TEXTS.get("fr", "ask", name="Ada") == "Un, Ada"
    assert (numbered("ask", 0), numbered("ask", 1)) == ("ask", "ask.2")


def test_a_text_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(MissingTextError):
        TEXTS.speaker("fr").varied("nothing", 1)


# --- a setting's own words

NUDGE = {"nudge.S1-1.title": "Look", "nudge.S1-1.title.2": "See", "nudge.S1-10.title": "Ten"}
OURS = {"nudge.S1-1.title": "Ours"}


def edited(language: str) -> Texts:
    texts = Texts({FALLBACK: NUDGE | ENGLISH, "fr": {}})
    return texts.in_edition(Edition("1", words={(language, "S1-1"): OURS}))


def test_an_edition_replaces_every_wording_of_its_nudge_and_nothing_else() -> None:
    speak = edited(FALLBACK).speaker(FALLBACK)
    assert {speak.varied("nudge.S1-1.title", turn) for turn in range(4)} == {"Ours"}
    assert (speak("nudge.S1-10.title"), speak("bye")) == ("Ten", "Bye")
    assert not speak.has("nudge.S1-1.title.2")


def test_whoever_reads_english_for_want_of_better_gets_the_edited_english() -> None:
    assert edited(FALLBACK).get("fr", "nudge.S1-1.title") == "Ours"


def test_an_edition_of_one_language_leaves_the_others() -> None:
    assert edited("fr").get("fr", "nudge.S1-1.title") == "Ours"
    assert edited("fr").wordings(FALLBACK, "nudge.S1-1.title") == 2


def test_a_setting_that_changed_nothing_shares_the_texts_of_all() -> None:
    assert TEXTS.in_edition(Edition("1", frozenset({"S1-1"}))) is TEXTS


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{a} {b}", None),
        ("{a.b}", "a.b"),
        ("{a!r}", "a!r"),
        ("{a:>9}", "a:>9"),
        ("{}", ""),
        ("{{a!r}}", None),
    ],
)
def test_a_place_is_a_plain_name_and_nothing_more(template: str, found: str | None) -> None:
    assert broken_place(template) == found
