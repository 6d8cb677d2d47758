"""Those named agree, an editor decides: from asked to approved."""

from dataclasses import asdict, replace

from bot.ports.acts import What
from bot.services.flow import Facts
from bot.services.flows.spotlights.fields import Values, text
from bot.services.flows.spotlights.posts import out_anywhere, when
from bot.services.flows.spotlights.telling import short, story
from bot.services.flows.spotlights.writing import CHANGED, DONE, LONGEST_LINE, PROBLEM
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, Reply, TextInput, say, token
from nudges.flows.spotlights.deciding import approve, editors_of, hold, reject, send_back
from nudges.flows.spotlights.spotlights import (
    OPEN,
    WITH_EDITORS,
    Said,
    Spotlight,
    State,
    Step,
    agree,
    take_back,
    wake,
)
from nudges.people import Person
from nudges.records import NotPossibleError

WORD = "word"
LONGEST_WORD = 200
LINES = (PROBLEM, DONE, CHANGED)
"""What an editor may suggest other words for; a source is its author's."""


async def _asked_of(visit: Visit, record_id: str) -> Spotlight:
    found = await visit.uow.records.get(Spotlight, record_id)
    if found is None or all(each.person_id != visit.person.id for each in found.contributors):
        raise NotPossibleError(record_id)
    return found


async def agree_named(visit: Visit, record_id: str) -> Reply:
    return await _agree(visit, record_id, Said.NAMED)


async def agree_entity(visit: Visit, record_id: str) -> Reply:
    return await _agree(visit, record_id, Said.ENTITY_ONLY)


async def _agree(visit: Visit, record_id: str, said: Said) -> Reply:
    found = await _asked_of(visit, record_id)
    editors = editors_of(found, await visit.turn.coordinators())
    await visit.turn.keep(*agree(found, visit.person.id, said, editors))
    return _plain(visit, "agreed")


async def agree_no(visit: Visit, record_id: str) -> Reply:
    """Nothing is kept of a no; only an earlier yes is undone."""
    found = await _asked_of(visit, record_id)
    said = {each.person_id: each.said for each in found.contributors}
    if said[visit.person.id] is not Said.OPEN and found.state in OPEN:
        await visit.turn.keep(*take_back(found, visit.person.id, visit.now))
    return _plain(visit, "not_agreed")


def _plain(visit: Visit, text_id: str) -> Reply:
    return Reply(say=(say("", visit.speak(f"spotlight.{text_id}")),))


async def _to_edit(visit: Visit, record_id: str) -> Spotlight:
    found = await visit.uow.records.get(Spotlight, record_id)
    if found is None or found.setting_id != visit.setting.id or found.state not in WITH_EDITORS:
        raise NotPossibleError(record_id)
    if visit.person.id not in editors_of(found, await visit.turn.coordinators()):
        raise NotPossibleError(record_id)
    return found


async def approved(visit: Visit, record_id: str) -> Reply:
    """A yes, which is the first of two where it reaches many."""
    found, much = await _to_edit(visit, record_id), await visit.turn.reach()
    known = await visit.turn.coordinators()
    after, effects = approve(found, visit.person.id, visit.now, much, known)
    await visit.turn.keep(after, effects)
    await visit.administered(What.SPOTLIGHT_APPROVED)
    if after.state is State.FIRST_YES:
        said = "first" if editors_of(after, known) else "alone"
        return _shown(visit, after, said, people=much.people)
    return _shown(visit, after, "approved", when=await when(visit.turn, visit.speak, record_id))


async def held(visit: Visit, record_id: str) -> Reply:
    """A yes is taken back, as long as nothing is posted."""
    found = await visit.uow.records.get(Spotlight, record_id)
    if found is None or found.setting_id != visit.setting.id or not visit.person.is_coordinator:
        raise NotPossibleError(record_id)
    if found.id in await out_anywhere(visit.turn):
        return _plain(visit, "posted_already")
    return await _decided(visit, hold(found, visit.now), "held", What.SPOTLIGHT_HELD)


async def rejected(visit: Visit, record_id: str) -> Reply:
    found = await _to_edit(visit, record_id)
    return await _decided(visit, reject(found, visit.person.id), "rejected", What.SPOTLIGHT_REJECTED)


async def open_send_back(visit: Visit, record_id: str) -> Reply:
    found = await _to_edit(visit, record_id)
    speak = visit.speak
    lines = asdict(found.lines)
    fields = [TextInput(WORD, speak("spotlight.field_word"), limit=LONGEST_WORD, multiline=True)]
    fields += [
        TextInput(
            name,
            speak(f"spotlight.suggested_{name}"),
            initial=lines[name],
            limit=LONGEST_LINE,
            multiline=True,
            required=False,
        )
        for name in LINES
    ]
    return Reply(
        form=Form(
            token("spotlight_send_back", found.id),
            speak("spotlight.send_back_title"),
            speak("spotlight.send"),
            tuple(fields),
            speak("spotlight.send_back_intro"),
        )
    )


async def sent_back(visit: Visit, values: Values, record_id: str) -> Reply:
    """With a word, and perhaps with other lines: they are a suggestion, and become nothing by themselves."""
    found = await _to_edit(visit, record_id)
    word = text(values, WORD, LONGEST_WORD)
    if not word:
        return Reply(faults={WORD: visit.speak("spotlight.fault_empty")})
    written = {name: text(values, name, LONGEST_LINE) for name in LINES}
    suggested = replace(found.lines, **{name: line for name, line in written.items() if line})
    step = send_back(found, visit.person.id, word, visit.now, suggested)
    return await _decided(visit, step, "sent_back", What.SPOTLIGHT_SENT_BACK)


async def _decided(visit: Visit, step: Step, text_id: str, what: What) -> Reply:
    await visit.turn.keep(*step)
    await visit.administered(what)
    return _shown(visit, step[0], text_id)


def _shown(visit: Visit, spotlight: Spotlight, text_id: str, **values: object) -> Reply:
    """The message with the buttons shows the decision."""
    title = short(spotlight.lines.problem)
    return Reply(replace=say(title, visit.speak(f"spotlight.decided_{text_id}", **values)))


async def on_wake(turn: Turn, spotlight: Spotlight) -> None:
    await turn.keep(*wake(spotlight))


async def agree_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Asked only as long as the answer is open."""
    found = await turn.uow.records.get(Spotlight, record_id)
    if found is None or found.state is not State.ASKED:
        return None
    open_to = {each.person_id: each for each in found.contributors if each.said is Said.OPEN}
    if person.id not in open_to:
        return None
    return {**await _facts(turn, found, person), "credit": open_to[person.id].entity}


async def edit_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """The first coordinator's decision overtakes the letters of the others."""
    found = await turn.uow.records.get(Spotlight, record_id)
    return await _facts(turn, found, person) if found and found.state is State.READY else None


async def second_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """For another coordinator than the first, as long as the second yes is missing."""
    found = await turn.uow.records.get(Spotlight, record_id)
    if found is None or found.state is not State.FIRST_YES or found.editor_id == person.id:
        return None
    first = await turn.name(found.editor_id, person.language)
    people = (await turn.reach()).people
    return {**await _facts(turn, found, person), "editor": first, "people": f"{people}"}


async def held_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Told only while it is held: a new yes may have overtaken it."""
    found = await turn.uow.records.get(Spotlight, record_id)
    return await _facts(turn, found, person) if found and found.state in WITH_EDITORS else None


async def author_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """News for the author."""
    found = await turn.uow.records.get(Spotlight, record_id)
    return await _facts(turn, found, person) if found and found.author_id == person.id else None


async def approved_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Told only while it is so: somebody may have taken a yes back."""
    found = await turn.uow.records.get(Spotlight, record_id)
    if found is None or found.state is not State.APPROVED:
        return None
    speak = turn.deps.texts.speaker(person.language)
    return {**await _facts(turn, found, person), "when": await when(turn, speak, found.id)}


async def _facts(turn: Turn, spotlight: Spotlight, person: Person) -> dict[str, str]:
    return {
        "name": await turn.name(spotlight.author_id, person.language),
        "about": short(spotlight.lines.problem),
        "story": await story(turn, spotlight, person.language),
        "word": spotlight.word,
    }
