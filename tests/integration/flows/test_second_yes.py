"""What one person alone would say to very many waits for another coordinator, in chat and on the pages."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.services.flows.guidance.weekly import NUDGE as GUIDANCE
from bot.services.flows.questions.opening import ABOUT, DURATION, MINIMUM
from bot.services.flows.reflection.acronyms import POST as ACRONYM
from nudges.cards import Card, Reply
from nudges.editions import TextVersion
from nudges.flows.guidance.shortcuts import Content, GuidanceCard
from nudges.flows.questions.threads import State, Thread
from nudges.flows.reflection.acronyms import Acronym, agree
from nudges.flows.spotlights.nominations import Nomination
from nudges.flows.spotlights.nominations import State as Named
from nudges.nudge_words import version_of
from nudges.nudge_words import words_of as words_of_nudge
from tests.integration.flows.test_decision_notes import NOTE
from tests.integration.flows.test_guidance import CARD, publish
from tests.integration.pages_scene import Pages, opened_pages
from tests.integration.post import Letter, titles_of, words_of
from tests.integration.registers import acts, here, press, send, told, words
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi, row

LEA, DEE, DAN = "lea@example.org", "dee@example.org", "dan@example.org"


def office(*coordinators: str) -> list[dict[str, str]]:
    plain = (row(each) for each in (ADA, BO, CLEO, *{DEE, DAN} - {*coordinators}))
    lea = row(LEA, role_group="R1", entity="Relief Office", pillar="Humanitarian")
    return [lea, *plain, *(row(each, is_coordinator="yes") for each in coordinators)]


@pytest.fixture
async def crowd(database_url: str) -> AsyncIterator[Pages]:
    """Six people, where a post to more than five takes two. Lea leads, Dee and Dan coordinate."""
    async with opened_pages(database_url, second_approver_above=5) as pages:
        await pages.scene.taking_part(*office(DEE, DAN))
        await pages.scene.run_until(nairobi(3, 10))
        yield pages


def posts(scene: Scene, *titles: str) -> list[Card]:
    return [each.card for each in scene.post.to("") if each.card.title in titles]


def letter(scene: Scene, who: str, title: str) -> Letter:
    return next(each for each in reversed(scene.post.to(who)) if each.card.title == title)


def asked(scene: Scene, who: str = DEE) -> Letter:
    return letter(scene, who, "A post waits for a second yes")


async def decided(scene: Scene) -> Reply:
    return await scene.submit(LEA, "decision_note:", **(NOTE | {"when": "2026-03-03"}))


async def test_a_leader_s_note_goes_out_with_a_second_yes_and_all_that_follows_waits_with_it(
    crowd: Pages,
) -> None:
    scene = crowd.scene
    said = words_of((await decided(scene)).say[0])
    assert "It reaches 6 people, so another coordinator reads it first" in said
    await scene.run_until(nairobi(5, 17))
    assert posts(scene, "A decision in three lines", "Was that clear?") == []
    assert await scene.practised(LEA) == []
    shown = words_of(asked(scene).card)
    assert "Lea (Relief Office) would like to say this to 6 people" in shown
    assert NOTE["decided"] in shown
    path = await here(crowd, "posts")
    async with crowd.signed_in(DAN) as browser:
        assert "Waits for a decision: 1" in await told(browser, await here(crowd))
        assert "Above 5, what one person alone would say" in await told(browser, path)
        assert "It goes to the channel now." in words((await press(browser, path, "post_approve")).text)
    late = await scene.press(DEE, asked(scene).token("letter", last="approve"))
    assert "earlier" in words_of(late.say[0])
    await scene.run_until(nairobi(6, 17))
    assert len(posts(scene, "A decision in three lines")) == 1
    assert await scene.practised(LEA) == [("B3", "confirmed")]
    assert "Another coordinator says yes" in words_of(letter(scene, LEA, "About your post").card)
    assert await acts(crowd) == ["post_approved"]


async def test_whoever_wrote_it_does_not_let_it_through_and_is_told_where_there_is_nobody_else(
    crowd: Pages,
) -> None:
    scene = crowd.scene
    less = {"how": "stop", "what": "the weekly table", "announce": "yes"}
    waits = (await scene.submit(DEE, "less", **less)).say[0]
    own = button(waits, "post_take_back").replace("post_take_back", "post_approve")
    assert "earlier" in words_of((await scene.press(DEE, own)).say[0])
    assert "weekly table" not in words_of((await scene.type(ADA, "less")).say[0])
    approve = button((await scene.type(DAN, "posts")).say[1], "post_approve")
    assert "earlier" in words_of((await scene.press(ADA, approve)).say[0])
    await scene.press(DAN, approve)
    await scene.run_until(nairobi(4, 10))
    assert "the weekly table" in words_of(posts(scene, "One thing less")[0])
    await scene.bring(*office(DEE))
    alone = words_of((await scene.submit(DEE, "less", **less, key="again")).say[0])
    missing = "another coordinator has to say yes, and there is none"
    assert missing in alone
    assert missing in words_of((await scene.submit(DEE, "objective", objective="One plan")).say[0])


async def test_sent_back_with_a_word_a_thread_never_opened_and_its_leader_gets_the_words(
    crowd: Pages,
) -> None:
    scene = crowd.scene
    await asks_questions(scene)
    assert "No question thread is open" in words_of((await scene.type(ADA, "questions")).say[0])
    path = await here(crowd, "posts")
    async with crowd.signed_in(DEE) as browser:
        dialog = (await press(browser, path, "post_send_back")).text
        await send(browser, path, dialog, word="Say until when")
    await scene.run_until(nairobi(4, 12))
    back = words_of(letter(scene, LEA, "About your post").card)
    assert "Say until when" in back
    assert "the joint plan" in back
    assert await threads(scene) == []
    assert await acts(crowd) == ["post_sent_back"]


async def asks_questions(scene: Scene) -> None:
    chosen = {ABOUT: "the joint plan", DURATION: "1d", MINIMUM: "3"}
    assert (await scene.submit(LEA, "questions_open", **chosen)).say


async def threads(scene: Scene) -> list[Thread]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Thread, (await scene.setting()).id)


async def test_the_time_of_a_thread_runs_from_its_second_yes(crowd: Pages) -> None:
    scene = crowd.scene
    await asks_questions(scene)
    await scene.run_until(nairobi(5, 12))
    assert [each.state for each in await threads(scene)] == [State.WAITING]
    await scene.press(DEE, asked(scene).token("letter", last="approve"))
    [thread] = await threads(scene)
    assert (thread.state, thread.closes_at) == (State.OPEN, nairobi(6, 12))
    await scene.run_until(nairobi(5, 13))
    assert "until 6 March" in words_of(scene.post.to("")[0].card)


async def test_nobody_is_told_of_thanks_that_were_taken_back_and_they_can_be_said_anew(crowd: Pages) -> None:
    scene, setting = crowd.scene, await crowd.scene.setting()
    ada, bo = await scene.person(ADA), await scene.person(BO)
    named = Nomination("n", setting.id, ada.id, bo.id, "shared her maps", scene.clock.now(), Named.AGREED)
    async with scene.app.deps.begin() as uow:
        await uow.records.save(named, scene.clock.now())
        await uow.commit()
    waits = await scene.submit(LEA, "recognise:n", words="Thank you for the maps")
    await scene.run_until(nairobi(4, 17))
    assert "Thank you for the maps" in words_of(asked(scene).card)
    taken = words_of((await scene.press(LEA, button(waits.say[0], "post_take_back"))).say[0])
    assert "It is not posted" in taken
    await scene.submit(LEA, "recognise:n", words="Thank you, Ada")
    await scene.press(DAN, button((await scene.type(DAN, "posts")).say[1], "post_approve"))
    await scene.run_until(nairobi(5, 17))
    assert ["Thank you, Ada" in words_of(each) for each in posts(scene, "A word of thanks")] == [True]
    assert "Thank you, Ada" in words_of(letter(scene, ADA, "Thanks, in public").card)


async def test_what_finds_no_second_yes_in_three_weeks_is_over_and_its_author_hears(crowd: Pages) -> None:
    scene = crowd.scene
    await decided(scene)
    assert "waits for a second yes" in words_of((await scene.type(LEA, "posts")).say[0])
    await scene.run_until(nairobi(25, 17))
    assert "found no second yes" in words_of(letter(scene, LEA, "About your post").card)
    assert posts(scene, "A decision in three lines") == []
    assert await scene.practised(LEA) == []


async def test_words_the_calendar_posts_are_seen_first_and_can_be_held_back_until_their_day(
    crowd: Pages,
) -> None:
    scene, setting = crowd.scene, await crowd.scene.setting()
    content = Content("Cars", ("Fill in form F3.",), "fleet office", "car")
    card = GuidanceCard("g", setting.id, (await scene.person(ADA)).id, "en", content, scene.clock.now())
    await kept(scene, card)
    await scene.run_until(nairobi(11, 17))
    assert posts(scene, *titles_of(GUIDANCE)) == []
    assert "Fill in form F3." in words_of(asked(scene).card)
    path = await here(crowd, "posts")
    async with crowd.signed_in(DEE) as browser:
        assert "its day in the calendar" in words((await press(browser, path, "post_approve")).text)
    await planned(scene)
    async with crowd.signed_in(DEE) as browser:
        assert "Held back." in words((await press(browser, path, "post_hold")).text)
    await scene.run_until(scene.clock.now() + timedelta(days=8))
    assert posts(scene, *titles_of(GUIDANCE)) == []
    async with crowd.signed_in(DAN) as browser:
        await press(browser, path, "post_approve")
    await scene.run_until(scene.clock.now() + timedelta(days=10))
    assert len(posts(scene, *titles_of(GUIDANCE))) == 1
    assert await acts(crowd) == ["post_approved", "post_approved", "post_held"]


async def test_a_coordinator_does_not_let_their_own_words_on_a_colleague_s_card_through(crowd: Pages) -> None:
    scene = crowd.scene
    said = words_of((await publish(scene)).say[0])
    assert "another coordinator sees it before it is posted" in said
    async with scene.app.deps.begin() as uow:
        [card] = await uow.records.of_setting(GuidanceCard, (await scene.setting()).id)
    await scene.submit(DEE, f"guidance_save:answer:{card.id}:", **{**CARD, "title": "Dee's title"})
    assert len((await scene.type(DEE, "posts")).say) == 1
    assert "Dee's title" in words_of((await scene.type(DAN, "posts")).say[1])


async def kept(scene: Scene, card: GuidanceCard) -> None:
    async with scene.app.deps.begin() as uow:
        await uow.records.save(card, scene.clock.now())
        await uow.commit()


async def planned(scene: Scene) -> None:
    """Let time pass until its post is planned, and not sent."""
    for _ in range(24 * 10):
        if await scene.lines(kind=GUIDANCE):
            return
        await scene.run_until(scene.clock.now() + timedelta(hours=1))
    raise AssertionError("it was never planned")


async def test_the_product_s_own_post_waits_where_one_coordinator_put_it_in_other_words(crowd: Pages) -> None:
    scene, setting = crowd.scene, await crowd.scene.setting()
    ada, bo, dee = [await scene.person(each) for each in (ADA, BO, DEE)]
    both = Acronym("a", setting.id, ada.id, bo.id, bo.entity, "RC", "coordinator", "cross", scene.clock.now())
    before = words_of_nudge(scene.app.deps.catalogue.nudges[ACRONYM], scene.app.deps.texts, "en")
    said = {**before, f"nudge.{ACRONYM}.title": "My own title"}
    async with scene.app.deps.begin() as uow:
        await uow.records.save(agree(both), scene.clock.now())
        await uow.editions.add(
            setting.id, TextVersion(ACRONYM, "en", 1, scene.clock.now(), dee.id, said), version_of(said)
        )
        await uow.editions.renew(setting.id, "reworded")
        await uow.commit()
    titles = (*titles_of(ACRONYM), "My own title")
    await scene.run_until(scene.clock.now() + timedelta(days=40))
    assert posts(scene, *titles) == []
    assert [each.card.title for each in scene.post.to(DEE) if "second yes" in each.card.title] == []
    assert "My own title" in words_of(asked(scene, DAN).card)
    await scene.press(DAN, button((await scene.type(DAN, "posts")).say[1], "post_approve"))
    await scene.run_until(scene.clock.now() + timedelta(days=40))
    assert posts(scene, *titles)
