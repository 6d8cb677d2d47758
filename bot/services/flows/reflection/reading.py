"""Two lines on one objective: written, set side by side, and perhaps the beginning of a joint point."""

from bot.services.flow import Facts
from bot.services.flows.filling import Values, one, word_faults
from bot.services.flows.onward import onward
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Form, Reply, TextInput, say, token
from nudges.flows.reflection.grouping import compare
from nudges.flows.reflection.readings import Group, Reading, State, pass_on, wake, write
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.texts import Speaker

MEANS, NEEDS = "means", "needs"


async def own_open_group(visit: Visit) -> Group | None:
    """The group of this person that is writing just now."""
    own = await visit.uow.records.of_person(Group, visit.person.id, (State.ASKING.value,))
    return next(iter(own), None)


async def _group(visit: Visit, group_id: str) -> Group:
    found = await visit.uow.records.get(Group, group_id)
    if found is None or visit.person.id not in found.members:
        raise NotPossibleError(group_id)
    return found


async def write_form(visit: Visit, group_id: str) -> Reply:
    group = await _group(visit, group_id)
    if group.state is not State.ASKING:
        raise NotPossibleError(group.state)
    own = next((each for each in group.readings if each.person_id == visit.person.id), None)
    form = Form(
        token=token("reading_write", group_id),
        title=visit.speak("reading.title"),
        submit=visit.speak("reading.submit"),
        inputs=_fields(visit, own),
        intro=group.objective,
    )
    return Reply(form=form)


def _fields(visit: Visit, own: Reading | None = None) -> tuple[TextInput, TextInput]:
    speak = visit.speak
    means, needs = (own.means, own.needs) if own else ("", "")
    return (
        TextInput(MEANS, speak("reading.means", entity=visit.person.entity), initial=means, limit=200),
        TextInput(NEEDS, speak("reading.needs"), initial=needs, limit=200),
    )


async def written(visit: Visit, values: Values, group_id: str) -> Reply:
    group = await _group(visit, group_id)
    if faults := word_faults(values, visit.speak, *_fields(visit)):
        return Reply(faults=faults)
    reading = Reading(visit.person.id, visit.person.entity, one(values, MEANS), one(values, NEEDS))
    await visit.turn.keep(write(group, reading, visit.now))
    return Reply(say=(say(visit.speak("reading.thanks"), visit.speak("reading.written")),))


async def passed(visit: Visit, group_id: str) -> Reply:
    group = pass_on(await _group(visit, group_id), visit.person.id, visit.now)
    await visit.turn.keep(group)
    return Reply(say=(say("", visit.speak("reading.passed")),))


async def point(visit: Visit, _: str = "") -> Reply:
    """From reading together to doing together; without that flow it can be noted as done."""
    opened = onward(visit, "point")
    if opened is not None:
        return await opened(visit, "")
    note = Action(token("did", "B6"), visit.speak("behaviour.B6.short"))
    return Reply(say=(say("", visit.speak("reading.note_point"), actions=(note,)),))


async def group_wakes(turn: Turn, group: Group) -> None:
    """Show what was written; a month later it is removed."""
    if group.state is State.ASKING:
        await turn.keep(*wake(group))
    else:
        await turn.uow.records.remove(group)


async def asked_facts(turn: Turn, group_id: str, person: Person) -> Facts:
    """Nobody is asked who has written, passed, or whose group is done."""
    group = await turn.uow.records.get(Group, group_id)
    if group is None or group.state is not State.ASKING or person.id in (*group.writers, *group.passed):
        return None
    others = [await turn.name(each, person.language) for each in group.members if each != person.id]
    return {"objective": group.objective, "others": ", ".join(others)}


async def shown_facts(turn: Turn, group_id: str, person: Person) -> Facts:
    """All readings side by side, with the words they share and those only one entity has."""
    group = await turn.uow.records.get(Group, group_id)
    if group is None or group.state is not State.SHOWN:
        return None
    speak = turn.deps.texts.speaker(person.language)
    lines = []
    for each in group.readings:
        name = await turn.name(each.person_id, person.language)
        lines.append(speak("reading.line", name=name, means=each.means, needs=each.needs))
    return {
        "objective": group.objective,
        "readings": "\n".join(lines),
        "compared": compared(group, speak),
    }


def compared(group: Group, speak: Speaker) -> str:
    found = compare(group.readings, set(speak("questions.small_words").split()))
    shared = speak("reading.shared", words=", ".join(found.shared)) if found.shared else ""
    own = [
        speak("reading.own", entity=who, words=", ".join(words)) for who, words in found.own.items() if words
    ]
    return "\n".join(filter(None, [shared or speak("reading.nothing_shared"), *own]))


async def alone_facts(turn: Turn, group_id: str, _person: Person) -> Facts:
    group = await turn.uow.records.get(Group, group_id)
    return {"objective": group.objective} if group else None
