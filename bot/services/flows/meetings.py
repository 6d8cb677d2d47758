"""``calendar``: connect a calendar; prompts then come where a meeting across pillars is near.

A calendar's address opens it to whoever has it, so it is sealed. Of one's own calendar only
the hours of the coming week are counted; of the setting's, meetings across pillars are kept
while they lie ahead.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.services.addresses import is_web_address
from bot.services.deps import Deps
from bot.services.exporting import Document
from bot.services.flow import Facts, Flow
from bot.services.flows.filling import Values, one
from bot.services.flows.forums.meeting import session_ended
from bot.services.flows.forums.opening import expect
from bot.services.second_yes import Offered, is_through, let_through, note, put_before
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Form,
    Input,
    Option,
    Paragraph,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.chance import stable_id
from nudges.dates import day_in_words
from nudges.digests import Line
from nudges.effects import Effect, Raised
from nudges.flows.forums.register import Forum
from nudges.flows.meetings.agendas import ENDED, Agenda, Meeting, Moment, Opening
from nudges.flows.meetings.moments import OPENING_LINE, open_with, wake
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.working_time import local_date

ADDRESS, WHOSE, OBJECTIVE = "address", "whose", "objective"
OWN, SETTING = "own", "setting"
LONGEST_ADDRESS, LONGEST_OBJECTIVE = 1000, 150
SHOWN = 5
"""Meetings ahead that are listed."""


async def calendar(visit: Visit, _: str = "") -> Reply:
    """The calendars one connected, how they are read, and the meetings ahead that one calls."""
    speak = visit.speak
    mine = [each for each in await _agendas(visit.turn) if each.owner_id == visit.person.id]
    groups = [_row(visit, each) for each in mine]
    groups += [_meeting_row(visit, each) for each in await _called(visit)]
    words = Paragraph(speak("meetings.body" if mine else "meetings.none"))
    add = Action("calendar_add", speak("meetings.add"), Style.PRIMARY)
    return Reply(say=(Card(speak("meetings.title"), (words,), tuple(groups), (add,)),))


def _row(visit: Visit, agenda: Agenda) -> ActionGroup:
    speak = visit.speak
    whose = speak(f"meetings.whose_{OWN if agenda.own else SETTING}")
    if agenda.problem:
        state = speak(f"meetings.problem_{agenda.problem}")
    elif agenda.read_at is None:
        state = speak("meetings.not_read_yet")
    else:
        day = day_in_words(local_date(visit.person, agenda.read_at), speak)
        ahead = sum(each.start > visit.now for each in agenda.meetings)
        state = speak("meetings.read" if agenda.own else "meetings.read_ahead", day=day, count=ahead)
    remove = Action(token("calendar_remove", agenda.id), speak("meetings.remove"))
    return ActionGroup(speak("meetings.line", whose=whose, state=state), (remove,))


async def _called(visit: Visit) -> list[tuple[Agenda, Meeting]]:
    """The next meetings across pillars that this person calls, one of each series."""
    found: dict[str, tuple[Agenda, Meeting]] = {}
    for agenda in await _agendas(visit.turn):
        for meeting in sorted(agenda.meetings, key=lambda each: each.start):
            if meeting.chair_id == visit.person.id and meeting.start > visit.now:
                found.setdefault(meeting.series, (agenda, meeting))
    return list(found.values())[:SHOWN]


def _meeting_row(visit: Visit, called: tuple[Agenda, Meeting]) -> ActionGroup:
    agenda, meeting = called
    day = day_in_words(local_date(visit.person, meeting.start), visit.speak)
    label = visit.speak("meetings.meeting", meeting=meeting.title, day=day)
    press = token("meeting_open", agenda.id, _series(meeting))
    return ActionGroup(label, (Action(press, visit.speak("meetings.open_with")),))


def _series(meeting: Meeting) -> str:
    """A series' id as a token may hold it: calendars put anything into theirs."""
    return stable_id(meeting.series)


async def add(visit: Visit, _: str = "") -> Reply:
    speak = visit.speak
    whose: tuple[Input, ...] = ()
    if visit.person.is_coordinator:
        options = (Option(OWN, speak("meetings.mine")), Option(SETTING, speak("meetings.ours")))
        whose = (ChoiceInput(WHOSE, speak("meetings.field_whose"), options, initial=(SETTING,)),)
    address = TextInput(
        ADDRESS, speak("meetings.field_address"), speak("meetings.address_hint"), limit=LONGEST_ADDRESS
    )
    title, submit = speak("meetings.add"), speak("meetings.save")
    intro = speak("meetings.intro" if whose else "meetings.intro_own")
    return Reply(form=Form(token("calendar_add"), title, submit, (*whose, address), intro))


async def added(visit: Visit, values: Values) -> Reply:
    """The calendar is connected, and read within minutes; the same address again changes nothing."""
    address = one(values, ADDRESS).replace("webcal://", "https://", 1)
    if not is_web_address(address) or len(address) > LONGEST_ADDRESS:
        return Reply(faults={ADDRESS: visit.speak("meetings.fault_address")})
    own = not (visit.person.is_coordinator and one(values, WHOSE) == SETTING)
    agenda = Agenda(
        id=stable_id(visit.person.id, "agenda", str(own), visit.deps.address_hash(address)),
        setting_id=visit.setting.id,
        owner_id=visit.person.id,
        sealed=visit.deps.sealer.seal(address),
        own=own,
    )
    if await visit.uow.records.get(Agenda, agenda.id) is None:
        await visit.turn.keep(agenda)
    return Reply(say=(say(visit.speak("meetings.added_title"), visit.speak("meetings.added")),))


async def remove(visit: Visit, agenda_id: str) -> Reply:
    agenda = await visit.record(Agenda, agenda_id, lambda found: found.owner_id)
    await visit.uow.records.remove(agenda)
    return Reply(say=(say("", visit.speak("meetings.removed")),))


async def open_meeting(visit: Visit, agenda_id: str, series: str) -> Reply:
    """The dialog for the line at the start of a series."""
    agenda, meeting = await _own_series(visit, agenda_id, series)
    speak = visit.speak
    known = next((each.objective for each in agenda.openings if each.series == meeting.series), "")
    field = TextInput(
        OBJECTIVE, speak("meetings.field_objective"), initial=known, limit=LONGEST_OBJECTIVE, required=False
    )
    return Reply(
        form=Form(
            token=token("meeting_open", agenda_id, series),
            title=speak("meetings.open_title"),
            submit=speak("meetings.save"),
            inputs=(field,),
            intro=speak("meetings.open_intro", meeting=meeting.title),
        )
    )


async def opened_with(visit: Visit, values: Values, agenda_id: str, series: str) -> Reply:
    """The line is kept for the series; no words take it away."""
    agenda, meeting = await _own_series(visit, agenda_id, series)
    objective = one(values, OBJECTIVE)[:LONGEST_OBJECTIVE]
    opening = Opening(meeting.series, meeting.title, visit.person.id, objective)
    await visit.turn.keep(open_with(agenda, opening))
    word = "meetings.opening_kept" if objective else "meetings.opening_gone"
    first = ""
    if objective:
        await put_before(visit.turn, OPENING_LINE.id, _offered(agenda, opening))
        first = await note(visit)
    return Reply(say=(say("", visit.speak(word), first),))


def _offered(agenda: Agenda, opening: Opening) -> Offered:
    """Its chair's words, which the calendar posts at each meeting of the series."""
    return Offered(stable_id(agenda.id, opening.series), opening.chair_id, opening.objective)


async def _own_series(visit: Visit, agenda_id: str, series: str) -> tuple[Agenda, Meeting]:
    agenda = await visit.uow.records.get(Agenda, agenda_id)
    for meeting in agenda.meetings if agenda else ():
        if _series(meeting) == series and meeting.chair_id == visit.person.id and agenda is not None:
            return agenda, meeting
    raise NotPossibleError(agenda_id)


async def _agendas(turn: Turn) -> list[Agenda]:
    return await turn.uow.records.of_setting(Agenda, turn.setting.id)


async def on_wake(turn: Turn, agenda: Agenda) -> None:
    """A meeting is near, begins, or is over; a forum of its name has then met."""
    over = [each for each in agenda.meetings if each.end + ENDED <= turn.now]
    tomorrow = [each for each in agenda.meetings if each.due(Moment.DAY_BEFORE, turn.now)]
    after, effects = wake(agenda, await turn.colleagues(), turn.now)
    forums = {each.name.lower(): each for each in await turn.uow.records.of_setting(Forum, turn.setting.id)}
    for meeting in tomorrow:
        forum = forums.get(meeting.title.lower())
        if forum is not None and await expect(turn, forum, meeting.start):
            effects = [each for each in effects if not _about(each, meeting, forum.owner_id)]
    await turn.keep(after, effects)
    await let_through(
        turn, OPENING_LINE.id, [_offered(after, each) for each in after.openings if each.objective]
    )
    for meeting in over:
        forum = forums.get(meeting.title.lower())
        if forum is not None:
            minutes = int((meeting.end - meeting.start) / timedelta(minutes=1))
            await session_ended(turn, forum, meeting.end, minutes, len(meeting.people_ids))


def _about(effect: Effect, meeting: Meeting, person_id: str) -> bool:
    """Whether it would tell this person of this meeting."""
    return isinstance(effect, Raised) and (effect.key, effect.person_id) == (meeting.key, person_id)


async def opening_facts(turn: Turn, record_id: str, _: Person) -> Facts:
    """The line of the meeting that begins now; None where it was put off or the line taken away."""
    agenda = await turn.uow.records.get(Agenda, record_id)
    lately = [
        each
        for each in (agenda.openings if agenda else ())
        if each.objective and each.last_at and turn.now - each.last_at < timedelta(hours=1)
    ]
    if not lately:
        return None
    latest = max(lately, key=lambda each: each.last_at or turn.now)
    if agenda is None or not await is_through(turn, OPENING_LINE.id, _offered(agenda, latest)):
        return None
    return {"meeting": latest.title, "objective": latest.objective}


async def needs(turn: Turn) -> list[Line]:
    """A calendar of the setting that cannot be read needs somebody."""
    failing = [each for each in await _agendas(turn) if each.problem and not each.own]
    return [Line("meetings.week_failing", {"count": len(failing)})] if failing else []


def export_of(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Whose calendar, and how it stands; of the others' it is only that one's meetings are in it."""
    d = document
    lines = [each["objective"] for each in d["openings"] if each["chair_id"] == person_id]
    own = sum(person_id in (each["chair_id"], *each["people_ids"]) for each in d["meetings"])
    said = {"calendar": "own" if d["own"] else "of the setting", "your_opening_lines": lines}
    if person_id == d["owner_id"]:
        return {**said, "read_at": d["read_at"], "problem": d["problem"]}
    return {"state": "read", **said, "your_meetings": own}


FLOW = Flow(
    name="meetings",
    records=(Agenda,),
    words={"calendar": calendar},
    presses={"calendar_remove": remove},
    dialogs={"calendar_add": add, "meeting_open": open_meeting},
    submissions={"calendar_add": added, "meeting_open": opened_with},
    letters={OPENING_LINE: opening_facts},
    wakes={Agenda: on_wake},
    exports={Agenda: export_of},
    needs=needs,
)
