"""Texts are looked up by language and key; some have several wordings that take turns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.texts import FALLBACK, MissingTextError, Texts, numbered

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
