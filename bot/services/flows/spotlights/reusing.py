"""Below a posted spotlight: "I could reuse this" introduces its reader and its author."""

from bot.services.flow import Facts
from bot.services.flows.spotlights.telling import short
from bot.services.reaching import takes_part
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply, say
from nudges.chance import stable_id
from nudges.flows.spotlights.reuse import Reuse, introduce
from nudges.flows.spotlights.spotlights import Spotlight, State
from nudges.people import Person
from nudges.records import NotPossibleError


async def reuse(visit: Visit, record_id: str) -> Reply:
    """Once for each reader; an author who preferred quiet, or takes no part any more, is not bothered."""
    found = await visit.uow.records.get(Spotlight, record_id)
    if found is None or found.setting_id != visit.setting.id or found.state is not State.APPROVED:
        raise NotPossibleError(record_id)
    if found.author_id == visit.person.id:
        return _plain(visit, "own")
    if not found.introduces or not await takes_part(visit, found.author_id):
        return _plain(visit, "not_introduced")
    reuse_id = stable_id(found.id, Reuse.KIND, visit.person.id)
    if await visit.uow.records.get(Reuse, reuse_id) is None:
        await visit.turn.keep(*introduce(found, visit.person.id, reuse_id, visit.now))
    return _plain(visit, "introduced")


def _plain(visit: Visit, text_id: str) -> Reply:
    return Reply(say=(say("", visit.speak(f"spotlight.{text_id}")),))


async def reuse_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """The other side's name and address; None where one of the two is not there any more."""
    found = await turn.uow.records.get(Reuse, record_id)
    spotlight = await turn.uow.records.get(Spotlight, found.spotlight_id) if found else None
    if found is None or spotlight is None:
        return None
    other_id = found.reader_id if person.id == found.author_id else found.author_id
    other = await turn.colleague(other_id)
    if other is None:
        return None
    name = await turn.name(other.id, person.language)
    return {"name": name, "address": other.email, "about": short(spotlight.lines.problem)}
