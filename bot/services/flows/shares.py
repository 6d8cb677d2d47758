"""``share``: a link or a line for a colleague of another entity, and what came of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Theirs, names
from bot.services.flow import Facts, Flow
from bot.services.flows.filling import Values, choice_faults, one, word_faults
from bot.services.practising import noted_reply, record_own
from bot.services.reaching import not_here
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Option, PersonInput, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.flows.shares import (
    SHARED,
    TOLD_BACK,
    Share,
    State,
    Terms,
    pass_on,
    receive,
    send,
    tell_back,
    wake,
)
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError
from nudges.texts import Speaker
from nudges.working_time import local_date

COLLEAGUE, ITEM, TERMS = "colleague", "item", "terms"
LONGEST = 300
LASTS = timedelta(days=120)
"""Items shared longer ago than this are no longer counted when they are used."""
TOLD = frozenset({State.USED, State.WILL_USE, State.NOT_USED})


async def share(visit: Visit, words: str = "") -> Reply:
    """The dialog: what, for whom, and how it may be used."""
    speak = visit.speak
    return Reply(
        form=Form(
            token=token("share"),
            title=speak("share.form_title"),
            submit=speak("share.submit"),
            inputs=(
                _item(speak, words[:LONGEST]),
                PersonInput(COLLEAGUE, speak("share.field_colleague")),
                _terms(speak),
            ),
            intro=speak("share.intro"),
        )
    )


def _item(speak: Speaker, initial: str = "") -> TextInput:
    return TextInput(ITEM, speak("share.field_item"), speak("share.hint_item"), initial, LONGEST)


def _terms(speak: Speaker) -> ChoiceInput:
    options = tuple(Option(each, speak(f"share.terms_{each}")) for each in Terms)
    return ChoiceInput(TERMS, speak("share.field_terms"), options, (Terms.WITHIN,))


async def sent(visit: Visit, values: Values) -> Reply:
    """It is on its way; sent twice it is one item."""
    speak = visit.speak
    faults = word_faults(values, speak, _item(speak)) | choice_faults(values, speak, _terms(speak))
    colleague = await visit.turn.colleague(one(values, COLLEAGUE))
    if colleague is None or colleague.entity == visit.person.entity:
        faults[COLLEAGUE] = speak("share.other_entity")
    if faults or colleague is None:
        return Reply(faults=faults)
    new = Share(
        id=stable_id(visit.person.id, "share", visit.key),
        setting_id=visit.setting.id,
        sender_id=visit.person.id,
        receiver_id=colleague.id,
        item=one(values, ITEM),
        terms=Terms(one(values, TERMS)),
        shared_at=visit.now,
    )
    if await visit.uow.records.get(Share, new.id) is None:
        if refused := await not_here(visit, colleague, new.item, _said_terms(speak, new)):
            return refused
        await visit.turn.keep(*send(new))
    return Reply(say=(say(speak("share.sent_title"), speak("share.sent", name=colleague.name)),))


async def received(visit: Visit, record_id: str) -> Reply:
    """Acknowledged with one tap."""
    found = await _received_by(visit, record_id)
    sender = await visit.uow.people.get(found.sender_id)
    if sender is None:
        raise NotPossibleError(record_id)
    await visit.turn.keep(*receive(found, sender, visit.now))
    return _short(visit, "share.received", terms=_said_terms(visit.speak, found))


async def passed(visit: Visit, record_id: str) -> Reply:
    await visit.turn.keep(*pass_on(await _received_by(visit, record_id)))
    return _short(visit, "share.passed")


async def used(visit: Visit, record_id: str) -> Reply:
    """Used; where it was shared without this flow, it stands by one's own word."""
    if not record_id:
        key = f"used what was shared/{local_date(visit.person, visit.now)}"
        return noted_reply(visit, await record_own(visit, _using(visit), Source.DID, key=key))
    return await _told(visit, record_id, State.USED)


async def will_use(visit: Visit, record_id: str) -> Reply:
    return await _told(visit, record_id, State.WILL_USE)


async def not_used(visit: Visit, record_id: str) -> Reply:
    """No reason is needed."""
    return await _told(visit, record_id, State.NOT_USED)


async def _told(visit: Visit, record_id: str, outcome: State) -> Reply:
    if record_id:
        found = await _received_by(visit, record_id)
        await visit.turn.keep(*tell_back(found, outcome, _using(visit)))
    return _short(visit, "share.told" if record_id else "share.noted")


def _using(visit: Visit) -> str:
    """What using another's information is in this person's role: for leaders seeking it out, else B7."""
    behaviours = {each.id for each in visit.deps.catalogue.framework.behaviours_of(visit.person.role_group)}
    return "B4" if "B4" in behaviours else "B7"


def _short(visit: Visit, key: str, **values: str) -> Reply:
    return Reply(say=(say("", visit.speak(key, **values)),))


def _said_terms(speak: Speaker, found: Share) -> str:
    return speak(f"share.said_{found.terms}")


async def _received_by(visit: Visit, record_id: str) -> Share:
    return await visit.record(Share, record_id, lambda found: found.receiver_id)


async def on_wake(turn: Turn, found: Share) -> None:
    await turn.keep(*wake(found))


async def shared_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """What it is and how it may be used; nothing once it was answered or lapsed."""
    found = await turn.uow.records.get(Share, record_id)
    if found is None or found.state is not State.SENT:
        return None
    return {
        "name": await turn.name(found.sender_id, person.language),
        "item": found.item,
        "terms": _said_terms(turn.deps.texts.speaker(person.language), found),
    }


async def told_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Share, record_id)
    if found is None or found.state not in TOLD:
        return None
    return {
        "name": await turn.name(found.receiver_id, person.language),
        "item": found.item,
        "outcome": turn.deps.texts.get(person.language, f"share.outcome_{found.state}"),
    }


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many items were shared, and how many acknowledged."""
    known = await turn.uow.records.of_setting(Share, turn.setting.id, since=start - LASTS)
    shared = sum(start <= each.shared_at < end for each in known)
    seen = sum(each.received_at is not None and start <= each.received_at < end for each in known)
    return [Line("share.week", {"shared": shared, "received": seen})] if shared or seen else []


def export_of(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """The sender is told what came of it, and never that it was not for the receiver."""
    d = document
    if person_id == d["sender_id"]:
        came = d["state"] in (State.WILL_USE, State.USED, State.NOT_USED)
        state = Theirs(d["state"], (TOLD_BACK,)) if came else State.SENT.value
        return {"state": state, "to": names(d["receiver_id"]), "item": d["item"], "terms": d["terms"]}
    return {
        "from": Theirs(names(d["sender_id"])),
        "item": Theirs(d["item"]),
        "terms": Theirs(d["terms"]),
    }


FLOW = Flow(
    name="shares",
    records=(Share,),
    words={"share": share},
    presses={
        "share_received": received,
        "share_pass": passed,
        "share_used": used,
        "share_will_use": will_use,
        "share_not_used": not_used,
    },
    dialogs={"share": share},
    submissions={"share": sent},
    letters={SHARED: shared_facts, TOLD_BACK: told_facts},
    wakes={Share: on_wake},
    over={Share: frozenset(State) - {State.SENT}},
    awaits={Share: (State.SENT, SHARED)},
    exports={Share: export_of},
    week=week,
)
