"""``did``: noting what one practised, and asking the other side once."""

from dataclasses import replace
from datetime import datetime

from bot.services.reaching import takes_part
from bot.services.visits import Visit
from nudges.candidates import Happening
from nudges.cards import Action, Card, Form, Paragraph, PersonInput, Reply, Style, say, token
from nudges.chance import stable_id
from nudges.commands import behaviour_named
from nudges.dates import date_in_words
from nudges.events import COUNTERPART_ID, EventKind
from nudges.people import Person
from nudges.practice import Evidence, PracticeRecord, Source
from nudges.working_time import local_date

COLLEAGUE = "colleague"


_LONGEST_WORDS = 60
"""Of what was typed and not understood, so much is said back."""


async def did(visit: Visit, words: str = "") -> Reply:
    """``did`` alone offers what matters for one's role; ``did met`` notes it straight away."""
    framework = visit.deps.catalogue.framework
    keywords = {b: visit.speak(f"behaviour.{b}.did") for b in framework.behaviours}
    behaviour = behaviour_named(words, keywords) if words else None
    if behaviour is not None:
        return await did_behaviour(visit, behaviour)
    offered = framework.behaviours_of(visit.person.role_group)
    actions = tuple(Action(token("did", b.id), visit.speak(f"behaviour.{b.id}.short")) for b in offered)
    unknown = visit.speak("did.not_understood", words=words.strip()[:_LONGEST_WORDS]) if words.strip() else ""
    return Reply(say=(say(visit.speak("did.title"), unknown, visit.speak("did.body"), actions=actions),))


async def did_behaviour(visit: Visit, behaviour: str) -> Reply:
    """Note one behaviour for today."""
    if behaviour not in visit.deps.catalogue.framework.behaviours:
        return visit.stale()
    record = await record_own(visit, behaviour, Source.DID, key=visit.key)
    return noted_reply(visit, record)


async def record_own(
    visit: Visit, behaviour: str, source: Source, *, key: str, at: datetime | None = None
) -> PracticeRecord:
    """Store what the person says they did; the same key stores it once.

    ``at`` is a moment of the day it counts for: a check-in speaks of its own week, however
    late it is answered. None means today.
    """
    record = PracticeRecord(
        id=stable_id(visit.person.id, behaviour, key),
        setting_id=visit.setting.id,
        person_id=visit.person.id,
        behaviour=behaviour,
        practised_on=local_date(visit.person, at or visit.now),
        at=visit.now,
        source=source,
        evidence=Evidence.SELF_REPORTED,
    )
    await visit.uow.practices.add([record])
    return record


def noted_reply(visit: Visit, record: PracticeRecord, onto: Card | None = None) -> Reply:
    """Say that it is noted; where it has two sides, offer to name the other one."""
    # A card that shows an answer has said thank you in words of its own.
    words = "did.noted" if onto is None else "did.noted_below"
    thanks = visit.speak(words, behaviour=visit.speak(f"behaviour.{record.behaviour}.short"))
    two_sided = visit.deps.catalogue.framework.behaviours[record.behaviour].needs_other_side
    name_them = Action(token("with", record.id), visit.speak("did.with"), Style.QUIET)
    actions = (name_them,) if two_sided else ()
    if onto is None:
        return Reply(say=(say(visit.speak("did.noted_title"), thanks, actions=actions),))
    return Reply(replace=replace(onto, body=(*onto.body, Paragraph(thanks)), actions=actions))


async def ask_with(visit: Visit, record_id: str) -> Reply:
    """Open the dialog that names the colleague."""
    record = await visit.uow.practices.get(record_id)
    if record is None or not _nameable(visit, record):
        return Reply(say=(say("", visit.speak("did.not_needed")),))
    field = PersonInput(COLLEAGUE, visit.speak("did.form_field"), hint=visit.speak("did.with_hint"))
    return Reply(
        form=Form(
            token=token("with", record_id),
            title=visit.speak("did.form_title"),
            submit=visit.speak("did.form_submit"),
            inputs=(field,),
            intro=visit.speak("did.form_intro"),
        )
    )


async def named_with(visit: Visit, values: dict[str, tuple[str, ...]], record_id: str) -> Reply:
    """The colleague was named: they are asked once, within their own attention budget."""
    record = await visit.uow.practices.get(record_id)
    chosen = await visit.uow.people.get(next(iter(values.get(COLLEAGUE, ())), ""))
    if record is not None and chosen is not None and _named(visit, record, chosen):
        return _asked(visit, chosen)
    if record is None or not _nameable(visit, record):
        return Reply(say=(say("", visit.speak("did.not_needed")),))
    if chosen is None or (wrong := _wrong_side(visit, chosen)):
        return Reply(faults={COLLEAGUE: wrong if chosen else visit.speak("did.unknown")})
    if not await takes_part(visit, chosen.id):
        return Reply(say=(say("", visit.speak("did.not_here", counterpart=chosen.name)),))
    await visit.uow.practices.name_other_side(record.id, chosen.id)
    event = Happening(
        id=stable_id(record.id, EventKind.CONFIRMATION_ASKED),
        kind=EventKind.CONFIRMATION_ASKED,
        at=visit.now,
        person_id=chosen.id,
        facts={
            **naming(visit.person),
            "record": record.id,
            "behaviour": visit.deps.texts.get(chosen.language, f"behaviour.{record.behaviour}.short"),
            "day": date_in_words(record.practised_on, visit.deps.texts.speaker(chosen.language)),
        },
    )
    await visit.uow.looks.happened([event], visit.setting.id)
    return _asked(visit, chosen)


def _wrong_side(visit: Visit, chosen: Person) -> str:
    """Why somebody cannot be the other side; "" where they can."""
    if chosen.setting_id != visit.setting.id:
        return visit.speak("did.unknown")
    if chosen.id == visit.person.id:
        return visit.speak("did.self")
    if chosen.pillar == visit.person.pillar:
        return visit.speak("did.same_pillar", counterpart=chosen.name)
    return ""


def naming(person: Person) -> dict[str, str]:
    """The facts that name the other side; the id stays true whatever the person is called later."""
    return {"counterpart": person.name, "counterpart_entity": person.entity, COUNTERPART_ID: person.id}


def _asked(visit: Visit, colleague: Person) -> Reply:
    return Reply(say=(say("", visit.speak("did.asked", counterpart=colleague.name)),))


def _named(visit: Visit, record: PracticeRecord, colleague: Person) -> bool:
    """Whether this very colleague is asked already: the dialog came twice."""
    return record.person_id == visit.person.id and record.counterpart_id == colleague.id


def _nameable(visit: Visit, record: PracticeRecord) -> bool:
    return (
        record.person_id == visit.person.id
        and record.counterpart_id is None
        and record.evidence is Evidence.SELF_REPORTED
    )
