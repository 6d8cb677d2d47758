"""What everybody may read: successes, chains, answers, facts, readings."""

from nudges.flows.decision_notes import DecisionNote
from nudges.flows.guidance.questions import Gap, Question
from nudges.flows.reflection.readings import Group
from nudges.flows.second_yes import WaitingPost
from nudges.flows.spotlights.chains import Chain
from nudges.flows.spotlights.spotlights import Spotlight
from tests.gallery.telling import Teller


async def successes(t: Teller) -> None:
    """One is approved, held back, approved again and reused; one is sent back, one is turned down."""
    for name in ("spotlight_send_back", "spotlight_reject", "spotlight_approve"):
        given = {"colleague_1": await t.id("gil"), "colleague_2": "", "introduces": "yes", "size": "small"}
        await t.fill("fox", await t.press("fox", "spotlight_write"), **given)
        spotlight = await t.own("fox", Spotlight)
        for each in spotlight.contributors:
            await t.press(await t.who(each.person_id), "spotlight_agree_named", spotlight)
        await t.days(1)
        decided = await t.press("dee", name, spotlight)
        if decided.form is not None:
            await t.fill("dee", decided)
    held = await t.own("fox", Spotlight)
    for name in ("spotlight_hold", "spotlight_approve"):
        await t.press("dee", name, held)
    await t.press("ana", "spotlight_reuse", held)


async def a_chain(t: Teller) -> None:
    """Five links and their owners, some of whom confirm only when it stands in the channel."""
    await t.fill("fox", await t.says("fox", "chain"))
    await t.says("fox", "chain")
    named = {"used": await t.id("gil"), "decision": await t.id("ida"), "effect": await t.id("ida")}
    await t.fill("fox", await t.tap("fox", "chain_owners"), input="", shared="", **named)
    chain = await t.latest(Chain)
    await t.press("ida", "chain_confirm", chain)
    await t.days(20)
    await t.fill("gil", await t.press("gil", "chain_post_confirm", chain))
    await t.fill("ida", await t.press("ida", "chain_post_correct", chain))


async def questions_that_come_back(t: Teller) -> None:
    """Three people ask the same: its keeper passes it on, and the next one says that it is not theirs.

    The card that answers it helps one who asked, and another not.
    """
    for n, words in enumerate(("customs clearance broker fees", "warehouse pallets inventory audit")):
        for who in ("fox", "hal", "ida", "kit", "crowd1"):
            await t.press(who, "question_keep", words)
        gap = await t.latest(Gap)
        owner = await t.who(gap.owner_id or "")
        if n:
            await t.press(owner, "question_not_ours", gap)
        else:
            await t.fill(owner, await t.press(owner, "question_give", gap), colleague="eva@example.org")
            await t.fill("eva", await t.press("eva", "question_write", gap))
            await t.press("hal", "card_question_helped", await t.own("hal", Question))
            await t.press("fox", "card_question_not_helped", await t.own("fox", Question))


async def facts(t: Teller) -> None:
    await t.press("fox", "fact_experience", "nobody_answers")
    await t.tap("fox", "fact_yes")
    await t.press("gil", "fact_experience", "nobody_answers")
    await t.tap("gil", "fact_no")


async def readings(t: Teller) -> None:
    """One objective in a small group: one writes how they read it, one passes."""
    for who in ("fox", "gil", "ida"):
        await t.press(who, "reflect_join")
    await t.fill("cho", await t.says("cho", "objective"))
    await t.days(4)
    group = await t.latest(Group)
    writer, passer, *_ = [await t.who(each) for each in group.members]
    await t.fill(writer, await t.press(writer, "reading_write", group))
    await t.press(passer, "reading_pass", group)


async def a_decision_noted(t: Teller) -> None:
    """Readers say whether it is clear, each in another way."""
    await t.fill("ana", await t.press("ana", "decision_write", ""), clearness="ask")
    note = await t.latest(DecisionNote)
    await t.days(4)
    for who, name in (("fox", "decision_yes"), ("gil", "decision_no"), ("hal", "decision_not_for_me")):
        await t.press(who, name, note)


async def posts_that_wait(t: Teller) -> None:
    """One is let through, held back and sent back, another is taken back by its author."""
    setting, author = await t.walk.scene.setting(), await t.id("ana")
    first, second = (
        WaitingPost(
            f"waiting-{n}", setting.id, author, f"o{n}", "S13-2", t.walk.scene.clock.now(), words="One plan"
        )
        for n in range(2)
    )
    for each in (first, second):
        await t.keep(each)
    for name in ("post_approve", "post_hold"):
        await t.press("dee", name, first)
    await t.fill("cho", await t.press("cho", "post_send_back", first))
    await t.says("ana", "posts")
    await t.press("ana", "post_take_back", second)


STORIES = (
    successes,
    a_chain,
    questions_that_come_back,
    facts,
    readings,
    a_decision_noted,
    posts_that_wait,
)
