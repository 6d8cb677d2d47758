"""``draft``: before something is sent, whose data or view would change it? (S5-2, S6-4)"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.services.exporting import fields
from bot.services.flow import Flow
from bot.services.flows.consultations import ABOUT as CONSULTED_ABOUT
from bot.services.flows.consultations import QUESTION, consult_whom
from bot.services.flows.filling import Values, one, word_faults
from bot.services.flows.whom_to_ask import suggested, suggested_now
from bot.services.parts import as_designed
from bot.services.pointing import Pointed
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Card, ChoiceInput, Form, Input, Option, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.flows.drafts import MOST_PRESELECTED, REASONS, Draft, State, close, explain, start
from nudges.people import Person
from nudges.records import NotPossibleError

ABOUT, ENTITIES = "about", "entities"
MOST_ENTITIES = 10
"""Entities a dialog offers to tick."""
MOST_OPEN = 3
_BEHAVIOURS = ("B4", "B7")
_DRAW = "draft"


async def draft(visit: Visit, _: str = "") -> Reply:
    """S6-4 as a card of one's own asking; checks that are still open can be closed here."""
    speak = visit.speak
    known = await visit.uow.records.of_person(Draft, visit.person.id, (State.OPEN,))
    still_open = tuple(
        Action(token("draft_close", each.id), speak("draft.close_this", about=each.about)[:75], Style.PLAIN)
        for each in known[-MOST_OPEN:]
    )
    check = Action(token("draft_check"), speak("draft.check"), Style.PRIMARY)
    card = say(speak("nudge.S6-4.title"), speak("nudge.S6-4.body"), actions=(check, *still_open))
    return Reply(say=(card,))


async def check(visit: Visit, _: str = "") -> Reply:
    """The dialog: what it is, and who is consulted, filled in beforehand."""
    colleagues = await visit.turn.colleagues()
    offered = await _suggested_entities(visit, colleagues)
    if not offered:
        return Reply(say=(say("", visit.speak("draft.nobody")),))
    speak = visit.speak
    names = speak("draft.and").join(offered)
    ticked = offered if await as_designed(visit.turn, visit.person, "S5-2") else []
    field = _entities_field(visit, colleagues, ticked, first=offered)
    return Reply(
        form=Form(
            token=token("draft"),
            title=speak("nudge.S5-2.title"),
            submit=speak("draft.go_on"),
            inputs=(_about_field(visit), field),
            intro=speak("nudge.S5-2.body", entities=names) if ticked else "",
        )
    )


async def check_pointed(visit: Visit, _: Pointed) -> Reply:
    """Begun from a message: what it says stays where it is; a name for it is enough here."""
    reply = await check(visit)
    if reply.form is None:
        return reply
    note = visit.speak("draft.pointed")
    return Reply(form=replace(reply.form, intro=f"{note}\n\n{reply.form.intro}"))


def _about_field(visit: Visit) -> TextInput:
    return TextInput(ABOUT, visit.speak("draft.field_about"), limit=60)


def _entities_field(
    visit: Visit,
    colleagues: Mapping[str, Person],
    chosen: Sequence[str],
    label: str = "draft.field_entities",
    first: Sequence[str] = (),
) -> ChoiceInput:
    """Those suggested first, ticked; none of them is required."""
    offered = list(dict.fromkeys((*first, *chosen, *_others(visit, colleagues))))[:MOST_ENTITIES]
    options = tuple(Option(each, each) for each in offered)
    return ChoiceInput(ENTITIES, visit.speak(label), options, tuple(chosen), multiple=True, required=False)


def _others(visit: Visit, colleagues: Mapping[str, Person]) -> list[str]:
    return sorted({each.entity for each in colleagues.values()} - {visit.person.entity})


async def _suggested_entities(visit: Visit, colleagues: Mapping[str, Person]) -> list[str]:
    found = await suggested(visit, colleagues.values(), _DRAW)
    entities = (colleagues[each.person_id].entity for each in found)
    return list(dict.fromkeys(entities))[:MOST_PRESELECTED]


async def checked(visit: Visit, values: Values) -> Reply:
    """The check begins: one colleague to ask, or the reason why nobody."""
    faults = word_faults(values, visit.speak, _about_field(visit))
    if faults:
        return Reply(faults=faults)
    colleagues = await visit.turn.colleagues()
    ticked = _ticked(visit, values, colleagues)
    record = Draft(
        id=stable_id(visit.person.id, "draft", visit.key),
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        about=one(values, ABOUT),
        entities=ticked,
        opened_at=visit.now,
    )
    stored = await visit.uow.records.get(Draft, record.id)
    if stored is None:
        await visit.turn.keep(start(record))
    if not ticked:
        return Reply(say=(_why_not(visit, record),))
    return Reply(say=(await _whom(visit, stored or record, colleagues),))


def _ticked(visit: Visit, values: Values, colleagues: Mapping[str, Person]) -> tuple[str, ...]:
    known = set(_others(visit, colleagues))
    return tuple(dict.fromkeys(each for each in values.get(ENTITIES, ()) if each in known))


async def _whom(visit: Visit, record: Draft, colleagues: Mapping[str, Person]) -> Card:
    """One colleague of the entities ticked, and the two ways to close the check."""
    speak = visit.speak
    asked = [each for each in colleagues.values() if each.entity in record.entities]
    found = [colleagues[each.person_id] for each in await suggested_now(visit, asked, _DRAW, most=1)]
    ask = tuple(
        Action(token("draft_ask", record.id, each.id), speak("draft.ask", name=each.name), Style.PRIMARY)
        for each in found
    )
    who = [speak("draft.suggested", name=each.name, entity=each.entity) for each in found]
    actions = (
        *ask,
        Action(token("draft_close", record.id), speak("nudge.S6-4.choice.have")),
        Action(token("draft_skip", record.id), speak("nudge.S6-4.choice.declined"), Style.QUIET),
    )
    return say(speak("draft.title", about=record.about), *who, speak("draft.whom"), actions=actions)


async def ask(visit: Visit, record_id: str, person_id: str) -> Reply:
    """The dialog of a consultation, with a request of two lines filled in."""
    record = await _own(visit, record_id)
    reply = await consult_whom(visit, person_id)
    if reply.form is None:
        return reply
    request = visit.speak("draft.request", about=record.about)
    filled = {CONSULTED_ABOUT: record.about, QUESTION: request}
    inputs: tuple[Input, ...] = tuple(
        replace(field, initial=filled[field.id])
        if isinstance(field, TextInput) and field.id in filled
        else field
        for field in reply.form.inputs
    )
    return Reply(form=replace(reply.form, inputs=inputs))


async def close_whom(visit: Visit, record_id: str) -> Reply:
    """The dialog that closes a check: whose view is in it."""
    record = await _own(visit, record_id)
    colleagues = await visit.turn.colleagues()
    field = _entities_field(visit, colleagues, record.entities, "draft.field_consulted")
    title, submit = visit.speak("draft.close_title"), visit.speak("draft.close")
    return Reply(form=Form(token("draft_close", record.id), title, submit, (field,), record.about))


async def closed(visit: Visit, values: Values, record_id: str) -> Reply:
    record = await _own(visit, record_id)
    ticked = _ticked(visit, values, await visit.turn.colleagues())
    after, effects = close(record, ticked, _behaviour(visit))
    await visit.turn.keep(after, effects)
    if after.state is State.SKIPPED:
        return Reply(say=(_why_not(visit, after),))
    return Reply(say=(say("", visit.speak("draft.closed")),))


def _behaviour(visit: Visit) -> str:
    """Seeking viewpoints or taking them in: whichever of the two matters for the person's role."""
    framework = visit.deps.catalogue.framework
    own = {b.id for b in framework.behaviours_of(visit.person.role_group)}
    return next((b for b in _BEHAVIOURS if b in own), _BEHAVIOURS[-1])


async def skip(visit: Visit, record_id: str) -> Reply:
    after, effects = close(await _own(visit, record_id), (), _behaviour(visit))
    await visit.turn.keep(after, effects)
    return Reply(say=(_why_not(visit, after),))


def _why_not(visit: Visit, record: Draft) -> Card:
    """One tap, and no answer is an answer too."""
    actions = tuple(
        Action(token("draft_because", record.id, reason), visit.speak(f"draft.because_{reason}"))
        for reason in REASONS
    )
    return say(visit.speak("draft.skipped_title"), visit.speak("draft.skipped"), actions=actions)


async def because(visit: Visit, record_id: str, reason: str) -> Reply:
    record = await visit.record(Draft, record_id, lambda found: found.author_id)
    await visit.turn.keep(explain(record, reason))
    title, thanks = visit.speak("draft.skipped_title"), visit.speak("draft.noted")
    return Reply(replace=say(title, visit.speak("common.answered", answer=_reason(visit, reason)), thanks))


def _reason(visit: Visit, reason: str) -> str:
    return visit.speak(f"draft.because_{reason}")


async def _own(visit: Visit, record_id: str) -> Draft:
    record = await visit.record(Draft, record_id, lambda found: found.author_id)
    if record.state is not State.OPEN:
        raise NotPossibleError(record.state)
    return record


async def on_wake(turn: Turn, record: Draft) -> None:
    """Nobody came back to it."""
    await turn.uow.records.remove(record)


async def week(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    """How many drafts were checked, and how many with another entity."""
    made = await turn.uow.records.of_setting(Draft, turn.setting.id, since=start)
    now = [each for each in made if each.opened_at < end]
    with_others = sum(each.state is State.CONSULTED for each in now)
    return [Line("draft.week", {"drafts": len(now), "consulted": with_others})] if now else []


FLOW = Flow(
    name="drafts",
    records=(Draft,),
    words={"draft": draft},
    presses={"draft_skip": skip, "draft_because": because},
    dialogs={"draft_check": check, "draft_ask": ask, "draft_close": close_whom},
    submissions={"draft": checked, "draft_close": closed},
    wakes={Draft: on_wake},
    over={Draft: frozenset({State.CONSULTED, State.SKIPPED})},
    exports={Draft: fields("about", "entities", "opened_at", "reason")},
    week=week,
    shortcuts={"draft": check_pointed},
)
