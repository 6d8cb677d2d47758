"""The stop-doing list: named in a dialog, announced only at its author's wish."""

from dataclasses import replace

from bot.services.flow import Facts
from bot.services.flows.filling import Values
from bot.services.flows.reports.shown import plain
from bot.services.flows.typed import text_of
from bot.services.second_yes import told, waiting_about
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, ChoiceInput, Form, Option, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.reports.stopping import ANNOUNCED, Dropped, How, State, answer, name_it, wake
from nudges.people import Person

HOW, WHAT, ANNOUNCE = "how", "what", "announce"
YES, NO = "yes", "no"
MOST_SHOWN = 8
LONGEST = 100


async def less(visit: Visit, _: str = "") -> Reply:
    """What was announced here, and a way to add something."""
    speak = visit.speak
    named = await visit.uow.records.of_setting(Dropped, visit.setting.id, (State.NAMED, State.STILL))
    unsaid = await waiting_about(visit.uow, visit.setting.id, ANNOUNCED)
    announced = [each for each in named if each.announced and each.id not in unsaid][-MOST_SHOWN:]
    here = await visit.turn.colleagues()
    lines = [
        "• " + speak(f"less.line_{each.how}", what=each.what, entity=here[each.person_id].entity)
        for each in announced
        if each.person_id in here
    ]
    text = "\n".join(lines) if lines else speak("less.none")
    add = Action(token("less", ""), speak("less.add"))
    return Reply(say=(say(speak("less.title"), text, actions=(add,)),))


async def name_form(visit: Visit, _: str = "") -> Reply:
    speak = visit.speak
    ways = tuple(Option(each, speak(f"less.how_{each}")) for each in How)
    yes_no = tuple(Option(each, speak(f"less.announce_{each}")) for each in (NO, YES))
    inputs = (
        ChoiceInput(HOW, speak("less.field_how"), ways, (How.STOP,)),
        TextInput(WHAT, speak("less.field_what"), limit=LONGEST),
        ChoiceInput(ANNOUNCE, speak("less.field_announce"), yes_no, (NO,)),
    )
    return Reply(form=Form(token("less"), speak("less.form_title"), speak("less.save"), inputs))


async def named(visit: Visit, values: Values) -> Reply:
    """On the list; sent twice it is there once."""
    how, what = text_of(values, HOW), text_of(values, WHAT, LONGEST)
    if how not in set(How) or not what:
        return Reply(faults={(WHAT if not what else HOW): visit.speak("less.fault_empty")})
    dropped = Dropped(
        id=stable_id(visit.person.id, "less", visit.key),
        setting_id=visit.setting.id,
        person_id=visit.person.id,
        how=How(how),
        what=what,
        announced=text_of(values, ANNOUNCE) == YES,
        named_at=visit.now,
    )
    waiting = None
    if await visit.uow.records.get(Dropped, dropped.id) is None:
        waiting = await visit.turn.keep(*name_it(dropped))
    return await told(visit, waiting, plain(visit, "less.announced" if dropped.announced else "less.kept"))


async def stays_back(turn: Turn, record_id: str) -> None:
    """It stays on the list, unannounced."""
    if found := await turn.uow.records.get(Dropped, record_id):
        await turn.keep(replace(found, announced=False))


async def still(visit: Visit, record_id: str) -> Reply:
    return await _answered(visit, record_id, so=True)


async def back(visit: Visit, record_id: str) -> Reply:
    return await _answered(visit, record_id, so=False)


async def _answered(visit: Visit, record_id: str, *, so: bool) -> Reply:
    dropped = await visit.record(Dropped, record_id, lambda found: found.person_id)
    await visit.turn.keep(answer(dropped, still=so))
    return plain(visit, "less.still" if so else "less.back")


async def on_wake(turn: Turn, dropped: Dropped) -> None:
    await turn.keep(*wake(dropped))


async def facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Dropped, record_id)
    if found is None:
        return None
    how = turn.deps.texts.get(person.language, f"less.told_{found.how}")
    return {"name": await turn.name(found.person_id, person.language), "how": how, "what": found.what}


async def open_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Dropped, record_id)
    return await facts(turn, record_id, person) if found and found.state is State.NAMED else None
