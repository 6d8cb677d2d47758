"""``arrival``: whom a new senior leader hears in the first month."""

from bot.services.flow import Facts
from bot.services.flows.leaders.half_hour import for_leaders
from bot.services.flows.onward import onward
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Paragraph, Reply, Style, say, token
from nudges.chance import stable_id
from nudges.flows.leaders.arrivals import Arrival, begin, hear, to_hear, wake
from nudges.people import Person
from nudges.records import NotPossibleError


async def arrival(visit: Visit, _: str = "") -> Reply:
    """The list, with a tap for each who was heard; the month runs from when it is first opened."""
    if not for_leaders(visit):
        return Reply(say=(say("", visit.speak("leaders.only")),))
    found = await _own(visit)
    if found is None:
        record_id = stable_id(visit.person.id, Arrival.KIND)
        found, effects = begin(Arrival(record_id, visit.setting.id, visit.person.id, visit.now))
        await visit.turn.keep(found, effects)
    return Reply(say=(await _card(visit, found),))


async def _own(visit: Visit) -> Arrival | None:
    return await visit.uow.records.get(Arrival, stable_id(visit.person.id, Arrival.KIND))


async def _listed(visit: Visit, found: Arrival) -> dict[str, list[Person]]:
    colleagues = await visit.turn.colleagues()
    draw = {each: visit.deps.planner.draw("arrival", visit.person.id, each) for each in colleagues}
    heard = [each.person_id for each in found.heard]
    return to_hear(visit.person, colleagues.values(), heard, draw)


async def _card(visit: Visit, found: Arrival) -> Card:
    listed = await _listed(visit, found)
    heard = {each.person_id for each in found.heard}
    groups = tuple(_row(visit, pillar, people, heard) for pillar, people in listed.items())
    words = Paragraph(visit.speak("arrival.body" if groups else "arrival.nobody"))
    questions = Paragraph(visit.speak("arrival.questions"))
    return Card(visit.speak("arrival.title"), (words, questions), groups, _pact(visit, found))


def _row(visit: Visit, pillar: str, people: list[Person], heard: set[str]) -> ActionGroup:
    speak = visit.speak
    names = ", ".join(
        speak("arrival.heard_name" if p.id in heard else "arrival.name", name=p.name, entity=p.entity)
        for p in people
    )
    taps = tuple(
        Action(token("arrival_heard", p.id), speak("arrival.heard", name=p.name.split()[0]))
        for p in people
        if p.id not in heard
    )
    return ActionGroup(speak("arrival.pillar", pillar=pillar, names=names), taps)


def _pact(visit: Visit, found: Arrival) -> tuple[Action, ...]:
    """Offered once a pillar was heard, and only where this version has pacts."""
    if not found.heard or onward(visit, "pact") is None:
        return ()
    return (Action(token("arrival_pact", found.id), visit.speak("arrival.pact"), Style.QUIET),)


async def was_heard(visit: Visit, person_id: str) -> Reply:
    """One tap; the card shows it at once."""
    found, person = await _own(visit), await visit.turn.colleague(person_id)
    listed = await _listed(visit, found) if found else {}
    if found is None or person is None or person not in listed.get(person.pillar, []):
        raise NotPossibleError(person_id)
    after, effects = hear(found, person, listed, visit.now)
    await visit.turn.keep(after, effects)
    return Reply(replace=await _card(visit, after))


async def pact(visit: Visit, _: str = "") -> Reply:
    opened = onward(visit, "pact")
    if opened is None:
        return Reply(say=(say("", visit.speak("arrival.no_pact")),))
    return await opened(visit, "")


async def wakes(turn: Turn, found: Arrival) -> None:
    await turn.keep(*wake(found))


async def month_facts(turn: Turn, record_id: str, _person: Person) -> Facts:
    found = await turn.uow.records.get(Arrival, record_id)
    return {"heard": str(len(found.heard)), "pillars": str(len(found.pillars))} if found else None
