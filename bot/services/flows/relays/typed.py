"""Words typed for a thread without any dialog, such as “relay bo: the road is open”.

Changing or deleting them where they were typed changes or takes back what was passed on.
"""

from bot.services.flows.naming import colleague_named
from bot.services.flows.relays.asking import relay as begin
from bot.services.flows.relays.threads import live_between, message_id
from bot.services.flows.relays.writing import WORDS, changed, removed, written
from bot.services.visits import Visit
from nudges.cards import Reply, say
from nudges.commands import Understood, understand
from nudges.flows.relays.messages import Message
from nudges.flows.relays.messages import State as MessageState
from nudges.flows.relays.threads import State

COMMAND = "relay"


async def relay(visit: Visit, words: str = "") -> Reply:
    """With a colon, what follows is passed on at once where there is an open thread."""
    name, colon, text = words.partition(":")
    if not colon or not text.strip():
        return await begin(visit, name)
    here = await visit.turn.colleagues()
    colleague = colleague_named((each for each in here.values() if each.id != visit.person.id), name)
    known = await live_between(visit.turn, visit.person.id, colleague.id) if colleague else None
    if known is None or known.state is not State.OPEN:
        return await begin(visit, name)
    return _said(await written(visit, {WORDS: (text.strip(),)}, known.id))


async def amended(visit: Visit, of: str, words: str | None) -> Reply | None:
    """What was typed under the key ``of`` says something else now, or nothing."""
    message = await _typed(visit, of)
    if message is None or message.state is not MessageState.PASSED:
        return None
    if words is None:
        return _anew(await removed(visit, message.id))
    text = _text(visit, words)
    if not text:
        return Reply(say=(say("", visit.speak("relay.not_changed")),))
    return _anew(_said(await changed(visit, {WORDS: (text,)}, message.id)))


async def _typed(visit: Visit, of: str) -> Message | None:
    """The message these words were passed on as, if they were."""
    known = await visit.uow.records.of_person(Message, visit.person.id)
    own = (each for each in known if each.author_id == visit.person.id)
    return next((each for each in own if each.id == message_id(each.relay_id, of)), None)


def _text(visit: Visit, words: str) -> str:
    """What is to be passed on of a typed line; empty where it means something else by now."""
    found = understand(words, visit.speak, visit.flows.words)
    is_relay = isinstance(found, Understood) and found.name == COMMAND
    return found.rest.partition(":")[2].strip() if is_relay and isinstance(found, Understood) else ""


def _said(reply: Reply) -> Reply:
    """Without a dialog there is no field to say a fault at."""
    return Reply(say=tuple(say("", each) for each in reply.faults.values())) if reply.faults else reply


def _anew(reply: Reply) -> Reply:
    """Nothing was pressed that could be redrawn."""
    return Reply(say=(reply.replace, *reply.say)) if reply.replace is not None else reply
