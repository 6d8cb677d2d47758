"""Successes on coordinators' pages: what reaches many takes two of them, and words stay their author's."""

from datetime import timedelta

from bot.services.flows.spotlights.posts import SPOTLIGHT as S11_2
from bot.services.flows.spotlights.posts import posted_anywhere
from bot.services.turn import Turn
from nudges.cards import TextInput
from nudges.flows.spotlights.spotlights import Spotlight
from tests.integration.flows.test_hurdles import DAN
from tests.integration.flows.test_spotlights import (
    DEE,
    FOUR_LINES,
    SPOTLIGHT,
    answer,
    everybody,
    letter,
    posted,
    posts,
    written_and_agreed,
)
from tests.integration.pages_scene import Pages, opened_pages
from tests.integration.post import words_of
from tests.integration.registers import acts, followed, here, press, send, told, words
from tests.integration.scene import ADA, Scene, nairobi, row


async def story(pages: Pages) -> str:
    """The id of the one success there is."""
    async with pages.scene.app.deps.begin() as uow:
        [found] = await uow.records.of_setting(Spotlight, (await pages.scene.setting()).id)
    return found.id


async def planned(scene: Scene) -> None:
    """Let time pass until its post is planned, and not sent."""
    setting = await scene.setting()
    for _ in range(24 * 21):
        async with scene.app.deps.begin() as uow:
            turn = Turn(scene.app.deps, uow, setting, scene.clock.now())
            if await posted_anywhere(turn, S11_2):
                break
        await scene.run_until(scene.clock.now() + timedelta(hours=1))
    assert posts(scene, SPOTLIGHT) == []


async def test_what_reaches_many_takes_two_coordinators_in_chat_and_on_the_pages(sqlite_url: str) -> None:
    async with opened_pages(sqlite_url, second_approver_above=5) as pages:
        scene = pages.scene
        await written_and_agreed(scene)
        await scene.bring(*everybody(), row(DAN, is_coordinator="yes"))  # six people by now
        await scene.type(DAN, "start")
        once = await answer(scene, DEE, "waits for your decision", "approve")
        assert once.replace is not None
        assert "It reaches 6 people, so another coordinator decides too" in words_of(once.replace)
        path = await here(pages, "spotlights")
        async with pages.signed_in(DEE) as browser:
            assert "Dee (Rights Office) says yes; another coordinator has to as well." in await told(
                browser, path
            )
            twice = await browser.post(
                path, on=path, fields={"token": f"spotlight_approve:{await story(pages)}"}
            )
            assert "earlier" in words((await followed(browser, twice)).text)
        await scene.run_until(nairobi(5, 17))
        assert posts(scene, SPOTLIGHT) == []
        assert "Dee (Rights Office) says yes" in words_of(letter(scene, DAN, "a second yes").card)
        async with pages.signed_in(DAN) as browser:
            assert "Waits for a decision: 1" in await told(browser, await here(pages))
            done = words((await press(browser, path, "spotlight_approve")).text)
            assert "Approved." in done
            assert "Waiting for your decision: 0. Approved and waiting for their turn: 1 small" in done
            held = words((await press(browser, path, "spotlight_hold")).text)
            assert "Held back." in held
        await scene.run_until(nairobi(6, 17))
        assert posts(scene, SPOTLIGHT) == []
        assert "held back for now" in words_of(letter(scene, ADA, "About your four lines").card)
        for who in (DEE, DAN):
            async with pages.signed_in(who) as browser:
                await press(browser, path, "spotlight_approve")
        await posted(scene, SPOTLIGHT)
        assert await acts(pages) == ["spotlight_approved"] * 4 + ["spotlight_held"]


async def test_what_is_only_planned_for_the_channel_can_still_be_held_back(pages: Pages) -> None:
    scene = pages.scene
    await written_and_agreed(scene)
    path = await here(pages, "spotlights")
    async with pages.signed_in(DEE) as browser:
        await press(browser, path, "spotlight_approve")
    await planned(scene)
    async with pages.signed_in(DEE) as browser:
        assert "Held back." in words((await press(browser, path, "spotlight_hold")).text)
    await scene.run_until(scene.clock.now() + timedelta(days=14))
    assert posts(scene, SPOTLIGHT) == []


async def test_a_single_coordinator_is_told_that_a_second_one_is_missing(sqlite_url: str) -> None:
    async with opened_pages(sqlite_url, second_approver_above=4) as pages:
        await written_and_agreed(pages.scene)
        path = await here(pages, "spotlights")
        async with pages.signed_in(DEE) as browser:
            assert "Above 4, two coordinators say yes." in await told(browser, path)
            done = words((await press(browser, path, "spotlight_approve")).text)
        assert "there is none. Name one in the roster." in done


async def test_whoever_approves_while_spotlights_are_switched_off_hears_that_it_waits(pages: Pages) -> None:
    await written_and_agreed(pages.scene)
    path = await here(pages, "spotlights")
    async with pages.signed_in(DEE) as browser:
        await browser.post(f"{path.partition('/registers')[0]}/catalogue/{S11_2}/off")
        done = words((await press(browser, path, "spotlight_approve")).text)
    assert "Approved. It waits: spotlights are switched off here." in done


async def test_an_editor_suggests_words_and_their_author_decides(pages: Pages) -> None:
    scene = pages.scene
    await written_and_agreed(scene)
    path = await here(pages, "spotlights")
    async with pages.signed_in(DEE) as browser:
        dialog = (await press(browser, path, "spotlight_send_back")).text
        assert FOUR_LINES["problem"] in dialog
        assert "A few words are needed" in (await send(browser, path, dialog, word="")).text
        await send(browser, path, dialog, word="Say which gates", problem="Trucks waited at the north gate")
        assert "Waiting for your decision: 0" in await told(browser, path)
    await scene.run_until(nairobi(5, 17))
    form = (await answer(scene, ADA, "A word on your four lines", "rework")).form
    assert form is not None
    first = {each.id: each.initial for each in form.inputs if isinstance(each, TextInput)}
    assert (first["problem"], first["done"]) == ("Trucks waited at the north gate", FOUR_LINES["done"])
    assert posts(scene, SPOTLIGHT) == []
