"""Colleagues who are suggested to somebody with a question, by the rules of ``consult``."""

from collections.abc import Iterable

from bot.services.reaching import free_for_requests
from bot.services.visits import Visit
from nudges.flows.consultations import NOT_ASKED_LATELY, SUGGESTED, Consultation, Suggestion, suggest
from nudges.people import Person

FIRST_LOOK = 60
"""Colleagues whose latest messages are looked at first: nearly always enough, whatever the setting's size."""
_MET = "B8"


async def suggested(visit: Visit, people: Iterable[Person], purpose: str) -> list[Suggestion]:
    """Of these people, whether or not they can be asked just now. ``purpose`` names the day's draw."""
    others = [each for each in people if each.id != visit.person.id]
    past = await visit.uow.records.of_person(Consultation, visit.person.id)
    recent = [c for c in past if c.asker_id == visit.person.id and c.asked_at >= visit.now - NOT_ASKED_LATELY]
    met = await visit.uow.practices.counterparts(visit.person.id, _MET)
    draw = {each.id: _drawn(visit, each, purpose) for each in others}
    return suggest(visit.person, others, met, recent, draw)


async def suggested_now(
    visit: Visit, people: Iterable[Person], purpose: str, most: int = SUGGESTED
) -> list[Suggestion]:
    """The ``most`` first of those whom a request finds soon."""
    met = await visit.uow.practices.counterparts(visit.person.id, _MET)
    others = sorted(
        (each for each in people if each.entity != visit.person.entity),
        key=lambda each: (each.id not in met, _drawn(visit, each, purpose)),
    )
    nearest = await free_for_requests(visit, others[: len(met) + FIRST_LOOK])
    found = (await suggested(visit, nearest, purpose))[:most]
    if len(found) == most or len(others) <= len(met) + FIRST_LOOK:
        return found
    return (await suggested(visit, await free_for_requests(visit, others), purpose))[:most]


def _drawn(visit: Visit, colleague: Person, purpose: str) -> float:
    day = visit.now.date().isoformat()
    return visit.deps.planner.draw(purpose, visit.person.id, colleague.id, day)
