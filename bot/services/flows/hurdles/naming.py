"""Who mends which kind of hurdle: set by a coordinator, who mends what nobody else was named for."""

from bot.services.flows.filling import Values
from bot.services.flows.typed import text_of
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.hurdles.log import Category, Fixers
from nudges.people import Person, Standing


async def fixer_of(turn: Turn, category: Category) -> Person | None:
    """The fixer of a kind of hurdle, else a coordinator of the setting; None where there is neither."""
    named = await _stored(turn)
    here = await turn.colleagues()
    chosen = here.get(named.by_category.get(category, "")) if named else None
    if chosen is not None:
        return chosen
    coordinators = sorted((each for each in here.values() if each.is_coordinator), key=lambda each: each.id)
    return next(iter(coordinators), None)


async def is_fixer(turn: Turn, person: Person) -> bool:
    """Whether somebody sees the queue: a fixer by name, or a coordinator."""
    named = await _stored(turn)
    return person.is_coordinator or (named is not None and person.id in named.people)


async def _stored(turn: Turn) -> Fixers | None:
    return await turn.uow.records.get(Fixers, _id(turn))


def _id(turn: Turn) -> str:
    return stable_id(turn.setting.id, "hurdle_fixers")


async def fixers(visit: Visit, _: str = "") -> Reply:
    """The coordinator's dialog: one address for each kind."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    speak, here = visit.speak, await visit.turn.colleagues()
    named = await _stored(visit.turn)
    known = {each: here.get(named.by_category.get(each, "")) if named else None for each in Category}
    inputs = tuple(
        TextInput(
            each,
            speak(f"hurdle.kind_{each}"),
            hint=speak("hurdle.hint_address"),
            initial=person.email if (person := known[each]) else "",
            limit=120,
            required=False,
        )
        for each in Category
    )
    title, intro = speak("hurdle.fixers_title"), speak("hurdle.fixers_intro")
    return Reply(form=Form(token("fixers"), title, speak("hurdle.save"), inputs, intro))


async def named(visit: Visit, values: Values) -> Reply:
    """Stored; an empty field means the coordinator."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    typed = {each: text_of(values, each, 120) for each in Category}
    found = {each: await by_address(visit, address) for each, address in typed.items() if address}
    faults = {each.value: visit.speak("hurdle.unknown") for each, person in found.items() if person is None}
    if faults:
        return Reply(faults=faults)
    by_category = {each: person.id for each, person in found.items() if person is not None}
    await visit.turn.keep(Fixers(_id(visit.turn), visit.setting.id, by_category))
    return Reply(say=(say("", visit.speak("hurdle.fixers_set")),))


async def by_address(visit: Visit, address: str) -> Person | None:
    """A colleague of the setting by e-mail address."""
    wanted = address.strip().lower()
    found = (await visit.uow.people.by_email([wanted])).get(wanted)
    here = found is not None and found.setting_id == visit.setting.id and found.standing is Standing.ACTIVE
    return found if here else None
