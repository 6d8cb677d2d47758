"""Finding threads and messages, and whether anything can be passed on between two people."""

from bot.ports.sealing import UnreadableError
from bot.services.deps import Deps
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply, say
from nudges.chance import stable_id
from nudges.consent import Consent
from nudges.flows.relays.messages import Message
from nudges.flows.relays.rules import RelayRules
from nudges.flows.relays.threads import LIVE, Relay, Step
from nudges.people import Person
from nudges.records import NotPossibleError


async def own_thread(visit: Visit, record_id: str) -> Relay:
    """A thread of this person, by its own id or that of a message in it."""
    message = await visit.uow.records.get(Message, record_id)
    found = await visit.uow.records.get(Relay, message.relay_id if message else record_id)
    if found is None or visit.person.id not in found.people:
        raise NotPossibleError(record_id)
    return found


async def own_message(visit: Visit, record_id: str) -> Message:
    return await visit.record(Message, record_id, lambda found: found.author_id)


def message_id(relay_id: str, key: str) -> str:
    """The id of what was written in a thread by doing the thing with this key."""
    return stable_id(relay_id, "message", key)


async def live_between(turn: Turn, one_id: str, other_id: str) -> Relay | None:
    """The thread that is asked for, or open, between two people."""
    theirs = await turn.uow.records.of_person(Relay, one_id, LIVE)
    return next((each for each in theirs if other_id in each.people), None)


async def rules_of(turn: Turn) -> RelayRules:
    """The coordinator's rules; all is allowed where there are none yet."""
    found = await turn.uow.records.get(RelayRules, _rules_id(turn))
    return found or RelayRules(_rules_id(turn), turn.setting.id)


def _rules_id(turn: Turn) -> str:
    return stable_id(turn.setting.id, "relay_rules")


async def reached(turn: Turn, person: Person) -> bool:
    """Whether something passed on would arrive: the person has a chat here and did not stop."""
    standing = await turn.uow.looks.standing(person.id)
    return standing is not None and standing.reachable and standing.consent is not Consent.OPTED_OUT


async def settle(turn: Turn, step: Step) -> None:
    """Keep a thread as it is now; one that ended gives up what was written in it."""
    relay, effects = step
    if relay.state not in LIVE:
        await _give_up_texts(turn, relay)
    await turn.keep(relay, effects)


async def _give_up_texts(turn: Turn, relay: Relay) -> None:
    written = await turn.uow.records.of_person(Message, relay.asker_id)
    for each in written:
        if each.relay_id == relay.id:
            await turn.discard(each, each.people)


def opened_text(deps: Deps, sealed: str) -> str | None:
    """What was written; None where the key is gone."""
    try:
        return deps.sealer.unseal(sealed)
    except UnreadableError:
        return None


def short(visit: Visit, key: str, **values: str) -> Reply:
    """One line for this person."""
    return Reply(say=(say("", visit.speak(key, **values)),))
