"""Every letter and command of every flow can be said, briefly, and nobody is urged."""

import re

import pytest

from bot.content import load_content
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from nudges.letters import Letter
from nudges.nudge_words import LONGEST_LABEL, MOST_TITLE_WORDS, MOST_WORDS
from nudges.texts import placeholders

TEXTS = load_content().texts
RUNNING = Flows(FLOWS)
LETTERS = list(RUNNING.letters.values())
BUILT_IN = {"first_name", "entity", "setting", "k"}
URGING = re.compile(r"!|\b(must|should|have to|please remember|integration|behaviou?r)\b", re.IGNORECASE)


@pytest.fixture(params=sorted(TEXTS.languages))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.id)
class TestLetters:
    def test_every_word_of_it_is_there(self, letter: Letter, language: str) -> None:
        assert [key for key in letter.keys if key not in TEXTS.languages[language]] == []

    def test_title_and_reason_hold_no_names(self, letter: Letter, language: str) -> None:
        for part in ("title", "why"):
            places = placeholders(TEXTS.get(language, f"letter.{letter.id}.{part}"))
            assert places <= BUILT_IN

    def test_it_is_short(self, letter: Letter, language: str) -> None:
        title, body = (TEXTS.languages[language][f"letter.{letter.id}.{part}"] for part in ("title", "body"))
        assert len(title.split()) <= MOST_TITLE_WORDS
        assert len(f"{title} {body}".split()) <= MOST_WORDS

    def test_its_buttons_fit_side_by_side(self, letter: Letter, language: str) -> None:
        labels = [TEXTS.get(language, f"letter.{letter.id}.button.{button.id}") for button in letter.buttons]
        assert [label for label in labels if len(label) > LONGEST_LABEL] == []

    def test_it_urges_nobody(self, letter: Letter, language: str) -> None:
        said = [TEXTS.languages[language][key] for key in letter.keys]
        assert [text for text in said if URGING.search(text)] == []

    def test_its_buttons_lead_to_a_flow(self, letter: Letter, language: str) -> None:
        assert language
        assert [button.action for button in letter.buttons if button.action not in RUNNING.presses] == []


@pytest.mark.parametrize("name", sorted(RUNNING.words))
def test_every_command_has_its_words_and_says_what_it_does(name: str, language: str) -> None:
    assert TEXTS.languages[language][f"command.{name}.words"]
    assert TEXTS.languages[language][f"command.{name}.help"]


def test_a_choice_that_opens_a_flow_leads_somewhere() -> None:
    running = load_content().catalogue.running(RUNNING.names)
    opened = {choice.opens for nudge in running for choice in nudge.choices if choice.opens}
    assert opened <= RUNNING.presses.keys()


def test_no_word_means_two_commands(language: str) -> None:
    said = [key for key in TEXTS.languages[language] if key.startswith("command.") and key.endswith(".words")]
    phrases = [p.strip().lower() for key in said for p in TEXTS.languages[language][key].split(",")]
    assert len(phrases) == len(set(phrases))
