"""``decided``: a senior leader tells everybody in three lines, and hears whether it was clear."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.services.exporting import fields
from bot.services.flow import Audience, Facts, Flow, Waited
from bot.services.flows.filling import Values, choice_faults, day_label, one, word_faults
from bot.services.flows.moments import next_morning
from bot.services.pointing import Pointed
from bot.services.second_yes import told, waiting_about
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, ChoiceInput, Form, Option, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.flows.decision_notes import (
    CLEAR,
    MARKED_FOR,
    NOTE,
    RESULT,
    SAID,
    WORKING_DAYS,
    Clearness,
    DecisionNote,
    Lines,
    State,
    ask_readers,
    mark,
    publish,
    takes_answers,
    tell_leader,
    unread,
)
from nudges.flows.second_yes import WaitingPost
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.working_time import local_date, within_working_days

DECIDED, CHANGES, ASK, WHEN, CLEARNESS = "decided", "changes", "ask", "when", "clearness"
LONGEST = 200
DAYS_BACK = 7
_BEHAVIOUR = "B3"


def is_for(visit: Visit) -> bool:
    """Whether telling all staff of decisions is theirs (Review, table after paragraph 49)."""
    framework = visit.deps.catalogue.framework
    return any(b.id == _BEHAVIOUR for b in framework.behaviours_of(visit.person.role_group))


async def decided(visit: Visit, _: str = "") -> Reply:
    """Write the three lines now, or tomorrow."""
    speak = visit.speak
    if not is_for(visit):
        return Reply(say=(say(speak("decision.title"), speak("decision.not_yours")),))
    actions = (
        Action(token("decision_write", ""), speak("decision.write"), Style.PRIMARY),
        Action(token("decision_later"), speak("decision.later")),
    )
    return Reply(say=(say(speak("decision.title"), speak("decision.body"), actions=actions),))


async def later(visit: Visit) -> Reply:
    """The decision is marked; its nudge may come the next working day."""
    today = local_date(visit.person, visit.now)
    note = _blank(visit, stable_id(visit.person.id, "decision", visit.key), today)
    if is_for(visit) and await visit.uow.records.get(DecisionNote, note.id) is None:
        await visit.turn.keep(*mark(note, visit.now, next_morning(visit.turn, visit.person)))
    return Reply(replace=say(visit.speak("decision.title"), visit.speak("decision.marked")))


def _blank(visit: Visit, record_id: str, day: date) -> DecisionNote:
    return DecisionNote(record_id, visit.setting.id, visit.person.id, day)


async def write(visit: Visit, record_id: str) -> Reply:
    """The dialog; a nudge may lead here from a forum's record, which is then a new decision."""
    if not is_for(visit):
        return await decided(visit)
    marked = await visit.uow.records.get(DecisionNote, record_id)
    if marked is not None and (marked.leader_id != visit.person.id or marked.state is not State.MARKED):
        raise NotPossibleError(record_id)
    words, choices = _fields(visit)
    known = marked.decided_on.isoformat() if marked else choices[0].options[0].value
    choices = (replace(choices[0], initial=(known,)), choices[1])
    speak = visit.speak
    return Reply(
        form=Form(
            token=token("decision_note", marked.id if marked else ""),
            title=speak("decision.form_title"),
            submit=speak("decision.publish"),
            inputs=(*words, *choices),
            intro=speak("decision.form_intro"),
        )
    )


async def write_pointed(visit: Visit, at: Pointed) -> Reply:
    """Begun from a message: a leader's own words, where they are short enough, are the first line."""
    reply = await write(visit, "")
    if reply.form is None:
        return reply
    own = at.own_words if len(at.own_words) <= LONGEST else ""
    note = visit.speak("decision.pointed_own" if own else "decision.pointed")
    inputs = tuple(
        replace(each, initial=own) if isinstance(each, TextInput) and each.id == DECIDED else each
        for each in reply.form.inputs
    )
    return Reply(form=replace(reply.form, inputs=inputs, intro=f"{note}\n\n{reply.form.intro}"))


def _fields(visit: Visit) -> tuple[tuple[TextInput, ...], tuple[ChoiceInput, ChoiceInput]]:
    speak, today = visit.speak, local_date(visit.person, visit.now)
    words = tuple(
        TextInput(name, speak(f"decision.field_{name}"), limit=LONGEST, multiline=name != ASK)
        for name in (DECIDED, CHANGES, ASK)
    )
    days = [today - timedelta(days=n) for n in range(DAYS_BACK)]
    when = ChoiceInput(
        WHEN,
        speak("decision.field_when"),
        tuple(Option(day.isoformat(), day_label(speak, day)) for day in days),
        initial=(today.isoformat(),),
    )
    asked = tuple(Option(value, speak(f"decision.clearness_{value}")) for value in ("ask", "not"))
    clearness = ChoiceInput(CLEARNESS, speak("decision.field_clearness"), asked, initial=("ask",))
    return words, (when, clearness)


async def written(visit: Visit, values: Values, record_id: str) -> Reply:
    """The note is posted; sent twice it is one note."""
    if not is_for(visit):
        return visit.stale()
    words, choices = _fields(visit)
    faults = word_faults(values, visit.speak, *words) | choice_faults(values, visit.speak, *choices)
    if faults:
        return Reply(faults=faults)
    note_id = record_id or stable_id(visit.person.id, "decision", visit.key)
    stored = await visit.uow.records.get(DecisionNote, note_id)
    waiting = None
    if stored is None or stored.state is State.MARKED:
        waiting = await _publish(visit, values, await _note(visit, note_id, values))
    posted = await visit.uow.records.get(DecisionNote, note_id)
    if posted is None or posted.leader_id != visit.person.id:
        raise NotPossibleError(note_id)
    out = Reply(say=(say(visit.speak("decision.posted_title"), visit.speak("decision.posted")),))
    return await told(visit, waiting, out)


async def _note(visit: Visit, note_id: str, values: Values) -> DecisionNote:
    stored, day = await visit.uow.records.get(DecisionNote, note_id), date.fromisoformat(one(values, WHEN))
    if stored is not None and stored.leader_id != visit.person.id:
        raise NotPossibleError(note_id)
    return replace(stored or _blank(visit, note_id, day), decided_on=day)


async def _publish(visit: Visit, values: Values, note: DecisionNote) -> WaitingPost | None:
    leader, is_holiday = visit.person, visit.deps.is_holiday
    today = local_date(leader, visit.now)
    lines = Lines(*(" ".join(one(values, name).split()) for name in (DECIDED, CHANGES, ASK)))
    step = publish(
        note,
        lines,
        visit.now,
        ask_at=next_morning(visit.turn, leader) if one(values, CLEARNESS) == "ask" else None,
        in_time=within_working_days(leader, note.decided_on, today, WORKING_DAYS, is_holiday),
    )
    waiting = await visit.turn.keep(*step)
    if waiting:
        await visit.turn.keep(unread(step[0]))
    return waiting


async def goes_out(turn: Turn, record_id: str) -> None:
    """It is published only now: readers are asked from here on."""
    note = await turn.uow.records.get(DecisionNote, record_id)
    leader = await turn.uow.people.get(note.leader_id) if note else None
    if note is None or leader is None:
        raise NotPossibleError(record_id)
    ask_at = next_morning(turn, leader) if note.state is State.PUBLISHED else None
    await turn.keep(replace(note, published_at=turn.now, wake_at=ask_at))


async def stays_back(turn: Turn, record_id: str) -> None:
    """It was never published; its leader may write it anew."""
    if note := await turn.uow.records.get(DecisionNote, record_id):
        await turn.keep(replace(unread(note), state=State.CLOSED, published_at=None))


async def _said(visit: Visit, record_id: str, said: str) -> Reply:
    """One reader's tap below the note: kept apart from it until it is counted."""
    note = await visit.uow.records.get(DecisionNote, record_id)
    if note is None or note.setting_id != visit.setting.id or not takes_answers(note):
        raise NotPossibleError(record_id)
    answer = Clearness(
        id=stable_id(note.id, visit.person.id, "clear"),
        setting_id=note.setting_id,
        note_id=note.id,
        person_id=visit.person.id,
        said=said,
        wake_at=visit.now + MARKED_FOR,
    )
    await visit.turn.keep(answer)
    return Reply(say=(say("", visit.speak(f"decision.thanks{'_unclear' if said == 'no' else ''}")),))


async def clear(visit: Visit, record_id: str) -> Reply:
    return await _said(visit, record_id, "yes")


async def unclear(visit: Visit, record_id: str) -> Reply:
    return await _said(visit, record_id, "no")


async def not_for_me(visit: Visit, record_id: str) -> Reply:
    return await _said(visit, record_id, "not_for_me")


async def on_wake(turn: Turn, note: DecisionNote) -> None:
    match note.state:
        case State.PUBLISHED:
            await turn.keep(*ask_readers(note, turn.now))
        case State.ASKED:
            await _count(turn, note)
        case _:
            await turn.uow.records.remove(note)


async def _count(turn: Turn, note: DecisionNote) -> None:
    """Single answers are not needed any more once they are counted."""
    answers = await turn.uow.records.of_setting(Clearness, note.setting_id, since=note.published_at)
    own = [each for each in answers if each.note_id == note.id]
    await turn.keep(*tell_leader(note, [each.said for each in own], turn.deps.group_size))
    for each in own:
        await turn.uow.records.remove(each)


async def forgotten(turn: Turn, answer: Clearness) -> None:
    await turn.uow.records.remove(answer)


async def note_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """What the posts say."""
    note = await turn.uow.records.get(DecisionNote, record_id)
    if note is None or note.lines is None or note.published_at is None:
        return None
    name = await turn.name(note.leader_id, person.language)
    return {
        "name": name,
        "decided": note.lines.decided,
        "changes": note.lines.changes,
        "ask": note.lines.ask,
    }


async def result_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Counts, or only that there are too few of them."""
    note = await turn.uow.records.get(DecisionNote, record_id)
    if note is None or note.lines is None or note.state is not State.CLOSED:
        return None
    texts, k = turn.deps.texts, turn.deps.group_size
    counts = {said: note.counts.get(said, 0) for said in SAID}
    text = "decision.counts" if note.counts else "decision.too_few"
    return {"decided": note.lines.decided, "result": texts.get(person.language, text, k=k, **counts)}


async def week(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    """How many decisions were told in three lines."""
    notes = await turn.uow.records.of_setting(DecisionNote, turn.setting.id)
    unsaid = await waiting_about(turn.uow, turn.setting.id, NOTE)
    told_at = (each.published_at for each in notes if each.id not in unsaid)
    posted = sum(at is not None and start <= at < end for at in told_at)
    return [Line("decision.week", {"notes": posted})] if posted else []


FLOW = Flow(
    name="decision_notes",
    records=(DecisionNote, Clearness),
    audience={"decided": Audience.LEADERS},
    words={"decided": decided},
    presses={
        "decision_later": later,
        "decision_yes": clear,
        "decision_no": unclear,
        "decision_not_for_me": not_for_me,
    },
    dialogs={"decision_write": write},
    submissions={"decision_note": written},
    letters={NOTE: note_facts, CLEAR: note_facts, RESULT: result_facts},
    waited={NOTE: Waited(goes_out, stays_back)},
    wakes={DecisionNote: on_wake, Clearness: forgotten},
    over={DecisionNote: frozenset({State.CLOSED})},
    exports={DecisionNote: fields("decided_on", "lines", "published_at"), Clearness: fields("said")},
    week=week,
    shortcuts={"decided": write_pointed},
)
