"""What people say about their introductions, and what the messages about them say."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.ports.calendars import Entry
from bot.services.conversing import share_nothing, way_in_letter
from bot.services.flow import Facts
from bot.services.flows.introductions.taking_part import steps_of
from bot.services.flows.introductions.wording import (
    facts_for,
    full_names_of,
    in_words,
    moment_in_words,
    names_of,
    others_of,
)
from bot.services.flows.relays.threads import rules_of
from bot.services.practising import naming, noted_reply, record_own
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Attachment, Card, Paragraph, Reply, say
from nudges.flows.introductions.common_ground import SLOT
from nudges.flows.introductions.meetings import (
    MADE,
    Introduction,
    State,
    Step,
    meet,
    meet_again,
    not_this_time,
    plan,
    wake,
)
from nudges.flows.introductions.participation import Participation, first_next_time, participation_id
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError

_LOOKS_BACK = 40
"""Latest messages among which the introduction is looked for."""


async def met(visit: Visit, record_id: str) -> Reply:
    found = await _mine(visit, record_id)
    names = {each.id: naming(each) for each in await _all_of(visit, found)}
    step = meet(found, visit.person.id, visit.now, names)
    return await _said(visit, step, "said_met_both" if step[0].state is State.MET else "said_met")


async def planned(visit: Visit, record_id: str) -> Reply:
    return await _said(visit, plan(await _mine(visit, record_id), visit.person.id, visit.now), "said_planned")


async def declined(visit: Visit, record_id: str) -> Reply:
    return await _said(visit, not_this_time(await _mine(visit, record_id), visit.person.id), "said_declined")


async def again(visit: Visit, record_id: str) -> Reply:
    """A second meeting; of a contact that no round made it is one's own word."""
    if not record_id:
        return noted_reply(visit, await record_own(visit, "B8", Source.DID, key=visit.key))
    step = meet_again(await _mine(visit, record_id), visit.person.id)
    return await _said(visit, step, "said_again")


async def exchange(visit: Visit, _: str = "") -> Reply:
    """One small joint step: swap a document."""
    return await _elsewhere(visit, "share")


async def pilot(visit: Visit, _: str = "") -> Reply:
    """One small joint step: plan one pilot."""
    return await _elsewhere(visit, "point")


async def _elsewhere(visit: Visit, press: str) -> Reply:
    """Go on in the flow that has this step; where it does not run, say in a line how to go about it."""
    handler = visit.flows.presses.get(press)
    if handler is not None:
        return await handler(visit, "")
    return Reply(say=(say("", visit.speak(f"introduction.how_{press}")),))


async def calendar(visit: Visit, record_id: str) -> Reply:
    """A file for each of the slots that are still ahead, in one's own calendar only."""
    found = await _mine(visit, record_id)
    others = await others_of(visit.turn, found, visit.person.id)
    ahead = [at for at in found.slots if at > visit.now]
    if not found.is_open or not others:
        raise NotPossibleError(found.state)
    speak = visit.speak
    title = speak("introduction.calendar_title")
    actions = steps_of(visit, found, calendar=False)
    if not ahead:
        return Reply(say=(say(title, speak("introduction.no_slots"), actions=actions),))
    entry_of = [_entry(visit, found, others, number) for number, at in enumerate(found.slots) if at in ahead]
    files = tuple(_file(visit, entry) for entry in entry_of)
    who = Paragraph(entry_of[0].description)
    words = Paragraph(speak("introduction.calendar", name=names_of(others, speak)))
    return Reply(say=(Card(title, (who, words, *files), actions=actions),))


def _entry(visit: Visit, introduction: Introduction, others: Sequence[Person], number: int) -> Entry:
    speak, start = visit.speak, introduction.slots[number]
    return Entry(
        uid=f"{introduction.id}-{number}@crosspillar",
        start=start,
        end=start + SLOT,
        summary=speak("introduction.entry", name=names_of(others, speak)),
        description=speak(
            "introduction.entry_words",
            name=full_names_of(others, speak),
            address=speak("introduction.and").join(each.email for each in others),
            opener=speak(f"introduction.opener_{introduction.opener}"),
        ),
        owner_email=visit.person.email,
        owner_name=visit.person.name,
    )


def _file(visit: Visit, entry: Entry) -> Attachment:
    here = entry.start.astimezone(ZoneInfo(visit.person.time_zone))
    return Attachment(
        name=f"introduction-{here:%Y-%m-%d-%H%M}.ics",
        mime_type="text/calendar",
        content=visit.deps.calendar_file(entry, visit.now),
        label=moment_in_words(entry.start, visit.person, visit.speak),
    )


async def _mine(visit: Visit, record_id: str) -> Introduction:
    def whose(found: Introduction) -> str:
        return visit.person.id if visit.person.id in found.members else ""

    return await visit.record(Introduction, record_id, whose)


async def _all_of(visit: Visit, introduction: Introduction) -> list[Person]:
    return [visit.person, *await others_of(visit.turn, introduction, visit.person.id)]


async def _said(visit: Visit, step: Step, text: str) -> Reply:
    await visit.turn.keep(*step)
    return Reply(say=(say("", visit.speak(f"introduction.{text}")),))


async def on_wake(turn: Turn, introduction: Introduction) -> None:
    """Who is left without their counterpart comes first next time."""
    if introduction.state is State.PARTED:
        for each in introduction.members:
            await _comes_first(turn, each)
    await turn.keep(*wake(introduction, turn.now))


async def _comes_first(turn: Turn, person_id: str) -> None:
    own = await turn.uow.records.get(Participation, participation_id(person_id))
    if own is not None:
        await turn.keep(first_next_time(own))


async def introduced_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """The introduction as it is on the day it is sent; None where it came to nothing meanwhile."""
    found = await _open_of(turn, record_id, person)
    others = await others_of(turn, found, person.id) if found else []
    if found is None or not others:
        return None
    lines = [in_words(turn, found, person, others), *await _through_us(turn, person, others)]
    return {"text": "\n\n".join(lines), **await _own_way(turn, person, others)}


async def _own_way(turn: Turn, reader: Person, others: Sequence[Person]) -> dict[str, str]:
    """Two who share a workspace need nobody between them."""
    return await way_in_letter(turn, reader, others[0]) if len(others) == 1 else {}


async def _through_us(turn: Turn, reader: Person, others: Sequence[Person]) -> list[str]:
    """Two who share none can write to each other all the same, where their entities allow it."""
    if len(others) != 1 or not await share_nothing(turn, reader, others[0]):
        return []
    if (await rules_of(turn)).entity_barring(reader, others[0]):
        return []
    return [turn.deps.texts.get(reader.language, "introduction.through_us", name=others[0].name)]


async def open_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Reminders and questions: only while there is something to say, to whoever heard of it."""
    found = await _open_of(turn, record_id, person)
    others = await others_of(turn, found, person.id) if found else []
    if found is None or not others or not await _heard(turn, found, person):
        return None
    speak = turn.deps.texts.speaker(person.language)
    slots = facts_for(turn, found, person, others)["slots"]
    return {"name": full_names_of(others, speak), "slots": slots, **await _own_way(turn, person, others)}


async def ended_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """An introduction that came to nothing is told only to whoever had heard of it."""
    found = await turn.uow.records.get(Introduction, record_id)
    if found is None or found.is_open or not await _heard(turn, found, person):
        return None
    others = await others_of(turn, found, person.id)
    speak = turn.deps.texts.speaker(person.language)
    return {"name": full_names_of(others, speak) or speak("common.former_colleague")}


async def again_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Introduction, record_id)
    waits = found is not None and found.state is State.MET and person.id in found.met
    if found is None or not waits or person.id in found.again:
        return None
    others = await others_of(turn, found, person.id)
    speak = turn.deps.texts.speaker(person.language)
    return {"name": full_names_of(others, speak)} if others else None


async def missed_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Why somebody went without; None where they are introduced or have left the rounds by now."""
    found = await turn.uow.records.get(Participation, record_id)
    if found is None or not found.missed:
        return None
    return {"reason": turn.deps.texts.get(person.language, f"introduction.reason_{found.missed}")}


async def _open_of(turn: Turn, record_id: str, person: Person) -> Introduction | None:
    found = await turn.uow.records.get(Introduction, record_id)
    waiting = found is not None and found.is_open and person.id in found.members
    return found if found is not None and waiting and person.id not in found.met else None


async def _heard(turn: Turn, introduction: Introduction, person: Person) -> bool:
    """Whether their introduction reached them: it may have ended before their working day began."""
    latest = await turn.uow.prompts.latest_of(person.id, _LOOKS_BACK)
    return any(
        each.prompt.nudge == MADE.id
        and each.prompt.facts.get("record") == introduction.id
        and each.sent_at is not None
        for each in latest
    )
