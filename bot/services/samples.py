"""Messages as they would be sent, to look at: nobody gets them."""

from dataclasses import replace
from datetime import timedelta

from bot.services.deps import Deps
from nudges.attention import Kind
from nudges.cards import Card
from nudges.catalogue import Nudge
from nudges.channel_planning import POSTED
from nudges.decisions import Prompt
from nudges.people import Person, Setting
from nudges.prompt_cards import Wording, prompt_card
from nudges.working_time import local_date


def sample(deps: Deps, message: str, person: Person, setting: Setting) -> tuple[Prompt, Wording]:
    """Such a message (a nudge's id, or a kind) to this person, now. What an event fills in is a gap."""
    nudge, now = deps.catalogue.nudges.get(message), deps.clock.now()
    wording = deps.wording(person, setting)
    facts = dict.fromkeys(nudge.facts, wording.speak("pages.week.gap")) if nudge else {}
    kind = Kind.NUDGE if nudge else Kind(message)
    prompt = Prompt("-", "", setting.id, person.id, kind, message, now, now, facts)
    if nudge and nudge.channel in POSTED:
        prompt = replace(prompt, kind=Kind.CHANNEL_NUDGE, person_id="", channel_id="-")
    return prompt, wording


def every_wording(deps: Deps, nudge: Nudge, person: Person, setting: Setting) -> list[Card]:
    """The cards of a nudge that takes turns in its words, in order; one where it has one wording."""
    prompt, wording = sample(deps, nudge.id, person, setting)
    texts, week = wording.speak.texts, (local_date(person, prompt.due_at).toordinal() - 1) // 7
    count = max(texts.wordings(person.language, f"nudge.{nudge.id}.{part}") for part in ("title", "body"))
    turns = (prompt.due_at + timedelta(weeks=(turn - week) % count) for turn in range(count))
    return [prompt_card(replace(prompt, due_at=due_at), wording) for due_at in turns]
