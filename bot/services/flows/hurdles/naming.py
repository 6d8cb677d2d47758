"""Who mends which kind of hurdle: set by a coordinator, who mends what nobody else was named for."""

from bot.ports.acts import What
from bot.services.flows.filling import Values
from bot.services.flows.typed import text_of
from bot.services.reaching import takes_part
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.hurdles.cases import Case, State, hand_over
from nudges.flows.hurdles.log import Category, Fixers
from nudges.people import Person


async def fixer_of(turn: Turn, category: Category) -> Person | None:
    """The fixer of a kind of hurdle, else a coordinator of the setting; None where there is neither."""
    named = await _stored(turn)
    here = await turn.colleagues()
    chosen = here.get(named.by_category.get(category, "")) if named else None
    if chosen is not None:
        return chosen
    coordinators = sorted((each for each in here.values() if each.is_coordinator), key=lambda each: each.id)
    return next(iter(coordinators), None)


async def named_fixers(turn: Turn) -> dict[Category, Person | None]:
    """By kind of hurdle, whom a coordinator named; None where it is a coordinator's."""
    named, here = await _stored(turn), await turn.colleagues()
    return {each: here.get(named.by_category.get(each, "")) if named else None for each in Category}


async def is_fixer(turn: Turn, person: Person) -> bool:
    """Whether somebody sees the queue: a fixer by name, or a coordinator."""
    named = await _stored(turn)
    return person.is_coordinator or (named is not None and person.id in named.people)


async def _stored(turn: Turn) -> Fixers | None:
    return await turn.uow.records.get(Fixers, _id(turn))


def _id(turn: Turn) -> str:
    return stable_id(turn.setting.id, "hurdle_fixers")


async def fixers(visit: Visit, _: str = "") -> Reply:
    """The coordinator's dialog: one colleague for each kind."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    speak, known = visit.speak, await named_fixers(visit.turn)
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
    """Stored; an empty field means a coordinator. Open cases follow."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    typed = {each: text_of(values, each, 120) for each in Category}
    found = {each: await by_words(visit, words) for each, words in typed.items() if words}
    faults = {each.value: visit.speak("hurdle.unknown") for each, person in found.items() if person is None}
    if faults:
        return Reply(faults=faults)
    known = {each: person for each, person in found.items() if person is not None}
    faults = {each.value: fault for each, person in known.items() if (fault := await absent(visit, person))}
    if faults:
        return Reply(faults=faults)
    before = {each: await fixer_of(visit.turn, each) for each in Category}
    by_category = {each: person.id for each, person in known.items()}
    await visit.turn.keep(Fixers(_id(visit.turn), visit.setting.id, by_category))
    for each in Category:
        await _hand_over(visit.turn, each, before[each])
    await visit.administered(What.FIXERS)
    return Reply(say=(say("", visit.speak("hurdle.fixers_set")),))


async def _hand_over(turn: Turn, category: Category, before: Person | None) -> None:
    """Open cases of a kind go to whoever mends it from now on; who took one on keeps it."""
    now = await fixer_of(turn, category)
    if now is None or (before is not None and before.id == now.id):
        return
    for case in await turn.uow.records.of_setting(Case, turn.setting.id, (State.WAITING, State.DECLINED)):
        if case.category is category:
            await turn.keep(*hand_over(case, now.id, turn.now))


async def by_words(visit: Visit, words: str) -> Person | None:
    """A colleague of the setting by e-mail address, or by a name that only one has."""
    wanted = " ".join(words.split()).lower()
    here = (await visit.turn.colleagues()).values()
    found = [each for each in here if wanted in (each.email.lower(), each.name.lower())]
    return found[0] if len(found) == 1 else None


async def absent(visit: Visit, person: Person) -> str:
    """What is wrong with naming somebody whom nothing reaches here; empty where they can be asked."""
    if person.id == visit.person.id or await takes_part(visit, person.id):
        return ""
    return visit.speak("hurdle.not_here", name=person.name)
