"""``point``: what two colleagues of different pillars mean to do together, and both sides' word on it."""

from bot.services.flows.filling import Values, one, word_faults
from bot.services.parts import as_designed
from bot.services.reaching import not_here
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Card, Form, Paragraph, PersonInput, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.collaboration import (
    WAITING,
    CollaborationPoint,
    agree,
    decline,
    drop,
    open_point,
    says_the_same,
    suggest,
)
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.texts import Speaker

COLLEAGUE, WHAT, MEASURE = "colleague", "what", "measure"
LONGEST = 160


def _words(speak: Speaker, what: str = "", measure: str = "") -> tuple[TextInput, TextInput]:
    return (
        TextInput(WHAT, speak("point.field_what"), speak("point.hint_what"), what, LONGEST),
        TextInput(MEASURE, speak("point.field_measure"), speak("point.hint_measure"), measure, LONGEST),
    )


async def point(visit: Visit, words: str = "") -> Reply:
    """The dialog that opens one. After ``point`` typed with more words, they are its first field."""
    speak = visit.speak
    what, measure = _words(speak, words[:LONGEST])
    whom = PersonInput(COLLEAGUE, speak("point.field_colleague"), speak("point.hint_colleague"))
    return Reply(
        form=Form(
            token=token("point"),
            title=speak("point.form_title"),
            submit=speak("point.ask_them"),
            inputs=(what, whom, measure),
            intro=speak("point.intro"),
        )
    )


async def point_anew(visit: Visit, _: str = "") -> Reply:
    """The same, led to from a message."""
    return await point(visit)


async def opened(visit: Visit, values: Values) -> Reply:
    """The other side is asked; who opened it is offered a time for the first step."""
    faults = word_faults(values, visit.speak, *_words(visit.speak))
    colleague = await visit.turn.colleague(one(values, COLLEAGUE))
    if colleague is None or colleague.pillar == visit.person.pillar:
        faults[COLLEAGUE] = visit.speak("point.other_pillar")
    if faults or colleague is None:
        return Reply(faults=faults)
    new = CollaborationPoint(
        id=stable_id(visit.person.id, "point", visit.key),
        setting_id=visit.setting.id,
        opener_id=visit.person.id,
        other_id=colleague.id,
        what=one(values, WHAT),
        measure=one(values, MEASURE),
        opened_at=visit.now,
        put_by=visit.person.id,
    )
    if await visit.uow.records.get(CollaborationPoint, new.id) is None:
        if refused := await not_here(visit, colleague, new.what, new.measure):
            return refused
        await visit.turn.keep(*open_point(new))
    sent = say(visit.speak("point.sent_title"), visit.speak("point.sent", name=colleague.name))
    offered = await as_designed(visit.turn, visit.person, "S6-3")
    return Reply(say=(sent, *(_offer_of_a_plan(visit, new.id) if offered else ())))


def _offer_of_a_plan(visit: Visit, record_id: str) -> tuple[Card, ...]:
    """S6-3: a time for the first step. Held back, like all calls to act, under a humanitarian flag."""
    nudge = visit.deps.catalogue.nudges["S6-3"]
    if visit.person.humanitarian and nudge.joint_action:
        return ()
    speak, root = visit.speak, f"nudge.{nudge.id}"
    actions = tuple(
        Action(
            token(choice.opens, record_id),
            speak(f"{root}.choice.{choice.id}"),
            Style.PLAIN if place else Style.PRIMARY,
        )
        for place, choice in enumerate(nudge.choices)
        if choice.opens
    )
    body = (Paragraph(speak(f"{root}.body")),)
    return (Card(speak(f"{root}.title"), body, actions=actions, footer=speak(f"{root}.why")),)


async def agreed(visit: Visit, record_id: str) -> Reply:
    """Whoever has the say is in."""
    found = await having_the_say(visit, record_id)
    colleague = await other_side(visit.turn, found, visit.person.id)
    await visit.turn.keep(*agree(found, visit.person.id, visit.now))
    actions = (
        Action(token("point_plan", record_id), visit.speak("point.plan_it"), Style.PRIMARY),
        Action(token("step_add", record_id), visit.speak("point.add_step")),
    )
    words = visit.speak("point.agreed", name=colleague.name)
    return Reply(say=(say(visit.speak("point.agreed_title"), words, actions=actions),))


async def open_change(visit: Visit, record_id: str) -> Reply:
    """The dialog with the present words, to be changed."""
    found = await having_the_say(visit, record_id)
    speak = visit.speak
    return Reply(
        form=Form(
            token=token("point_change", record_id),
            title=speak("point.change_title"),
            submit=speak("point.suggest"),
            inputs=_words(speak, found.what, found.measure),
            intro=speak("point.change_intro"),
        )
    )


async def changed(visit: Visit, values: Values, record_id: str) -> Reply:
    found = await having_the_say(visit, record_id)
    if faults := word_faults(values, visit.speak, *_words(visit.speak)):
        return Reply(faults=faults)
    if says_the_same(found, one(values, WHAT), one(values, MEASURE)):
        return Reply(faults={WHAT: visit.speak("point.same_words")})
    step = suggest(found, visit.person.id, one(values, WHAT), one(values, MEASURE), visit.now)
    await visit.turn.keep(*step)
    return short(visit, "point.changed")


async def declined(visit: Visit, record_id: str) -> Reply:
    found = await having_the_say(visit, record_id)
    await visit.turn.keep(*decline(found, visit.person.id, visit.now))
    return short(visit, "point.declined")


async def dropped(visit: Visit, record_id: str) -> Reply:
    """Set aside, no reason needed."""
    found = await own_point(visit, record_id)
    await visit.turn.keep(*drop(found, visit.person.id, visit.now))
    return short(visit, "point.dropped")


async def left(visit: Visit, _: str) -> Reply:
    """Nothing changes."""
    return short(visit, "point.left")


def short(visit: Visit, key: str) -> Reply:
    """One line for this person."""
    return Reply(say=(say("", visit.speak(key)),))


async def own_point(visit: Visit, record_id: str) -> CollaborationPoint:
    """A point of which the person is a side."""
    return await visit.record(
        CollaborationPoint,
        record_id,
        lambda found: visit.person.id if visit.person.id in found.people else "",
    )


async def having_the_say(visit: Visit, record_id: str) -> CollaborationPoint:
    """A point on which the person's word is waited for."""
    found = await own_point(visit, record_id)
    if found.state not in WAITING or found.awaits != visit.person.id:
        raise NotPossibleError(found.state)
    return found


async def other_side(turn: Turn, found: CollaborationPoint, person_id: str) -> Person:
    """The colleague on the other side. Raises ``NotPossibleError`` where they left."""
    colleague = await turn.colleague(found.beside(person_id))
    if colleague is None:
        raise NotPossibleError(found.id)
    return colleague
