"""Coordinators' registers: what runs between people, told as its flow allows, and done as in chat."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from shutil import copyfile

import httpx
import pytest
import pytest_asyncio

from bot.services.flows import FLOWS
from nudges.cards import TextInput
from nudges.flows.pacts.pact import State
from nudges.flows.spotlights.spotlights import Spotlight
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
from tests.integration.flows.test_hurdles import DAN, REPORTERS, cases, log
from tests.integration.flows.test_hurdles import office as hurdle_office
from tests.integration.flows.test_introductions import FIRST, introductions, join
from tests.integration.flows.test_spotlights import (
    DEE,
    FOUR_LINES,
    SPOTLIGHT,
    answer,
    letter,
    posted,
    posts,
    written_and_agreed,
)
from tests.integration.flows.test_spotlights import everybody as spotlight_office
from tests.integration.pages_scene import Browser, Pages, opened_pages
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, nairobi, row


@pytest_asyncio.fixture
async def pages(sqlite_url: str) -> AsyncIterator[Pages]:
    async with opened_pages(sqlite_url) as opened:
        yield opened


async def here(pages: Pages, register: str = "") -> str:
    setting = await pages.scene.setting()
    return f"/pages/settings/{setting.id}/registers" + (f"/{register}" if register else "")


def words(page: str) -> str:
    """What a page says, without its mark-up."""
    main = page.partition('<main id="main" tabindex="-1">')[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


async def press(browser: Browser, path: str, act: str) -> httpx.Response:
    """Press the first button of this act on a register."""
    button = f'name="key" value="([^"]*)"><input type="hidden" name="token" value="({act}[^"]*)"'
    key, token = re.findall(button, (await browser.see(path)).text)[0]
    return await browser.post(path, on=path, fields={"token": token, "key": key})


async def send(browser: Browser, path: str, dialog: str, **values: str) -> httpx.Response:
    """Fill in a dialog as it was drawn, and hand it in."""
    hidden = dict(re.findall(r'type="hidden" name="(key|token|opener)" value="([^"]*)"', dialog))
    begins = {name: "who" if f'name="who-{name}"' in dialog else "in" for name in values}
    written = {f"{begins[name]}-{name}": said for name, said in values.items()}
    return await browser.post(f"{path}/form", on=path, fields={**hidden, **written})


async def told(browser: Browser, path: str) -> str:
    answer = await browser.see(path)
    assert answer.status_code == 200
    return words(answer.text)


async def acts(pages: Pages) -> list[str]:
    """What was written down of coordinators, in the order of the alphabet."""
    async with pages.scene.app.deps.begin() as uow:
        return sorted(each.what.value for each in await uow.acts.latest(20) if each.person_id)


async def case_id(pages: Pages) -> str:
    [case] = await cases(pages.scene)
    return case.id


async def story(pages: Pages) -> str:
    """The id of the one success there is."""
    async with pages.scene.app.deps.begin() as uow:
        [found] = await uow.records.of_setting(Spotlight, (await pages.scene.setting()).id)
    return found.id


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


def crowd(size: int, *left_out: str) -> list[dict[str, str]]:
    """People of two pillars in turn; the first one coordinates."""
    sides: tuple[dict[str, str], ...] = ({}, {"entity": "Relief Office", "pillar": "Humanitarian"})
    return [
        row(f"person{n:02}@example.org", is_coordinator="" if n else "yes", **sides[n % 2])
        for n in range(size)
        if f"person{n:02}@example.org" not in left_out
    ]


async def round_held(pages: Pages, people: list[dict[str, str]], *, refusal: bool) -> str:
    """What the coordinator reads after a round; before it, the last two refused each other, or not."""
    scene, emails = pages.scene, [each["email"] for each in people]
    await scene.taking_part(*people)
    await join(scene, *emails)
    if refusal:
        for one, other in (emails[-2:], emails[:-3:-1]):
            form = (await scene.press(one, "introduction_never_add")).form
            assert form is not None
            await scene.submit(one, form.token, colleague=(await scene.person(other)).id)
    await scene.run_until(FIRST)
    async with pages.signed_in(emails[0]) as browser:
        return await told(browser, await here(pages, "introductions"))


@pytest.mark.parametrize("size", [2, 12])
async def test_a_refusal_does_not_show_in_the_round_it_kept_apart(sqlite_url: str, size: int) -> None:
    """Two deployments of the same people; in one of them two would rather not meet."""
    found, urls = [], (sqlite_url, f"{sqlite_url}.refused")
    copyfile(*(each.removeprefix("sqlite:///") for each in urls))
    for url, refusal in zip(urls, (False, True), strict=True):
        async with opened_pages(url) as pages:
            found.append(await round_held(pages, crowd(size), refusal=refusal))
            made = len(await introductions(pages.scene))
            assert made == size // 2 - (refusal and size == 2)
    assert found[0] == found[1]


async def test_two_looks_around_a_refusal_are_the_same_look(pages: Pages) -> None:
    people = crowd(12)
    before = await round_held(pages, people, refusal=False)
    assert "Took part 10–14 people" in before.replace("\u2060", "")
    assert "Introduced nearly all" in before
    scene, emails = pages.scene, [each["email"] for each in people]
    [one, *_] = await introductions(scene)
    ids = {(await scene.person(email)).id: email for email in emails}
    refusing, other = (ids[each] for each in one.members)
    await scene.press(refusing, f"introduction_declined:{one.id}")
    form = (await scene.press(other, "introduction_never_add")).form
    assert form is not None
    await scene.submit(
        other, form.token, colleague=next(each for each, email in ids.items() if email == refusing)
    )
    async with pages.signed_in(emails[0]) as browser:
        assert await told(browser, await here(pages, "introductions")) == before
        assert (await scene.type(emails[0], "rounds")).say[0].title in before


async def test_a_coordinator_says_how_rounds_are_made_and_it_is_written_down(pages: Pages) -> None:
    await pages.scene.taking_part(*crowd(2))
    path = await here(pages, "introductions")
    async with pages.signed_in("person00@example.org") as browser:
        done = words((await press(browser, path, "introduction_threes_on")).text)
        assert "Done." in done
        assert "Pairs only" in done
        dialog = (await press(browser, path, "introduction_cadence")).text
        wrong = await send(browser, path, dialog, weeks="3")
        assert (wrong.status_code, "Mend what is marked" in wrong.text) == (422, True)
        assert "every 4 weeks" in words((await send(browser, path, wrong.text, weeks="4")).text)
        acts = await told(browser, path.replace("registers/introductions", "acts"))
        assert acts.count("Rounds of introductions changed") == 2


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
        assert "Waiting for a coordinator: 1" in await told(browser, await here(pages))
        dialog = (await press(browser, path, "hurdle_assign")).text
        unknown = await send(browser, path, dialog, whom="Nobody Here")
        assert (unknown.status_code, "Nobody here fits" in unknown.text) == (422, True)
        assert 'value="Nobody Here"' in unknown.text
        assert "Dan is asked." in words((await send(browser, path, unknown.text, whom="dan")).text)
        after = await told(browser, path)
        assert "With Dan" in after
        assert "Pass it on" not in after  # it is Dan's to answer now
        forged = await browser.post(path, on=path, fields={"token": f"hurdle_fix:{await case_id(pages)}"})
        assert "earlier" in words(forged.text)
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
        dialog = (await press(browser, path, "forum_new")).text
        wrong = await send(browser, path, dialog, **about, **{**rest, "minutes": "long"})
        assert "Write the minutes as a number" in words(wrong.text)
        assert "Who repairs what" in wrong.text
        await send(browser, path, wrong.text, **about, **rest)
        again = await send(browser, path, wrong.text, **about, **rest)  # the same form once more
        assert "Forums that run: 1" in words(again.text)
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
        assert "1. Strategic assessments 2 indicators, none judged yet Judge it" in await told(browser, path)
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


async def test_what_reaches_many_takes_two_coordinators_in_chat_and_on_the_pages(sqlite_url: str) -> None:
    async with opened_pages(sqlite_url, second_approver_above=5) as pages:
        scene = pages.scene
        await written_and_agreed(scene)
        await scene.bring(*spotlight_office(), row(DAN, is_coordinator="yes"))  # six people by now
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
            assert "earlier" in words(twice.text)
        await scene.run_until(nairobi(5, 17))
        assert posts(scene, SPOTLIGHT) == []
        assert "Dee (Rights Office) says yes" in words_of(letter(scene, DAN, "a second yes").card)
        async with pages.signed_in(DAN) as browser:
            assert "Waiting for a coordinator: 1" in await told(browser, await here(pages))
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


async def test_a_single_coordinator_is_told_that_a_second_one_is_missing(sqlite_url: str) -> None:
    async with opened_pages(sqlite_url, second_approver_above=4) as pages:
        await written_and_agreed(pages.scene)
        path = await here(pages, "spotlights")
        async with pages.signed_in(DEE) as browser:
            assert "Above 4, two coordinators say yes." in await told(browser, path)
            done = words((await press(browser, path, "spotlight_approve")).text)
        assert "there is none. Name one in the roster." in done


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
