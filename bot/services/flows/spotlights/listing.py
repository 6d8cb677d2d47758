"""``spotlights`` and the register on coordinators' pages: what waits, what is approved, what comes next."""

from collections import Counter

from bot.services.flows.filling import day_label
from bot.services.flows.spotlights.posts import next_day, out_anywhere
from bot.services.flows.spotlights.telling import story
from bot.services.visits import Visit
from nudges.cards import Action, Card, Reply, Style, say, token
from nudges.flows.spotlights.deciding import editors_of
from nudges.flows.spotlights.spotlights import WITH_EDITORS, Size, Spotlight, State

MOST_LISTED = 5


async def waiting(visit: Visit, _: str = "") -> Reply:
    """``spotlights``: what waits for a coordinator's decision."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    mine = [each for each, editors in await _with_editors(visit) if visit.person.id in editors]
    head = await _head(visit, len(mine), await _to_come(visit))
    return Reply(
        say=(head, *[await _card(visit, each, _deciding(visit, each)) for each in mine[:MOST_LISTED]])
    )


async def cards(visit: Visit) -> list[Card]:
    """For coordinators' pages: what waits for the reader, what waits for others, what will be posted."""
    with_editors, to_come = await _with_editors(visit), await _to_come(visit)
    mine = [(each, editors) for each, editors in with_editors if visit.person.id in editors]
    others = [pair for pair in with_editors if pair not in mine]
    return [
        await _head(visit, len(mine), to_come),
        *[await _waiting(visit, *pair) for pair in (*mine, *others)],
        *[await _approved(visit, each) for each in to_come],
    ]


async def _with_editors(visit: Visit) -> list[tuple[Spotlight, list[str]]]:
    """What waits for a coordinator, the oldest first, and who may decide."""
    found = await visit.uow.records.of_setting(Spotlight, visit.setting.id, sorted(WITH_EDITORS))
    known = await visit.turn.coordinators()
    found.sort(key=lambda each: (each.asked_at, each.id))
    return [(each, editors_of(each, known)) for each in found]


async def _to_come(visit: Visit) -> list[Spotlight]:
    """Approved, and in no channel yet."""
    approved = await visit.uow.records.of_setting(Spotlight, visit.setting.id, (State.APPROVED,))
    out = await out_anywhere(visit.turn)
    return [each for each in approved if each.id not in out]


async def _head(visit: Visit, mine: int, to_come: list[Spotlight]) -> Card:
    speak = visit.speak
    sizes = Counter(each.size for each in to_come)
    words = speak("spotlight.list", waiting=mine, small=sizes[Size.SMALL], large=sizes[Size.LARGE])
    day = await next_day(visit.turn) if sizes else None
    coming = speak("spotlight.list_next", day=day_label(speak, day)) if day else ""
    much = await visit.turn.reach()
    two = speak("spotlight.takes_two", people=much.people, most=much.most_by_one) if much.needs_two else ""
    return say(speak("spotlight.list_title"), words, coming, two)


async def _waiting(visit: Visit, spotlight: Spotlight, editors: list[str]) -> Card:
    """One that waits, and whose word it waits for."""
    mine, first = visit.person.id in editors, spotlight.state is State.FIRST_YES
    actions = _deciding(visit, spotlight) if mine else _holding(visit, spotlight) if first else ()
    stands = ("first" if editors else "alone") if first else ("ready" if mine else "others")
    name = await visit.turn.name(spotlight.editor_id, visit.person.language) if first else ""
    return await _card(visit, spotlight, actions, visit.speak(f"spotlight.stands_{stands}", name=name))


async def _approved(visit: Visit, spotlight: Spotlight) -> Card:
    stands = visit.speak("spotlight.stands_approved")
    return await _card(visit, spotlight, _holding(visit, spotlight), stands)


async def _card(visit: Visit, spotlight: Spotlight, actions: tuple[Action, ...], stands: str = "") -> Card:
    author = await visit.turn.name(spotlight.author_id, visit.person.language)
    words = await story(visit.turn, spotlight, visit.person.language)
    return say(visit.speak("spotlight.from", name=author), words, stands, actions=actions)


def _deciding(visit: Visit, spotlight: Spotlight) -> tuple[Action, ...]:
    speak = visit.speak
    return (
        Action(token("spotlight_approve", spotlight.id), speak("spotlight.approve"), Style.PRIMARY),
        Action(token("spotlight_send_back", spotlight.id), speak("spotlight.send_back")),
        Action(token("spotlight_reject", spotlight.id), speak("spotlight.reject")),
    )


def _holding(visit: Visit, spotlight: Spotlight) -> tuple[Action, ...]:
    return (Action(token("spotlight_hold", spotlight.id), visit.speak("spotlight.hold")),)
