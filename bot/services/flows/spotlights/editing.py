"""Those named agree, an editor decides: from asked to approved."""

from collections import Counter

from bot.services.flow import Facts
from bot.services.flows.filling import day_label
from bot.services.flows.spotlights.fields import Values, text
from bot.services.flows.spotlights.posts import SPOTLIGHT, next_day, posted_anywhere, when
from bot.services.flows.spotlights.telling import short, story
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Card, Form, Paragraph, Reply, Style, TextInput, say, token
from nudges.flows.spotlights.spotlights import (
    OPEN,
    Said,
    Size,
    Spotlight,
    State,
    Step,
    agree,
    approve,
    reject,
    send_back,
    take_back,
    wake,
)
from nudges.people import Person
from nudges.records import NotPossibleError

WORD = "word"
LONGEST_WORD = 200
MOST_LISTED = 5


async def _editors(turn: Turn, spotlight: Spotlight) -> list[str]:
    """The coordinators; whoever is in it themselves only where nobody else could decide."""
    coordinators = [each.id for each in (await turn.colleagues()).values() if each.is_coordinator]
    in_it = {spotlight.author_id, *(each.person_id for each in spotlight.contributors)}
    return sorted(set(coordinators) - in_it) or sorted(coordinators)


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
    editors = await _editors(visit.turn, found)
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


async def waiting(visit: Visit, _: str = "") -> Reply:
    """``spotlights``: what waits for a coordinator's decision."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    ready = await visit.uow.records.of_setting(Spotlight, visit.setting.id, (State.READY,))
    mine = [each for each in ready if visit.person.id in await _editors(visit.turn, each)]
    approved = await visit.uow.records.of_setting(Spotlight, visit.setting.id, (State.APPROVED,))
    posted = await posted_anywhere(visit.turn, SPOTLIGHT)
    sizes = Counter(each.size for each in approved if each.id not in posted)
    counts = {"waiting": len(mine), "small": sizes[Size.SMALL], "large": sizes[Size.LARGE]}
    words = visit.speak("spotlight.list", **counts)
    day = await next_day(visit.turn) if sizes else None
    coming = visit.speak("spotlight.list_next", day=day_label(visit.speak, day)) if day else ""
    head = say(visit.speak("spotlight.list_title"), words, coming)
    return Reply(say=(head, *[await _listed(visit, each) for each in mine[:MOST_LISTED]]))


async def _listed(visit: Visit, spotlight: Spotlight) -> Card:
    speak = visit.speak
    author = await visit.turn.name(spotlight.author_id, visit.person.language)
    words = await story(visit.turn, spotlight, visit.person.language)
    actions = (
        Action(token("spotlight_approve", spotlight.id), speak("spotlight.approve"), Style.PRIMARY),
        Action(token("spotlight_send_back", spotlight.id), speak("spotlight.send_back")),
        Action(token("spotlight_reject", spotlight.id), speak("spotlight.reject")),
    )
    return Card(speak("spotlight.from", name=author), (Paragraph(words),), actions=actions)


async def _to_edit(visit: Visit, record_id: str) -> Spotlight:
    found = await visit.uow.records.get(Spotlight, record_id)
    if found is None or found.setting_id != visit.setting.id or found.state is not State.READY:
        raise NotPossibleError(record_id)
    if visit.person.id not in await _editors(visit.turn, found):
        raise NotPossibleError(record_id)
    return found


async def approved(visit: Visit, record_id: str) -> Reply:
    found = await _to_edit(visit, record_id)
    step = approve(found, visit.person.id, visit.now)
    await visit.turn.keep(*step)
    return _shown(visit, step[0], "approved", when=await when(visit.turn, visit.speak, record_id))


async def rejected(visit: Visit, record_id: str) -> Reply:
    found = await _to_edit(visit, record_id)
    return await _decided(visit, reject(found, visit.person.id), "rejected")


async def open_send_back(visit: Visit, record_id: str) -> Reply:
    found = await _to_edit(visit, record_id)
    speak = visit.speak
    field = TextInput(WORD, speak("spotlight.field_word"), limit=LONGEST_WORD, multiline=True)
    return Reply(
        form=Form(
            token("spotlight_send_back", found.id),
            speak("spotlight.send_back_title"),
            speak("spotlight.send"),
            (field,),
        )
    )


async def sent_back(visit: Visit, values: Values, record_id: str) -> Reply:
    found = await _to_edit(visit, record_id)
    word = text(values, WORD, LONGEST_WORD)
    if not word:
        return Reply(faults={WORD: visit.speak("spotlight.fault_empty")})
    return await _decided(visit, send_back(found, visit.person.id, word, visit.now), "sent_back")


async def _decided(visit: Visit, step: Step, text_id: str) -> Reply:
    await visit.turn.keep(*step)
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


async def author_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """News for the author."""
    found = await turn.uow.records.get(Spotlight, record_id)
    if found is None or found.author_id != person.id:
        return None
    speak = turn.deps.texts.speaker(person.language)
    posted = {"when": await when(turn, speak, found.id)} if found.state is State.APPROVED else {}
    return {**await _facts(turn, found, person), **posted}


async def _facts(turn: Turn, spotlight: Spotlight, person: Person) -> dict[str, str]:
    return {
        "name": await turn.name(spotlight.author_id, person.language),
        "about": short(spotlight.lines.problem),
        "story": await story(turn, spotlight, person.language),
        "word": spotlight.word,
    }
