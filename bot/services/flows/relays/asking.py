"""``relay``: name a colleague and ask them; the offer of a nudge leads here too."""

from bot.services.conversing import way_to
from bot.services.flows.filling import Values, one
from bot.services.flows.naming import colleague_named
from bot.services.flows.relays.listing import threads
from bot.services.flows.relays.threads import live_between, own_thread, reached, rules_of, settle, short
from bot.services.flows.relays.writing import write
from bot.services.reaching import cannot_be_asked
from bot.services.visits import Visit
from bot.services.withdrawing import take_back_events
from nudges.attention import Reason
from nudges.cards import Action, Card, Form, Paragraph, PersonInput, Reply, Style, say, token
from nudges.chance import stable_id
from nudges.flows.relays.offers import Offer, raised_id
from nudges.flows.relays.threads import Relay, State, ask, decline, open_thread
from nudges.people import Person
from nudges.records import NotPossibleError

COLLEAGUE = "colleague"


async def relay(visit: Visit, words: str = "") -> Reply:
    """With a name: a thread with that colleague; without one: the threads one has."""
    if not words.strip():
        return await threads(visit)
    here = await visit.turn.colleagues()
    named = colleague_named((each for each in here.values() if each.id != visit.person.id), words)
    return await _confirm(visit, named) if named else await new(visit)


async def new(visit: Visit, _: str = "") -> Reply:
    """The dialog that names a colleague."""
    speak = visit.speak
    field = PersonInput(COLLEAGUE, speak("relay.field_colleague"))
    return Reply(
        form=Form("relay_ask", speak("relay.ask_title"), speak("relay.ask"), (field,), _terms(visit))
    )


def _terms(visit: Visit) -> str:
    return visit.speak("relay.terms")


async def _confirm(visit: Visit, colleague: Person) -> Reply:
    """One more tap before somebody is asked: a name may have been meant otherwise."""
    known = await live_between(visit.turn, visit.person.id, colleague.id)
    if known is not None:
        return await _known(visit, known, colleague)
    if shared := await _own_conversation(visit, colleague):
        return shared
    if trouble := await _trouble(visit, colleague):
        return Reply(say=(say("", trouble),))
    yes = Action(token("relay_ask", colleague.id), visit.speak("relay.ask"), Style.PRIMARY)
    title = visit.speak("relay.confirm_title", name=colleague.name)
    return Reply(say=(say(title, _terms(visit), actions=(yes,)),))


async def _own_conversation(visit: Visit, colleague: Person) -> Reply | None:
    """Two who share a workspace write to each other there, and nobody carries anything."""
    way = await way_to(visit.turn, visit.person, colleague)
    if way is None or await live_between(visit.turn, visit.person.id, colleague.id) is not None:
        return None
    words = Paragraph(visit.speak("relay.shared", name=colleague.name))
    return Reply(say=(Card(visit.speak("relay.title"), (words, way)),))


async def _known(visit: Visit, known: Relay, colleague: Person) -> Reply:
    """What one can do where there is a thread already: write, answer, or wait."""
    speak = visit.speak
    if known.state is State.OPEN:
        return await write(visit, known.id)
    if known.asker_id == visit.person.id:
        return short(visit, "relay.asked_already", name=colleague.name)
    actions = (
        Action(token("relay_open", known.id), speak("relay.open"), Style.PRIMARY),
        Action(token("relay_decline", known.id), speak("relay.not_now")),
    )
    words = speak("relay.asks_you", name=colleague.name)
    return Reply(say=(say(speak("relay.title"), words, _terms(visit), actions=actions),))


async def ask_one(visit: Visit, person_id: str) -> Reply:
    """The colleague on the button is asked."""
    colleague = await visit.turn.colleague(person_id)
    if colleague is None:
        raise NotPossibleError(person_id)
    if shared := await _own_conversation(visit, colleague):
        return shared
    trouble = await _trouble(visit, colleague)
    return Reply(say=(say("", trouble),)) if trouble else await _ask(visit, colleague)


async def asked(visit: Visit, values: Values) -> Reply:
    """The colleague of the dialog is asked; sent twice it is one question."""
    colleague = await visit.turn.colleague(one(values, COLLEAGUE))
    if colleague is None or colleague.id == visit.person.id:
        return Reply(faults={COLLEAGUE: visit.speak("relay.no_colleague")})
    if shared := await _own_conversation(visit, colleague):
        return shared
    trouble = await _trouble(visit, colleague)
    return Reply(faults={COLLEAGUE: trouble}) if trouble else await _ask(visit, colleague)


async def _trouble(visit: Visit, colleague: Person) -> str:
    """Why there can be no thread with this colleague, in words; empty where there can.

    To be asked they must take part; in a thread that is asked for already, words only have to arrive.
    """
    if colleague.id == visit.person.id:
        return visit.speak("relay.no_colleague")
    entity = (await rules_of(visit.turn)).entity_barring(visit.person, colleague)
    if entity:
        return visit.speak("relay.forbidden", barred=entity)
    if await live_between(visit.turn, visit.person.id, colleague.id) is None:
        return await cannot_be_asked(visit, colleague)
    return "" if await reached(visit.turn, colleague) else visit.speak("relay.unreached", name=colleague.name)


async def _ask(visit: Visit, colleague: Person) -> Reply:
    """Ask, unless there is a thread; whoever was asked by the same colleague has said yes with this."""
    me = visit.person.id
    known = await live_between(visit.turn, me, colleague.id)
    if known is None:
        thread = Relay(
            id=stable_id(me, "relay", visit.key),
            setting_id=visit.setting.id,
            asker_id=me,
            asked_id=colleague.id,
            asked_at=visit.now,
            touched_at=visit.now,
        )
        await visit.turn.keep(*ask(thread))
    elif known.state is State.ASKED and known.asked_id == me:
        return await opened(visit, known.id)
    elif known.id != stable_id(me, "relay", visit.key):
        return await _known(visit, known, colleague)
    return _sent(visit, colleague)


def _sent(visit: Visit, colleague: Person) -> Reply:
    speak = visit.speak
    return Reply(say=(say(speak("relay.asked_title"), speak("relay.asked", name=colleague.name)),))


async def opened(visit: Visit, record_id: str) -> Reply:
    """The other side's yes; they can write at once."""
    thread = await own_thread(visit, record_id)
    colleague = await visit.turn.colleague(thread.beside(visit.person.id))
    if colleague is None:
        raise NotPossibleError(record_id)
    if trouble := await _trouble(visit, colleague):
        return Reply(say=(say("", trouble),))
    await settle(visit.turn, open_thread(thread, visit.person.id, visit.now))
    actions = (Action(token("relay_write", thread.id), visit.speak("relay.write"), Style.PRIMARY),)
    words = visit.speak("relay.opened", name=colleague.name)
    return Reply(say=(say(visit.speak("relay.opened_title"), words, actions=actions),))


async def declined(visit: Visit, record_id: str) -> Reply:
    thread = await own_thread(visit, record_id)
    await settle(visit.turn, decline(thread, visit.person.id, visit.now))
    return short(visit, "relay.declined")


async def offered(visit: Visit, offer_id: str) -> Reply:
    """Yes to a nudge: the other of the pair is asked, and no longer offered the same."""
    offer = await _own_offer(visit, offer_id)
    await _withdraw_offer(visit, offer)
    return await ask_one(visit, offer.beside(visit.person.id))


async def not_needed(visit: Visit, offer_id: str) -> Reply:
    """No to a nudge: the other of the pair is not offered what would come to nothing."""
    await _withdraw_offer(visit, await _own_offer(visit, offer_id))
    return Reply()  # the nudge itself shows the answer


async def _withdraw_offer(visit: Visit, offer: Offer) -> None:
    other = offer.beside(visit.person.id)
    await take_back_events(visit.uow, other, [raised_id(offer, other)], Reason.OVERTAKEN)


async def _own_offer(visit: Visit, offer_id: str) -> Offer:
    found = await visit.uow.records.get(Offer, offer_id)
    if found is None or visit.person.id not in found.people:
        raise NotPossibleError(offer_id)
    return found
