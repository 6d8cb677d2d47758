"""The owner sees the figures of a forum and decides; what that frees is computed."""

from bot.ports.acts import What
from bot.services.flow import Facts
from bot.services.flows.filling import Values
from bot.services.flows.forums.proposing import merge
from bot.services.flows.forums.shown import (
    advice,
    figures_of,
    hours,
    known,
    plain,
    running,
    sentence,
    sessions_of,
)
from bot.services.flows.typed import number_of, text_of
from bot.services.second_yes import told
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Input, Option, Reply, TextInput, token
from nudges.flows.forums.audits import ask_owner, audit_due, decide, freed, looked_at, suggestion
from nudges.flows.forums.register import Decision, Forum, State, Verdict
from nudges.people import Person
from nudges.records import NotPossibleError

ASKING = "S1-2"
VERDICT, MINUTES, OTHER, LINE, ANNOUNCE = "verdict", "minutes", "other", "line", "announce"
YES, NO = "yes", "no"
MOST_OTHERS = 10


async def look_at(turn: Turn, forum: Forum) -> bool:
    """Show the owner the figures where it is time. Returns whether it was."""
    if not audit_due(forum, await sessions_of(turn, forum), turn.now):
        return False
    owner = await turn.uow.people.get(forum.owner_id)
    if owner is None:
        return False
    forum = looked_at(forum, turn.now)
    speak = turn.deps.texts.speaker(owner.language)
    facts = {"forum": forum.name, "figures": await sentence(turn, await figures_of(turn, forum), speak)}
    by_nudge = owner.role_group in turn.deps.catalogue.nudges[ASKING].roles
    await turn.keep(*ask_owner(forum, facts, turn.now, by_nudge=by_nudge))
    return True


async def audit_facts(turn: Turn, forum_id: str, person: Person) -> Facts:
    forum = await turn.uow.records.get(Forum, forum_id)
    if forum is None or forum.state is not State.RUNNING or forum.owner_id != person.id:
        return None
    speak = turn.deps.texts.speaker(person.language)
    found = await sentence(turn, await figures_of(turn, forum), speak)
    return {"forum": forum.name, "figures": found, "reason": forum.reason}


async def decide_form(visit: Visit, forum_id: str) -> Reply:
    """The dialog: what the figures say, and five ways to go on."""
    forum = await _own(visit, forum_id)
    speak = visit.speak
    found = await figures_of(visit.turn, forum)
    fits = suggestion(found)
    others = [each for each in await running(visit.turn) if each.id != forum.id]
    others.sort(key=lambda each: (each.id != found.nearest_id, each.name))
    ways = [each for each in Verdict if others or each is not Verdict.MERGE]
    initial = (fits,) if fits in ways else ()
    verdicts = tuple(Option(each, speak(f"forum.verdict_{each}")) for each in ways)
    merging = _merging(visit, others[:MOST_OTHERS])
    yes_no = tuple(Option(each, speak(f"forum.{each}")) for each in (NO, YES))
    inputs: tuple[Input, ...] = (
        ChoiceInput(VERDICT, speak("forum.field_verdict"), verdicts, initial),
        TextInput(MINUTES, speak("forum.field_shorter"), limit=3, required=False),
        *merging,
        TextInput(LINE, speak("forum.field_line"), limit=200, required=False),
        ChoiceInput(ANNOUNCE, speak("forum.field_announce"), yes_no, (NO,)),
    )
    intro = " ".join(filter(None, (await sentence(visit.turn, found, speak), advice(found, speak))))
    return Reply(form=Form(token("forum_decide", forum.id), forum.name, speak("forum.save"), inputs, intro))


def _merging(visit: Visit, others: list[Forum]) -> tuple[ChoiceInput, ...]:
    """Which other forum it would go into, where there is any."""
    options = tuple(Option(each.id, each.name) for each in others)
    return (ChoiceInput(OTHER, visit.speak("forum.field_other"), options, required=False),) if options else ()


async def decided(visit: Visit, values: Values, forum_id: str) -> Reply:
    """The decision, checked: a shorter time is shorter, a merger names the other forum."""
    forum = await _own(visit, forum_id)
    said = text_of(values, VERDICT)
    if said not in set(Verdict):
        return Reply(faults={VERDICT: visit.speak("forum.fault_empty")})
    verdict, minutes = Verdict(said), number_of(values, MINUTES, forum.minutes - 1) or 0
    if verdict is Verdict.SHORTEN and not minutes:
        return Reply(faults={MINUTES: visit.speak("forum.fault_shorter", minutes=forum.minutes)})
    other = next((e for e in await running(visit.turn) if e.id == text_of(values, OTHER) != forum.id), None)
    if verdict is Verdict.MERGE and other is None:
        return Reply(faults={OTHER: visit.speak("forum.fault_other")})
    announce = text_of(values, ANNOUNCE) == YES
    line = text_of(values, LINE, 200)
    if verdict is Verdict.MERGE and other is not None:
        decision = await _decision(visit, forum, verdict, line=line, other=other)
        return await merge(visit, forum, other, decision, announce=announce)
    return await _decide(visit, forum, verdict, minutes, line, announce=announce)


async def keep(visit: Visit, forum_id: str) -> Reply:
    return await _decide(visit, await _own(visit, forum_id), Verdict.KEEP)


async def stop(visit: Visit, forum_id: str) -> Reply:
    return await _decide(visit, await _own(visit, forum_id), Verdict.STOP)


async def later(visit: Visit, _: str) -> Reply:
    """Nothing changes; the next look comes by itself."""
    return plain(visit.speak, "later")


async def _decide(
    visit: Visit, forum: Forum, verdict: Verdict, minutes: int = 0, line: str = "", *, announce: bool = False
) -> Reply:
    decision = await _decision(visit, forum, verdict, minutes=minutes, line=line)
    waiting = await visit.turn.keep(*decide(forum, decision, minutes, announce=announce))
    await visit.coordinated(What.FORUM, name=forum.name)
    done = plain(visit.speak, f"decided_{verdict}", name=forum.name, hours=hours(decision.freed))
    return await told(visit, waiting, done, also=True)


async def _decision(
    visit: Visit,
    forum: Forum,
    verdict: Verdict,
    *,
    minutes: int = 0,
    line: str = "",
    other: Forum | None = None,
) -> Decision:
    found = await figures_of(visit.turn, forum)
    saved = freed(forum, verdict, found, minutes, other)
    return Decision(verdict, visit.now, forum.minutes, saved, other.id if other else "", line)


async def decided_facts(turn: Turn, forum_id: str, person: Person) -> Facts:
    """What members are told: the decision, the owner's line, the hours it frees."""
    forum = await turn.uow.records.get(Forum, forum_id)
    if forum is None or forum.decision is None or forum.decision.settled:
        return None
    speak = turn.deps.texts.speaker(person.language)
    decision = forum.decision
    other = await turn.uow.records.get(Forum, decision.other_id)
    values = {"minutes": forum.minutes, "other": other.name if other else ""}
    frees = speak("forum.frees", hours=hours(decision.freed)) if decision.freed > 0 else ""
    return {
        "name": await turn.name(forum.owner_id, person.language),
        "forum": forum.name,
        "decision": speak(f"forum.told_{decision.verdict}", **values),
        "more": " ".join(filter(None, (decision.line, frees))),
    }


async def _own(visit: Visit, forum_id: str) -> Forum:
    """A running forum of the person; a decided one shows that a decision is not made twice."""
    forum = await known(visit.turn, forum_id)
    if forum.owner_id != visit.person.id or forum.state is not State.RUNNING:
        raise NotPossibleError(forum.state)
    return forum
