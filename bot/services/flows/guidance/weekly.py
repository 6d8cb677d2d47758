"""S4-3: one card a week in the guidance channel, each at most twice."""

from dataclasses import replace
from datetime import timedelta

from bot.services.flow import Facts
from bot.services.flows.guidance.keeping import keep_card, told
from bot.services.turn import Turn
from nudges.channels import Channel
from nudges.digests import week_label
from nudges.guidance.shortcuts import GuidanceCard, State, card_of_the_week
from nudges.people import Person

NUDGE = "S4-3"
LOOKS_BACK = timedelta(days=400)


async def material(turn: Turn, channel: Channel) -> str | None:
    """The card of this week, the same for every channel of the setting."""
    cards = await turn.uow.records.of_setting(GuidanceCard, turn.setting.id, (State.CURRENT,))
    week = week_label(turn.now.date())
    past = await turn.uow.prompts.posts_in(channel.id, turn.now - LOOKS_BACK)
    posted = {week_label(post.at.date()) for post in past if post.nudge == NUDGE}
    card = card_of_the_week(cards, week, posted)
    if card is None:
        return None
    if week not in card.weeks:
        await keep_card(turn, replace(card, weeks=(*card.weeks, week)))
    return card.id


async def facts(turn: Turn, card_id: str, reader: Person) -> Facts:
    card = await turn.uow.records.get(GuidanceCard, card_id)
    if card is None or card.state is not State.CURRENT:
        return None
    answer = told(card, turn.deps.texts, reader.language)
    return {"roadblock": card.content.title, "answer": answer}
