"""What is stuck: thinking alone, telling the other side, the ladder, leaders who bring people together."""

from collections.abc import Mapping, Sequence

from nudges.cards import Reply
from nudges.chance import stable_id
from nudges.flows.pauses.disputes import Convening, Dispute
from nudges.flows.pauses.pause import Pause
from nudges.flows.pauses.told import Told
from tests.gallery.telling import Teller

GIVEN: Mapping[str, Mapping[str, str | Sequence[str]]] = {
    "1": {"chosen": ["not_received", "unknown"]},
    "2": {"chosen": ["deadline"]},
    "5": {"send": "no"},
    "6": {"chosen": ["new_date", "swap"]},
    "7": {"doer": "me", "share": "keep", "remind": "yes"},
}


async def a_pause(t: Teller) -> None:
    """Thought through to the end, followed up, climbed further, and begun anew."""
    await _agreed(t, "fox", share="share")
    pause = await t.own("fox", Pause)
    await t.press("fox", "pause_reached", pause)
    await t.says("fox", "stopandthink")
    await t.press("fox", "pause_read", pause)
    opened = await t.press("fox", "pause_ladder", pause)
    while opened.form is not None and opened.form.inputs:
        opened = await t.fill("fox", opened, how="tried", serious=())
    await t.days(20)
    await t.press("fox", "pause_moving", pause)
    await t.press("fox", "pause_settled", pause)
    await _step(t, "fox", await t.press("fox", "pause_anew", pause), GIVEN["1"])
    await t.press("fox", "pause_go", await t.own("fox", Pause))
    await t.press("fox", "pause_drop", pause)


async def _agreed(t: Teller, who: str, **changed: str) -> None:
    reply = await t.press(who, "pause_start")
    while reply.form is not None:
        step = reply.form.token.rpartition(":")[2]
        reply = await _step(t, who, reply, {**GIVEN.get(step, {}), **changed})


async def _step(t: Teller, who: str, reply: Reply, given: Mapping[str, str | Sequence[str]]) -> Reply:
    return await t.fill(who, reply, serious=(), **given)


async def what_was_told(t: Teller) -> None:
    """The other side says what of it works for them."""
    for n, (who, answer) in enumerate((("gil", "pause_works"), ("kit", "pause_talk"))):
        await _agreed(t, who, send="bot", colleague=await t.id("fox"))
        assert len(await t.all(Told)) == n + 1
        await t.press("fox", answer, await t.latest(Told))


async def a_dispute(t: Teller) -> None:
    """Somebody sees that others are stuck; leaders bring them together."""
    scene = t.walk.scene
    now = scene.clock.now()
    setting = await scene.setting()
    for who, outcome in (("ana", "convening_settled"), ("hal", "convening_stuck")):
        dispute = Dispute(stable_id("dispute", who), setting.id, setting.name, now)
        await t.keep(dispute)
        await t.press("cho", "dispute_ways", dispute)
        await t.tap("cho", "dispute_think")
        await t.press("cho", "dispute_moved", dispute)
        await t.fill(who, await t.press(who, "convening_draft", dispute), one_side=await t.id("fox"))
        await t.days(8)
        convening = await t.own(who, Convening)
        await t.press(who, "convening_moving", convening)
        await t.press(who, outcome, convening)
    await t.press("hal", "convening_offered", await t.latest(Dispute))


STORIES = (a_pause, what_was_told, a_dispute)
