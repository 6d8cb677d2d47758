"""Inside the fortnightly check-in: is anything stuck that nobody resolves? No details, no names."""

from bot.services.answering import check_in_now
from bot.services.flows.pauses.thinking import start_between_others
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.attention import Kind
from nudges.cards import Action, ActionGroup, Card, Reply, Style, say, token
from nudges.catalogue import Nudge
from nudges.chance import stable_id
from nudges.consent import Consent
from nudges.decisions import Prompt
from nudges.flows.pauses.disputes import Dispute, report
from nudges.flows.pauses.pause import BEHAVIOUR
from nudges.people import Person
from nudges.prompt_cards import NO_PART, CheckInPart
from nudges.triggers import InCheckIn
from nudges.working_time import local_date

NUDGE = "S17-3"
FESTERING = "festering"


async def in_check_in(turn: Turn, person: Person, prompt: Prompt) -> CheckInPart:
    """The question with its three answers, or the one that was given."""
    nudge, speak = turn.deps.catalogue.nudges[NUDGE], turn.speaker(person.language)
    if not asks(nudge, person, prompt):
        return NO_PART
    stored = await turn.uow.prompts.get(prompt.id)
    said = stored.answers.get(NUDGE) if stored else None
    if said is not None:
        answer = speak(f"nudge.{NUDGE}.choice.{said}")
        return CheckInPart(groups=(ActionGroup(speak("pauses.temperature_said", answer=answer), ()),))
    if not turn.setting.edition.is_on(NUDGE):
        return NO_PART
    actions = tuple(
        Action(token("pause_temperature", prompt.id, choice.id), speak(f"nudge.{NUDGE}.choice.{choice.id}"))
        for choice in nudge.choices
    )
    return CheckInPart(groups=(ActionGroup(speak(f"nudge.{NUDGE}.body"), actions),))


def asks(nudge: Nudge, person: Person, prompt: Prompt) -> bool:
    """Whether this check-in has the line: the same answer however often it is drawn."""
    day = local_date(person, prompt.due_at)
    lines = (trigger for trigger in nudge.triggers if isinstance(trigger, InCheckIn))
    return person.role_group in nudge.roles and any(line.asks_on(day) for line in lines)


async def said(visit: Visit, prompt_id: str, choice: str) -> Reply:
    """One tap; the first answer stays."""
    stored, nudge = await visit.prompt(prompt_id), visit.deps.catalogue.nudges[NUDGE]
    known = choice in {each.id for each in nudge.choices}
    if stored is None or stored.prompt.kind is not Kind.CHECK_IN or not known:
        return visit.stale()
    if not asks(nudge, visit.person, stored.prompt):
        return visit.stale()
    new = await visit.uow.prompts.answer(prompt_id, visit.person.id, NUDGE, choice, visit.now)
    shown = await check_in_now(visit, stored)
    if choice != FESTERING or not new:
        return Reply(replace=shown)
    dispute = await _report(visit, stored.prompt)
    return Reply(replace=shown, say=(_ways(visit, dispute.id),))


async def _report(visit: Visit, prompt: Prompt) -> Dispute:
    """Once a fortnight, however many say so."""
    day = local_date(visit.person, prompt.due_at)
    fortnight = str(day.toordinal() // 14)
    dispute_id = stable_id(visit.setting.id, Dispute.KIND, fortnight)
    known = await visit.uow.records.get(Dispute, dispute_id)
    dispute = known or Dispute(dispute_id, visit.setting.id, visit.setting.name, visit.now)
    colleagues = await visit.turn.colleagues()
    leaders = [each.id for each in colleagues.values() if is_senior(visit, each)]
    could = await _could_report(visit, colleagues)
    await visit.turn.keep(*report(dispute, visit.person.id, leaders, could, visit.now))
    return dispute


def is_senior(visit: Visit, person: Person) -> bool:
    """A senior leader for whom settling disputes matters most: R1 and R4 (paragraph 48)."""
    framework = visit.deps.catalogue.framework
    behaviours = {each.id for each in framework.behaviours_of(person.role_group)}
    return framework.role_groups[person.role_group].senior and BEHAVIOUR in behaviours


async def _could_report(visit: Visit, colleagues: dict[str, Person]) -> set[str]:
    """Everybody who is asked this question."""
    roles = visit.deps.catalogue.nudges[NUDGE].roles
    asked = [each.id for each in colleagues.values() if each.role_group in roles]
    consents = await visit.uow.looks.consents(asked)
    return {each for each in asked if consents.get(each) is Consent.OPTED_IN}


def _ways(visit: Visit, dispute_id: str) -> Card:
    """Steps 4 to 6 for who is no side of it."""
    speak = visit.speak
    think = Action(token("dispute_think", dispute_id), speak("pauses.ways_begin"), Style.PRIMARY)
    return say(speak("pauses.ways_title"), speak("pauses.ways"), actions=(think,))


async def think(visit: Visit, dispute_id: str) -> Reply:
    await _there(visit, dispute_id)
    return await start_between_others(visit, dispute_id)


async def moved(visit: Visit, _: str) -> Reply:
    return Reply(say=(say("", visit.speak("pauses.moved")),))


async def ways(visit: Visit, dispute_id: str) -> Reply:
    """It has not moved: the ways once more."""
    await _there(visit, dispute_id)
    return Reply(say=(_ways(visit, dispute_id),))


async def _there(visit: Visit, dispute_id: str) -> None:
    """Raises ``NotPossibleError`` where the report is gone, or of another setting."""
    await visit.record(
        Dispute, dispute_id, lambda found: visit.person.id if found.setting_id == visit.setting.id else ""
    )
