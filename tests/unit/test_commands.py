"""What people type is understood, whatever the case, slashes and slips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from nudges.commands import (
    COMMANDS,
    COORDINATOR_COMMANDS,
    NotUnderstood,
    Understood,
    behaviour_named,
    understand,
)

FLOW_WORDS = Flows(FLOWS).words
CONTENT = load_content()
SPEAK = CONTENT.texts.speaker("en")
KEYWORDS = {b: SPEAK(f"behaviour.{b}.did") for b in CONTENT.catalogue.framework.behaviours}


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("help", "help", ""),
        ("?", "help", ""),
        ("/help", "help", ""),
        ("  Stop!  ", "stop", ""),
        ("STOP", "stop", ""),
        ("leave me alone", "stop", ""),
        ("unsubscribe.", "stop", ""),
        ("later", "snooze", ""),
        ("did met Ben", "did", "met Ben"),
        ("Consult Who knows?", "consult", "Who knows?"),
        ("i   did  share", "did", "share"),
        ("why did I get this?", "why", ""),
        ("what do you know about me?", "export", ""),
        ("forget me", "forget", ""),
        ("crisis over", "crisis_over", ""),
        ("crisis", "crisis", ""),
        ("pause setting", "pause", ""),
    ],
)
def test_a_command_is_understood(typed: str, name: str, rest: str) -> None:
    assert understand(typed, SPEAK, FLOW_WORDS) == Understood(name, rest)


@pytest.mark.parametrize(("typed", "maybe"), [("snoze", "snooze"), ("helpp", "help"), ("stpo now", "stop")])
def test_a_slip_brings_up_the_nearest_word(typed: str, maybe: str) -> None:
    assert understand(typed, SPEAK) == NotUnderstood(typed, maybe)


@pytest.mark.parametrize("typed", ["", "   ", "the weather in the valley", "stopwatch"])
def test_what_is_no_command_does_nothing(typed: str) -> None:
    assert isinstance(understand(typed, SPEAK), NotUnderstood)


@given(st.text())
def test_nothing_typed_breaks_it(typed: str) -> None:
    understood = understand(typed, SPEAK)
    if isinstance(understood, Understood):
        assert understood.name in (*COMMANDS, *COORDINATOR_COMMANDS)


@pytest.mark.parametrize("name", [*COMMANDS, *COORDINATOR_COMMANDS])
def test_each_word_of_a_command_means_that_command(name: str) -> None:
    words = SPEAK(f"command.{name}.words").split(",")
    assert {understand(word, SPEAK) for word in words} == {Understood(name, "")}


@pytest.mark.parametrize(
    ("words", "behaviour"),
    [
        ("B8", "B8"),
        ("b3", "B3"),
        ("met", "B8"),
        ("met Ben from the health team", "B8"),
        ("shared the draft", "B9"),
        ("meetings", "B2"),
        ("B12", None),
        ("lunch", None),
        ("", None),
    ],
)
def test_a_behaviour_is_named_by_id_or_keyword(words: str, behaviour: str | None) -> None:
    assert behaviour_named(words, KEYWORDS) == behaviour


@pytest.mark.parametrize("behaviour", list(KEYWORDS))
def test_each_keyword_means_its_behaviour(behaviour: str) -> None:
    assert {behaviour_named(word.strip(), KEYWORDS) for word in KEYWORDS[behaviour].split(",")} == {behaviour}


@given(st.text())
def test_no_words_after_did_break_it(words: str) -> None:
    assert behaviour_named(words, KEYWORDS) in {None, *KEYWORDS}
