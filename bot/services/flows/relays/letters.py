"""What the letters say on the day they arrive; None where they have lost their point."""

from bot.services.flow import Facts
from bot.services.flows.relays.threads import opened_text
from bot.services.turn import Turn
from nudges.flows.relays.messages import Message
from nudges.flows.relays.messages import State as MessageState
from nudges.flows.relays.offers import apart, homes_of
from nudges.flows.relays.threads import Relay, State
from nudges.people import Person


async def asked(turn: Turn, record_id: str, person: Person) -> Facts:
    return await _about(turn, record_id, person, State.ASKED)


async def open_thread(turn: Turn, record_id: str, person: Person) -> Facts:
    return await _about(turn, record_id, person, State.OPEN)


async def just_opened(turn: Turn, record_id: str, person: Person) -> Facts:
    """Whoever was written to in it knows already."""
    found = await turn.uow.records.get(Relay, record_id)
    return None if found and found.wrote else await open_thread(turn, record_id, person)


async def closed(turn: Turn, record_id: str, person: Person) -> Facts:
    """Of a thread that was open: in plain words why it closed, and not by whom."""
    found = await turn.uow.records.get(Relay, record_id)
    facts = await _about(turn, record_id, person, State.CLOSED)
    if found is None or facts is None or found.why is None:
        return None
    return {**facts, "reason": turn.deps.texts.get(person.language, f"relay.why_{found.why}")}


async def not_now(turn: Turn, record_id: str, person: Person) -> Facts:
    return await _about(turn, record_id, person, State.CLOSED)


async def _about(turn: Turn, record_id: str, person: Person, state: State) -> Facts:
    found = await turn.uow.records.get(Relay, record_id)
    if found is None or found.state is not state:
        return None
    return {"name": await turn.name(found.beside(person.id), person.language)}


async def message(turn: Turn, record_id: str, person: Person) -> Facts:
    """Who wrote it, from where, and the words; nothing once it was taken back."""
    found = await turn.uow.records.get(Message, record_id)
    if found is None or found.state is not MessageState.PASSED:
        return None
    text = opened_text(turn.deps, found.sealed)
    if text is None:
        return None
    return {**await _author(turn, found, person), "text": text}


async def taken_back(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Message, record_id)
    return await _author(turn, found, person) if found else None


async def _author(turn: Turn, message: Message, reader: Person) -> dict[str, str]:
    """The author's name and, where they write from another workspace than the reader's, which platform."""
    name = await turn.name(message.author_id, reader.language)
    identities = await turn.uow.people.identities([message.author_id, reader.id])
    if not apart(homes_of(identities), message.author_id, reader.id):
        return {"name": name}
    platform = next(each.platform for each in identities if each.person_id == message.author_id)
    return {"name": turn.deps.texts.get(reader.language, f"relay.from_{platform}", name=name)}
