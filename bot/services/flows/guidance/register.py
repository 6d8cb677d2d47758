"""Guidance cards as coordinators see them on their pages: what lacks an answer, and what to look at."""

from bot.services.flows.guidance.asking import kept_by
from bot.services.flows.guidance.forms import ANSWER, CHOICE
from bot.services.flows.guidance.gaps import gap_facts
from bot.services.flows.guidance.keeping import review_date, told
from bot.services.visits import Visit
from nudges.cards import Action, Card, Facts, Paragraph, Style, say, token
from nudges.flows.guidance.questions import REPEATED, Gap, GapState
from nudges.flows.guidance.shortcuts import REVIEW, GuidanceCard, State


async def cards(visit: Visit) -> list[Card]:
    """The reader's own questions first, then every card, those that nobody checked in time at the top."""
    found = await visit.uow.records.of_setting(GuidanceCard, visit.setting.id, (State.CURRENT, State.EXPIRED))
    found.sort(key=lambda each: (each.state is State.CURRENT, each.content.title.casefold()))
    return [_head(visit, found), *await _asked(visit), *[await _card(visit, each) for each in found]]


def _head(visit: Visit, found: list[GuidanceCard]) -> Card:
    speak = visit.speak
    current = sum(each.state is State.CURRENT for each in found)
    words = speak("guidance.all", current=current, expired=len(found) - current)
    actions = (
        Action(token("guidance_new", ANSWER), speak("guidance.write_answer"), Style.PRIMARY),
        Action(token("guidance_new", CHOICE), speak("guidance.write_choice")),
    )
    return say("", words if found else speak("guidance.none_yet"), actions=actions)


async def _asked(visit: Visit) -> list[Card]:
    """Questions that came back and are the reader's to answer; nobody sees who asks."""
    speak, person = visit.speak, visit.person
    gaps = await visit.uow.records.of_person(Gap, person.id, (GapState.OPEN,))
    asked = [(each.id, await gap_facts(visit.turn, each.id, person)) for each in gaps]
    return [
        say(
            speak("guidance.asked_often"),
            speak("guidance.quoted", question=facts["question"]),
            actions=[
                Action(token(each.action, gap_id), speak(f"letter.{REPEATED.id}.button.{each.id}"))
                for each in REPEATED.buttons
            ],
        )
        for gap_id, facts in asked
        if facts is not None
    ]


async def _card(visit: Visit, card: GuidanceCard) -> Card:
    speak = visit.speak
    holds = "holds_until" if card.state is State.CURRENT else "held_until"
    facts = Facts(
        (
            (speak("guidance.fact_source"), card.content.source),
            (speak(f"guidance.fact_{holds}"), review_date(card, speak)),
        )
    )
    said = Paragraph(told(card, visit.deps.texts, visit.person.language))
    actions = tuple(
        Action(token(each.action, card.id), speak(f"letter.{REVIEW.id}.button.{each.id}"))
        for each in REVIEW.buttons
    )
    return Card(card.content.title, (said, facts), actions=actions, footer=await kept_by(visit, card))
