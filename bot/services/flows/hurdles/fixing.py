"""The fixer's word on an obstacle, and the word of those who met it."""

from dataclasses import replace

from bot.ports.acts import What
from bot.services.flow import Facts
from bot.services.flows.filling import Values, one
from bot.services.flows.hurdles.naming import absent
from bot.services.flows.typed import text_of
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, PersonInput, Reply, TextInput, say, token
from nudges.flows.hurdles.cases import OPEN, Case, State, Step, assign, decline, fix, on_it, take, wake
from nudges.flows.hurdles.cases import say as say_whether_gone
from nudges.people import Person
from nudges.records import NotPossibleError

WHOM, REASON = "whom", "reason"
LONGEST_REASON = 200


async def taken(visit: Visit, case_id: str) -> Reply:
    case = await _case(visit, case_id)
    return await _fixer_said(
        visit, take(case, visit.person.role_group, visit.now), What.HURDLE_TAKEN, "taken"
    )


async def fixed(visit: Visit, case_id: str) -> Reply:
    case = await _case(visit, case_id)
    return await _fixer_said(visit, fix(case, visit.person.role_group, visit.now), What.HURDLE_FIXED, "fixed")


async def still_on_it(visit: Visit, case_id: str) -> Reply:
    await visit.turn.keep(on_it(await _case(visit, case_id), visit.now))
    return _plain(visit, "on_it")


async def assign_form(visit: Visit, case_id: str) -> Reply:
    """Whom to pass it on to."""
    case, speak = await _open_case(visit, case_id), visit.speak
    field = PersonInput(WHOM, speak("hurdle.field_whom"))
    title, intro = speak("hurdle.assign_title"), speak("hurdle.assign_intro", kind=_kind(visit, case))
    return Reply(form=Form(token("hurdle_assign", case_id), title, speak("hurdle.send"), (field,), intro))


async def assigned(visit: Visit, values: Values, case_id: str) -> Reply:
    case = await _open_case(visit, case_id)
    colleague = await visit.turn.colleague(one(values, WHOM))
    if colleague is None or colleague.id == case.fixer_id:
        return Reply(faults={WHOM: visit.speak("hurdle.unknown")})
    if fault := await absent(visit, colleague):
        return Reply(faults={WHOM: fault})
    await visit.turn.keep(*assign(case, colleague.id, visit.person.role_group, visit.now))
    await visit.coordinated(What.HURDLE_PASSED_ON)
    return _plain(visit, "assigned", name=colleague.name)


async def why_not_form(visit: Visit, case_id: str) -> Reply:
    """One sentence, which those who met it read."""
    case, speak = await _open_case(visit, case_id), visit.speak
    field = TextInput(REASON, speak("hurdle.field_reason"), limit=LONGEST_REASON)
    title, intro = speak("hurdle.why_not_title"), speak("hurdle.why_not_intro", kind=_kind(visit, case))
    return Reply(form=Form(token("hurdle_why_not", case_id), title, speak("hurdle.send"), (field,), intro))


async def declined(visit: Visit, values: Values, case_id: str) -> Reply:
    case = await _open_case(visit, case_id)
    reason = text_of(values, REASON, LONGEST_REASON)
    if not reason:
        return Reply(faults={REASON: visit.speak("hurdle.fault_empty")})
    step = decline(case, reason, visit.person.role_group, visit.now)
    return await _fixer_said(visit, step, What.HURDLE_DECLINED, "declined")


async def is_gone(visit: Visit, case_id: str) -> Reply:
    return await _said(visit, case_id, gone=True)


async def is_still_there(visit: Visit, case_id: str) -> Reply:
    return await _said(visit, case_id, gone=False)


async def _said(visit: Visit, case_id: str, *, gone: bool) -> Reply:
    case = await visit.uow.records.get(Case, case_id)
    if case is None:
        raise NotPossibleError(case_id)
    await visit.turn.keep(*say_whether_gone(case, visit.person.id, gone=gone, at=visit.now))
    return _plain(visit, "said")


async def _fixer_said(visit: Visit, step: Step, what: What, text: str) -> Reply:
    await visit.turn.keep(*step)
    await visit.coordinated(what)
    return _plain(visit, text)


def _plain(visit: Visit, text: str, **values: object) -> Reply:
    return Reply(say=(say("", visit.speak(f"hurdle.{text}", **values)),))


async def _case(visit: Visit, case_id: str) -> Case:
    """A case of one's own; a coordinator steps in where the fixer is not there any more."""
    case = await visit.uow.records.get(Case, case_id)
    here = await visit.turn.colleagues()
    if case is not None and case.fixer_id not in here and visit.person.is_coordinator:
        case = replace(case, fixer_id=visit.person.id)
    if case is None or case.setting_id != visit.setting.id or case.fixer_id != visit.person.id:
        raise NotPossibleError(case_id)
    return case


async def _open_case(visit: Visit, case_id: str) -> Case:
    case = await _case(visit, case_id)
    if case.state not in OPEN:
        raise NotPossibleError(case.state)
    return case


def _kind(visit: Visit, case: Case) -> str:
    return visit.speak(f"hurdle.kind_{case.category}")


async def on_wake(turn: Turn, case: Case) -> None:
    await turn.keep(*wake(case, turn.now))


async def facts(turn: Turn, case_id: str, person: Person) -> Facts:
    """Never a name: the kind, and counts where they are for the fixer."""
    case = await turn.uow.records.get(Case, case_id)
    if case is None:
        return None
    return {
        "category": turn.deps.texts.get(person.language, f"hurdle.kind_{case.category}"),
        "people": str(case.met_by),
        "entities": str(case.entities),
        "reason": case.reason,
    }


async def waiting_facts(turn: Turn, case_id: str, person: Person) -> Facts:
    return await _facts_in(turn, case_id, person, State.WAITING, fixer=True)


async def taken_facts(turn: Turn, case_id: str, person: Person) -> Facts:
    return await _facts_in(turn, case_id, person, State.TAKEN, fixer=True)


async def told_taken_facts(turn: Turn, case_id: str, person: Person) -> Facts:
    return await _facts_in(turn, case_id, person, State.TAKEN, fixer=False)


async def declined_facts(turn: Turn, case_id: str, person: Person) -> Facts:
    return await _facts_in(turn, case_id, person, State.DECLINED, fixer=False)


async def asked_facts(turn: Turn, case_id: str, person: Person) -> Facts:
    return await _facts_in(turn, case_id, person, State.ASKED, fixer=False)


async def _facts_in(turn: Turn, case_id: str, person: Person, state: State, *, fixer: bool) -> Facts:
    """Sent only while it is so, and while the fixer is the same."""
    case = await turn.uow.records.get(Case, case_id)
    if case is None or case.state is not state or (fixer and case.fixer_id != person.id):
        return None
    return await facts(turn, case_id, person)
