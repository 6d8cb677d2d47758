"""What the letters and posts of pacts say on the day they go, and what time alone brings."""

from bot.services.flow import Facts
from bot.services.flows.pacts import words
from bot.services.flows.pacts.having import is_leader, part_of, parts_of
from bot.services.turn import Turn
from nudges.flows.pacts.pact import DRAFTING, PUBLIC, Notice, Pact, State
from nudges.flows.pacts.part import Part
from nudges.flows.pacts.part import wake as wake_part
from nudges.flows.pacts.review import sentences
from nudges.flows.pacts.steps import wake
from nudges.people import Person
from nudges.working_time import local_date


async def _theirs(turn: Turn, record_id: str, person: Person) -> Pact | None:
    pact = await turn.uow.records.get(Pact, record_id)
    return pact if pact and person.id in pact.leaders else None


async def _told(turn: Turn, pact: Pact, person: Person) -> Facts:
    speak = turn.deps.texts.speaker(person.language)
    others = [each for each in pact.signers or pact.joined if each != person.id]
    return {
        "names": await words.names(turn, others, person.language),
        "commitments": words.listed(speak, pact.commitments) or speak("pact.nothing_yet"),
        "review": words.review_date(turn, pact, person),
    }


async def invited(turn: Turn, record_id: str, person: Person) -> Facts:
    """An invitation says who asks; it is over where the leader looked already or the draft is gone."""
    pact = await _theirs(turn, record_id, person)
    if pact is None or pact.state not in DRAFTING or person.id in pact.joined or not is_leader(turn, person):
        return None
    speak = turn.deps.texts.speaker(person.language)
    return {
        "name": await turn.name(pact.joined[0], person.language),
        "commitments": words.listed(speak, pact.commitments) or speak("pact.nothing_yet"),
    }


async def edited(turn: Turn, record_id: str, person: Person) -> Facts:
    pact = await _theirs(turn, record_id, person)
    open_still = pact is not None and pact.state in DRAFTING and person.id not in pact.signers
    return await _told(turn, pact, person) if pact and open_still else None


async def ready(turn: Turn, record_id: str, person: Person) -> Facts:
    """Only for whoever signed the text as it is now and has not agreed yet."""
    pact = await _theirs(turn, record_id, person)
    if pact is None or pact.state is not State.READY or person.id not in pact.signers:
        return None
    return None if person.id in pact.announcing else await _told(turn, pact, person)


async def waiting(turn: Turn, record_id: str, person: Person) -> Facts:
    pact = await _theirs(turn, record_id, person)
    if pact is None or pact.state not in DRAFTING:
        return None
    stands = "waiting_signed" if person.id in pact.signers else "waiting_unsigned"
    words = turn.deps.texts.get(person.language, f"pact.{stands}")
    told = await _told(turn, pact, person)
    return {**told, "stands": words} if told else None


async def published(turn: Turn, record_id: str, person: Person) -> Facts:
    pact = await _theirs(turn, record_id, person)
    return await _told(turn, pact, person) if pact and pact.state in PUBLIC else None


async def ended_early(turn: Turn, record_id: str, person: Person) -> Facts:
    return {} if await _theirs(turn, record_id, person) else None


async def reminded(turn: Turn, record_id: str, person: Person) -> Facts:
    """All commitments on one card."""
    part = await turn.uow.records.get(Part, record_id)
    pact = await _theirs(turn, part.pact_id, person) if part else None
    if part is None or pact is None or pact.state is not State.RUNNING:
        return None
    speak, day = turn.deps.texts.speaker(person.language), local_date(person, turn.now)
    twice = [each for each in pact.of(person.id) if each.code in part.reconsider]
    others = [each for each in pact.of(person.id) if each not in twice]
    rest = words.progress(speak, part, others, day)
    return {
        "missed": words.progress(speak, part, twice, day),
        "commitments": speak("pact.also", commitments=rest) if twice and rest else rest,
    }


async def review_due(turn: Turn, record_id: str, person: Person) -> Facts:
    pact = await _theirs(turn, record_id, person)
    part = await part_of(turn, pact, person.id) if pact else None
    if pact is None or pact.state is not State.REVIEW_DUE or part is None or part.review is not None:
        return None
    return await _told(turn, pact, person)


async def what_next(turn: Turn, record_id: str, person: Person) -> Facts:
    pact = await _theirs(turn, record_id, person)
    if pact is None or pact.state is not State.REVIEWED:
        return None
    speak = turn.deps.texts.speaker(person.language)
    public = "pact.said_publicly" if pact.published else "pact.said_to_nobody"
    return {"outcome": speak(f"pact.outcome.{pact.outcome}"), "public": speak(public)}


async def announced(turn: Turn, record_id: str, reader: Person) -> Facts:
    """The announcement, in the readers' language."""
    pact = await turn.uow.records.get(Pact, record_id)
    if pact is None or pact.state not in PUBLIC:
        return None
    return {
        "names": await words.names(turn, pact.leaders, reader.language),
        "commitments": words.announced(turn.deps.texts.speaker(reader.language), pact.commitments),
        "review": words.review_date(turn, pact, reader),
    }


async def result(turn: Turn, record_id: str, reader: Person) -> Facts:
    """Status words, and the sentences leaders agreed to publish."""
    pact = await turn.uow.records.get(Pact, record_id)
    if pact is None or not pact.published:
        return None
    speak = turn.deps.texts.speaker(reader.language)
    reviews = [each.review for each in await parts_of(turn, pact) if each.review]
    return {
        "names": await words.names(turn, pact.leaders, reader.language),
        "commitments": words.listed(speak, pact.commitments),
        "outcome": speak(f"pact.outcome.{pact.outcome}"),
        "sentences": "\n".join(speak("pact.quoted", sentence=each) for each in sentences(reviews)),
    }


async def noticed(turn: Turn, record_id: str, reader: Person) -> Facts:
    """What a leader gave up, whole or in part; a pact whose leaders were all forgotten is no news."""
    notice = await turn.uow.records.get(Notice, record_id)
    pact = await turn.uow.records.get(Pact, notice.pact_id) if notice else None
    if notice is None or pact is None:
        return None
    speak = turn.deps.texts.speaker(reader.language)
    others = [each for each in pact.leaders if each != notice.person_id]
    return {
        "name": await turn.name(notice.person_id, reader.language),
        "names": await words.names(turn, others, reader.language),
        "commitment": words.action(speak, notice.code) if notice.code else "",
    }


async def on_wake(turn: Turn, pact: Pact) -> None:
    """Time passed over a pact."""
    after, effects = wake(pact, turn.now)
    if after is None:
        for part in await parts_of(turn, pact):
            await turn.uow.records.remove(part)
        await turn.discard(pact, pact.leaders)
        return
    await turn.keep(after, effects)


async def on_wake_part(turn: Turn, part: Part) -> None:
    """The leader's own hour."""
    person = await turn.uow.people.get(part.person_id)
    pact = await turn.uow.records.get(Pact, part.pact_id)
    if person is None:
        await turn.uow.records.remove(part)
        return
    await turn.keep(*wake_part(part, pact, person, turn.now, turn.deps.is_holiday))
