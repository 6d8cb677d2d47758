"""``thank``: a line of thanks across entities, in private, to the supervisor too, or in public."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Theirs, names
from bot.services.flow import Facts, Flow
from bot.services.flows.filling import Values, choice_faults, one, word_faults
from bot.services.reaching import not_here, takes_part
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Option, PersonInput, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.flows.collaboration import CollaborationPoint
from nudges.flows.shares import Share
from nudges.flows.thanks import (
    IN_PUBLIC,
    MAY_BE_PUBLIC,
    THANKS,
    THANKS_COPIED,
    TO_SUPERVISOR,
    State,
    Thanks,
    Way,
    keep_between,
    publish,
    send,
)
from nudges.people import Person
from nudges.texts import Speaker

COLLEAGUE, WORDS, WAY = "colleague", "words", "way"
LONGEST = 240


async def thank(visit: Visit, record_id: str = "") -> Reply:
    """The dialog. The record of something done together says whom; else they are named in it."""
    colleague = await _other_side(visit, record_id)
    speak = visit.speak
    whom = () if colleague else (PersonInput(COLLEAGUE, speak("thanks.field_colleague")),)
    intro = speak("thanks.to", name=colleague.name) if colleague else speak("thanks.intro")
    return Reply(
        form=Form(
            token=token("thank", colleague.id if colleague else ""),
            title=speak("thanks.form_title"),
            submit=speak("thanks.submit"),
            inputs=(*whom, _words(speak), _way(speak)),
            intro=intro,
        )
    )


async def thank_somebody(visit: Visit, _: str = "") -> Reply:
    """Typed: whom is chosen in the dialog."""
    return await thank(visit)


async def _other_side(visit: Visit, record_id: str) -> Person | None:
    """With whom the person did what this record is about; None where it says nothing of it."""
    for kind in (CollaborationPoint, Share):
        found = await visit.uow.records.get(kind, record_id) if record_id else None
        if found is not None and visit.person.id in found.people:
            (other,) = (each for each in found.people if each != visit.person.id)
            return await visit.turn.colleague(other)
    return None


def _words(speak: Speaker) -> TextInput:
    return TextInput(WORDS, speak("thanks.field_words"), speak("thanks.hint_words"), limit=LONGEST)


def _way(speak: Speaker) -> ChoiceInput:
    options = tuple(Option(each, speak(f"thanks.way_{each}")) for each in Way)
    return ChoiceInput(WAY, speak("thanks.field_way"), options, (Way.PRIVATE,))


async def thanked(visit: Visit, values: Values, person_id: str) -> Reply:
    """On their way; sent twice they are one."""
    speak = visit.speak
    faults = word_faults(values, speak, _words(speak)) | choice_faults(values, speak, _way(speak))
    colleagues = await visit.turn.colleagues()
    colleague = colleagues.get(person_id or one(values, COLLEAGUE))
    if colleague is None or colleague.entity == visit.person.entity:
        faults[COLLEAGUE] = speak("thanks.other_entity")
    way = Way.PRIVATE if WAY in faults else Way(one(values, WAY))
    supervisor = await _supervisor(visit, colleague) if way is Way.SUPERVISOR else ""
    if way is Way.SUPERVISOR and colleague and not supervisor:
        faults[WAY] = speak("thanks.no_supervisor")
    if faults or colleague is None:
        return Reply(faults=faults)
    new = Thanks(
        id=stable_id(visit.person.id, "thanks", visit.key),
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        thanked_id=colleague.id,
        words=one(values, WORDS),
        way=way,
        sent_at=visit.now,
        supervisor_id=supervisor,
    )
    if await visit.uow.records.get(Thanks, new.id) is None:
        if refused := await not_here(visit, colleague, new.words):
            return refused
        await visit.turn.keep(*send(new))
    return Reply(say=(say("", speak(f"thanks.sent_{way}", name=colleague.name)),))


async def _supervisor(visit: Visit, colleague: Person | None) -> str:
    """Who supervises the colleague, if they can be written to here and are not the author."""
    manager = colleague.manager_id if colleague else None
    other = manager if manager and manager != visit.person.id else ""
    return other if other and await takes_part(visit, other) else ""


async def made_public(visit: Visit, record_id: str) -> Reply:
    found = await visit.record(Thanks, record_id, lambda each: each.thanked_id)
    await visit.turn.keep(*publish(found))
    return _short(visit, "thanks.published")


async def kept(visit: Visit, record_id: str) -> Reply:
    found = await visit.record(Thanks, record_id, lambda each: each.thanked_id)
    await visit.turn.keep(*keep_between(found))
    return _short(visit, "thanks.kept")


def _short(visit: Visit, key: str) -> Reply:
    return Reply(say=(say("", visit.speak(key)),))


async def _facts(turn: Turn, found: Thanks, language: str) -> dict[str, str]:
    return {
        "name": await turn.name(found.author_id, language),
        "thanked": await turn.name(found.thanked_id, language),
        "words": found.words,
    }


async def facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Thanks, record_id)
    return await _facts(turn, found, person.language) if found else None


async def asked_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Thanks, record_id)
    return await _facts(turn, found, person.language) if found and found.state is State.ASKED else None


async def public_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Thanks, record_id)
    agreed = found is not None and found.state is State.PUBLISHED
    return await _facts(turn, found, person.language) if found and agreed else None


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many thanks went across entities."""
    made = await turn.uow.records.of_setting(Thanks, turn.setting.id, since=start)
    count = sum(start <= each.sent_at < end for each in made)
    return [Line("thanks.week", {"count": count})] if count else []


def export_of(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """That it stays between the two is known to the one who was thanked."""
    d = document
    published = d["state"] == State.PUBLISHED
    if person_id == d["author_id"]:
        state = d["state"] if published else State.SENT.value
        return {"state": state, "to": names(d["thanked_id"]), "words": d["words"], "way": d["way"]}
    of = {"from": Theirs(names(d["author_id"])), "words": Theirs(d["words"])}
    if person_id == d["thanked_id"]:
        return of
    return {"state": State.SENT.value, **of, "thanked": Theirs(names(d["thanked_id"]))}


FLOW = Flow(
    name="thanks",
    records=(Thanks,),
    words={"thank": thank_somebody},
    presses={"thanks_publish": made_public, "thanks_keep": kept},
    dialogs={"thank": thank},
    submissions={"thank": thanked},
    letters={
        THANKS: facts,
        THANKS_COPIED: facts,
        TO_SUPERVISOR: facts,
        MAY_BE_PUBLIC: asked_facts,
        IN_PUBLIC: public_facts,
    },
    over={Thanks: frozenset(State)},
    exports={Thanks: export_of},
    week=week,
)
