"""The cards whose words all stand in the catalogue and the locales: every one, in every wording.

Each place in a text is filled with the longest words that anything in the product may hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.content import load_content
from bot.content.loader import Content
from bot.services.flow import Flows
from nudges.attention import Kind
from nudges.catalogue import Effect, Nudge
from nudges.channel_planning import POSTED
from nudges.decisions import Prompt
from nudges.letters import Letter, letter_card
from nudges.prompt_cards import Wording, answered_card, check_in_card, prompt_card
from nudges.roster.cells import LONGEST
from nudges.texts import numbered, placeholders
from tests.factories import a_person, a_prompt, a_setting
from tests.gallery.cast import longest
from tests.gallery.shown import Shown

LONGEST_WORDS = 1500
"""What somebody answers a colleague: the longest field that any dialog has is no longer."""
TURNS = 3
"""Most wordings a text has: they go round by the week."""


def catalogue_cards(flows: Flows) -> Iterator[Shown]:
    """Nudges, letters, check-ins and what the product itself asks, before and after each answer."""
    content = load_content()
    for language in content.texts.languages:
        wording = _wording(content, language, "R3")
        for nudge in content.catalogue.nudges.values():
            yield from _nudge(nudge, wording)
        for letter in flows.letters.values():
            yield from _letter(letter, wording)
        for role in content.catalogue.framework.role_groups:
            yield from _check_in(_wording(content, language, role))
        for kind, answers in _ASKED.items():
            yield from _asked(kind, answers, wording)


_ASKED = {
    Kind.WELCOME: (),
    Kind.STILL_USEFUL: ("yes", "less", "stop"),
    Kind.CONFIRMATION: ("yes", "no"),
}


def _wording(content: Content, language: str, role: str) -> Wording:
    names = {"name": longest(LONGEST, "Ana"), "entity": longest(LONGEST, "Seed")}
    person = a_person(role_group=role, **names)  # type: ignore[arg-type]  # a mapping of strings only
    setting = a_setting(name=longest(LONGEST, "South"))
    return Wording(person, setting, content.catalogue, content.texts.speaker(language), 5)


def _facts(wording: Wording, *keys: str) -> Mapping[str, str]:
    """The longest words for every place of some texts, in every wording of theirs."""
    speak = wording.speak
    known = {numbered(key, turn) for key in keys for turn in range(TURNS)}
    templates = [speak.texts.languages[speak.language].get(key, "") for key in known]
    names = set().union(*(placeholders(each) for each in templates)) - wording.values.keys()
    return {name: longest(LONGEST_WORDS, name) for name in names}


def _turns(prompt: Prompt) -> Iterator[tuple[int, Prompt]]:
    for turn in range(TURNS):
        yield turn, replace(prompt, due_at=prompt.due_at + timedelta(weeks=turn))


def _nudge(nudge: Nudge, wording: Wording) -> Iterator[Shown]:
    root = f"nudge.{nudge.id}"
    facts = _facts(wording, f"{root}.title", f"{root}.body", f"{root}.why")
    first = a_prompt(Kind.NUDGE, nudge.id, facts=facts)
    if nudge.channel in POSTED:
        first = replace(first, kind=Kind.CHANNEL_NUDGE, channel_id="channel")
    for turn, prompt in _turns(first):
        name = f"nudge/{nudge.id}/{wording.speak.language}/{turn}"
        yield Shown(name, prompt_card(prompt, wording))
        for choice in nudge.choices:
            label = wording.speak(f"{root}.choice.{choice.id}")
            own = f"{root}.reply.{choice.id}"
            general = "common.declined" if choice.effect is Effect.DECLINED else "common.noted"
            reply = wording.speak(own if wording.speak.has(own) else general)
            yield Shown(f"{name}/{choice.id}", answered_card(prompt, label, reply, wording))


def _letter(letter: Letter, wording: Wording) -> Iterator[Shown]:
    root, name = f"letter.{letter.id}", f"letter/{letter.id}/{wording.speak.language}"
    prompt = a_prompt(letter.kind, letter.id, facts={"record": "0" * 24})
    yield Shown(name, letter_card(letter, prompt, _facts(wording, f"{root}.body"), wording))
    for button in letter.buttons:
        label = wording.speak(f"{root}.button.{button.id}")
        yield Shown(f"{name}/{button.id}", answered_card(prompt, label, "", wording))


def _check_in(wording: Wording) -> Iterator[Shown]:
    role = wording.person.role_group
    behaviours = [each.id for each in wording.catalogue.framework.behaviours_of(role)]
    states: dict[str, Mapping[str, str]] = {"none": {"-": "none"}}
    for said in ("yes", "no"):
        for done in range(len(behaviours) + 1):
            states[f"{done}-{said}"] = dict.fromkeys(behaviours[:done], said)
    for turn, prompt in _turns(a_prompt(Kind.CHECK_IN, "")):
        for state, answers in states.items():
            name = f"check-in/{role}/{wording.speak.language}/{turn}/{state}"
            yield Shown(name, check_in_card(prompt, answers, wording))


def _asked(kind: Kind, answers: tuple[str, ...], wording: Wording) -> Iterator[Shown]:
    name = f"{kind.value}/{wording.speak.language}"
    facts = _facts(wording, *(f"{kind.value}.{part}" for part in ("title", "body", "why")))
    prompt = a_prompt(kind, "", facts=facts)
    yield Shown(name, prompt_card(prompt, wording))
    for answer in answers:
        label = wording.speak(f"{kind.value}.{answer}")
        yield Shown(f"{name}/{answer}", answered_card(prompt, label, "", wording))
