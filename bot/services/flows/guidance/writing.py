"""``card`` and ``cards``: write, edit and read guidance cards and choices with a guardrail."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.ports.acts import What
from bot.services.flows.filling import Values, one
from bot.services.flows.guidance import gaps, weekly
from bot.services.flows.guidance.asking import find
from bot.services.flows.guidance.forms import (
    ANSWER,
    CHOICE,
    GOOD,
    card_faults,
    card_form,
    content_of,
    initial_of,
)
from bot.services.flows.guidance.keeping import (
    forget_verdicts,
    keep_card,
    keepers,
    may_change,
    own_card,
    review_date,
)
from bot.services.second_yes import note, put_before
from bot.services.visits import Visit
from nudges.cards import Action, Card, Paragraph, Reply, Style, say, token
from nudges.chance import stable_id
from nudges.flows.guidance.shortcuts import Content, GuidanceCard, State, write

MOST_LISTED = 15
MOST_BUTTONS = 5


async def card(visit: Visit, _: str = "") -> Reply:
    """What can be written, and one's own cards to change."""
    speak = visit.speak
    mine = [each for each in await _all(visit) if each.owner_id == visit.person.id]
    own = tuple(
        Action(token("guidance_edit", each.id), each.content.title[:75]) for each in mine[:MOST_BUTTONS]
    )
    actions = (
        Action(token("guidance_new", ANSWER), speak("guidance.new_answer"), Style.PRIMARY),
        Action(token("guidance_new", CHOICE), speak("guidance.new_choice")),
        *own,
    )
    words = [speak("guidance.card_body"), *([speak("guidance.own_cards")] if own else [])]
    return Reply(say=(Card(speak("guidance.card_title"), tuple(map(Paragraph, words)), actions=actions),))


async def cards(visit: Visit, words: str = "") -> Reply:
    """Every current card, or those about something."""
    found = await find(visit, words) if words else await _all(visit, (State.CURRENT,))
    if not found:
        body = visit.speak("guidance.no_cards")
        return Reply(say=(Card(visit.speak("guidance.cards_title"), (Paragraph(body),)),))
    lines = "\n".join(f"• {each.content.title}" for each in found[MOST_BUTTONS:MOST_LISTED])
    actions = (*_readable(found), *_editable(visit, found))
    body = visit.speak("guidance.cards_body", count=len(found))
    return Reply(say=(say(visit.speak("guidance.cards_title"), lines, body, actions=actions),))


def _readable(found: Iterable[GuidanceCard]) -> list[Action]:
    buttons = [Action(token("guidance_read", each.id), each.content.title[:75]) for each in found]
    return buttons[:MOST_BUTTONS]


def _editable(visit: Visit, found: Iterable[GuidanceCard]) -> list[Action]:
    """A coordinator may change every card; owners find theirs with ``card``."""
    if not visit.person.is_coordinator:
        return []
    label = visit.speak("guidance.edit")
    return [
        Action(token("guidance_edit", each.id), f"{label} {each.content.title}"[:75], Style.QUIET)
        for each in found
        if may_change(visit.person, each)
    ][:MOST_BUTTONS]


async def _all(
    visit: Visit, states: tuple[State, ...] = (State.CURRENT, State.EXPIRED)
) -> list[GuidanceCard]:
    found = await visit.uow.records.of_setting(GuidanceCard, visit.setting.id, states)
    return sorted(found, key=lambda each: each.content.title.casefold())


async def new(visit: Visit, kind: str) -> Reply:
    return Reply(form=card_form(visit.speak, kind if kind == CHOICE else ANSWER))


async def edit(visit: Visit, card_id: str) -> Reply:
    known = await own_card(visit, card_id)
    kind = CHOICE if known.content.options else ANSWER
    return Reply(form=card_form(visit.speak, kind, card_id=card_id, initial=initial_of(known)))


async def saved(visit: Visit, values: Values, kind: str, card_id: str, gap_id: str) -> Reply:
    """The card is published; those who asked for it hear of it. Sent twice it is one card."""
    faults = card_faults(visit.speak, values, kind)
    if faults:
        return Reply(faults=faults)
    known = await _of_form(visit, card_id)
    card = write(known, content_of(values, kind), visit.now, timedelta(days=int(one(values, GOOD))))
    await forget_verdicts(visit.turn, card)
    await keep_card(visit.turn, card)
    await put_before(visit.turn, weekly.NUDGE, weekly.offered(visit.turn, card, visit.person.id))
    await visit.coordinated(What.GUIDANCE, title=card.content.title)
    await gaps.answered(visit, card, gap_id)
    words = visit.speak("guidance.saved", date=review_date(card, visit.speak))
    first = await note(visit)
    return Reply(say=(say(visit.speak("guidance.saved_title"), words, first),))


async def _of_form(visit: Visit, card_id: str) -> GuidanceCard:
    """The card that is written: a known one keeps its owner, unless it lost them."""
    if card_id:
        known = await own_card(visit, card_id)
        return known if await _kept(visit, known) else replace(known, owner_id=visit.person.id)
    new_id = stable_id(visit.person.id, "guidance", visit.key)
    stored = await visit.uow.records.get(GuidanceCard, new_id)
    blank = Content("…", ("…",), "", "")
    return stored or GuidanceCard(
        new_id, visit.setting.id, visit.person.id, visit.person.language, blank, visit.now
    )


async def _kept(visit: Visit, known: GuidanceCard) -> bool:
    return known.owner_id in await keepers(visit.turn, known)
