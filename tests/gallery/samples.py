"""One of each kind of card that a prompt alone makes, in ordinary words, to be drawn and looked at."""

import re

from bot.content import load_content
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from nudges.attention import Kind
from nudges.cards import Card
from nudges.letters import LINK, LINK_LABEL, letter_card
from nudges.prompt_cards import Wording, answered_card, check_in_card, prompt_card
from tests.factories import a_person, a_prompt, a_setting
from tests.gallery.cast import longest


def long_words(limit: int) -> str:
    """Without mark-up: the renderer for Slack reads some where Slack reads none, in plain text."""
    return re.sub(r"[*_~`<>@&!]", "", longest(limit))


def wording(language: str = "en") -> Wording:
    content = load_content()
    speak = content.texts.speaker(language)
    return Wording(a_person(), a_setting(), content.catalogue, speak, 5)


def cards() -> dict[str, Card]:
    """By a name that says what it is."""
    flows, plain = Flows(FLOWS), wording()
    nudge = a_prompt(Kind.NUDGE, "S5-3", facts={"counterpart": "Bo Lindqvist", "entity_b": "Relief Office"})
    check_in = a_prompt(Kind.CHECK_IN, "")
    behaviours = [each.id for each in plain.catalogue.framework.behaviours_of("R3")]
    first, second, *_ = behaviours
    confirmation = a_prompt(
        Kind.CONFIRMATION,
        "",
        facts={
            "counterpart": "Bo Lindqvist",
            "counterpart_entity": "Relief Office",
            "day": "9 March",
            "behaviour": "met a colleague of another pillar",
        },
    )
    asked = flows.letters["consultation_asked"]
    code = flows.letters["link_code"]
    code_facts = {"chat": "Teams (Country Office)", "code": "4821 7356"}
    reminder = flows.letters["introduction_reminder"]
    way = {LINK: "https://teams.microsoft.com/l/chat/0/0?users=bo", LINK_LABEL: "Write to Bo Lindqvist"}
    facts = {
        "name": "Bo Lindqvist (Relief Office)",
        "about": "Clearances",
        "question": "Who signs them on Fridays?",
    }
    return {
        "nudge": prompt_card(nudge, plain),
        "answered": answered_card(nudge, "Done", "Good to hear.", plain),
        "check-in": check_in_card(check_in, {}, plain),
        "check-in-half-done": check_in_card(check_in, {first: "yes", second: "no"}, plain),
        "check-in-done": check_in_card(check_in, dict.fromkeys(behaviours, "no") | {first: "yes"}, plain),
        "check-in-fr": check_in_card(check_in, {}, wording("fr")),
        "confirmation": prompt_card(confirmation, plain),
        "welcome": prompt_card(a_prompt(Kind.WELCOME, ""), plain),
        "letter": letter_card(asked, a_prompt(asked.kind, asked.id), facts, plain),
        "letter-code": letter_card(code, a_prompt(code.kind, code.id), code_facts, plain),
        "letter-with-a-way": letter_card(
            reminder,
            a_prompt(reminder.kind, reminder.id),
            {"name": "Bo Lindqvist (Relief Office)", "slots": "Tuesday 17 March, 13:00.", **way},
            plain,
        ),
        "letter-longest": letter_card(
            asked,
            a_prompt(asked.kind, asked.id),
            {name: long_words(500 if name == "question" else 80) for name in facts},
            plain,
        ),
    }
