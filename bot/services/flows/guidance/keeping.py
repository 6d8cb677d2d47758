"""Guidance cards in storage: kept with their index, looked after by an owner, let go in time."""

from collections.abc import Sequence

from bot.ports.acts import What
from bot.ports.search import Searchable
from bot.services.flow import Facts
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply, say
from nudges.dates import date_in_words
from nudges.effects import Effect
from nudges.flows.guidance.questions import Gap
from nudges.flows.guidance.shortcuts import (
    GuidanceCard,
    State,
    Verdict,
    wake,
)
from nudges.flows.guidance.shortcuts import (
    retire as retired,
)
from nudges.flows.guidance.shortcuts import (
    still_right as right,
)
from nudges.flows.guidance.wording import plain
from nudges.people import Person
from nudges.records import NotPossibleError, Record
from nudges.texts import Speaker, Texts


async def keep_card(turn: Turn, card: GuidanceCard, effects: Sequence[Effect] = ()) -> None:
    """Store a card; it is found by its words as long as it is current."""
    await turn.keep(card, effects)
    if card.state is State.CURRENT:
        await turn.uow.guidance.keep(_searchable(card))
    else:
        await turn.uow.guidance.drop(card.id)


def _searchable(card: GuidanceCard) -> Searchable:
    content = card.content
    body = " ".join((*content.lines, *content.options, content.other))
    return Searchable(
        card_id=card.id,
        setting_id=card.setting_id,
        language=card.language,
        title=plain(content.title),
        keywords=plain(content.keywords),
        body=plain(body),
    )


async def keepers(turn: Turn, card: GuidanceCard) -> list[str]:
    """Its owner; the coordinators where that is nobody any more."""
    colleagues = await turn.colleagues()
    if card.owner_id in colleagues:
        return [str(card.owner_id)]
    return sorted(each.id for each in colleagues.values() if each.is_coordinator)


def may_change(person: Person, card: GuidanceCard) -> bool:
    """Its owner may, and a coordinator of its setting."""
    return card.setting_id == person.setting_id and (card.owner_id == person.id or person.is_coordinator)


async def own_card(visit: Visit, card_id: str) -> GuidanceCard:
    """A card this person may change. Raises ``NotPossibleError``."""
    card = await visit.uow.records.get(GuidanceCard, card_id)
    if card is None or not may_change(visit.person, card):
        raise NotPossibleError(card_id)
    return card


async def forget_verdicts(turn: Turn, card: GuidanceCard) -> None:
    """What readers said was about other words."""
    for verdict in await turn.uow.records.of_setting(Verdict, card.setting_id):
        if verdict.card_id == card.id:
            await turn.uow.records.remove(verdict)


async def still_right(visit: Visit, card_id: str) -> Reply:
    card = right(await own_card(visit, card_id), visit.now)
    await forget_verdicts(visit.turn, card)
    await keep_card(visit.turn, card)
    await visit.coordinated(What.GUIDANCE, title=card.content.title)
    return Reply(say=(say("", visit.speak("guidance.kept", date=review_date(card, visit.speak))),))


async def retire(visit: Visit, card_id: str) -> Reply:
    card = retired(await own_card(visit, card_id))
    await keep_card(visit.turn, card)
    await visit.coordinated(What.GUIDANCE, title=card.content.title)
    return Reply(say=(say("", visit.speak("guidance.retired")),))


def review_date(card: GuidanceCard, speak: Speaker) -> str:
    return date_in_words(card.expires_at, speak)


def told(card: GuidanceCard, texts: Texts, language: str) -> str:
    """What a card says: its lines, and for a choice its options, the usual one first, and its guardrail."""
    content, rail = card.content, card.content.guardrail
    if rail is None:
        return "\n".join(content.lines)
    parts = {
        "usual": str(content.usual),
        "or": " · ".join(content.options[1:]),
        "other": content.other,
        "decider": rail.who_decides,
        "limit": rail.limit,
        "deadline": rail.deadline,
    }
    said = (
        texts.get(language, f"guidance.choice_{name}", words=words) for name, words in parts.items() if words
    )
    return "\n".join((*content.lines, *said))


async def on_wake(turn: Turn, card: GuidanceCard) -> None:
    await keep_card(turn, *wake(card, turn.now, await keepers(turn, card)))


async def forgotten(turn: Turn, record: Record) -> None:
    """Its time is over: it was only needed for a while."""
    await turn.uow.records.remove(record)


async def rests(turn: Turn, gap: Gap) -> None:
    """Nobody answered it; its askers' questions went their own way."""
    await turn.uow.records.remove(gap)


async def card_facts(turn: Turn, card_id: str, person: Person) -> Facts:
    """What the letters to its keepers say, while it is there to be looked at."""
    card = await turn.uow.records.get(GuidanceCard, card_id)
    if card is None or card.state is State.RETIRED:
        return None
    texts = turn.deps.texts
    return {
        "card": card.content.title,
        "answer": told(card, texts, person.language),
        "date": review_date(card, texts.speaker(person.language)),
    }
