"""``rehearse``: two lines before a hard conversation, and a word after it."""

from datetime import date, datetime, time, timedelta

from bot.services.flow import Facts
from bot.services.flows.filling import Values, choice_faults, day_field, day_of, word_faults
from bot.services.flows.leaders.half_hour import for_leaders
from bot.services.flows.moments import moment_in_words
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Form, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.leaders.rehearsals import Rehearsal, State, flag, held, not_held, write
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.working_time import instant, local_date, works_on

DAY, OBJECTION, THEN = "day", "objection", "then"
_AFTERNOON = time(15)


async def rehearse(visit: Visit, _: str = "") -> Reply:
    """Only the day: neither with whom nor what about."""
    if not for_leaders(visit):
        return Reply(say=(say("", visit.speak("leaders.only")),))
    form = Form(
        token=token("rehearse"),
        title=visit.speak("rehearse.title"),
        submit=visit.speak("rehearse.submit"),
        inputs=(day_field(visit, DAY, visit.speak("rehearse.field_day")),),
        intro=visit.speak("rehearse.intro"),
    )
    return Reply(form=form)


async def flagged(visit: Visit, values: Values) -> Reply:
    field = day_field(visit, DAY, visit.speak("rehearse.field_day"))
    faults = choice_faults(values, visit.speak, field)
    day = None if faults else day_of(values, DAY)
    if day is None:
        return Reply(faults=faults)
    if not for_leaders(visit):
        return visit.stale()
    made = Rehearsal(
        id=stable_id(visit.person.id, Rehearsal.KIND, visit.key),
        setting_id=visit.setting.id,
        leader_id=visit.person.id,
        near_at=max(visit.now, _day_before(visit, day)),
        after=instant(visit.person, day, visit.person.week.end),
    )
    if await visit.uow.records.get(Rehearsal, made.id) is None:
        await visit.turn.keep(*flag(made))
    if made.near_at <= visit.now:
        now = Action(token("rehearse_lines", made.id), visit.speak("rehearse.write_now"), Style.PRIMARY)
        return Reply(say=(say("", visit.speak("rehearse.near"), actions=(now,)),))
    when = moment_in_words(made.near_at, visit.person, visit.speak)
    return Reply(say=(say("", visit.speak("rehearse.flagged", when=when)),))


def _day_before(visit: Visit, day: date) -> datetime:
    """The afternoon of the last working day before it."""
    person, before = visit.person, day - timedelta(days=1)
    today = local_date(person, visit.now)
    while before > today and not works_on(person, before, visit.deps.is_holiday):
        before -= timedelta(days=1)
    week = person.week
    return instant(person, before, _AFTERNOON if week.start <= _AFTERNOON < week.end else week.start)


async def _own(visit: Visit, record_id: str) -> Rehearsal:
    return await visit.record(Rehearsal, record_id, lambda found: found.leader_id)


async def lines_form(visit: Visit, record_id: str = "") -> Reply:
    """If they say this, then I will … : read by nobody, kept nowhere."""
    if not record_id:
        return await rehearse(visit)
    found = await _own(visit, record_id)
    if found.state not in (State.FLAGGED, State.WRITTEN):
        raise NotPossibleError(found.state)
    form = Form(
        token=token("rehearse_lines", record_id),
        title=visit.speak("rehearse.lines_title"),
        submit=visit.speak("rehearse.lines_submit"),
        inputs=_lines(visit),
        intro=visit.speak("rehearse.lines_intro"),
    )
    return Reply(form=form)


def _lines(visit: Visit) -> tuple[TextInput, TextInput]:
    return (
        TextInput(OBJECTION, visit.speak("rehearse.field_if"), limit=200),
        TextInput(THEN, visit.speak("rehearse.field_then"), limit=200),
    )


async def lines_written(visit: Visit, values: Values, record_id: str) -> Reply:
    found = await _own(visit, record_id)
    if faults := word_faults(values, visit.speak, *_lines(visit)):
        return Reply(faults=faults)
    await visit.turn.keep(write(found))
    return Reply(say=(say("", visit.speak("rehearse.lines_thanks")),))


async def ready(visit: Visit, record_id: str) -> Reply:
    """No lines wanted: nothing changes, and the word afterwards still comes."""
    await _own(visit, record_id)
    return Reply(say=(say("", visit.speak("rehearse.ready")),))


async def was_held(visit: Visit, record_id: str) -> Reply:
    """What surprised the leader is asked, and not written down."""
    await visit.turn.keep(*held(await _own(visit, record_id)))
    return Reply(say=(say("", visit.speak("rehearse.held")),))


async def was_not_held(visit: Visit, record_id: str) -> Reply:
    await visit.turn.keep(not_held(await _own(visit, record_id)))
    again = Action(token("rehearse"), visit.speak("rehearse.again"))
    return Reply(say=(say("", visit.speak("rehearse.not_held"), actions=(again,)),))


async def wakes(turn: Turn, found: Rehearsal) -> None:
    await turn.uow.records.remove(found)


async def tomorrow_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Rehearsal, record_id)
    if found is None or found.state is not State.FLAGGED:
        return None
    return {"prompt": turn.speaker(person.language)("nudge.S14-3.body")}


async def how_was_it_facts(turn: Turn, record_id: str, _person: Person) -> Facts:
    found = await turn.uow.records.get(Rehearsal, record_id)
    return {} if found and found.state in (State.FLAGGED, State.WRITTEN) else None
