"""Writing in an open thread, and what one can still do about what one wrote."""

from collections.abc import Mapping

from bot.services.flows.filling import Values, one, word_faults
from bot.services.flows.relays.threads import (
    message_id,
    opened_text,
    own_message,
    own_thread,
    reached,
    rules_of,
    settle,
)
from bot.services.visits import Visit
from nudges.cards import Action, Card, Form, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.relays.messages import LONGEST, PASSED, Message, change, pass_on, take_back, too_many
from nudges.flows.relays.messages import State as MessageState
from nudges.flows.relays.threads import Relay, State
from nudges.flows.relays.threads import write as written_in
from nudges.people import Person
from nudges.records import NotPossibleError

NUDGE = "S2-3"
WORDS = "words"


async def write(visit: Visit, record_id: str) -> Reply:
    """The dialog for a message."""
    thread, colleague = await _open_thread(visit, record_id)
    form = _form(visit, "relay_write", thread.id, colleague, "relay.write_title")
    return Reply(form=form)


async def written(visit: Visit, values: Values, record_id: str) -> Reply:
    """It is passed on; sent twice it is one message."""
    thread, colleague = await _open_thread(visit, record_id)
    new_id = message_id(thread.id, visit.key)
    words = one(values, WORDS)
    if await visit.uow.records.get(Message, new_id) is not None:
        return Reply(say=(_card(visit, new_id, colleague, words, "passed"),))
    if faults := await _faults(visit, values, colleague):
        return Reply(faults=faults)
    message = Message(
        id=new_id,
        setting_id=visit.setting.id,
        relay_id=thread.id,
        author_id=visit.person.id,
        reader_id=colleague.id,
        sealed=visit.deps.sealer.seal(words),
        passed_at=(visit.now,),
    )
    behaviours = await _behaviours(visit, colleague)
    await settle(visit.turn, written_in(thread, visit.person.id, behaviours, visit.now))
    await visit.turn.keep(*pass_on(message))
    return Reply(say=(_card(visit, new_id, colleague, words, "passed"),))


async def _open_thread(visit: Visit, record_id: str) -> tuple[Relay, Person]:
    """An open thread of this person, with who is on its other side."""
    thread = await own_thread(visit, record_id)
    colleague = await visit.turn.colleague(thread.beside(visit.person.id))
    if thread.state is not State.OPEN or colleague is None:
        raise NotPossibleError(record_id)
    return thread, colleague


def _field(visit: Visit, initial: str = "") -> TextInput:
    label, hint = visit.speak("relay.field_words"), visit.speak("relay.hint_words")
    return TextInput(WORDS, label, hint, initial, LONGEST, multiline=True)


def _form(visit: Visit, name: str, about: str, colleague: Person, title: str, initial: str = "") -> Form:
    speak = visit.speak
    intro = speak("relay.write_intro", name=colleague.name, entity=colleague.entity)
    return Form(token(name, about), speak(title), speak("relay.pass_on"), (_field(visit, initial),), intro)


async def _faults(visit: Visit, values: Values, colleague: Person) -> dict[str, str]:
    """Why these words cannot be passed on now, said at their field."""
    if faults := word_faults(values, visit.speak, _field(visit)):
        return faults
    own = await visit.uow.records.of_person(Message, visit.person.id)
    if too_many((each for each in own if each.author_id == visit.person.id), visit.now):
        return {WORDS: visit.speak("relay.too_many")}
    if entity := (await rules_of(visit.turn)).entity_barring(visit.person, colleague):
        return {WORDS: visit.speak("relay.forbidden", barred=entity)}
    if await reached(visit.turn, colleague):
        return {}
    return {WORDS: visit.speak("relay.unreached", name=colleague.name)}


async def _behaviours(visit: Visit, colleague: Person) -> Mapping[str, str]:
    """What an exchange of these two is for each; nothing within one pillar."""
    if visit.person.pillar == colleague.pillar:
        return {}
    sides = ((visit.person, colleague), (colleague, visit.person))
    found = {each.id: await _behaviour(visit, each, other) for each, other in sides}
    return {person: behaviour for person, behaviour in found.items() if behaviour}


async def _behaviour(visit: Visit, person: Person, other: Person) -> str:
    """With somebody one has met: exchanging information (B9), where the role has that; else contact (B8)."""
    served = visit.deps.catalogue.nudges[NUDGE].behaviours_for(person.role_group)
    met = "B9" in served and other.id in await visit.uow.practices.counterparts(person.id, "B8")
    return "B9" if met else "B8" if "B8" in served else ""


def _card(visit: Visit, about: str, colleague: Person, words: str, key: str) -> Card:
    """The writer's own side of the thread, in their chat."""
    speak = visit.speak
    return say(
        speak(f"relay.{key}_title", name=colleague.name),
        words,
        actions=(
            Action(token("relay_write", about), speak("relay.write_more")),
            Action(token("relay_change", about), speak("relay.change"), Style.QUIET),
            Action(token("relay_remove", about), speak("relay.remove"), Style.QUIET),
        ),
    )


async def open_change(visit: Visit, record_id: str) -> Reply:
    """The dialog with one's words as they are."""
    message = await own_message(visit, record_id)
    _, colleague = await _open_thread(visit, message.relay_id)
    if message.state is not MessageState.PASSED:
        raise NotPossibleError(message.state)
    words = opened_text(visit.deps, message.sealed) or ""
    return Reply(form=_form(visit, "relay_change", message.id, colleague, "relay.change_title", words))


async def changed(visit: Visit, values: Values, record_id: str) -> Reply:
    """The new words follow the old ones."""
    message = await own_message(visit, record_id)
    _, colleague = await _open_thread(visit, message.relay_id)
    words = one(values, WORDS)
    if words != opened_text(visit.deps, message.sealed):
        if faults := await _faults(visit, values, colleague):
            return Reply(faults=faults)
        await visit.turn.keep(*change(message, visit.deps.sealer.seal(words), visit.now))
    return Reply(replace=_card(visit, message.id, colleague, words, "changed"))


async def removed(visit: Visit, record_id: str) -> Reply:
    """Taken back: gone from here, and the other side hears of it where it had arrived."""
    message = await own_message(visit, record_id)
    await _open_thread(visit, message.relay_id)
    arrived = await _arrived(visit, message)
    await visit.turn.keep(*take_back(message, arrived=arrived))
    words = visit.speak("relay.removed" if arrived else "relay.removed_in_time")
    return Reply(replace=say("", words))


async def _arrived(visit: Visit, message: Message) -> bool:
    """Whether the letter with it went out."""
    letter = stable_id(message.id, PASSED.id, message.reader_id, "")
    stored = await visit.uow.prompts.get(letter)
    return stored is not None and stored.sent_at is not None
