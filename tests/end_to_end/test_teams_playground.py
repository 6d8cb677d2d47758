"""Teams from the first minute on, in Microsoft's own local client: what people see and press there.

Amina and Bruno are of two tenants; each has a window. Every request carries a token the bot checks.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page, expect

from bot.ports import Actor, Command
from nudges.people import Platform
from tests.clients.agents_playground import COLLEAGUES
from tests.clients.fake_teams import TENANT
from tests.clients.teams_activities import CHANNEL
from tests.end_to_end.teams_office import AMINA, BRUNO, PATIENCE, Office, Window, known, opened_office
from tests.integration.scene import nairobi, row

RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}
WEEKLY = "You get this once a week because your work touches other pillars."
SAY = "Say in public what working together achieves here, and for whom"


@pytest_asyncio.fixture(loop_scope="session")
async def office(page: Page, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with opened_office(page, sqlite_url, tmp_path) as opened:
        yield opened


async def both_join(office: Office, **cells: str) -> None:
    """They install it and say yes to the welcome. Amina coordinates."""
    await office.scene.bring(
        row(AMINA.email, name=AMINA.name, is_coordinator="yes", **cells),
        row(BRUNO.email, name=BRUNO.name, **RELIEF, **cells),
        *(row(each.email, name=each.name, teams_id=each.object_id) for each in COLLEAGUES),
    )
    for window in (office.amina, office.bruno):
        await window.open()
    await known(office.scene, AMINA, BRUNO)
    await office.scene.run_until(nairobi(2, 17))
    await office.amina.shows("Hello Amina, this is Crosspillar")
    await office.amina.picture("teams-1-welcome")
    for window in (office.amina, office.bruno):
        await window.press("Yes, try it")
        await window.shows("Your first message will come")
    await office.amina.picture("teams-2-yes")


async def colleagues_take_part(office: Office) -> None:
    """Those without a window; and each met somebody."""
    for number, each in enumerate(COLLEAGUES):
        actor = Actor(Platform.TEAMS, TENANT, each.object_id)
        for words in ("start", "did met"):
            await office.scene.app.desk.command(Command(actor, words, f"{words} {number}"))


async def join_rounds(office: Office) -> None:
    for window in (office.amina, office.bruno):
        await window.write("intro", "Every second Tuesday")
        await window.begin("Join", "What do you work on?")
        await window.choose("What do you work on?", "water")
        await window.picture("teams-4-joining")
        await window.press("Join")
        await window.shows("You take part in the rounds.")


async def help_is_asked_in_a_group(window: Window) -> None:
    """By the bot's name; the answer comes to one's own chat."""
    await window.go("Group chat")
    await window.mention("help")
    await window.go("Personal Chat")
    await window.shows("What you can type")
    await window.picture("teams-3-help")


async def a_nudge_is_answered(office: Office) -> None:
    await office.scene.run_until(nairobi(4, 17))
    await office.amina.shows(WEEKLY)
    await office.amina.picture("teams-5-nudge")
    await office.amina.press("We agreed on joint work")
    await office.amina.shows("Your answer: We agreed on joint work.")
    await office.amina.picture("teams-6-answered")
    assert ("B6", "self_reported") in await office.scene.practised(AMINA.email)


async def the_digest_comes_on_monday(office: Office) -> None:
    """With its picture."""
    await office.scene.run_until(nairobi(9, 8, 55))
    office.scene.clock.move_to(nairobi(9, 9, 5))
    await office.scene.tick()
    await office.amina.shows("South: week of 2–8 March")
    picture = office.amina.cards.last.get_by_alt_text(re.compile("Meet other pillars: 50–100%"))
    await expect(picture).to_have_js_property("complete", True, timeout=PATIENCE)
    assert await picture.evaluate("image => image.naturalWidth") > 400
    await picture.scroll_into_view_if_needed()
    await office.amina.picture("teams-7-digest")


async def they_are_introduced(office: Office) -> None:
    await office.scene.run_until(nairobi(10, 17))
    await office.amina.shows("here is Bruno Costa of Relief Office (Humanitarian)")
    await office.bruno.shows("here is Amina Diallo of Seed Fund (Development)")
    await office.bruno.picture("teams-8-introduced")
    await office.bruno.press("Times for my calendar")
    await office.bruno.shows("Take the one you settle on with Amina Diallo.")
    await office.bruno.picture("teams-9-calendar")


async def one_wants_quiet(office: Office) -> None:
    await office.scene.run_until(nairobi(11, 17))
    await office.bruno.shows(WEEKLY)
    await office.bruno.press("Quiet for a week")
    await office.bruno.shows("Quiet until Wednesday 18 March")
    await office.bruno.picture("teams-10-snoozed")


async def ask_from_menu(window: Window) -> None:
    """One dialog leads to the next, in the frame of Microsoft's client."""
    dialog = await window.begin_from_menu("begin", "What would you like to begin?")
    await dialog.get_by_role("combobox").click()
    await window.page.get_by_role("option", name="Ask for a view").click()
    await dialog.get_by_role("button", name="Go on").click()
    await dialog.get_by_role("combobox", name="Whom do you ask?").click()
    await window.page.keyboard.type("Bru")
    await window.page.get_by_role("option", name="Bruno Costa · Relief Office").click()
    await dialog.get_by_label("What is it for?").fill("the water plan")
    await dialog.get_by_label("Your question").fill("How many wells are open?")
    await window.picture("teams-11-ask")
    await dialog.get_by_role("button", name="Send").click()
    await window.shows("On its way")


async def test_two_colleagues_have_their_first_weeks(office: Office) -> None:
    await both_join(office)
    await colleagues_take_part(office)
    await help_is_asked_in_a_group(office.amina)
    await join_rounds(office)
    await a_nudge_is_answered(office)
    await the_digest_comes_on_monday(office)
    await they_are_introduced(office)
    await one_wants_quiet(office)
    await ask_from_menu(office.amina)


async def name_channel(window: Window) -> None:
    await window.fill_in_a_channel(CHANNEL)
    await window.picture("teams-12-channel")
    await window.press("Save")
    await window.shows("#Joint work: announcements")


async def draft_and_invite(window: Window) -> None:
    """One commitment, and an invitation."""
    await window.write("pact", "Leaders of different entities promise")
    await window.begin("Draft one", "What do you commit to?")
    await window.choose("What do you commit to?", SAY)
    await window.fill("At which occasion first?", "at Monday’s coordination meeting")
    await window.picture("teams-13-commitment")
    await window.press("Save")
    await window.shows("Only its leaders see this draft.")
    await window.begin("Invite a leader", "Relief Office")
    await window.tick("Bruno Costa · Relief Office")
    await window.picture("teams-14-invitation")
    await window.press("Invite")
    await window.shows("Bruno Costa (Relief Office) is asked in their next free moment.")


async def sign(window: Window) -> None:
    await window.begin("Sign", "Sign the pact")
    await window.picture("teams-15-sign")
    await window.press("Sign")


async def the_other_signs(office: Office) -> None:
    await office.scene.run_until(nairobi(5, 17))
    await office.bruno.shows("A leader invites you to a pact")
    await office.bruno.press("Have a look")
    await office.bruno.shows("Only its leaders see this draft.")
    await sign(office.bruno)
    await office.bruno.shows("Two of you have signed")
    await office.bruno.picture("teams-16-both-signed")


async def both_announce(office: Office) -> None:
    await office.bruno.press("Announce it")
    await office.bruno.shows("It goes out when all have agreed.")
    await office.scene.run_until(nairobi(10, 17))
    await office.amina.shows("Your pact can be announced")
    await office.amina.press("Announce it")
    await office.amina.shows("Your pact is public now.")


async def everybody_reads_it(office: Office) -> None:
    """Who presses a button in the channel is answered for themselves."""
    await office.scene.run_until(nairobi(12, 17))
    await office.amina.go("Joint work")
    await office.amina.shows("Amina Diallo (Seed Fund) and Bruno Costa (Relief Office) commit together")
    await office.amina.press("I’ll join in")
    noted = office.amina.page.get_by_text("I have answered you in our own chat.")
    await expect(noted).to_be_visible(timeout=PATIENCE)
    await office.amina.picture("teams-17-post")
    await office.amina.go("Personal Chat")
    await office.amina.shows("You signed it yourself already.")


async def test_two_leaders_of_two_tenants_sign_a_pact_that_everybody_reads(office: Office) -> None:
    await both_join(office, role_group="R1")
    await name_channel(office.amina)
    await draft_and_invite(office.amina)
    await sign(office.amina)
    await office.amina.shows("Signed as it stands: Amina Diallo (Seed Fund).")
    await the_other_signs(office)
    await both_announce(office)
    await everybody_reads_it(office)
