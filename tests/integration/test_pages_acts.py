"""Who changed what for others: written down with the change itself, read by those who answer for it."""

import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.ports.acts import AdministrativeAct, Via, What
from tests.integration.pages_scene import OPS, Pages, opened_pages
from tests.integration.scene import ADA, BO, SOUTH, row

pytestmark = pytest.mark.each_database

NIA = "nia@example.org"
LEADER = row(ADA, is_coordinator="yes")


@pytest_asyncio.fixture
async def pages(database_url: str) -> AsyncIterator[Pages]:
    async with opened_pages(database_url) as opened:
        await opened.scene.bring(LEADER, row(BO), row(OPS))
        await opened.scene.bring(row(NIA, is_coordinator="yes"), setting="North")
        yield opened


async def here(pages: Pages) -> str:
    return f"/pages/settings/{(await pages.scene.setting()).id}"


async def stored(pages: Pages) -> list[AdministrativeAct]:
    async with pages.scene.app.deps.begin() as uow:
        return await uow.acts.latest(100)


async def rows(pages: Pages, path: str, email: str = ADA) -> list[list[str]]:
    """The cells of each line, without the moment."""
    async with pages.signed_in(email) as browser:
        page = html.unescape((await browser.see(path)).text)
    lines = re.findall(r"<tr><td>.*</tr>", page)
    return [re.findall(r"<td>(.*?)</td>", line)[1:] for line in lines]


async def switched(pages: Pages) -> None:
    """A crisis said in chat and over, a pause on the pages and over."""
    scene = pages.scene
    scene.clock.move_to(scene.clock.now() + timedelta(minutes=1))
    await scene.type(ADA, "crisis")
    await scene.type(BO, "crisis over")  # nobody's to say but a coordinator's
    await scene.press(ADA, "crisis_now")
    scene.clock.move_to(scene.clock.now() + timedelta(minutes=1))
    await scene.type(ADA, "crisis over")
    async with pages.signed_in(ADA) as browser:
        for name in ("pause", "resume"):
            scene.clock.move_to(scene.clock.now() + timedelta(minutes=1))
            await browser.post(f"{await here(pages)}/{name}")


async def test_what_coordinators_switch_is_written_down_wherever_they_do_it(pages: Pages) -> None:
    await switched(pages)
    assert await rows(pages, f"{await here(pages)}/acts") == [
        ["Messages let go on", "Ada, on the pages"],
        ["Messages paused", "Ada, on the pages"],
        ["Crisis flag lifted", "Ada, in the chat"],
        ["Crisis flag set", "Ada, in the chat"],
        ["Roster applied: 3 new, 0 changed, 0 no longer on it", "An operator, on the command line"],
    ]


async def test_each_sees_what_they_answer_for(pages: Pages) -> None:
    north = (await pages.scene.person(NIA)).setting_id
    assert len(await rows(pages, f"/pages/settings/{north}/acts", NIA)) == 1
    every = await rows(pages, "/pages/acts", OPS)
    assert {each[2] for each in every} == {SOUTH, "North"}


async def test_a_roster_sent_on_the_pages_says_who_sent_it(pages: Pages) -> None:
    file = "email,name,role_group,entity,pillar,time_zone,is_coordinator\n" + "".join(
        f"{each},{each[:3].title()},R3,Seed Fund,Development,Africa/Nairobi,{yes}\n"
        for each, yes in ((ADA, "yes"), (OPS, ""))
    )
    path = f"{await here(pages)}/roster"
    async with pages.signed_in(ADA) as browser:
        sealed = re.search(
            r'name="sealed" value="([^"]+)"', (await browser.post(path, file=file.encode())).text
        )
        assert sealed is not None
        pages.scene.clock.move_to(pages.scene.clock.now() + timedelta(minutes=1))
        assert (await browser.post(f"{path}/confirm", fields={"sealed": sealed[1]})).status_code == 303
    newest = (await stored(pages))[0]
    ada = await pages.scene.person(ADA)
    assert (newest.what, newest.via, newest.person_id) == (What.ROSTER, Via.PAGE, ada.id)
    assert newest.detail["left"] == 1


async def test_a_dry_run_is_no_act(pages: Pages) -> None:
    before = await stored(pages)
    await pages.scene.bring(LEADER, dry_run=True)
    assert await stored(pages) == before


async def test_whoever_is_forgotten_is_forgotten_here_too(pages: Pages) -> None:
    await switched(pages)
    ada = await pages.scene.person(ADA)
    async with pages.scene.app.deps.begin() as uow:
        assert len((await uow.people.export(ada.id))["administrative_acts"]) == 4
    await pages.scene.press(ADA, "forget_me")
    acts = await stored(pages)
    assert len(acts) == 6
    assert {each.person_id for each in acts} == {None}
    assert ["Crisis flag set", "Somebody who was forgotten, in the chat", SOUTH] in await rows(
        pages, "/pages/acts", OPS
    )


async def test_old_acts_are_forgotten(pages: Pages) -> None:
    pages.scene.clock.move_to(pages.scene.clock.now() + timedelta(days=181))
    await pages.scene.app.ticks.retention()
    assert await stored(pages) == []
