"""A pact as its leaders see it, with what each of them can do now."""

from collections.abc import Sequence

from bot.services.flows.pacts import words
from bot.services.flows.pacts.having import is_leader, own_pacts, part_of
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Paragraph, Reply, Style, say, token
from nudges.flows.pacts.commitments import MOST_COMMITMENTS, Commitment
from nudges.flows.pacts.pact import DRAFTING, PUBLIC, Joining, Pact, State
from nudges.flows.pacts.part import Part
from nudges.working_time import local_date


async def pact(visit: Visit, _: str = "") -> Reply:
    """A leader's own pacts; what a pact is, where there is none; kind words for everybody else."""
    speak = visit.speak
    register = Action("pacts", speak("pact.see_running"))
    own = await own_pacts(visit)
    if not own and not is_leader(visit.turn, visit.person):
        kindly = speak("pact.for_leaders")
        return Reply(say=(say(speak("pact.title"), kindly, actions=(register,)),))
    if not own:
        begin = Action("pact_begin", speak("pact.begin"), Style.PRIMARY)
        return Reply(say=(say(speak("pact.title"), speak("pact.about"), actions=(begin, register)),))
    return Reply(say=tuple([await card(visit, each) for each in own]))


async def at_home(visit: Visit) -> Card | None:
    """The pact a leader keeps, or their newest; what one is, where they have none."""
    if not is_leader(visit.turn, visit.person):
        return None
    own = await own_pacts(visit)
    if own:
        return await card(visit, next((each for each in own if each.state in PUBLIC), own[-1]))
    return (await pact(visit)).say[0]


async def card(visit: Visit, pact: Pact) -> Card:
    """The pact as it is now."""
    if pact.state in DRAFTING:
        return await _draft(visit, pact)
    if pact.state in PUBLIC:
        return await _running(visit, pact)
    return await _reviewed(visit, pact)


async def shown(visit: Visit, pact: Pact) -> Reply:
    return Reply(say=(await card(visit, pact),))


async def _draft(visit: Visit, pact: Pact) -> Card:
    speak = visit.speak
    signed = await words.names(visit.turn, pact.signers, visit.person.language)
    body = [
        speak("pact.draft_about"),
        "" if pact.commitments else speak("pact.nothing_yet"),
        speak("pact.signed_by", names=signed) if signed else speak("pact.signed_by_nobody"),
        await _next_step(visit, pact),
    ]
    return Card(
        title=speak("pact.draft_title"),
        body=tuple(Paragraph(text) for text in body if text),
        groups=tuple(_editing(visit, pact, each) for each in pact.commitments),
        actions=(*_main_step(visit, pact), *_drafting(visit, pact)),
    )


async def _next_step(visit: Visit, pact: Pact) -> str:
    """What it still needs before it can be public."""
    signers = pact.signers
    if pact.state is not State.READY or visit.person.id not in signers:
        return ""
    if visit.person.id in pact.announcing:
        return visit.speak("nudge.S9-2.reply.announce")
    others = [each for each in signers if each != visit.person.id]
    return visit.speak("pact.ready", names=await words.names(visit.turn, others, visit.person.language))


def _editing(visit: Visit, pact: Pact, commitment: Commitment) -> ActionGroup:
    speak, code = visit.speak, commitment.code
    return ActionGroup(
        words.with_chance(speak, commitment),
        (
            Action(token("pact_edit", pact.id, code), speak("pact.edit")),
            Action(token("pact_remove", pact.id, code), speak("pact.remove")),
        ),
    )


def _main_step(visit: Visit, pact: Pact) -> tuple[Action, ...]:
    speak, me = visit.speak, visit.person.id
    if pact.commitments and me not in pact.signers:
        sign = token("pact_sign", pact.id, pact.text_hash[:16])
        return (Action(sign, speak("pact.sign"), Style.PRIMARY),)
    if pact.state is State.READY and me not in pact.announcing:
        label = speak("nudge.S9-2.choice.announce")
        return (Action(token("pact_announce", pact.id), label, Style.PRIMARY),)
    return ()


def _drafting(visit: Visit, pact: Pact) -> tuple[Action, ...]:
    speak = visit.speak
    add = Action(token("pact_edit", pact.id, ""), speak("pact.add"))
    return (
        Action(token("pact_invite", pact.id), speak("pact.invite")),
        *((add,) if len(pact.commitments) < MOST_COMMITMENTS else ()),
        Action(token("pact_leave", pact.id), speak("pact.withdraw"), Style.QUIET),
    )


async def _running(visit: Visit, pact: Pact) -> Card:
    speak, person = visit.speak, visit.person
    part = await part_of(visit.turn, pact, person.id)
    kept = pact.of(person.id)
    body = [
        speak(
            "pact.running_about",
            names=await words.names(visit.turn, [p for p in pact.leaders if p != person.id], person.language),
            review=words.review_date(visit.turn, pact, person),
        ),
        "" if part else words.listed(speak, kept),
        await _joining_in(visit, pact),
    ]
    groups = [_keeping(visit, part, each) for each in kept] if part else []
    return Card(
        title=speak("pact.running_title"),
        body=tuple(Paragraph(text) for text in body if text),
        groups=tuple(groups),
        actions=_running_actions(visit, pact, part),
    )


async def _joining_in(visit: Visit, pact: Pact) -> str:
    """How many said they will join in: a number, and only where it is a group."""
    here = await visit.uow.records.of_setting(Joining, pact.setting_id)
    count = sum(each.pact_id == pact.id for each in here)
    return visit.speak("pact.joined_in", count=count) if count >= visit.deps.group_size else ""


def _keeping(visit: Visit, part: Part, commitment: Commitment) -> ActionGroup:
    speak, code = visit.speak, commitment.code
    where = words.standing(speak, part, commitment, local_date(visit.person, visit.now))
    doing: Sequence[tuple[str, str]] = (
        ("pact_done", speak("nudge.S9-3.choice.done")),
        ("pact_plan", speak("nudge.S9-3.choice.plan")),
        ("pact_change", speak("pact.change")),
        ("pact_drop", speak("pact.drop")),
    )
    return ActionGroup(where, tuple(Action(token(name, part.id, code), label) for name, label in doing))


def _running_actions(visit: Visit, pact: Pact, part: Part | None) -> tuple[Action, ...]:
    speak = visit.speak
    review = Action(token("pact_review", pact.id), speak("pact.review"), Style.PRIMARY)
    hours = (Action(token("pact_hours", part.id), speak("pact.hours")),) if part else ()
    leave = Action(token("pact_leave", pact.id), speak("pact.leave"), Style.QUIET)
    return (*((review,) if pact.state is State.REVIEW_DUE else ()), *hours, leave)


async def _reviewed(visit: Visit, pact: Pact) -> Card:
    speak = visit.speak
    outcome = speak(f"pact.outcome.{pact.outcome}") if pact.outcome else speak("pact.outcome_open")
    names = ("renew", "renew_changed", "end")
    return Card(
        title=speak("pact.reviewed_title"),
        body=(Paragraph(words.listed(speak, pact.commitments)), Paragraph(outcome)),
        actions=tuple(Action(token(f"pact_{name}", pact.id), speak(f"pact.{name}")) for name in names),
    )
