"""Coordinators' registers: what runs between people, told as its flow allows, and done as in chat."""

import re
from dataclasses import replace

from bot.services.flows import FLOWS
from nudges.flows.pacts.pact import State
from tests.integration.flows.leading import (
    CHANCE,
    SAY,
    announced,
    both_signed,
    buttons,
    everybody,
    my_pact,
    stored,
)
from tests.integration.flows.test_guidance import CARD, EVE
from tests.integration.flows.test_guidance import everybody as guidance_office
from tests.integration.flows.test_hurdles import REPORTERS, cases, log
from tests.integration.flows.test_hurdles import office as hurdle_office
from tests.integration.pages_scene import Pages
from tests.integration.post import words_of
from tests.integration.registers import acts, followed, here, press, send, told, words
from tests.integration.scene import ADA, BO, CLEO, nairobi, row


async def case_id(pages: Pages) -> str:
    [case] = await cases(pages.scene)
    return case.id


def test_a_register_offers_what_its_flow_can_do() -> None:
    for flow in FLOWS:
        if flow.register is not None:
            assert flow.register.acts <= {*flow.presses, *flow.dialogs, *flow.submissions}, flow.name


async def test_pacts_are_told_as_their_leaders_announced_them(pages: Pages) -> None:
    scene = pages.scene
    await both_signed(scene)
    await scene.bring(*everybody(is_coordinator="yes"))
    path = await here(pages, "pacts")
    async with pages.signed_in(CLEO) as browser:
        before = await told(browser, path)
        for who in (ADA, BO):
            await scene.press(who, buttons(await my_pact(scene, who))["Announce it"])
        running = await told(browser, path)
        for who in (ADA, BO):  # what a leader did, planned and is reminded of is theirs
            await scene.press(who, next(iter(buttons(await my_pact(scene, who)).values())))
        assert await told(browser, path) == running
    assert "No pact was announced yet" in before
    assert "Ada" not in before
    assert "Ada (Seed Fund) and Bo (Relief Office)" in running
    assert "State runs Announced 3 March 2026 Joint review 1 June 2026" in running
    assert "Next reminder 1 June 2026: each leader is asked how it went" in running
    assert SAY in running
    assert CHANCE not in running


async def test_a_pact_that_is_over_tells_no_more_than_was_published(pages: Pages) -> None:
    scene = pages.scene
    await announced(scene)
    await scene.bring(*everybody(is_coordinator="yes"))
    [pact] = await stored(scene)
    over = replace(pact, state=State.ENDED, outcome="not_kept", wake_at=None)
    for published in (False, True):
        async with scene.app.deps.begin() as uow:
            await uow.records.save(replace(over, published=published), scene.clock.now())
            await uow.commit()
        async with pages.signed_in(CLEO) as browser:
            said = await told(browser, await here(pages, "pacts"))
        assert "State over" in said
        assert ("Not kept." in said) is published
        assert "Next reminder" not in said


async def test_obstacles_are_answered_passed_on_and_told_as_a_group(pages: Pages) -> None:
    scene = pages.scene
    await hurdle_office(scene)
    await scene.submit(CLEO, "fixers", access="", platform="", transport="", form="")
    await log(scene, *REPORTERS)
    await scene.run_until(nairobi(3, 17))
    path = await here(pages, "hurdles")
    async with pages.signed_in(CLEO) as browser:
        shown = await told(browser, path)
        assert "Access or permission State waits for a word Met by several people of 2 entities" in shown
        assert not any(name in shown for name in ("Ada", "Bo ", "Eve"))
        assert "Waits for a decision: 1" in await told(browser, await here(pages))
        dialog = (await press(browser, path, "hurdle_assign")).text
        assert "Access or permission. Your colleague is asked" in words(dialog)
        unknown = await send(browser, path, dialog, whom="Nobody Here")
        assert (unknown.status_code, "Nobody here fits" in unknown.text) == (422, True)
        assert 'value="Nobody Here"' in unknown.text
        assert "No colleague here has this name" in (await send(browser, path, unknown.text, whom="")).text
        assert "Dan is asked." in words((await send(browser, path, unknown.text, whom="dan")).text)
        after = await told(browser, path)
        assert "With Dan" in after
        assert "Pass it on" not in after  # it is Dan's to answer now
        late = await send(browser, path, unknown.text.replace('"key" value="', '"key" value="2'), whom="Who")
        assert "earlier" in words(late.text)
        forged = await browser.post(path, on=path, fields={"token": f"hurdle_fix:{await case_id(pages)}"})
        assert "earlier" in words((await followed(browser, forged)).text)
        named = (await press(browser, path, "hurdle_fixers")).text
        await send(browser, path, named, form="Dan")
        assert "Form or clearance Dan" in await told(browser, path)
    assert await acts(pages) == ["fixers", "fixers", "fixers", "hurdle_passed_on"]


async def test_a_forum_is_brought_in_changed_and_decided_on_as_in_chat(pages: Pages) -> None:
    scene = pages.scene
    await scene.taking_part(row(CLEO, is_coordinator="yes"), row(ADA))
    path = await here(pages, "forums")
    about = {"name": "Water <b>talk</b>", "purpose": "Who repairs what", "members": "Seed Fund 4"}
    rest = {"new": "no", "cadence": "weekly", "minutes": "60", "tags": "water"}
    async with pages.signed_in(CLEO) as browser:
        assert "No forum is in the register yet" in await told(browser, path)
        opened = await press(browser, path, "forum_new")
        dialog = opened.text
        assert "A forum" in words((await browser.see(str(opened.url))).text)  # a reload asks for nothing
        assert (await browser.see(f"{path}/form")).headers["location"] == path
        over = await browser.see(f"{path}/form?opener=forum_decide:gone")
        assert "earlier" in words((await followed(browser, over)).text)
        wrong = await send(browser, path, dialog, **about, **{**rest, "minutes": "long"})
        assert "Write the minutes as a number" in words(wrong.text)
        assert "Who repairs what" in wrong.text
        await send(browser, path, wrong.text, **about, **rest)
        again = await send(browser, path, wrong.text, **about, **rest)  # the same form once more
        assert "Forums that run: 1" in words(again.text)
        said = again.url.query.decode()
        assert 'role="status"' in (await browser.see(f"{path}?{said}")).text
        for elsewhere in (f"{path}?said=forged", f"{await here(pages, 'guidance')}?{said}", path):
            assert 'role="status"' not in (await browser.see(elsewhere)).text
        assert "Water <b>talk</b> Who repairs what Owner Cleo" in await told(browser, path)
        dialog = (await press(browser, path, "forum_decide")).text
        done = await send(browser, path, dialog, verdict="shorten", minutes="30", announce="no")
        assert "That frees" in words(done.text)
        assert "weekly, 30 minutes" in words(done.text)
    chat = (await scene.type(ADA, "forum water")).say[0]
    assert "weekly, 30 minutes" in words_of(chat)
    assert await acts(pages) == ["forum", "forum"]


async def test_the_scorecard_is_judged_and_drawn(pages: Pages) -> None:
    await pages.scene.taking_part(row(CLEO, is_coordinator="yes"))
    path = await here(pages, "scorecard")
    async with pages.signed_in(CLEO) as browser:
        assert "1. Strategic assessments: 2 indicators, none judged yet Judge it" in await told(browser, path)
        assert (await browser.see(f"{path}/picture.png")).status_code == 404
        dialog = (await press(browser, path, "scorecard_area:2")).text
        many = dict.fromkeys(re.findall(r'name="in-(i[^"]+)"', dialog), "met")
        assert len(many) > 15
        done = await send(browser, path, dialog, **many, evidence="https://example.org/plan")
        assert "Done." in words(done.text)
        assert f"100% (coverage 100%): {len(many)} met" in words(done.text)
        picture = await browser.see(f"{path}/picture.png")
        assert picture.content.startswith(b"\x89PNG")
        assert f'src="{path}/picture.png" alt="A picture of the scorecard' in done.text
    assert await acts(pages) == ["scorecard"]


async def test_guidance_is_written_mended_and_retired_and_a_question_answered(pages: Pages) -> None:
    scene = pages.scene
    await guidance_office(scene)
    path = await here(pages, "guidance")
    for who in (ADA, BO, EVE):
        await scene.press(who, "question_keep:car for a joint visit")
    async with pages.signed_in(CLEO) as browser:
        asked = await told(browser, path)
        assert "There are no cards here yet" in asked
        assert "Asked several times, and no card answers it “car for a joint visit”" in asked
        dialog = (await press(browser, path, "question_write")).text
        assert 'value="Car for a joint visit"' in dialog
        await send(browser, path, dialog, **CARD)
        shown = await told(browser, path)
        assert "Cards that people find: 1" in shown
        assert "Asked several times" not in shown
        assert "Fill in form F3." in shown
        mended = (await press(browser, path, "guidance_edit")).text
        await send(browser, path, mended, **{**CARD, "lines": "Call the fleet office."})
        await press(browser, path, "guidance_still_right")
        assert "Call the fleet office." in words_of((await scene.type(ADA, "ask joint visit")).say[0])
        await press(browser, path, "guidance_retire")
        assert "There are no cards here yet" in await told(browser, path)
    assert await acts(pages) == ["guidance"] * 4
