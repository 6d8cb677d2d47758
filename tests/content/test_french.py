"""A French speaker reads French everywhere, and is understood in French and in English."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from bot.content import Content, load_content
from bot.services.flow import Audience, Flows
from bot.services.flows import FLOWS
from nudges.attention import Kind
from nudges.cards import Facts
from nudges.commands import COMMANDS, COORDINATOR_COMMANDS, Understood, behaviour_named, understand
from nudges.prompt_cards import Wording, prompt_card
from nudges.texts import FALLBACK, Texts
from tests.factories import a_person, a_prompt, a_setting
from tests.integration.scene import ADA, opened_scene, row

FRENCH = load_content().texts.languages["fr"]
SPEAK = Texts({"fr": FRENCH, FALLBACK: {}}).speaker("fr")
"""French with nothing to fall back to: a text that is missing is an error."""
RUNNING = Flows(FLOWS)
FLOW_WORDS = tuple(RUNNING.words)
EVERY_COMMAND = (*COMMANDS, *FLOW_WORDS, *COORDINATOR_COMMANDS)
ROLES = ("R1", "R2", "R3", "R4", "R5")
ASKED = {"counterpart": "Ben", "counterpart_entity": "WFP", "behaviour": "partage", "day": "2026-03-02"}
TELLING = (
    *("welcome.stored", "welcome.joined", "welcome.declined", "stopped.body", "command.did.help"),
    *("coordinator.paused", "coordinator.crisis", "digest.need_crisis", "digest.need_paused"),
    "local_chat.empty_direct",
)
"""Texts that name words to type, in guillemets."""
LOOSE = re.compile(r" [:;?!%»]|« |'")
"""A common space where French wants one that does not break, or a typewriter's apostrophe."""


def words(command: str) -> list[str]:
    return [phrase.strip() for phrase in SPEAK(f"command.{command}.words").split(",")]


def wording(content: Content, role: str = "R3") -> Wording:
    person = replace(a_person(role_group=role), language="fr")
    return Wording(person, a_setting(), content.catalogue, SPEAK, 10)


def test_every_english_text_has_a_french_one(content: Content) -> None:
    assert not content.texts.languages[FALLBACK].keys() - FRENCH.keys()


def test_no_command_word_is_given_twice() -> None:
    given = Counter(phrase.lower() for command in EVERY_COMMAND for phrase in words(command))
    assert not [phrase for phrase, times in given.items() if times > 1]


@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_french_and_english_words_are_understood(content: Content, command: str) -> None:
    english = content.texts.get(FALLBACK, f"command.{command}.words").split(",")
    assert words(command)[0] != english[0]
    for phrase in (*words(command), *english):
        assert understand(phrase, SPEAK, FLOW_WORDS) == Understood(command, "")


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("Aide !", "help", ""),
        ("Arrêtez !", "stop", ""),
        ("Que savez-vous de moi\u202f?", "export", ""),
        ("J'ai fait rencontre", "did", "rencontre"),
        ("j’ai fait rencontre", "did", "rencontre"),
        ("crise terminée", "crisis_over", ""),
        ("Fin de crise", "crisis_over", ""),
        ("fin de pause", "unpause", ""),
    ],
)
def test_french_is_understood_as_people_type_it(typed: str, name: str, rest: str) -> None:
    assert understand(typed, SPEAK) == Understood(name, rest)


@pytest.mark.parametrize("text", TELLING)
def test_words_that_texts_tell_people_to_type_are_commands(text: str) -> None:
    told = re.findall(r"«\u00a0(.+?)\u00a0»", FRENCH[text])
    assert told
    assert all(isinstance(understand(each, SPEAK), Understood) for each in told)


def test_a_word_after_did_names_one_behaviour_only(content: Content) -> None:
    lines = {b: SPEAK(f"behaviour.{b}.did") for b in content.catalogue.framework.behaviours}
    for behaviour, line in lines.items():
        others = {b: other for b, other in lines.items() if b != behaviour}
        for keyword in line.split(", "):
            assert behaviour_named(keyword, lines) == behaviour
            assert behaviour_named(keyword, others) is None, keyword


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", [Kind.WELCOME, Kind.CHECK_IN, Kind.STILL_USEFUL, Kind.CONFIRMATION])
def test_what_the_product_asks_is_all_in_french(content: Content, kind: Kind, role: str) -> None:
    facts = ASKED if kind is Kind.CONFIRMATION else {}
    card = prompt_card(a_prompt(kind, kind.value, facts=facts), wording(content, role))
    english = replace(wording(content, role), speak=content.texts.speaker(FALLBACK))
    assert card.title != prompt_card(a_prompt(kind, kind.value, facts=facts), english).title


def test_every_nudge_builds_in_french(content: Content) -> None:
    for nudge in content.catalogue.nudges.values():
        facts = {fact: f"<{fact}>" for fact in nudge.facts}
        assert prompt_card(a_prompt(Kind.NUDGE, nudge.id, facts=facts), wording(content)).title


async def test_help_shows_french_words_to_who_reads_french(sqlite_url: str) -> None:
    async with opened_scene(sqlite_url) as scene:
        await scene.bring(row(ADA, language="fr", is_coordinator="yes"))
        reply = await scene.type(ADA, "aide")
    (card,) = reply.say
    assert card.title == SPEAK("help.title")
    shown = {
        word
        for block in card.body
        if isinstance(block, Facts)
        for _, words in block.items
        for word in words.split(", ")
    }
    leaders = set(RUNNING.words_for(Audience.LEADERS))
    assert shown == {
        SPEAK(f"command.{name}.words").split(",")[0]
        for name in (*COMMANDS, *COORDINATOR_COMMANDS, *RUNNING.words)
        if name not in leaders
    }


def test_french_typography_is_kept() -> None:
    prose = {key: text for key, text in FRENCH.items() if not key.endswith(".words")}
    assert not [key for key, text in prose.items() if LOOSE.search(text)]


def test_reasons_are_one_sentence_and_nobody_is_urged() -> None:
    nudges = {key: text for key, text in FRENCH.items() if key.startswith("nudge.")}
    reasons = [text for key, text in nudges.items() if key.endswith(".why")]
    assert all(text.endswith(".") and ". " not in text for text in reasons)
    urging = re.compile(r"!|\b(devez|doit|doivent|il faut|intégration|comportement)", re.IGNORECASE)
    assert not [key for key, text in nudges.items() if urging.search(text)]
