"""Colleagues who are suggested to somebody with a question, by the rules of ``consult``."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.services.reaching import free_for_requests
from bot.services.visits import Visit
from nudges.flows.consultations import NOT_ASKED_LATELY, SUGGESTED, Consultation, Suggestion, suggest
from nudges.people import Person

FIRST_LOOK = 60
"""Colleagues whose latest messages are looked at first: nearly always enough, whatever the setting's size."""
_MET = "B8"


async def suggested(visit: Visit, people: Iterable[Person], purpose: str) -> list[Suggestion]:
    """Of these people, whether or not they can be asked just now. ``purpose`` names the day's draw."""
    asking = await _asking(visit, people, purpose)
    return asking.suggest(asking.others)


async def suggested_now(
    visit: Visit, people: Iterable[Person], purpose: str, most: int = SUGGESTED
) -> list[Suggestion]:
    """The ``most`` first of those whom a request finds soon."""
    asking = await _asking(visit, people, purpose)
    others = asking.nearest_first()
    first = others[: len(asking.met) + FIRST_LOOK]
    found = asking.suggest(await free_for_requests(visit, first))[:most]
    if len(found) == most or len(first) == len(others):
        return found
    return asking.suggest(await free_for_requests(visit, others))[:most]


@dataclass(frozen=True, slots=True)
class _Asking:
    """Somebody with a question, and what is known of them and their colleagues."""

    asker: Person
    others: Sequence[Person]
    met: Collection[str]
    recent: Sequence[Consultation]
    draw: Mapping[str, float]

    def suggest(self, people: Iterable[Person]) -> list[Suggestion]:
        return suggest(self.asker, people, self.met, self.recent, self.draw)

    def nearest_first(self) -> list[Person]:
        """Of other entities: those they have met, then all others as drawn."""
        elsewhere = (each for each in self.others if each.entity != self.asker.entity)
        return sorted(elsewhere, key=lambda each: (each.id not in self.met, self.draw[each.id]))


async def _asking(visit: Visit, people: Iterable[Person], purpose: str) -> _Asking:
    me, day = visit.person, visit.now.date().isoformat()
    others = [each for each in people if each.id != me.id]
    past = await visit.uow.records.of_person(Consultation, me.id)
    since = visit.now - NOT_ASKED_LATELY
    return _Asking(
        asker=me,
        others=others,
        met=await visit.uow.practices.counterparts(me.id, _MET),
        recent=[each for each in past if each.asker_id == me.id and each.asked_at >= since],
        draw={each.id: visit.deps.planner.draw(purpose, me.id, each.id, day) for each in others},
    )
