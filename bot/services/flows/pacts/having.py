"""What a visit can lay its hands on: the leader's own pacts and parts, and who else may take part."""

from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.chance import stable_id
from nudges.consent import Consent
from nudges.flows.pacts.pact import DRAFTING, PUBLIC, Pact, State
from nudges.flows.pacts.part import Part
from nudges.people import Person
from nudges.records import NotPossibleError

OPEN = DRAFTING | PUBLIC | {State.REVIEWED}


def is_leader(turn: Turn, person: Person) -> bool:
    """Whether the person's role group is one of senior leaders: pacts are for them."""
    group = turn.deps.catalogue.framework.role_groups.get(person.role_group)
    return group is not None and group.senior


async def own_pacts(visit: Visit) -> list[Pact]:
    """The leader's pacts that are not over, oldest first."""
    return await visit.uow.records.of_person(Pact, visit.person.id, sorted(OPEN))


async def own_pact(visit: Visit, pact_id: str) -> Pact:
    """Raises ``NotPossibleError`` where it is not this leader's, or not there any more."""
    found = await visit.uow.records.get(Pact, pact_id)
    if found is None or visit.person.id not in found.leaders:
        raise NotPossibleError(pact_id)
    return found


async def own_part(visit: Visit, part_id: str) -> tuple[Part, Pact]:
    """The leader's part in a public pact."""
    part = await visit.record(Part, part_id, lambda found: found.person_id)
    pact = await own_pact(visit, part.pact_id)
    if pact.state not in PUBLIC:
        raise NotPossibleError(pact.state)
    return part, pact


def part_id(pact: Pact, person_id: str) -> str:
    return stable_id(pact.id, person_id, Part.KIND)


async def part_of(turn: Turn, pact: Pact, person_id: str) -> Part | None:
    return await turn.uow.records.get(Part, part_id(pact, person_id))


async def parts_of(turn: Turn, pact: Pact) -> list[Part]:
    """The parts of all its leaders who signed."""
    found = [await part_of(turn, pact, each) for each in pact.leaders]
    return [each for each in found if each is not None]


async def keeps_another(turn: Turn, pact: Pact, people: tuple[str, ...]) -> bool:
    """Whether one of them keeps another public pact, which this one does not replace.

    One pact at a time: one to three commitments are what a leader can keep in mind.
    """
    for each in people:
        running = await turn.uow.records.of_person(Pact, each, sorted(PUBLIC))
        if any(other.id not in (pact.id, pact.replaces) for other in running):
            return True
    return False


async def roles_of(turn: Turn, pact: Pact | None, *also: Person) -> set[str]:
    """The role groups of everybody a pact's commitments have to fit."""
    colleagues = await turn.colleagues() if pact else {}
    leaders = [colleagues[each] for each in pact.leaders if each in colleagues] if pact else []
    return {each.role_group for each in (*leaders, *also)}


async def leaders_to_invite(visit: Visit, pact: Pact) -> list[Person]:
    """Leaders of other entities who take part here and for whom everything in the draft matters, by name."""
    behaviours = visit.deps.catalogue.framework.behaviours
    wanted = [behaviours[each.behaviour].roles for each in pact.commitments]
    colleagues = await visit.turn.colleagues()
    consents = await visit.uow.looks.consents(list(colleagues))
    return sorted(
        (
            each
            for each in colleagues.values()
            if is_leader(visit.turn, each)
            and each.entity != visit.person.entity
            and each.id not in pact.leaders
            and consents.get(each.id) is Consent.OPTED_IN
            and all(each.role_group in roles for roles in wanted)
        ),
        key=lambda each: (each.name, each.id),
    )
