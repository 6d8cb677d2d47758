"""Bringing a forum into the register; before a new one, what exists already is shown."""

from dataclasses import replace

from bot.ports.acts import What
from bot.services.flows.filling import Values
from bot.services.flows.forums.shown import known, members, plain, running
from bot.services.flows.typed import list_of, number_of, numbers_of, text_of
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    Card,
    ChoiceInput,
    Form,
    Option,
    Paragraph,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.chance import stable_id
from nudges.dates import date_in_words
from nudges.effects import Raised
from nudges.events import EventKind
from nudges.flows.forums.register import (
    AUDIT_AFTER,
    Cadence,
    Forum,
    State,
    close_ones,
    create_anyway,
    register,
    take_over,
    want,
)
from nudges.framework import SENIOR_LEADERS
from nudges.records import NotPossibleError
from nudges.working_time import local_date

NAME, PURPOSE, NEW, MEMBERS, CADENCE, MINUTES, TAGS = (
    *("name", "purpose", "new", "members", "cadence", "minutes", "tags"),
)
SENIOR, POLLS, CRISIS, REASON = "senior", "polls", "crisis", "reason"
YES, NO = "yes", "no"
LONGEST_SESSION, LONGEST_CALL = 600, 240
"""Minutes of a session; hours until a forum can meet in a crisis."""


async def new(visit: Visit, _: str = "") -> Reply:
    """The dialog for a forum that meets already, or one that is wanted."""
    options = tuple(Option(each, visit.speak(f"forum.new_{each}")) for each in (NO, YES))
    is_new = ChoiceInput(NEW, visit.speak("forum.field_new"), options, (NO,))
    return _form(visit, token("forum_new"), (is_new, *_inputs(visit, None)))


async def change(visit: Visit, forum_id: str) -> Reply:
    forum = await _own(visit, forum_id)
    speak = visit.speak
    yes_no = tuple(Option(each, speak(f"forum.{each}")) for each in (YES, NO))
    hours = str(forum.crisis_hours) if forum.crisis_hours else ""
    more = (
        ChoiceInput(SENIOR, speak("forum.field_senior"), yes_no, (YES if forum.senior else NO,)),
        ChoiceInput(POLLS, speak("forum.field_polls"), yes_no, (YES if forum.polls else NO,)),
        TextInput(CRISIS, speak("forum.field_crisis"), initial=hours, limit=3, required=False),
    )
    return _form(visit, token("forum_change", forum.id), (*_inputs(visit, forum), *more))


def _form(visit: Visit, name: str, inputs: tuple[TextInput | ChoiceInput, ...]) -> Reply:
    speak = visit.speak
    return Reply(form=Form(name, speak("forum.form_title"), speak("forum.save"), inputs))


def _inputs(visit: Visit, forum: Forum | None) -> tuple[TextInput | ChoiceInput, ...]:
    speak = visit.speak
    rhythms = tuple(Option(each, speak(f"forum.cadence_{each}")) for each in Cadence)
    cadence = forum.cadence if forum else Cadence.MONTHLY
    people = members(forum).replace(", ", "\n") if forum else f"{visit.person.entity} 1"
    return (
        TextInput(NAME, speak("forum.field_name"), initial=forum.name if forum else "", limit=60),
        TextInput(PURPOSE, speak("forum.field_purpose"), initial=forum.purpose if forum else "", limit=140),
        TextInput(
            MEMBERS, speak("forum.field_members"), speak("forum.hint_members"), people, 600, multiline=True
        ),
        ChoiceInput(CADENCE, speak("forum.field_cadence"), rhythms, (cadence,)),
        TextInput(
            MINUTES, speak("forum.field_minutes"), initial=str(forum.minutes) if forum else "60", limit=3
        ),
        TextInput(
            TAGS,
            speak("forum.field_tags"),
            speak("forum.hint_tags"),
            ", ".join(forum.tags) if forum else "",
            200,
        ),
    )


async def registered(visit: Visit, values: Values) -> Reply:
    """It is in the register; a new one that comes close to others is a draft until its author chose."""
    draft = Forum(
        id=stable_id(visit.person.id, "forum", visit.key),
        setting_id=visit.setting.id,
        owner_id=visit.person.id,
        name="",
        purpose="",
        entities={},
        cadence=Cadence.MONTHLY,
        minutes=1,
        tags=(),
        registered_at=visit.now,
        # Whoever leads an office mostly brings in what leaders meet in; the owner may say otherwise.
        senior=visit.person.role_group in SENIOR_LEADERS,
    )
    forum, faults = await _filled(visit, draft, values)
    if faults:
        return Reply(faults=faults)
    if text_of(values, NEW) == YES and (near := close_ones(forum, await running(visit.turn))):
        return await _consider(visit, want(forum), near)
    if await visit.uow.records.get(Forum, forum.id) is None:
        await visit.turn.keep(register(forum, visit.now))
        await visit.coordinated(What.FORUM, name=forum.name)
    return _in_register(visit, forum, "registered")


async def _filled(visit: Visit, forum: Forum, values: Values) -> tuple[Forum, dict[str, str]]:
    """The forum as the dialog has it, and what is wrong at which field."""
    cadence = text_of(values, CADENCE)
    entities = numbers_of(values, MEMBERS, most=20)
    minutes = number_of(values, MINUTES, LONGEST_SESSION)
    tags = list_of(values, TAGS, most=6)
    name, purpose = text_of(values, NAME, 60), text_of(values, PURPOSE, 140)
    here = await running(visit.turn)
    taken = any(each.name.casefold() == name.casefold() and each.id != forum.id for each in here)
    wrong = (
        (NAME, not name, "fault_empty"),
        (NAME, taken, "fault_taken"),
        (PURPOSE, not purpose, "fault_empty"),
        (MEMBERS, entities is None, "fault_members"),
        (CADENCE, cadence not in set(Cadence), "fault_empty"),
        (MINUTES, minutes is None, "fault_minutes"),
        (TAGS, not tags, "fault_empty"),
    )
    faults = {field: visit.speak(f"forum.{text}") for field, holds, text in wrong if holds}
    if faults or entities is None or minutes is None:
        return forum, faults
    spelt = {each.entity.casefold(): each.entity for each in (await visit.turn.colleagues()).values()}
    named = {spelt.get(entity.casefold(), entity): count for entity, count in entities.items()}
    filled = replace(
        forum,
        name=name,
        purpose=purpose,
        entities=named,
        cadence=Cadence(cadence),
        minutes=minutes,
        tags=tags,
    )
    return filled, {}


async def _consider(visit: Visit, draft: Forum, near: list[Forum]) -> Reply:
    """The catalogue's S1-3, at the moment of the pull."""
    speak, nudge = visit.speak, "nudge.S1-3"
    names = speak("forum.and").join(each.name for each in near)
    wanted = Raised(EventKind.FORUM_WANTED, visit.person.id, {"forums": names})
    known_already = await visit.uow.records.get(Forum, draft.id)
    if known_already is None:
        await visit.turn.keep(draft, [wanted])
    elif known_already.state is not State.WANTED:
        raise NotPossibleError(known_already.state)
    lines = [speak("forum.near", name=each.name, purpose=each.purpose) for each in near]
    choices = [
        Action(token(f"forum_{wish}", draft.id, each.id), speak(f"forum.{wish}_it", name=each.name[:40]))
        for each in near
        for wish in ("use", "adapt")
    ]
    rest = (
        Action(token("forum_anyway", draft.id), speak(f"{nudge}.choice.create"), Style.QUIET),
        Action(token("forum_leave", draft.id), speak(f"{nudge}.choice.declined"), Style.QUIET),
    )
    body = (Paragraph(speak(f"{nudge}.body", **visit.wording.values, forums=names)), *map(Paragraph, lines))
    card = Card(speak(f"{nudge}.title"), body, actions=(*choices, *rest), footer=speak(f"{nudge}.why"))
    return Reply(say=(card,))


async def anyway(visit: Visit, forum_id: str) -> Reply:
    """Create it all the same: one sentence says why."""
    await _draft(visit, forum_id)
    speak = visit.speak
    field = TextInput(REASON, speak("forum.field_reason"), limit=200)
    title, intro = speak("forum.anyway_title"), speak("forum.anyway_intro")
    return Reply(form=Form(token("forum_anyway", forum_id), title, speak("forum.create"), (field,), intro))


async def created(visit: Visit, values: Values, forum_id: str) -> Reply:
    draft = await _draft(visit, forum_id)
    reason = text_of(values, REASON, 200)
    if not reason:
        return Reply(faults={REASON: visit.speak("forum.fault_empty")})
    forum, effects = create_anyway(draft, reason, visit.now)
    await visit.turn.keep(forum, effects)
    await visit.coordinated(What.FORUM, name=forum.name)
    return _in_register(visit, forum, "created")


async def leave(visit: Visit, forum_id: str) -> Reply:
    await visit.uow.records.remove(await _draft(visit, forum_id))
    return plain(visit.speak, "left")


def _in_register(visit: Visit, forum: Forum, text: str) -> Reply:
    day = date_in_words(local_date(visit.person, visit.now + AUDIT_AFTER), visit.speak)
    met = Action(token("forum_met", forum.id), visit.speak("forum.met"))
    details = Action(token("forum_show", forum.id), visit.speak("forum.details"), Style.QUIET)
    words = visit.speak(f"forum.{text}", day=day)
    return Reply(say=(say(forum.name, words, actions=(met, details)),))


async def changed(visit: Visit, values: Values, forum_id: str) -> Reply:
    forum, faults = await _filled(visit, await _own(visit, forum_id), values)
    typed = text_of(values, CRISIS, 6)
    crisis_hours = number_of(values, CRISIS, LONGEST_CALL)
    if typed and crisis_hours is None:
        faults[CRISIS] = visit.speak("forum.fault_hours")
    if faults:
        return Reply(faults=faults)
    polls, senior = text_of(values, POLLS) != NO, text_of(values, SENIOR) == YES
    await visit.turn.keep(replace(forum, senior=senior, polls=polls, crisis_hours=crisis_hours))
    await visit.coordinated(What.FORUM, name=forum.name)
    return plain(visit.speak, "changed", name=forum.name)


async def take(visit: Visit, forum_id: str) -> Reply:
    """Look after a forum whose owner left."""
    forum = await known(visit.turn, forum_id)
    await visit.turn.keep(take_over(forum, visit.person.id))
    await visit.coordinated(What.FORUM, name=forum.name)
    return plain(visit.speak, "taken")


async def _own(visit: Visit, forum_id: str) -> Forum:
    forum = await visit.record(Forum, forum_id, lambda found: found.owner_id)
    if forum.state is not State.RUNNING:
        raise NotPossibleError(forum.state)
    return forum


async def _draft(visit: Visit, forum_id: str) -> Forum:
    forum = await visit.record(Forum, forum_id, lambda found: found.owner_id)
    if forum.state is not State.WANTED:
        raise NotPossibleError(forum.state)
    return forum
