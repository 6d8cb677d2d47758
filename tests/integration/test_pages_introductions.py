"""Rounds of introductions on coordinators' pages: groups as ranges, and nobody's refusal."""

from shutil import copyfile

import pytest

from bot.services.flows.introductions.overview import week
from bot.services.turn import Turn
from nudges.digests import Line
from tests.integration.flows.test_introductions import FIRST, introductions, join
from tests.integration.pages_scene import Pages, opened_pages
from tests.integration.registers import here, press, send, told, words
from tests.integration.scene import nairobi, row


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


async def digest_lines(pages: Pages) -> list[Line]:
    """What the week's digest says of it."""
    deps, setting = pages.scene.app.deps, await pages.scene.setting()
    async with deps.begin() as uow:
        turn = Turn(deps, uow, setting, deps.clock.now())
        return await week(turn, nairobi(9, 0), nairobi(16, 0))


@pytest.mark.parametrize("size", [2, 12])
async def test_a_refusal_does_not_show_in_the_round_it_kept_apart(sqlite_url: str, size: int) -> None:
    """Two deployments of the same people; in one of them two would rather not meet."""
    found, urls = [], (sqlite_url, f"{sqlite_url}.refused")
    copyfile(*(each.removeprefix("sqlite:///") for each in urls))
    for url, refusal in zip(urls, (False, True), strict=True):
        async with opened_pages(url) as pages:
            page = await round_held(pages, crowd(size), refusal=refusal)
            found.append((page, await digest_lines(pages)))
            made = len(await introductions(pages.scene))
            assert made == size // 2 - (refusal and size == 2)
    assert found[0] == found[1]
    assert [each.key for each in found[0][1]] == ["introduction.week"] * (size > 10)


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
        assert "Who meets two at a time, three where the number is odd" in done
        assert "Back to pairs only" in done
        dialog = (await press(browser, path, "introduction_cadence")).text
        wrong = await send(browser, path, dialog, weeks="3")
        assert (wrong.status_code, "Mend what is marked" in wrong.text) == (422, True)
        assert "aria-invalid" in wrong.text
        assert "every 4 weeks" in words((await send(browser, path, wrong.text, weeks="4")).text)
        acts = await told(browser, path.replace("registers/introductions", "acts"))
        assert acts.count("Rounds of introductions changed") == 2
