"""Four lines from writing to the channel, colleagues thanked by leaders, chains; and what stays untold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.services.flows.spotlights import week
from bot.services.turn import Turn
from nudges.attention import Kind
from nudges.cards import Card, Reply, token
from nudges.decisions import Prompt
from nudges.events import EventKind
from nudges.flows.spotlights.spotlights import Spotlight, State
from tests.integration.post import Letter, titles_of, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi, row

CHANNEL = ""
"""Posts go to nobody in particular."""
DEE, LEA = "dee@example.org", "lea@example.org"
RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}
RIGHTS = {"entity": "Rights Office", "pillar": "Human Rights"}
FOUR_LINES = {
    "problem": "Trucks waited at two gates",
    "done": "One pass for both gates",
    "changed": "40 trucks a week wait two hours less",
    "source": "gate log, February",
    "size": "small",
    "introduces": "yes",
}


def everybody() -> list[dict[str, str]]:
    """Ada writes, Bo and Cleo joined, Dee coordinates and reads, Lea leads."""
    return [
        row(ADA, role_group="R2"),
        row(BO, **RELIEF),
        row(CLEO, **RIGHTS),
        row(DEE, **RIGHTS, is_coordinator="yes"),
        row(LEA, role_group="R1", **RELIEF),
    ]


async def an_office(scene: Scene) -> None:
    await scene.taking_part(*everybody())
    scene.clock.move_to(nairobi(2, 10))


async def ids(scene: Scene, **emails: str) -> dict[str, str]:
    return {field: (await scene.person(email)).id for field, email in emails.items()}


async def write(scene: Scene, who: str = ADA, **changes: str) -> Reply:
    form = (await scene.press(who, "spotlight_write")).form
    assert form is not None
    named = await ids(scene, colleague_1=BO, colleague_2=CLEO)
    return await scene.submit(who, form.token, **(FOUR_LINES | named | changes))


def letter(scene: Scene, who: str, title: str) -> Letter:
    return next(each for each in reversed(scene.post.to(who)) if title in each.card.title)


async def answer(scene: Scene, who: str, title: str, last: str) -> Reply:
    return await scene.press(who, letter(scene, who, title).token("letter", last=last))


async def written_and_agreed(scene: Scene) -> None:
    await an_office(scene)
    await write(scene)
    await scene.run_until(nairobi(3, 17))
    await answer(scene, BO, "May this be told?", "named")
    await answer(scene, CLEO, "May this be told?", "entity")
    await scene.run_until(nairobi(4, 10))


SPOTLIGHT, THANKS, CHAIN = titles_of("S11-2"), ("A word of thanks",), titles_of("S12-2")
"""Titles of the posts; other flows post in the same channel, which has one place a week."""


def posts(scene: Scene, titles: Sequence[str]) -> list[Card]:
    return [each.card for each in scene.post.to(CHANNEL) if any(title in each.card.title for title in titles)]


async def posted(scene: Scene, titles: Sequence[str]) -> Card:
    """Let time pass until it stands in the channel."""
    for _ in range(70):
        if found := posts(scene, titles):
            return found[0]
        await scene.run_until(scene.clock.now() + timedelta(days=1))
    raise AssertionError(f"{titles!r} was never posted")


class TestSpotlights:
    async def test_four_lines_are_posted_once_everybody_agreed(self, scene: Scene) -> None:
        await written_and_agreed(scene)
        asked = words_of(letter(scene, DEE, "waits for your decision").card)
        assert "40 trucks a week wait two hours less (Source: gate log, February)" in asked
        await answer(scene, DEE, "waits for your decision", "approve")
        words = words_of(await posted(scene, SPOTLIGHT))
        assert "Ada (Seed Fund), Bo (Relief Office), Rights Office" in words
        assert "A small success." in words
        assert "Cleo" not in words
        await scene.run_until(scene.clock.now() + timedelta(weeks=5))
        assert len(posts(scene, SPOTLIGHT)) == 1

    async def test_a_number_without_a_source_is_shown_at_its_field(self, scene: Scene) -> None:
        await an_office(scene)
        reply = await write(scene, source="")
        assert set(reply.faults) == {"source"}
        assert (await write(scene, changed="Trucks wait less", source="")).faults == {}

    async def test_who_takes_no_part_cannot_be_named_and_the_field_says_so(self, scene: Scene) -> None:
        await an_office(scene)
        await scene.type(CLEO, "stop")
        faults = (await write(scene)).faults
        assert faults.keys() == {"colleague_2"}
        assert "Cleo does not use Crosspillar here and cannot be asked" in faults["colleague_2"]
        again = await ids(scene, colleague_2=DEE)
        assert "asked once" in words_of((await write(scene, **again)).say[0])

    async def test_a_forged_form_is_told_what_is_missing(self, scene: Scene) -> None:
        await an_office(scene)
        reply = await scene.submit(ADA, "spotlight_write:", colleague_1="nobody")
        assert set(reply.faults) == {"problem", "done", "changed", "colleague_1", "size", "introduces"}
        assert set((await write(scene, colleague_1="x", colleague_2="", size="vast")).faults) == {
            "colleague_1",
            "size",
        }

    async def test_the_form_says_that_it_is_about_results_not_about_who_leads(self, scene: Scene) -> None:
        await an_office(scene)
        form = (await scene.press(ADA, "spotlight_write")).form
        assert form is not None
        assert "not who chairs or leads" in form.intro

    async def test_a_no_ends_it_as_silence_would_and_nobody_learns_whose_it_was(self, scene: Scene) -> None:
        await an_office(scene)
        await write(scene)
        await scene.run_until(nairobi(3, 17))
        await answer(scene, BO, "May this be told?", "named")
        reply = await answer(scene, CLEO, "May this be told?", "no")
        assert "Nobody is told" in words_of(reply.say[0])
        own = words_of((await scene.type(ADA, "spotlight")).say[0])
        assert "waits for the colleagues named" in own
        await scene.run_until(nairobi(31, 17))
        assert posts(scene, SPOTLIGHT) == []
        told = words_of(letter(scene, ADA, "About your four lines").card)
        assert "was not posted" in told
        assert "Cleo" not in told
        ada = (await scene.person(ADA)).id
        async with scene.app.deps.begin() as uow:
            records = (await uow.people.export(ada))["records"]
        assert {each["said"] for record in records for each in record["document"]["contributors"]} == {"open"}

    async def test_sent_back_it_is_reworked_and_everybody_is_asked_anew(self, scene: Scene) -> None:
        await written_and_agreed(scene)
        form = (await answer(scene, DEE, "waits for your decision", "send_back")).form
        assert form is not None
        await scene.submit(DEE, form.token, word="Which gates?")
        await scene.run_until(nairobi(5, 17))
        assert "Which gates?" in words_of(letter(scene, ADA, "A word on your four lines").card)
        again = (await answer(scene, ADA, "A word on your four lines", "rework")).form
        assert again is not None
        assert "Which gates?" in again.intro
        kept = list((await ids(scene, a=BO, b=CLEO)).values())
        lines = FOUR_LINES | {"problem": "Trucks waited at the north and south gates"}
        await scene.submit(ADA, again.token, kept=kept, **lines)
        stale = await scene.submit(ADA, again.token, kept=kept, **lines)
        assert "earlier" in words_of(stale.say[0])
        await scene.run_until(nairobi(16, 17))
        assert "north and south gates" in words_of(letter(scene, BO, "May this be told?").card)

    async def test_what_is_rejected_or_taken_back_is_never_posted(self, scene: Scene) -> None:
        await written_and_agreed(scene)
        await answer(scene, DEE, "waits for your decision", "reject")
        await write(scene, problem="Another matter")
        own = (await scene.type(ADA, "spotlight")).say[0]
        await scene.press(ADA, own.groups[0].actions[0].token)
        await scene.run_until(nairobi(31, 17))
        assert posts(scene, SPOTLIGHT) == []
        assert any("will not be posted" in words_of(each.card) for each in scene.post.to(ADA))

    async def test_somebody_who_agreed_can_take_it_back_before_it_is_posted(self, scene: Scene) -> None:
        await written_and_agreed(scene)
        await answer(scene, DEE, "waits for your decision", "approve")
        own = (await scene.type(CLEO, "spotlight")).say[0]
        await scene.press(CLEO, own.groups[0].actions[0].token)
        await scene.run_until(nairobi(31, 17))
        assert posts(scene, SPOTLIGHT) == []

    async def test_only_coordinators_decide_and_only_once(self, scene: Scene) -> None:
        await written_and_agreed(scene)
        assert "coordinator" in words_of((await scene.type(ADA, "spotlights")).say[0])
        listed = (await scene.type(DEE, "spotlights")).say
        approve = button(listed[1], "spotlight_approve")
        assert "earlier" in words_of((await scene.press(ADA, approve)).say[0])
        assert (await scene.press(DEE, approve)).replace is not None
        assert "earlier" in words_of((await scene.press(DEE, approve)).say[0])
        assert len((await scene.type(DEE, "spotlights")).say) == 1

    async def test_it_is_the_next_post_and_its_day_is_told_as_far_as_it_is_known(self, scene: Scene) -> None:
        await written_and_agreed(scene)
        replaced = (await answer(scene, DEE, "waits for your decision", "approve")).replace
        assert replaced is not None
        told = words_of(replaced)
        assert "At the earliest on Wednesday 4 March: one post a week" in told
        before = len(scene.post.to(CHANNEL))
        assert "at the earliest on Wednesday 4 March" in words_of(
            (await scene.type(DEE, "spotlights")).say[0]
        )
        await scene.run_until(nairobi(6, 17))
        assert len(scene.post.to(CHANNEL)) == before + len(posts(scene, SPOTLIGHT)) == before + 1
        assert "is posted in the channel for successes" in words_of(letter(scene, ADA, "approved").card)

    async def test_it_goes_before_what_the_product_posts_by_itself_whatever_the_day(
        self, scene: Scene
    ) -> None:
        await written_and_agreed(scene)
        card = {"title": "A car", "lines": "Form F3.", "source": "Manual", "keywords": "", "good_for": "180"}
        await scene.submit(LEA, "guidance_save:answer::", **card)
        scene.clock.move_to(nairobi(9, 7))
        await answer(scene, DEE, "waits for your decision", "approve")
        await scene.run_until(nairobi(13, 17))
        assert [each.card.title in SPOTLIGHT for each in scene.post.to(CHANNEL)] == [True]

    async def test_who_could_reuse_it_is_introduced_to_its_author_once(self, scene: Scene) -> None:
        await written_and_agreed(scene)
        await answer(scene, DEE, "waits for your decision", "approve")
        reuse = next(a.token for a in (await posted(scene, SPOTLIGHT)).actions if a.token.endswith("reuse"))
        for _ in range(2):
            assert "name and address" in words_of((await scene.press(LEA, reuse)).say[0])
        assert "yours" in words_of((await scene.press(ADA, reuse)).say[0])
        await scene.run_until(scene.clock.now() + timedelta(days=4))
        (to_lea,) = [each for each in scene.post.to(LEA) if ADA in words_of(each.card)]
        (to_ada,) = [each for each in scene.post.to(ADA) if LEA in words_of(each.card)]
        assert "Trucks waited" in words_of(to_lea.card)
        assert "could reuse it" in words_of(to_ada.card)

    async def test_an_author_who_prefers_quiet_is_not_introduced(self, scene: Scene) -> None:
        await an_office(scene)
        await write(scene, introduces="no")
        await scene.run_until(nairobi(3, 17))
        for who in (BO, CLEO):
            await answer(scene, who, "May this be told?", "named")
        await scene.run_until(nairobi(4, 10))
        await answer(scene, DEE, "waits for your decision", "approve")
        reuse = next(a.token for a in (await posted(scene, SPOTLIGHT)).actions if a.token.endswith("reuse"))
        assert "rather not be contacted" in words_of((await scene.press(LEA, reuse)).say[0])
        await scene.run_until(scene.clock.now() + timedelta(days=4))
        assert not any(ADA in words_of(each.card) for each in scene.post.to(LEA))

    async def test_a_third_large_one_waits_for_a_small_one(self, scene: Scene) -> None:
        await an_office(scene)
        for problem in ("First", "Second", "Third"):
            await write(scene, problem=f"{problem} queue", size="large", colleague_2="")
        async with scene.app.deps.begin() as uow:
            written = await uow.records.of_setting(Spotlight, (await scene.setting()).id)
            for each in written:
                ready = replace(each, state=State.APPROVED, approved_at=each.asked_at, wake_at=None)
                await uow.records.save(ready, scene.clock.now())
            await uow.commit()
        await scene.run_until(nairobi(31, 17) + timedelta(weeks=4))
        assert len(posts(scene, SPOTLIGHT)) == 2
        assert "0 small, 1 large" in words_of((await scene.type(DEE, "spotlights")).say[0])

    async def test_forgetting_its_author_takes_it_away(self, scene: Scene) -> None:
        await written_and_agreed(scene)
        await answer(scene, DEE, "waits for your decision", "approve")
        await scene.type(ADA, "forget me")
        await scene.press(ADA, "forget_me")
        await scene.run_until(nairobi(31, 17))
        assert posts(scene, SPOTLIGHT) == []


async def pressed_in_nudge(scene: Scene, who: str, nudge: str, choice: str) -> Reply:
    """What a choice of a nudge leads to, whichever day its turn would come."""
    person = await scene.person(who)
    now = scene.clock.now()
    prompt = Prompt(f"{nudge} {choice}", "", person.setting_id, person.id, Kind.NUDGE, nudge, now, now)
    async with scene.app.deps.begin() as uow:
        await uow.prompts.add([], [prompt])
        await uow.commit()
    return await scene.press(who, token("answer", prompt.id, choice))


async def ready_for(scene: Scene, leader: str) -> list[str]:
    """How many a leader was told to choose from, each time."""
    person = await scene.person(leader)
    async with scene.app.deps.begin() as uow:
        happened = await uow.looks.happenings([person.id], nairobi(1, 0), nairobi(31, 0))
    ready = [each for each in happened.get(person.id, []) if each.kind is EventKind.NOMINATIONS_READY]
    return [each.facts["nominations"] for each in ready]


async def name(scene: Scene, who: str, nominee: str, line: str = "Opened the gate for us") -> Reply:
    form = (await scene.type(who, "nominate")).form
    assert form is not None
    return await scene.submit(who, form.token, colleague=(await scene.person(nominee)).id, line=line)


async def three_agreed(scene: Scene) -> None:
    await an_office(scene)
    for nominee in (BO, CLEO, DEE):
        await name(scene, ADA, nominee)
    await scene.run_until(nairobi(4, 17))
    for nominee in (BO, CLEO, DEE):
        await answer(scene, nominee, "A colleague named you", "yes")


class TestNominations:
    async def test_a_leader_thanks_one_of_three_in_their_own_words(self, scene: Scene) -> None:
        await three_agreed(scene)
        offered = (await pressed_in_nudge(scene, LEA, "S10-3", "choose")).say[0]
        assert len(offered.groups) == 3
        bos = next(group for group in offered.groups if "Bo" in group.label)
        form = (await scene.press(LEA, bos.actions[0].token)).form
        assert form is not None
        assert set((await scene.submit(LEA, form.token)).faults) == {"words"}
        await scene.submit(LEA, form.token, words="Bo, the gate pass was your doing. Thank you.")
        words = words_of(await posted(scene, THANKS))
        assert "Lea (Relief Office) thanks Bo (Relief Office): “Bo, the gate pass was your doing." in words
        assert await scene.practised(LEA) == [("B1", "confirmed")]
        assert await scene.practised(BO) == await scene.practised(ADA) == []
        copy = await answer(scene, BO, "Thanks, in public", "copy")
        assert "the gate pass was your doing" in words_of(copy.say[0])

    async def test_with_three_who_agreed_a_leader_hears_of_it(self, scene: Scene) -> None:
        await three_agreed(scene)
        assert await ready_for(scene, LEA) == ["3"]
        assert await ready_for(scene, ADA) == []

    async def test_nudges_lead_to_naming_and_to_writing(self, scene: Scene) -> None:
        await an_office(scene)
        naming = (await pressed_in_nudge(scene, ADA, "S10-2", "nominate")).form
        writing = (await pressed_in_nudge(scene, ADA, "S11-1", "write")).form
        assert naming is not None
        assert writing is not None
        assert naming.token.endswith(":nominate:nominate")
        assert writing.token.endswith(":spotlight_write:")

    async def test_with_fewer_than_three_who_agreed_leaders_hear_nothing(self, scene: Scene) -> None:
        await an_office(scene)
        for nominee in (BO, CLEO, DEE):
            await name(scene, ADA, nominee)
        await scene.run_until(nairobi(4, 17))
        await answer(scene, BO, "A colleague named you", "yes")
        await answer(scene, CLEO, "A colleague named you", "yes")
        await answer(scene, DEE, "A colleague named you", "no")
        assert await ready_for(scene, LEA) == []
        assert "Fewer than three" in words_of((await scene.type(LEA, "recognise")).say[0])

    async def test_everybody_counts_once_a_month_whoever_names_them(self, scene: Scene) -> None:
        await an_office(scene)
        await name(scene, ADA, BO)
        assert "counts once a month" in words_of((await name(scene, CLEO, BO)).say[0])
        await scene.run_until(nairobi(20, 17))
        assert sum("A colleague named you" in each.card.title for each in scene.post.to(BO)) == 1

    async def test_only_senior_leaders_choose_and_nobody_thanks_themselves(self, scene: Scene) -> None:
        await three_agreed(scene)
        assert "senior leaders" in words_of((await scene.type(ADA, "recognise")).say[0])
        offered = (await scene.type(LEA, "recognise")).say[0]
        forged = await scene.press(ADA, offered.groups[0].actions[0].token)
        assert forged.form is None
        assert set((await name(scene, ADA, ADA)).faults) == {"colleague"}


LINES = {
    "about": "the bridge at Kali",
    "input": "Flood map",
    "shared": "Sent in the weekly call",
    "used": "Route planning",
    "decision": "Bridge first",
    "effect": "Road open before the rains",
}


async def a_chain(scene: Scene) -> None:
    await an_office(scene)
    form = (await scene.type(ADA, "chain")).form
    assert form is not None
    owners = (await scene.submit(ADA, form.token, **LINES)).form
    assert owners is not None
    named = await ids(scene, used=BO, decision=CLEO, effect=CLEO)
    assert set((await scene.submit(ADA, owners.token)).faults) == {"input"}
    await scene.submit(ADA, owners.token, **named)
    await scene.run_until(nairobi(4, 17))


class TestChains:
    async def test_the_digest_counts_what_waits_and_names_nobody(self, scene: Scene) -> None:
        await a_chain(scene)
        await write(scene)
        async with scene.app.deps.begin() as uow:
            turn = Turn(scene.app.deps, uow, await scene.setting(), scene.clock.now())
            lines = await week(turn, nairobi(2, 0), nairobi(9, 0))
            later = await week(turn, nairobi(9, 0), nairobi(16, 0))
        speak = scene.app.deps.texts.speaker("en")
        assert [speak(line.key, **line.values) for line in lines] == [
            "Successes: 1 written, 0 waiting for a coordinator, 0 approved and not posted yet.",
            "Contribution chains: 1 begun, 0 ready and not posted yet.",
        ]
        assert later == []

    async def test_it_is_posted_with_the_links_that_were_confirmed(self, scene: Scene) -> None:
        await a_chain(scene)
        form = (await answer(scene, CLEO, "Is your part told rightly?", "change")).form
        assert form is not None
        assert [each.id for each in form.inputs] == ["decision", "effect"]
        own = {"decision": "The bridge came first", "effect": "Road open before the rains"}
        await scene.submit(CLEO, form.token, **own)
        words = words_of(await posted(scene, CHAIN))
        assert "• Input: Flood map (Seed Fund)" in words
        assert "• Decision: The bridge came first (Rights Office)" in words
        assert "• Used: not told yet" in words
        assert not {"Ada", "Bo", "Cleo", "Route planning"} & set(words.replace(":", "").split())

    async def test_an_owner_may_still_confirm_below_the_post(self, scene: Scene) -> None:
        await a_chain(scene)
        await answer(scene, CLEO, "Is your part told rightly?", "yes")
        confirm = next(a.token for a in (await posted(scene, CHAIN)).actions if a.token.endswith("confirm"))
        assert "None of these" in words_of((await scene.press(DEE, confirm)).say[0])
        form = (await scene.press(BO, confirm)).form
        assert form is not None
        await scene.submit(BO, form.token, used="Routes planned with it")
        assert "Thank you" in words_of((await scene.press(BO, confirm)).say[0])

    async def test_with_too_few_links_confirmed_nothing_is_posted(self, scene: Scene) -> None:
        await a_chain(scene)
        await answer(scene, BO, "Is your part told rightly?", "yes")
        await answer(scene, CLEO, "Is your part told rightly?", "no")
        await scene.run_until(nairobi(31, 17).replace(month=4, day=9))
        assert posts(scene, CHAIN) == []
        told = words_of(letter(scene, ADA, "About your chain").card)
        assert "was not posted" in told
        assert "Cleo" not in told

    async def test_an_owner_who_takes_no_part_cannot_be_asked(self, scene: Scene) -> None:
        await an_office(scene)
        await scene.type(CLEO, "stop")
        form = (await scene.type(ADA, "chain")).form
        assert form is not None
        owners = (await scene.submit(ADA, form.token, **LINES)).form
        assert owners is not None
        reply = await scene.submit(ADA, owners.token, **await ids(scene, used=BO, decision=CLEO))
        assert reply.faults.keys() == {"decision"}

    async def test_a_draft_is_kept_until_its_owners_are_named(self, scene: Scene) -> None:
        await an_office(scene)
        form = (await scene.type(ADA, "chain")).form
        assert form is not None
        await scene.submit(ADA, form.token, **LINES)
        offered = (await scene.type(ADA, "chain")).say[0]
        assert "the bridge at Kali" in words_of(offered)
        assert (await scene.press(ADA, button(offered, "chain_owners"))).form is not None
        assert (await scene.press(BO, button(offered, "chain_owners"))).form is None
