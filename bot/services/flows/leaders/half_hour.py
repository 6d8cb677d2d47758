"""``half hour``: the weekly slot of a senior leader, and its one tap."""

from dataclasses import replace
from datetime import timedelta

from bot.services.flow import Facts
from bot.services.flows.filling import Values, choice_faults, one, word_faults
from bot.services.flows.moments import hour_field, hour_of, moment_in_words
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, ChoiceInput, Form, Option, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.leaders.half_hour import (
    MONTHLY,
    REPS,
    HalfHour,
    begun,
    done,
    is_now,
    next_slot,
    protect,
    stop,
)
from nudges.framework import SENIOR_LEADERS
from nudges.people import Person

WEEKDAY, LINE = "weekday", "line"


def for_leaders(visit: Visit) -> bool:
    return visit.person.role_group in SENIOR_LEADERS


async def half_hour(visit: Visit, _: str = "") -> Reply:
    """Choose the weekly slot, once; choosing again moves it."""
    if not for_leaders(visit):
        return Reply(say=(say("", visit.speak("leaders.only")),))
    form = Form(
        token=token("half_hour"),
        title=visit.speak("half_hour.title"),
        submit=visit.speak("half_hour.submit"),
        inputs=(_weekday_field(visit), hour_field(visit)),
        intro=visit.speak("half_hour.intro"),
    )
    return Reply(form=form)


def _weekday_field(visit: Visit) -> ChoiceInput:
    days = tuple(Option(str(day), visit.speak(f"day.{day}")) for day in sorted(visit.person.week.days))
    return ChoiceInput(WEEKDAY, visit.speak("half_hour.field_day"), days)


async def chosen(visit: Visit, values: Values) -> Reply:
    faults = choice_faults(values, visit.speak, _weekday_field(visit), hour_field(visit))
    if faults:
        return Reply(faults=faults)
    weekday, at = int(one(values, WEEKDAY)), hour_of(values)
    slot = next_slot(visit.person, weekday, at, visit.now, visit.deps.is_holiday)
    if slot is None or not for_leaders(visit):
        return visit.stale()
    record_id = stable_id(visit.person.id, HalfHour.KIND)
    known = await visit.uow.records.get(HalfHour, record_id)
    made = known or HalfHour(record_id, visit.setting.id, visit.person.id, weekday, at, slot)
    await visit.turn.keep(*protect(replace(made, weekday=weekday, at=at, next_at=slot)))
    words = visit.speak("half_hour.chosen", when=moment_in_words(slot, visit.person, visit.speak))
    return Reply(say=(say(visit.speak("half_hour.chosen_title"), words),))


async def _own(visit: Visit, record_id: str) -> HalfHour:
    return await visit.record(HalfHour, record_id, lambda found: found.leader_id)


async def was_done(visit: Visit, record_id: str) -> Reply:
    """Done; and one line for oneself, which is kept nowhere."""
    after, effects = done(await _own(visit, record_id), visit.now)
    await visit.turn.keep(after, effects)
    line = Action(token("half_hour_line"), visit.speak("half_hour.line"), Style.PLAIN)
    words = visit.speak("half_hour.all_done" if after.rep == REPS + 1 else "half_hour.done")
    return Reply(say=(say("", words, actions=(line,)),))


async def line_form(visit: Visit) -> Reply:
    title, submit = visit.speak("half_hour.line_title"), visit.speak("half_hour.line_submit")
    intro = visit.speak("half_hour.line_intro")
    return Reply(form=Form(token("half_hour_line"), title, submit, (_line(visit),), intro))


def _line(visit: Visit) -> TextInput:
    return TextInput(LINE, visit.speak("half_hour.field_line"), limit=300, multiline=True)


async def line_written(visit: Visit, values: Values) -> Reply:
    if faults := word_faults(values, visit.speak, _line(visit)):
        return Reply(faults=faults)
    return Reply(say=(say("", visit.speak("half_hour.line_thanks")),))


async def not_now(visit: Visit, record_id: str) -> Reply:
    """Nothing is counted: the same comes again next time."""
    await _own(visit, record_id)
    return Reply(say=(say("", visit.speak("half_hour.not_now")),))


async def stopped(visit: Visit, record_id: str) -> Reply:
    await visit.turn.keep(stop(await _own(visit, record_id)))
    return Reply(say=(say("", visit.speak("half_hour.stopped")),))


async def wakes(turn: Turn, found: HalfHour) -> None:
    """The slot has come: set the next, in a week or, after eight times, in four."""
    leader = await turn.uow.people.get(found.leader_id)
    if leader is None:
        await turn.uow.records.remove(found)
        return
    after = max(turn.now, found.next_at) + (MONTHLY if found.monthly else timedelta(0))
    following = next_slot(leader, found.weekday, found.at, after, turn.deps.is_holiday)
    await turn.keep(*begun(found, following))


async def facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """What is tried this time; None where the slot was moved or given up."""
    found = await turn.uow.records.get(HalfHour, record_id)
    if found is None or not is_now(found, turn.now):
        return None
    speak = turn.deps.texts.speaker(person.language)
    rep = (found.rep - 1) % REPS + 1
    count = speak("half_hour.monthly") if found.monthly else speak("half_hour.count", rep=rep, reps=REPS)
    return {"count": count, "rep": speak(f"half_hour.rep_{rep}")}
