"""``consult``: ask a colleague of another entity, get an answer, say what came of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Theirs, names
from bot.services.flow import Audience, Facts, Flow
from bot.services.flows.asked_now import at_home
from bot.services.flows.facts import usual_line
from bot.services.flows.filling import Values, one, word_faults
from bot.services.flows.whom_to_ask import suggested_now
from bot.services.parts import as_designed
from bot.services.reaching import not_here
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    Card,
    Form,
    Paragraph,
    PersonInput,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.flows.consultations import (
    ANSWERED,
    ASKED,
    NO_ANSWER,
    TOLD_BACK,
    WHAT_CAME,
    Consultation,
    State,
    Step,
    Suggestion,
    answer,
    ask,
    pass_on,
    tell_back,
    wake,
)
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.texts import Speaker

COLLEAGUE, ABOUT, QUESTION, ANSWER = "colleague", "about", "question", "answer"
LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_NAME = 500, 1500, 60


async def consult_words(visit: Visit, words: str = "") -> Reply:
    """``consult`` and a name: the dialog for that colleague. Where nobody is meant by it, say so."""
    wanted = words.lower().split()
    others = [e for e in (await visit.turn.colleagues()).values() if e.entity != visit.person.entity]
    meant = [each for each in others if wanted and set(wanted) <= set(each.name.lower().split())]
    if len(meant) == 1:
        return await consult_whom(visit, meant[0].id)
    offered = await consult(visit)
    if not wanted:
        return offered
    which = "several" if meant else "nobody"
    told = say("", visit.speak(f"consultation.{which}", words=words.strip()[:LONGEST_NAME]))
    return Reply(say=(told, *offered.say))


async def consult(visit: Visit, _: str = "") -> Reply:
    """Whom to ask: one known, one new, one of the pillar asked least; or anybody else."""
    colleagues = await visit.turn.colleagues()
    suggested = await suggested_now(visit, colleagues.values(), "consult")
    if not await as_designed(visit.turn, visit.person, "S5-1"):
        suggested = suggested[::-1]
    speak = visit.speak
    lines = [_line(visit, colleagues[each.person_id], each) for each in suggested]
    names = tuple(
        Action(token("consult_whom", each.person_id), colleagues[each.person_id].name) for each in suggested
    )
    other = Action(token("consult_whom", ""), speak("consultation.somebody_else"), Style.QUIET)
    body = (Paragraph(speak("consultation.whom")), *(Paragraph(line) for line in lines))
    return Reply(say=(Card(speak("consultation.title"), body, actions=(*names, other)),))


def _line(visit: Visit, colleague: Person, suggestion: Suggestion) -> str:
    why = visit.speak(f"consultation.because_{suggestion.reason}", pillar=colleague.pillar)
    return f"• {colleague.name} ({colleague.entity}): {why}"


async def consult_whom(visit: Visit, person_id: str) -> Reply:
    """The dialog with the question, for a colleague chosen already or to be chosen in it."""
    speak = visit.speak
    chosen = await visit.turn.colleague(person_id)
    whom = () if chosen else (PersonInput(COLLEAGUE, speak("consultation.field_colleague")),)
    title = speak("consultation.form_title")
    return Reply(
        form=Form(
            token=token("consult", chosen.id if chosen else ""),
            title=title,
            submit=speak("consultation.send"),
            inputs=(*whom, *_question_fields(speak)),
            intro=await _intro(visit, chosen),
        )
    )


async def _intro(visit: Visit, chosen: Person | None) -> str:
    """To whom it goes and, where they were never asked before, what usually happens then (S7-2)."""
    if chosen is None:
        return visit.speak("consultation.intro")
    usually = await usual_line(visit, chosen.entity)
    return "\n\n".join(filter(None, (visit.speak("consultation.to", name=chosen.name), usually)))


def _question_fields(speak: Speaker) -> tuple[TextInput, TextInput]:
    return (
        TextInput(ABOUT, speak("consultation.field_about"), limit=80),
        _lines(QUESTION, speak("consultation.field_question"), LONGEST_QUESTION),
    )


def _lines(name: str, label: str, limit: int) -> TextInput:
    return TextInput(name, label, limit=limit, multiline=True)


async def asked(visit: Visit, values: Values, person_id: str) -> Reply:
    """The question is on its way; sent twice it is one question."""
    colleague = await visit.turn.colleague(person_id or one(values, COLLEAGUE))
    faults = word_faults(values, visit.speak, *_question_fields(visit.speak))
    if colleague is None or colleague.entity == visit.person.entity:
        faults[COLLEAGUE] = visit.speak("consultation.other_entity")
    if colleague is None or faults:
        return Reply(faults=faults)
    consultation = Consultation(
        id=stable_id(visit.person.id, "consultation", visit.key),
        setting_id=visit.setting.id,
        asker_id=visit.person.id,
        asked_id=colleague.id,
        about=one(values, ABOUT),
        question=one(values, QUESTION),
        asked_at=visit.now,
    )
    if await visit.uow.records.get(Consultation, consultation.id) is None:
        if refused := await not_here(visit, colleague, consultation.about, consultation.question):
            return refused
        await visit.turn.keep(*ask(consultation))
    words = visit.speak("consultation.sent", name=colleague.name)
    return Reply(say=(say(visit.speak("consultation.sent_title"), words),))


async def open_answer(visit: Visit, record_id: str) -> Reply:
    """The dialog for the answer."""
    consultation = await _of_asked(visit, record_id)
    if consultation.state not in (State.ASKED, State.LAPSED):
        raise NotPossibleError(consultation.state)
    return Reply(
        form=Form(
            token=token("consultation_answer", record_id),
            title=visit.speak("consultation.answer_title"),
            submit=visit.speak("consultation.send"),
            inputs=(_answer_field(visit.speak),),
            intro=consultation.question,
        )
    )


def _answer_field(speak: Speaker) -> TextInput:
    return _lines(ANSWER, speak("consultation.field_answer"), LONGEST_ANSWER)


async def answered(visit: Visit, values: Values, record_id: str) -> Reply:
    consultation = await _of_asked(visit, record_id)
    if faults := word_faults(values, visit.speak, _answer_field(visit.speak)):
        return Reply(faults=faults)
    return await _step(visit, answer(consultation, one(values, ANSWER), visit.now), "answer_sent")


async def passed(visit: Visit, record_id: str) -> Reply:
    return await _step(visit, pass_on(await _of_asked(visit, record_id)), "passed")


async def used(visit: Visit, record_id: str) -> Reply:
    return await _step(visit, tell_back(await _of_asker(visit, record_id), used=True), "told")


async def not_used(visit: Visit, record_id: str) -> Reply:
    return await _step(visit, tell_back(await _of_asker(visit, record_id), used=False), "told")


async def later(visit: Visit, _: str) -> Reply:
    """Nothing changes: the question comes back by itself, once."""
    return _thanks(visit, "later")


async def _step(visit: Visit, step: Step, text: str) -> Reply:
    await visit.turn.keep(*step)
    return _thanks(visit, text)


def _thanks(visit: Visit, text: str) -> Reply:
    return Reply(say=(say("", visit.speak(f"consultation.{text}")),))


async def _of_asked(visit: Visit, record_id: str) -> Consultation:
    return await visit.record(Consultation, record_id, lambda found: found.asked_id)


async def _of_asker(visit: Visit, record_id: str) -> Consultation:
    return await visit.record(Consultation, record_id, lambda found: found.asker_id)


async def on_wake(turn: Turn, consultation: Consultation) -> None:
    await turn.keep(*wake(consultation, turn.now))


async def facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """What the letters say; None for a letter whose matter was settled before it went."""
    found = await turn.uow.records.get(Consultation, record_id)
    if found is None:
        return None
    other = found.asked_id if person.id == found.asker_id else found.asker_id
    outcome = found.state.value if found.state in (State.USED, State.NOT_USED) else State.NOT_USED.value
    return {
        "name": await turn.name(other, person.language),
        "about": found.about,
        "question": found.question,
        "answer": found.answer,
        "outcome": turn.deps.texts.get(person.language, f"consultation.outcome_{outcome}"),
    }


async def asked_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """A question that lapsed or was answered in another way is not put any more."""
    found = await turn.uow.records.get(Consultation, record_id)
    return await facts(turn, record_id, person) if found and found.state is State.ASKED else None


async def open_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """What came of it is asked only while it is not said."""
    found = await turn.uow.records.get(Consultation, record_id)
    return await facts(turn, record_id, person) if found and found.state is State.ANSWERED else None


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many questions were asked, and how many answers used."""
    made = await turn.uow.records.of_setting(Consultation, turn.setting.id, since=start)
    asked_now = [each for each in made if each.asked_at < end]
    if not asked_now:
        return []
    heard = sum(bool(each.answer) for each in asked_now)
    return [Line("consultation.week", {"asked": len(asked_now), "answered": heard})]


def export_of(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """The asker hears nothing of a pass; the other one's answer and its use count once they arrived."""
    d = document
    shown = {"about": d["about"], "question": d["question"], "answer": d["answer"]}
    if person_id == d["asker_id"]:
        unanswered = d["state"] in (State.ASKED, State.PASSED, State.LAPSED)
        state = "no_answer_yet" if unanswered else Theirs(d["state"], (ANSWERED, WHAT_CAME))
        answer = Theirs(d["answer"], (ANSWERED, WHAT_CAME))
        return {**shown, "state": state, "answer": answer, "asked": names(d["asked_id"])}
    settled = d["state"] in (State.USED, State.NOT_USED)
    return {
        "state": Theirs(d["state"], (TOLD_BACK,)) if settled else d["state"],
        "asked_by": Theirs(names(d["asker_id"])),
        "about": Theirs(d["about"]),
        "question": Theirs(d["question"]),
        "answer": d["answer"],
    }


FLOW = Flow(
    name="consultations",
    records=(Consultation,),
    words={"consult": consult_words},
    presses={
        "consult": consult,
        "consultation_pass": passed,
        "consultation_used": used,
        "consultation_not_used": not_used,
        "consultation_later": later,
        "consultation_wait": later,
    },
    dialogs={"consult_whom": consult_whom, "consultation_answer": open_answer},
    submissions={"consult": asked, "consultation_answer": answered},
    letters={
        ASKED: asked_facts,
        ANSWERED: open_facts,
        WHAT_CAME: open_facts,
        NO_ANSWER: facts,
        TOLD_BACK: facts,
    },
    wakes={Consultation: on_wake},
    over={Consultation: frozenset(State) - {State.ASKED}},
    awaits={Consultation: (State.ASKED, ASKED)},
    exports={Consultation: export_of},
    week=week,
    home={Audience.EVERYONE: at_home},
)
