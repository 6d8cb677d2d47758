"""What the letters say on the day they arrive; None where they have lost their point.

What only the author may read is never in one of their letters: a chat keeps those.
"""

from bot.ports.sealing import UnreadableError
from bot.services.flow import Facts
from bot.services.turn import Turn
from nudges.flows.pauses.disputes import Convening, Dispute
from nudges.flows.pauses.disputes import State as Standing
from nudges.flows.pauses.pause import Pause, State
from nudges.flows.pauses.told import State as Said
from nudges.flows.pauses.told import Told
from nudges.people import Person


async def of_pause(turn: Turn, record_id: str, _: Person) -> Facts:
    found = await turn.uow.records.get(Pause, record_id)
    return {} if found and found.state is not State.CLOSED else None


async def told(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Told, record_id)
    if found is None or found.state is not Said.TOLD:
        return None
    return await _from(turn, found.author_id, found.sealed, person)


async def told_back(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Told, record_id)
    if found is None or found.state not in (Said.WORKS, Said.TALK):
        return None
    said = turn.deps.texts.get(person.language, f"pauses.said.{found.state.value}")
    return {"name": await turn.name(found.other_id, person.language), "said": said}


async def invited(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Convening, record_id)
    if found is None or found.state is not Standing.OFFERED:
        return None
    return await _from(turn, found.leader_id, found.sealed, person)


async def of_convening(turn: Turn, record_id: str, _: Person) -> Facts:
    found = await turn.uow.records.get(Convening, record_id)
    return {} if found and found.state in (Standing.OFFERED, Standing.MOVING) else None


async def of_dispute(turn: Turn, record_id: str, _: Person) -> Facts:
    return {} if await turn.uow.records.get(Dispute, record_id) else None


async def _from(turn: Turn, author_id: str, sealed: str, reader: Person) -> Facts:
    try:
        text = turn.deps.sealer.unseal(sealed)
    except UnreadableError:
        return None
    return {"name": await turn.name(author_id, reader.language), "text": text}
