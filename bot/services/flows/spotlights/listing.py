"""``spotlights`` and the register on coordinators' pages: what waits, what is approved, what comes next."""

from collections import Counter

from bot.services.flows.filling import day_label
from bot.services.flows.spotlights.editing import editors, reach
from bot.services.flows.spotlights.posts import SPOTLIGHT, next_day, posted_anywhere
from bot.services.flows.spotlights.telling import story
from bot.services.visits import Visit
from nudges.cards import Action, Card, Paragraph, Reply, Style, say, token
from nudges.flows.spotlights.spotlights import WITH_EDITORS, Size, Spotlight, State

MOST_LISTED = 5


async def waiting(visit: Visit, _: str = "") -> Reply:
    """``spotlights``: what waits for a coordinator's decision."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    mine = [each for each in await _with_editors(visit) if await _is_theirs(visit, each)]
    head = await _head(visit, len(mine), await _to_come(visit))
    return Reply(
        say=(head, *[await _card(visit, each, _deciding(visit, each)) for each in mine[:MOST_LISTED]])
    )


async def cards(visit: Visit) -> list[Card]:
    """For coordinators' pages: what waits for the reader, what waits for others, what will be posted."""
    with_editors, to_come = await _with_editors(visit), await _to_come(visit)
    mine = [each for each in with_editors if await _is_theirs(visit, each)]
    others = [each for each in with_editors if each not in mine]
    held = [await _card(visit, each, _holding(visit, each) if _first(each) else ()) for each in others]
    return [
        await _head(visit, len(mine), to_come),
        *[await _card(visit, each, _deciding(visit, each)) for each in mine],
        *held,
        *[await _card(visit, each, _holding(visit, each)) for each in to_come],
    ]


async def _with_editors(visit: Visit) -> list[Spotlight]:
    found = await visit.uow.records.of_setting(Spotlight, visit.setting.id, sorted(WITH_EDITORS))
    return sorted(found, key=lambda each: (each.asked_at, each.id))


async def _to_come(visit: Visit) -> list[Spotlight]:
    """Approved, and in no channel yet."""
    approved = await visit.uow.records.of_setting(Spotlight, visit.setting.id, (State.APPROVED,))
    posted = await posted_anywhere(visit.turn, SPOTLIGHT)
    return [each for each in approved if each.id not in posted]


async def _is_theirs(visit: Visit, spotlight: Spotlight) -> bool:
    """Whether this coordinator may decide on it now."""
    return visit.person.id in await editors(visit.turn, spotlight)


def _first(spotlight: Spotlight) -> bool:
    return spotlight.state is State.FIRST_YES


async def _head(visit: Visit, mine: int, to_come: list[Spotlight]) -> Card:
    speak = visit.speak
    sizes = Counter(each.size for each in to_come)
    words = speak("spotlight.list", waiting=mine, small=sizes[Size.SMALL], large=sizes[Size.LARGE])
    day = await next_day(visit.turn) if sizes else None
    coming = speak("spotlight.list_next", day=day_label(speak, day)) if day else ""
    much = await reach(visit.turn)
    two = speak("spotlight.takes_two", people=much.people, most=much.most_by_one) if much.needs_two else ""
    return say(speak("spotlight.list_title"), words, coming, two)


async def _card(visit: Visit, spotlight: Spotlight, actions: tuple[Action, ...]) -> Card:
    speak = visit.speak
    author = await visit.turn.name(spotlight.author_id, visit.person.language)
    words = await story(visit.turn, spotlight, visit.person.language)
    stands = Paragraph(await _standing(visit, spotlight))
    return Card(speak("spotlight.from", name=author), (Paragraph(words), stands), actions=actions)


async def _standing(visit: Visit, spotlight: Spotlight) -> str:
    """Whose word it waits for."""
    speak = visit.speak
    if spotlight.state is State.APPROVED:
        return speak("spotlight.stands_approved")
    deciding = await editors(visit.turn, spotlight)
    if not _first(spotlight):
        return speak("spotlight.stands_ready" if visit.person.id in deciding else "spotlight.stands_others")
    name = await visit.turn.name(spotlight.editor_id, visit.person.language)
    return speak("spotlight.stands_first" if deciding else "spotlight.stands_alone", name=name)


def _deciding(visit: Visit, spotlight: Spotlight) -> tuple[Action, ...]:
    speak = visit.speak
    return (
        Action(token("spotlight_approve", spotlight.id), speak("spotlight.approve"), Style.PRIMARY),
        Action(token("spotlight_send_back", spotlight.id), speak("spotlight.send_back")),
        Action(token("spotlight_reject", spotlight.id), speak("spotlight.reject")),
    )


def _holding(visit: Visit, spotlight: Spotlight) -> tuple[Action, ...]:
    return (Action(token("spotlight_hold", spotlight.id), visit.speak("spotlight.hold")),)
