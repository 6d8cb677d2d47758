"""What senior leaders come to in a quarter: a pact from draft to renewal, questions, messages, rehearsals."""

from nudges.flows.leaders.rehearsals import Rehearsal
from nudges.flows.pacts.pact import Pact
from nudges.flows.pacts.part import Part
from nudges.flows.questions.leader_messages import LeaderMessage
from nudges.flows.questions.threads import Thread
from tests.gallery.telling import Teller

LEADERS = ("ana", "ben")
TERMS = {"times": "2", "period": "month"}


async def a_pact(t: Teller) -> None:
    """Two leaders promise in public, keep some of it, drop one thing, look back and renew."""
    await _announced(t, "C1", "C4")
    part = await t.own("ana", Part)
    await t.days(14)
    await t.press("ana", "pact_done", part)
    await t.tap("ana", "pact_done")
    await t.press("ana", "pact_not_this_time", part)
    await t.fill("ana", await t.press("ana", "pact_plan", part, "C1"))
    await t.fill("ana", await t.press("ana", "pact_hours", part))
    await t.press("fox", "pact_join", await t.latest(Pact))
    await t.press("ana", "pact_drop", part, "C4")
    await t.tap("ana", "pact_drop_now")
    await _looked_back(t)
    await t.press("ana", "pact_renew", await t.own("ana", Pact))


async def pacts_that_end(t: Teller) -> None:
    """One is turned down, one becomes smaller and then another, one is not renewed as it is."""
    await t.forget(Pact, Part)
    pact = await _drafted(t, "C1")
    await t.fill("ana", await t.press("ana", "pact_invite", pact), leader=await t.id("eva"))
    await t.press("eva", "pact_decline", pact)
    await t.forget(Pact, Part)
    await _announced(t, "C1")
    part = await t.own("ana", Part)
    await t.fill("ana", await t.press("ana", "pact_change", part, "C1"))
    await t.forget(Pact, Part)
    await _announced(t, "C1")
    await t.fill("ana", await t.press("ana", "pact_shrink", await t.own("ana", Part), "C1"))
    await t.forget(Pact, Part)
    for name in ("pact_renew_changed", "pact_end"):
        await _announced(t, "C1")
        await _looked_back(t)
        await t.press("ana", name, await t.own("ana", Pact))
        await t.forget(Pact, Part)


async def _drafted(t: Teller, *promises: str) -> Pact:
    first, *more = promises
    await t.fill("ana", await t.press("ana", "pact_begin"), what=first, **TERMS)
    pact = await t.own("ana", Pact)
    for each in more:
        await t.fill("ana", await t.press("ana", "pact_edit", pact, ""), what=each, **TERMS)
    return pact


async def _announced(t: Teller, *promises: str) -> None:
    pact = await _drafted(t, *promises)
    await t.fill("ana", await t.press("ana", "pact_invite", pact), leader=await t.id("ben"))
    await t.press("ben", "pact_look", pact)
    for who in LEADERS:
        await t.says(who, "pact")
        await t.fill(who, await t.tap(who, "pact_sign"), hour="9", day="1")
    for who in LEADERS:
        await t.press(who, "pact_announce", pact)


async def _looked_back(t: Teller) -> None:
    await t.days(92)
    pact = await t.own("ana", Pact)
    for who in LEADERS:
        opened = await t.press(who, "pact_review", pact)
        await t.fill(who, opened, verdict="kept", publishing="with_sentence")
    await t.days(2)


async def questions(t: Teller) -> None:
    """A leader takes questions without names; one is answered, and the rest is published as open."""
    asked = {"about": "the joint plan", "duration": "1d", "minimum": "3"}
    await t.fill("ana", await t.press("ana", "questions_open"), **asked)
    thread = await t.latest(Thread)
    for who in ("fox", "gil", "hal", "ida"):
        await t.fill(who, await t.press(who, "question_ask", thread))
    await t.days(2)
    topic = (await t.latest(Thread)).topics[0].id
    await t.fill("ana", await t.press("ana", "questions_answer", thread, topic), verdict="yes")
    await t.press("ana", "questions_publish", thread)
    await t.tap("ana", "questions_publish_now")


async def a_message_moved(t: Teller) -> None:
    await t.fill("ana", await t.says("ana", "message"))
    message = await t.latest(LeaderMessage)
    await t.fill("ana", await t.press("ana", "message_move", message))
    await t.press("ana", "message_said", message)


async def a_rehearsal(t: Teller) -> None:
    await t.fill("ana", await t.says("ana", "rehearse"))
    await t.press("ana", "rehearse_ready", await t.latest(Rehearsal))


STORIES = (a_pact, pacts_that_end, questions, a_message_moved, a_rehearsal)
