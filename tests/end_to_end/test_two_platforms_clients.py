"""People on different platforms: what Amina sees in Slack and Bruno in Teams, from the first minute on.

Amina's Slack is the emulator, which brings what she writes; her presses we sign. Bruno's Teams is
Microsoft's own local client in a real browser. They share nothing but the product.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page, expect

from tests.clients.slack_emulator import CHANNEL as SLACK_CHANNEL
from tests.clients.slack_emulator import EmulatedSlack
from tests.clients.teams_activities import CHANNEL as TEAMS_CHANNEL
from tests.end_to_end.slack_reading import words_of
from tests.end_to_end.teams_office import BRUNO, Window, known
from tests.end_to_end.two_offices import TwoOffices, opened_offices
from tests.integration.scene import nairobi, row

AMINA = "amina@example.org"
FIRST, LATER = "The road to Bor is open", "The road to Bor is open until noon"
BACK = "Trucks leave at ten"


@pytest_asyncio.fixture(loop_scope="session")
async def offices(
    page: Page, slack_emulator: EmulatedSlack, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[TwoOffices]:
    async with opened_offices(page, slack_emulator, sqlite_url, tmp_path) as opened:
        yield opened


async def both_opt_in(offices: TwoOffices) -> None:
    """Each coordinates, and so can name a channel of their own platform."""
    slack = offices.amina.office.slack
    relief = {"entity": "Relief Office", "pillar": "Humanitarian"}
    await offices.scene.bring(
        row(
            AMINA, name="Amina Diallo", slack_id=f"{slack.team_id}:{offices.amina.user}", is_coordinator="yes"
        ),
        row(BRUNO.email, name=BRUNO.name, is_coordinator="yes", **relief),
    )
    await offices.amina.open()
    await offices.bruno.open()
    await known(offices.scene, BRUNO)
    await offices.scene.run_until(nairobi(2, 17))
    await offices.amina.press("Yes, try it")
    await offices.amina.shows("Your first message will come")
    await offices.bruno.press("Yes, try it")
    await offices.bruno.shows("Your first message will come")


async def both_join_the_rounds(offices: TwoOffices) -> None:
    await offices.amina.write("intro")
    await offices.amina.press("Join")
    await offices.amina.send(**{"What do you work on?": "water"})
    await offices.amina.shows("You are in.")
    await offices.bruno.write("intro", "Every second Tuesday")
    await offices.bruno.begin("Join", "What do you work on?")
    await offices.bruno.choose("What do you work on?", "water")
    await offices.bruno.press("Join")
    await offices.bruno.shows("You take part in the rounds.")


async def they_are_introduced(offices: TwoOffices) -> None:
    """The other's address, what both work on, and three times, each in their own chat."""
    await offices.scene.run_until(nairobi(10, 17))
    await offices.amina.shows("here is Bruno Costa of Relief Office (Humanitarian)")
    await offices.amina.shows(BRUNO.email)
    await offices.amina.shows("Half hours that suit both")
    await offices.bruno.shows("here is Amina Diallo of Seed Fund (Development)")
    await offices.bruno.shows(AMINA)
    await offices.bruno.shows("Half hours that suit both")
    await offices.pictures("1-introduced", "here is Bruno Costa")


async def the_times_are_offered(offices: TwoOffices) -> None:
    """As files in Slack, and as Teams' own form in Teams."""
    await offices.amina.press("Times for my calendar")
    entries = await offices.amina.files()
    assert [each.count(b"BEGIN:VEVENT") for each in entries] == [1] * 3
    await offices.bruno.press("Times for my calendar")
    await offices.bruno.shows("Take the one you settle on with Amina Diallo.")
    await expect(offices.bruno.cards.last.get_by_role("link")).to_have_count(3)
    await offices.pictures("2-calendar", "Take the one you settle on")


async def both_agree_to_a_thread(offices: TwoOffices) -> None:
    await offices.amina.write("relay bruno")
    await offices.amina.press("Ask")
    await offices.scene.run_until(nairobi(12, 17))
    await offices.bruno.shows("Amina Diallo (Seed Fund) would like to write with you")
    await offices.bruno.press("Open the thread")
    await offices.bruno.shows("The thread is open")
    await offices.scene.run_until(nairobi(13, 10))
    await offices.amina.shows("Your thread is open")


async def they_write(offices: TwoOffices) -> None:
    """There, changed there, and back."""
    sent = await offices.amina.write(f"relay bruno: {FIRST}")
    await offices.scene.app.ticks.dispatch()
    await offices.bruno.shows("Amina Diallo (Seed Fund), on Slack, writes:")
    await offices.bruno.shows(FIRST)
    await offices.amina.change(sent, f"relay bruno: {LATER}")
    await offices.scene.app.ticks.dispatch()
    await offices.bruno.shows("changed a message. It now says:")
    await offices.bruno.shows(LATER)
    await offices.bruno.begin("Write back", "Write in the thread")
    await offices.bruno.fill("Your message", BACK)
    await offices.bruno.press("Pass it on")
    await offices.bruno.shows("Passed on to Amina Diallo")
    await offices.scene.app.ticks.dispatch()
    await offices.amina.shows("Bruno Costa (Relief Office), on Teams, writes:")
    await offices.amina.shows(BACK)
    await offices.pictures("3-thread", "Your thread is open")


async def one_closes_it(offices: TwoOffices) -> None:
    """Both keep what arrived."""
    await offices.bruno.press("Close the thread")
    await offices.bruno.shows("The thread is closed")
    await offices.bruno.shows(LATER)
    await offices.bruno.picture("both-4-closed-teams")
    await offices.scene.run_until(nairobi(17, 17))
    await offices.amina.shows("Your thread with Bruno Costa (Relief Office) is closed")
    await offices.amina.shows(BACK)
    await offices.picture_slack("4-closed", await offices.amina.inbox(), "A shared thread is closed")


async def each_names_a_channel(offices: TwoOffices) -> None:
    await offices.amina.write("channels")
    await offices.amina.press("Name a channel")
    place = {
        "The channel’s id": offices.amina.office.slack.channels[SLACK_CHANNEL],
        "Its name": SLACK_CHANNEL,
    }
    await offices.amina.send(**place, **{"What is it for?": "announcements"})
    await name_channel(offices.bruno)


async def name_channel(window: Window) -> None:
    await window.fill_in_a_channel(TEAMS_CHANNEL)
    await window.press("Save")
    await window.shows("Joint work: announcements")


async def a_post_stands_once_on_each_platform(offices: TwoOffices) -> None:
    await offices.amina.write("less")
    await offices.amina.press("Name something")
    await offices.amina.send(
        **{
            "What happens to it?": "We share it with another entity",
            "Which task, meeting or report?": "the road report",
            "Announce it in the channel, with your name?": "Yes, announce it",
        }
    )
    await offices.scene.run_until(nairobi(18, 17))
    channel = await offices.amina.channel(SLACK_CHANNEL)
    (posted,) = channel
    assert "Amina Diallo (Seed Fund) shares: the road report" in words_of(posted)
    assert "Also posted in Joint work (Teams)." in words_of(posted)
    await offices.bruno.go("Joint work")
    await offices.bruno.shows("Amina Diallo (Seed Fund) shares: the road report")
    await offices.bruno.shows("Also posted in #joint-work (Slack).")
    assert await offices.bruno.cards.count() == 1
    await offices.picture_slack("5-post", channel, "the road report")
    await offices.bruno.picture("both-5-post-teams")


async def test_two_people_on_different_platforms_meet_and_write_to_each_other(offices: TwoOffices) -> None:
    await both_opt_in(offices)
    await both_join_the_rounds(offices)
    await they_are_introduced(offices)
    await the_times_are_offered(offices)
    await both_agree_to_a_thread(offices)
    await they_write(offices)
    await one_closes_it(offices)
    await each_names_a_channel(offices)
    await a_post_stands_once_on_each_platform(offices)
