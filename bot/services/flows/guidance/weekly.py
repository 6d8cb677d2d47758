"""S4-3: one card a week in the guidance channel, each at most twice."""

from dataclasses import replace
from datetime import timedelta

from bot.services.flow import Facts
from bot.services.flows.guidance.keeping import told
from bot.services.second_yes import Offered, is_through, let_through
from bot.services.turn import Turn
from nudges.channels import Channel
from nudges.digests import week_label
from nudges.flows.guidance.shortcuts import GuidanceCard, State, card_of_the_week
from nudges.people import Person

NUDGE = "S4-3"
LOOKS_BACK = timedelta(days=400)


async def material(turn: Turn, channel: Channel) -> str | None:
    """The card of this week in this channel."""
    known = await turn.uow.records.of_setting(GuidanceCard, turn.setting.id, (State.CURRENT,))
    through = await let_through(turn, NUDGE, [offered(turn, each) for each in known])
    cards = [each for each in known if each.id in through]
    past = await turn.uow.prompts.posts_in(channel.id, turn.now - LOOKS_BACK)
    posted = [(week_label(post.at.date()), post.record) for post in past if post.nudge == NUDGE]
    told_in = [
        replace(card, weeks=tuple(week for week, record in posted if record == card.id)) for card in cards
    ]
    card = card_of_the_week(told_in, week_label(turn.now.date()), {week for week, _ in posted})
    return card.id if card else None


def offered(turn: Turn, card: GuidanceCard, author_id: str = "") -> Offered:
    """Its words, of its owner where it is not known who wrote them."""
    words = f"{card.content.title}\n{told(card, turn.deps.texts, card.language)}"
    return Offered(card.id, author_id or card.owner_id or "", words)


async def facts(turn: Turn, card_id: str, reader: Person) -> Facts:
    card = await turn.uow.records.get(GuidanceCard, card_id)
    if (
        card is None
        or card.state is not State.CURRENT
        or not await is_through(turn, NUDGE, offered(turn, card))
    ):
        return None
    answer = told(card, turn.deps.texts, reader.language)
    return {"roadblock": card.content.title, "answer": answer}
