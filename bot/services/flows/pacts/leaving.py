"""Leaving a pact: in silence before it is announced, openly and without a reason after."""

from bot.services.flows.pacts.having import own_pact, part_of
from bot.services.flows.pacts.reviewing import conclude_if_all_said
from bot.services.visits import Visit
from nudges.cards import Action, Reply, Style, say, token
from nudges.chance import stable_id
from nudges.channels import Purpose
from nudges.effects import Publish
from nudges.flows.pacts.letters import LEFT
from nudges.flows.pacts.pact import DRAFTING, Notice, Pact
from nudges.flows.pacts.steps import leave, leave_draft


async def ask_leave(visit: Visit, pact_id: str) -> Reply:
    """Before it is done: what it means, which differs before and after the announcement."""
    pact = await own_pact(visit, pact_id)
    speak, when = visit.speak, "draft" if pact.state in DRAFTING else "public"
    actions = (
        Action(token("pact_look", pact_id), speak("pact.leave_no"), Style.PRIMARY),
        Action(token("pact_leave_now", pact_id, when), speak(f"pact.leave_{when}_yes")),
    )
    return Reply(say=(say("", speak(f"pact.leave_{when}"), actions=actions),))


async def left(visit: Visit, pact_id: str, when: str) -> Reply:
    """Gone, in the way that was agreed to: a draft may have become public since the question."""
    pact = await own_pact(visit, pact_id)
    if (pact.state in DRAFTING) != (when == "draft"):
        return await ask_leave(visit, pact_id)
    if pact.state in DRAFTING:
        await _leave_draft(visit, pact)
        return Reply(replace=say("", visit.speak("pact.left_draft")))
    await _leave_public(visit, pact)
    return Reply(replace=say("", visit.speak("pact.left_public")))


async def _leave_draft(visit: Visit, pact: Pact) -> None:
    me, rest = visit.person.id, leave_draft(pact, visit.person.id)
    part = await part_of(visit.turn, pact, me)
    if part is not None:
        await visit.uow.records.remove(part)
    if rest is None:
        await visit.turn.discard(pact, pact.leaders)
        return
    await visit.turn.keep(rest)
    await visit.turn.unwrite(pact.id, (me,))


async def declined(visit: Visit, pact_id: str) -> Reply:
    """Not now: nobody is told, and nothing of it stays."""
    pact = await own_pact(visit, pact_id)
    await _leave_draft(visit, pact)
    return Reply(say=(say("", visit.speak("pact.declined")),))


async def _leave_public(visit: Visit, pact: Pact) -> None:
    me = visit.person.id
    after, effects = leave(pact, me)
    if after is not None:
        await visit.turn.keep(after, effects)
        await conclude_if_all_said(visit.turn, after)
    part = await part_of(visit.turn, pact, me)
    if part is not None:
        await visit.uow.records.remove(part)
    notice = Notice(stable_id(pact.id, me, "left"), pact.setting_id, pact.id, me)
    await visit.turn.keep(notice, [Publish(LEFT, Purpose.ANNOUNCEMENTS)])
