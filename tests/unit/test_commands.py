"""What people type is understood, whatever the case, slashes and slips."""

from datetime import timedelta

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
    left_over,
    length_meant,
    nearest,
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


ALL_WORDS = [SPEAK(f"command.{name}.words").split(",")[0] for name in (*COMMANDS, *FLOW_WORDS)]


@pytest.mark.parametrize("typed", ["qqqq", "aide", "zzz", "42"])
def test_what_is_like_nothing_we_know_brings_up_nothing(typed: str) -> None:
    assert nearest(typed, ALL_WORDS, 3) == []


@pytest.mark.parametrize(
    ("typed", "first"), [("consul", "consult"), ("shore a file", "share"), ("setings", "settings")]
)
def test_a_slip_brings_up_what_was_meant_first(typed: str, first: str) -> None:
    assert nearest(typed, ALL_WORDS, 3)[0] == first


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("3 weeks", 21),
        ("for 10 days", 10),
        ("a month", 30),
        ("month", 30),
        ("2w", 14),
        ("3 years", None),
        ("0 days", None),
        ("99 months", None),
        ("weeks 3", None),
        ("until I am back", None),
        ("", None),
    ],
)
def test_a_length_of_quiet_is_understood_as_people_type_it(typed: str, days: int | None) -> None:
    assert length_meant(typed, SPEAK) == (timedelta(days=days) if days else None)


def test_a_length_of_quiet_is_understood_in_french() -> None:
    assert length_meant("pendant 3 semaines", CONTENT.texts.speaker("fr")) == timedelta(weeks=3)


@given(st.text())
def test_no_length_of_quiet_is_longer_than_half_a_year(typed: str) -> None:
    length = length_meant(typed, SPEAK)
    assert length is None or timedelta(0) < length <= timedelta(days=180)


def test_politeness_is_nothing_that_was_not_understood() -> None:
    assert left_over("please, now!", SPEAK) == ""
    assert left_over("french please", SPEAK) == "french please"
