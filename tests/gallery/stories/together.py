"""What two colleagues of different pillars do: meet, hand over, agree on steps, write to each other."""

from nudges.flows.collaboration import CollaborationPoint
from nudges.flows.handovers import Handover
from nudges.flows.introductions.doors import Door
from nudges.flows.introductions.held_rounds import HeldRound
from nudges.flows.introductions.meetings import Introduction
from nudges.flows.relays.offers import offer
from nudges.flows.relays.threads import Relay
from nudges.flows.tasks import Task
from tests.gallery.cast import address
from tests.gallery.telling import Teller

PAIRED = ("fox", "gil", "jon", "kit")


async def a_round(t: Teller) -> None:
    """A round of introductions: one pair plans and meets, another does not."""
    for who in PAIRED:
        joined = await t.press(who, "introduction_join")
        if joined.form is not None:
            await t.fill(who, joined)
    await t.days(15)
    here = {(await t.id(who)): who for who in PAIRED}
    first, second, *_ = await t.all(Introduction)
    for each in (first, second):
        one, other = (here[member] for member in each.members[:2])
        if each is first:
            await t.press(one, "introduction_calendar", each)
            await t.press(one, "introduction_planned", each)
            await t.press(other, "introduction_met", each)
        else:
            await t.press(one, "introduction_declined", each)
    round_id = (await t.latest(HeldRound)).id
    await t.fill("fox", await t.press("fox", "introduction_swap_deadline", round_id))
    await t.fill("ana", await t.press("ana", "introduction_door", await t.own("ana", Door)))


async def whom_one_would_not_meet(t: Teller) -> None:
    await t.fill("kit", await t.press("kit", "introduction_never_add"))
    await t.press("kit", "introduction_never")
    await t.tap("kit", "introduction_allow")


async def handovers(t: Teller) -> None:
    """Four people leave names, and those who come after them say how many they met."""
    for n, who in enumerate(("fox", "gil", "hal", "ida")):
        after = ("crowd0", "crowd1", "crowd2", "crowd3")[n]
        await t.fill(who, await t.press(who, "handover_names"), successor=address(after))
        await t.days(15)
        await t.press(after, f"handover_met_{n}", await t.latest(Handover))


async def plans_for_a_step(t: Teller) -> None:
    """One is kept, one is let go; what the step of the other side led to is told."""
    for name in ("point_kept", "point_let_go"):
        await t.fill("fox", await t.says("fox", "point"), colleague=await t.id("gil"))
        point = await t.own("fox", CollaborationPoint)
        await t.fill("fox", await t.press("fox", "point_plan", point), time="16:30")
        await t.days(8)
        await t.press("fox", name, point)
    point = await t.own("fox", CollaborationPoint)
    await t.press("gil", "point_agree", point)
    await t.fill("fox", await t.press("fox", "step_add", point), by="theirs")
    task = await t.latest(Task)
    await t.press("gil", "task_accept", task)
    await t.days(18)
    await t.press("fox", "task_wait", task)
    await t.press("fox", "task_chased", task)
    await t.press("gil", "task_done", task)
    await t.fill("fox", await t.press("fox", "task_used", task))


async def threads(t: Teller) -> None:
    """A thread between two people, asked for by name, offered by us, or not needed."""
    scene = t.walk.scene
    await t.fill("kit", await t.press("kit", "relay_new"), colleague=await t.id("jon"))
    for name, one, other in (("relay_offered", "fox", "ida"), ("relay_not_needed", "fox", "hal")):
        pair = [await scene.person(address(who)) for who in (one, other)]
        made, _ = offer(pair[0], pair[1], scene.clock.now())
        await t.keep(made)
        await t.press(one, name, made)
    await t.press("crowd0", "relay_ask", await t.id("ida"))
    thread = await t.own("crowd0", Relay)
    await t.press("ida", "relay_open", thread)
    await t.days(15)
    await t.press("ida", "relay_keep", thread)


STORIES = (a_round, whom_one_would_not_meet, handovers, plans_for_a_step, threads)
