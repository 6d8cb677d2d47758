"""``handover``: names for whoever comes next, kept until they are here (S6-2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Theirs
from bot.services.exporting import names as by_name
from bot.services.flow import Facts, Flow
from bot.services.flows.filling import Values, one, word_faults
from bot.services.flows.naming import colleague_named
from bot.services.reaching import takes_part
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Form, PersonInput, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.events import EventKind
from nudges.flows.handovers import (
    MET,
    MOST_NAMES,
    TO_COLLEAGUE,
    TO_SUCCESSOR,
    WHOM_MET,
    Handover,
    State,
    introduce,
    leave_names,
    met,
    succeeds,
    wake,
)
from nudges.people import Person

NAMES = tuple(f"name_{n}" for n in range(1, MOST_NAMES + 1))
SUCCESSOR = "successor"


async def handover(visit: Visit, _: str = "") -> Reply:
    """What it is for, and the dialog behind one button."""
    speak = visit.speak
    action = Action(token("handover_names"), speak("handover.name_them"), Style.PRIMARY)
    body = speak("handover.body", entity=visit.person.entity)
    return Reply(say=(say(speak("handover.title"), body, actions=(action,)),))


async def names(visit: Visit, _: str = "") -> Reply:
    speak = visit.speak
    people = (
        PersonInput(name, speak(f"handover.field_{name}"), required=place == 0)
        for place, name in enumerate(NAMES)
    )
    return Reply(
        form=Form(
            token=token("handover"),
            title=speak("handover.title"),
            submit=speak("handover.keep"),
            inputs=(*people, _successor_field(visit)),
            intro=speak("handover.intro", entity=visit.person.entity),
        )
    )


def _successor_field(visit: Visit) -> TextInput:
    label, hint = visit.speak("handover.field_successor"), visit.speak("naming.hint")
    return TextInput(SUCCESSOR, label, hint=hint, limit=120, required=False)


async def named(visit: Visit, values: Values) -> Reply:
    """The names are kept; where the successor is here already, they are introduced at once."""
    colleagues = await visit.turn.colleagues()
    chosen = [colleagues.get(one(values, name)) for name in NAMES if one(values, name)]
    successor = colleague_named(colleagues.values(), one(values, SUCCESSOR))
    faults = _faults(visit, values, chosen, successor)
    if faults:
        return Reply(faults=faults)
    record = Handover(
        id=stable_id(visit.person.id, "handover", visit.key),
        setting_id=visit.setting.id,
        from_id=visit.person.id,
        entity=visit.person.entity,
        role_group=visit.person.role_group,
        names=tuple(dict.fromkeys(each.id for each in chosen if each)),
        made_at=visit.now,
        expects="" if successor else _expected(visit, one(values, SUCCESSOR)),
    )
    if await visit.uow.records.get(Handover, record.id) is None:
        kept = leave_names(record)
        await visit.turn.keep(*(introduce(kept, successor.id, visit.now) if successor else (kept, ())))
    title = visit.speak("handover.kept_title")
    if successor is None:
        return Reply(say=(say(title, visit.speak("handover.kept")),))
    hear = [successor, *(each for each in chosen if each)]
    return Reply(say=(say(title, visit.speak("handover.introduced"), await _absent(visit, hear)),))


async def _absent(visit: Visit, people: Sequence[Person]) -> str:
    """Whom nothing reaches here, so that somebody else can tell them; empty where there is nobody."""
    found = dict.fromkeys([each.name for each in people if not await takes_part(visit, each.id)])
    return visit.speak("handover.tell_them", names=", ".join(found)) if found else ""


def _faults(
    visit: Visit, values: Values, chosen: Sequence[Person | None], successor: Person | None
) -> dict[str, str]:
    faults = word_faults(values, visit.speak, _successor_field(visit))
    if not chosen or any(each is None or each.entity == visit.person.entity for each in chosen):
        faults[NAMES[0]] = visit.speak("handover.other_entity")
    words = one(values, SUCCESSOR)
    unknown = successor is None and "@" not in words
    if words and (unknown or successor == visit.person or (successor and successor in chosen)):
        faults.setdefault(SUCCESSOR, visit.speak("naming.unknown"))
    return faults


def _expected(visit: Visit, words: str) -> str:
    """Of somebody who is not on the roster yet only the keyed hash of the address is kept."""
    return visit.deps.address_hash(words.casefold()) if "@" in words else ""


async def _met(visit: Visit, record_id: str, *, count: int) -> Reply:
    record = await visit.record(Handover, record_id, lambda found: found.successor_id or "")
    await visit.turn.keep(*met(record, count))
    return Reply(say=(say("", visit.speak("handover.met" if count else "handover.none_met")),))


async def daily(turn: Turn) -> None:
    """Whoever arrived for a post that waits: the first one of the same entity and role."""
    waiting = await turn.uow.records.of_setting(Handover, turn.setting.id, (State.WAITING,))
    if not waiting:
        return
    arrived = await _arrived(turn, min(each.made_at for each in waiting))
    for record in waiting:
        fitting = [p for p, at in arrived if at >= record.made_at and _succeeds(turn, record, p)]
        if fitting:
            await turn.keep(*introduce(record, fitting[0].id, turn.now))


def _succeeds(turn: Turn, record: Handover, person: Person) -> bool:
    return succeeds(record, person, turn.deps.address_hash(person.email))


async def _arrived(turn: Turn, since: datetime) -> list[tuple[Person, datetime]]:
    """Everybody who arrived since then, first comers first."""
    arrivals = await turn.uow.looks.happened_here(turn.setting.id, EventKind.ARRIVED, since)
    people = [(await turn.colleague(each.person_id), each.at) for each in arrivals]
    return [(person, at) for person, at in people if person is not None]


async def on_wake(turn: Turn, record: Handover) -> None:
    await turn.keep(*wake(record, turn.now))


async def successor_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Who went before, and whom they wanted their successor to meet."""
    record = await turn.uow.records.get(Handover, record_id)
    if record is None or record.successor_id != person.id or record.state is State.LAPSED:
        return None
    names = [await turn.name(each, person.language) for each in record.names]
    return {"name": await turn.name(record.from_id, person.language), "names": " · ".join(names)}


async def colleague_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    record = await turn.uow.records.get(Handover, record_id)
    if record is None or person.id not in record.names or record.successor_id is None:
        return None
    return {
        "name": await turn.name(record.from_id, person.language),
        "successor": await turn.name(record.successor_id, person.language),
    }


async def met_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Asked only while it is not said."""
    record = await turn.uow.records.get(Handover, record_id)
    open_one = record is not None and record.state is State.INTRODUCED
    return await successor_facts(turn, record_id, person) if open_one else None


async def week(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    """Introductions made where a post changed hands."""
    records = await turn.uow.records.of_setting(Handover, turn.setting.id)
    made = sum(each.introduced_at is not None and start <= each.introduced_at < end for each in records)
    waiting = sum(each.state is State.WAITING for each in records)
    return [Line("handover.week", {"introduced": made, "waiting": waiting})] if made or waiting else []


def export_of(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Names reach the successor and those named with the introduction; how many met is nobody's business."""
    d = document
    if person_id == d["successor_id"]:
        return {"left_by": Theirs(by_name(d["from_id"])), "names": Theirs(by_name(*d["names"]))}
    state = State.INTRODUCED.value if d["introduced_at"] else State.WAITING.value
    introduced = {"state": state, "successor": Theirs(by_name(d["successor_id"]), (TO_COLLEAGUE,))}
    if person_id == d["from_id"]:
        return {**introduced, "names": by_name(*d["names"]), "entity": d["entity"], "role": d["role_group"]}
    return {**introduced, "named_by": Theirs(by_name(d["from_id"]), (TO_COLLEAGUE,))}


FLOW = Flow(
    name="handovers",
    records=(Handover,),
    words={"handover": handover},
    presses={"handover": handover, **{f"handover_met_{n}": partial(_met, count=int(n)) for n in MET}},
    dialogs={"handover_names": names},
    submissions={"handover": named},
    letters={TO_SUCCESSOR: successor_facts, TO_COLLEAGUE: colleague_facts, WHOM_MET: met_facts},
    wakes={Handover: on_wake},
    daily=daily,
    over={Handover: frozenset({State.MET, State.LAPSED})},
    exports={Handover: export_of},
    week=week,
)
