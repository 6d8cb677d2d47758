"""``message``: what a leader will say about working together, to whom, and when (S8-3)."""

from bot.services.flow import Facts
from bot.services.flows.filling import Values, one, word_faults
from bot.services.flows.moments import moment_fields, moment_in_words, moment_of
from bot.services.second_yes import told
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Form, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.questions.leader_messages import (
    LeaderMessage,
    State,
    edit,
    move,
    plan,
    post,
    said,
    unpost,
    wake,
)
from nudges.framework import SENIOR_LEADERS
from nudges.people import Person
from nudges.records import NotPossibleError

WORDS, AUDIENCE = "words", "audience"


async def message(visit: Visit, _: str = "") -> Reply:
    """Three fields: the message, the audience, the moment."""
    if visit.person.role_group not in SENIOR_LEADERS:
        return Reply(say=(say("", visit.speak("questions.leaders_only")),))
    form = Form(
        token=token("message_plan"),
        title=visit.speak("message.title"),
        submit=visit.speak("message.plan_submit"),
        inputs=(*_words(visit), *moment_fields(visit)),
        intro=visit.speak("message.intro"),
    )
    return Reply(form=form)


def _words(visit: Visit, known: LeaderMessage | None = None) -> tuple[TextInput, TextInput]:
    speak = visit.speak
    words, audience = (known.words, known.audience) if known else ("", "")
    hint = speak("message.hint_words")
    return (
        TextInput(WORDS, speak("message.field_words"), hint, initial=words, limit=600, multiline=True),
        TextInput(AUDIENCE, speak("message.field_audience"), initial=audience, limit=80),
    )


async def planned(visit: Visit, values: Values) -> Reply:
    at, missing = moment_of(visit, values)
    faults = word_faults(values, visit.speak, *_words(visit)) | dict(missing)
    if at is None or faults:
        return Reply(faults=faults)
    if visit.person.role_group not in SENIOR_LEADERS:
        return visit.stale()
    made = LeaderMessage(
        id=stable_id(visit.person.id, LeaderMessage.KIND, visit.key),
        setting_id=visit.setting.id,
        leader_id=visit.person.id,
        words=one(values, WORDS),
        audience=one(values, AUDIENCE),
        at=at,
    )
    if await visit.uow.records.get(LeaderMessage, made.id) is None:
        await visit.turn.keep(*plan(made))
    return _reminded(visit, made)


def _reminded(visit: Visit, message: LeaderMessage) -> Reply:
    when = moment_in_words(message.at, visit.person, visit.speak)
    return Reply(say=(say(visit.speak("message.planned_title"), visit.speak("message.planned", when=when)),))


async def _own(visit: Visit, message_id: str) -> LeaderMessage:
    found = await visit.record(LeaderMessage, message_id, lambda found: found.leader_id)
    if found.state is not State.PLANNED:
        raise NotPossibleError(found.state)
    return found


async def posted(visit: Visit, message_id: str) -> Reply:
    waiting = await visit.turn.keep(*post(await _own(visit, message_id)))
    return await told(visit, waiting, Reply(say=(say("", visit.speak("message.posted")),)))


async def stays_back(turn: Turn, message_id: str) -> None:
    found = await turn.uow.records.get(LeaderMessage, message_id)
    if found is not None:
        await turn.keep(unpost(found))


async def said_elsewhere(visit: Visit, message_id: str) -> Reply:
    await visit.turn.keep(*said(await _own(visit, message_id)))
    return Reply(say=(say("", visit.speak("message.said")),))


async def edit_form(visit: Visit, message_id: str) -> Reply:
    known = await _own(visit, message_id)
    title, submit = visit.speak("message.edit_title"), visit.speak("message.edit_submit")
    return Reply(form=Form(token("message_edit", message_id), title, submit, _words(visit, known)))


async def edited(visit: Visit, values: Values, message_id: str) -> Reply:
    """The new words, with the button that posts them."""
    known = await _own(visit, message_id)
    if faults := word_faults(values, visit.speak, *_words(visit)):
        return Reply(faults=faults)
    changed = edit(known, one(values, WORDS), one(values, AUDIENCE))
    await visit.turn.keep(changed)
    labels = {"message_post": Style.PRIMARY, "message_edit": Style.PLAIN, "message_move": Style.PLAIN}
    actions = [
        Action(token(name, known.id), visit.speak(f"letter.message_moment.button.{name[8:]}"), style)
        for name, style in labels.items()
    ]
    return Reply(say=(say(visit.speak("message.edited_title"), changed.words, actions=actions),))


async def move_form(visit: Visit, message_id: str) -> Reply:
    await _own(visit, message_id)
    title, submit = visit.speak("message.move_title"), visit.speak("message.move_submit")
    return Reply(form=Form(token("message_move", message_id), title, submit, moment_fields(visit)))


async def moved(visit: Visit, values: Values, message_id: str) -> Reply:
    known = await _own(visit, message_id)
    at, faults = moment_of(visit, values)
    if at is None:
        return Reply(faults=dict(faults))
    later, effects = move(known, at)
    await visit.turn.keep(later, effects)
    return _reminded(visit, later)


async def message_wakes(turn: Turn, message: LeaderMessage) -> None:
    await turn.keep(*wake(message))


async def moment_facts(turn: Turn, message_id: str, person: Person) -> Facts:
    """A reminder whose message was posted, or moved to later, is not sent."""
    found = await turn.uow.records.get(LeaderMessage, message_id)
    if found is None or found.state is not State.PLANNED or turn.now < found.at:
        return None
    return {"words": found.words, "audience": found.audience}


async def posted_facts(turn: Turn, message_id: str, reader: Person) -> Facts:
    found = await turn.uow.records.get(LeaderMessage, message_id)
    if found is None or found.state is not State.POSTED:
        return None
    return {"name": await turn.name(found.leader_id, reader.language), "words": found.words}
