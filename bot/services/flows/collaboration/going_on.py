"""After a point is opened: the time of the first step, and what came of it all."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.services.flows.collaboration.opening import other_side, own_point, short
from bot.services.flows.filling import (
    Values,
    choice_faults,
    day_field,
    day_label,
    day_of,
    one,
    time_of,
    word_faults,
)
from bot.services.visits import Visit
from nudges.cards import Action, ChoiceInput, Form, Option, Reply, Style, TextInput, say, token
from nudges.flows.collaboration import OPEN, Outcome, Plan, Reached, State, finish, keep, let_go, plan
from nudges.records import NotPossibleError
from nudges.texts import Speaker
from nudges.working_time import instant

DAY, TIME, WHOM, CHANNEL = "day", "time", "whom", "channel"
REACHED, OUTCOME, LESSON = "reached", "outcome", "lesson"
CHANNELS = ("call", "message", "visit", "meeting")
LONGEST_NAME, LONGEST_LINE = 80, 200


async def open_plan(visit: Visit, record_id: str) -> Reply:
    """The dialog for the if-then plan: when, with whom, by which channel."""
    found = await own_point(visit, record_id)
    if found.state not in OPEN:
        raise NotPossibleError(found.state)
    whom = await visit.uow.people.get(found.beside(visit.person.id))
    speak = visit.speak
    return Reply(
        form=Form(
            token=token("point_plan", record_id),
            title=speak("point.plan_title"),
            submit=speak("point.plan_set"),
            inputs=(_day(visit), *_how(speak, whom.name if whom else "")),
            intro=speak("point.plan_intro"),
        )
    )


def _day(visit: Visit) -> ChoiceInput:
    return day_field(visit, DAY, visit.speak("point.field_day"))


def _how(speak: Speaker, whom: str = "") -> tuple[TextInput, TextInput, ChoiceInput]:
    ways = tuple(Option(each, speak(f"point.channel_{each}")) for each in CHANNELS)
    return (
        TextInput(TIME, speak("point.field_time"), speak("point.hint_time"), limit=5),
        TextInput(WHOM, speak("point.field_whom"), initial=whom, limit=LONGEST_NAME),
        ChoiceInput(CHANNEL, speak("point.field_channel"), ways),
    )


async def planned(visit: Visit, values: Values, record_id: str) -> Reply:
    """The reminder will come exactly then."""
    found = await own_point(visit, record_id)
    at, faults = _read_plan(visit, values)
    if at is None:
        return Reply(faults=faults)
    chosen = Plan(at, one(values, WHOM), one(values, CHANNEL))
    await visit.turn.keep(*plan(found, visit.person.id, chosen))
    local = at.astimezone(ZoneInfo(visit.person.time_zone))
    words = visit.speak("point.planned", day=day_label(visit.speak, local.date()), time=f"{local:%H:%M}")
    return Reply(say=(say(visit.speak("point.planned_title"), words),))


def _read_plan(visit: Visit, values: Values) -> tuple[datetime | None, dict[str, str]]:
    """The moment the person chose, or what is wrong with the dialog."""
    at_time, whom, channel = _how(visit.speak)
    faults = word_faults(values, visit.speak, at_time, whom)
    faults |= choice_faults(values, visit.speak, _day(visit), channel)
    clock = time_of(one(values, TIME))
    if clock is None:
        faults.setdefault(TIME, visit.speak("filling.time"))
    day = day_of(values, DAY) if DAY not in faults else None
    if faults or clock is None or day is None:
        return None, faults
    at = instant(visit.person, day, clock)
    return (at, {}) if at > visit.now else (None, {TIME: visit.speak("filling.past")})


async def kept(visit: Visit, record_id: str) -> Reply:
    """The first step was taken; a next one is offered where it is joint already."""
    found = await own_point(visit, record_id)
    await visit.turn.keep(*keep(found, visit.person.id))
    joint = found.state is State.AGREED
    add = Action(token("step_add", record_id), visit.speak("point.add_step"), Style.QUIET)
    return Reply(say=(say("", visit.speak("point.kept"), actions=(add,) if joint else ()),))


async def let_plan_go(visit: Visit, record_id: str) -> Reply:
    await visit.turn.keep(*let_go(await own_point(visit, record_id), visit.person.id))
    return short(visit, "point.let_go")


async def no_plan(visit: Visit, record_id: str) -> Reply:
    """No date yet, which is a full answer."""
    await own_point(visit, record_id)
    return Reply(say=(say("", visit.speak("nudge.S6-3.reply.declined")),))


async def open_done(visit: Visit, record_id: str) -> Reply:
    """The dialog that asks what came of it, by the measure both agreed at the start."""
    found = await own_point(visit, record_id)
    if found.state is not State.AGREED:
        raise NotPossibleError(found.state)
    speak = visit.speak
    return Reply(
        form=Form(
            token=token("point_done", record_id),
            title=speak("point.done_title"),
            submit=speak("point.done_submit"),
            inputs=(_reached(speak), *_told(speak)),
            intro=speak("point.done_intro", what=found.what, measure=found.measure),
        )
    )


def _reached(speak: Speaker) -> ChoiceInput:
    options = tuple(Option(each, speak(f"point.reached_{each}")) for each in Reached)
    return ChoiceInput(REACHED, speak("point.field_reached"), options)


def _told(speak: Speaker) -> tuple[TextInput, TextInput]:
    return (
        TextInput(OUTCOME, speak("point.field_outcome"), limit=LONGEST_LINE),
        TextInput(
            LESSON,
            speak("point.field_lesson"),
            speak("point.hint_lesson"),
            limit=LONGEST_LINE,
            required=False,
        ),
    )


async def done(visit: Visit, values: Values, record_id: str) -> Reply:
    found = await own_point(visit, record_id)
    speak = visit.speak
    faults = choice_faults(values, speak, _reached(speak)) | word_faults(values, speak, *_told(speak))
    if faults:
        return Reply(faults=faults)
    outcome = Outcome(Reached(one(values, REACHED)), one(values, OUTCOME), one(values, LESSON))
    colleague = await other_side(visit.turn, found, visit.person.id)
    await visit.turn.keep(*finish(found, visit.person, colleague, outcome, visit.now))
    thank = Action(token("thank", record_id), speak("point.thank"), Style.QUIET)
    told = say(speak("point.finished_title"), speak("point.finished", name=colleague.name), actions=(thank,))
    return Reply(say=(told,))
