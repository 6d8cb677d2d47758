"""A calendar from its address to what comes up around a meeting: in chat, and in the channel.

The calendars are files on a web server, read as in production.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
from icalendar import Calendar, Event
from playwright.async_api import Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.calendar_feeds.web import WebCalendarReader
from tests.clients.serving import serving
from tests.end_to_end.flows.office import Office, opened_office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}


@pytest_asyncio.fixture(loop_scope="session")
async def office(page: Page, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office that reads calendars itself, also from this machine."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    async with opened_office(page, sqlite_url, tmp_path, WebCalendarReader(private_hosts=True)) as opened:
        yield opened
        await page.close()
    assert errors == []


@dataclass(frozen=True, slots=True)
class Shelf:
    """Calendar files on a web server."""

    folder: Path
    url: str

    def put(self, name: str, *events: Event) -> str:
        """The address of a calendar with these meetings."""
        calendar = Calendar()
        calendar.add("prodid", "-//tests//EN")
        calendar.add("version", "2.0")
        for each in events:
            calendar.add_component(each)
        (self.folder / name).write_bytes(calendar.to_ical())
        return f"{self.url}/{name}"


@pytest_asyncio.fixture(loop_scope="session")
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    folder = tmp_path / "calendars"
    folder.mkdir()
    async with serving(Starlette(routes=[Mount("/", StaticFiles(directory=folder))])) as url:
        yield Shelf(folder, url)


def meeting(title: str, start: datetime, *come: str, hours: float = 1, text: str = "") -> Event:
    """A meeting that Ada calls."""
    event = Event()
    event.add("uid", title)
    event.add("summary", title)
    event.add("description", text)
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", (start + timedelta(hours=hours)).astimezone(UTC))
    event.add("dtstamp", nairobi(2, 9).astimezone(UTC))
    event.add("organizer", f"mailto:{ADA}")
    for each in come:
        event.add("attendee", f"mailto:{each}")
    return event


async def an_office(office: Office) -> None:
    """Ada coordinates and calls the meetings; Bo comes from another pillar. They join at noon."""
    office.scene.clock.move_to(nairobi(4, 12))
    await office.scene.taking_part(
        row(ADA, is_coordinator="yes"),
        row(BO, role_group="R5", **RELIEF),
        row(CLEO),
    )


async def connect(office: Office, address: str) -> None:
    """Ada connects the setting's calendar; an address that is none is said at its field."""
    await office.be(ADA)
    await office.type("calendar", "No calendar is connected.")
    await office.press("Connect a calendar")
    await expect(office.dialog.get_by_label("Our setting’s")).to_be_checked()
    await office.fill(address="team.ics")
    await office.dialog.locator("button.primary").click()
    await expect(office.dialog).to_contain_text("That address cannot be read from here")
    await office.picture("meetings-1-no-address")
    await office.fill(address=address)
    await office.send()
    await office.shows("It is read within minutes.")
    await office.scene.app.ticks.calendars()


async def the_day_before(office: Office) -> None:
    """Nothing else came up since they joined."""
    office.scene.clock.move_to(nairobi(4, 13))
    await office.scene.run_until(nairobi(4, 17))


async def test_the_chair_is_reminded_and_a_line_stands_in_the_channel(office: Office, shelf: Shelf) -> None:
    scene = office.scene
    await an_office(office)
    within = meeting("Seed Fund only", nairobi(5, 15), CLEO)
    across = meeting("Water group", nairobi(5, 13), BO, CLEO)
    await connect(office, shelf.put("team.ics", across, within))

    card = await office.type("calendar", "Meetings with other pillars in the next two weeks: 1")
    await expect(card).to_contain_text("Water group, 5 March")
    await expect(card).not_to_contain_text("Seed Fund only")
    await office.picture("meetings-2-read")
    await office.press("A line to open with")
    await office.fill(objective="clean water in the north before the rains")
    await office.picture("meetings-3-line")
    await office.send()
    await office.shows("The line will stand in the channel")

    await the_day_before(office)
    await office.be(ADA)
    await office.shows("Water group is near. Would one line on the agenda be useful")
    await office.picture("meetings-4-near")
    await office.press("I will add it")
    await office.shows("To copy: “Where do we need the other pillar?”")
    await office.picture("meetings-5-copy")

    await scene.run_until(nairobi(5, 13, 5))
    await office.be(BO, channel=True)
    await office.shows("“Water group” begins.")
    await office.shows("clean water in the north before the rains")
    await office.picture("meetings-6-channel")


async def test_where_a_decision_is_listed_the_other_side_is_put_into_a_line(
    office: Office, shelf: Shelf
) -> None:
    scene = office.scene
    await an_office(office)
    await connect(
        office, shelf.put("team.ics", meeting("Water group", nairobi(5, 13), BO, text="Decision: wells"))
    )
    await the_day_before(office)
    await office.be(BO)
    await office.shows("Water group is near, with a decision on the table.")
    await office.shows("the strongest case Seed Fund could make")
    await office.picture("meetings-7-other-side")
    await office.press("Write one line")
    await office.fill(line="Wells now, or nobody comes back.")
    await office.dialog.locator("#in-day").select_option("2026-03-05")
    await office.send()
    await office.shows("Your line was not kept. After the meeting I ask once")
    await scene.run_until(nairobi(6, 10))
    await office.be(BO)
    await office.shows("Before the meeting you wrote what the other side might say.")
    await office.press("Partly")
    await office.shows("It stays with you.")
    await office.picture("meetings-8-looked-back")


async def say(office: Office, words: str, answer: str) -> None:
    """Write to the bot in any language."""
    await office.page.get_by_role("textbox").last.fill(words)
    await office.page.keyboard.press("Enter")
    await office.shows(answer)


async def test_of_one_s_own_calendar_only_a_full_week_is_noticed_in_french(
    office: Office, shelf: Shelf
) -> None:
    scene = office.scene
    await scene.taking_part(row(ADA), row(CLEO, role_group="R2", language="fr"))
    scene.clock.move_to(nairobi(2, 8))
    full = [meeting(f"Groupe {day}", nairobi(day, 6), "x@relief.example", hours=8) for day in range(4, 7)]
    await office.be(CLEO)
    await say(office, "calendrier", "Aucun calendrier n’est relié.")
    await office.press("Relier un calendrier")
    await expect(office.dialog).to_contain_text("Personne d’autre ne les voit.")
    await office.fill(address=f"{shelf.url}/lost.ics")
    await office.picture("meetings-9-french")
    await office.send()
    await scene.app.ticks.calendars()
    await say(office, "calendrier", "le serveur a refusé")
    await office.picture("meetings-10-refused")
    await office.press("Délier")
    await office.shows("Ce qui en était connu est effacé.")
    await say(office, "calendrier", "Aucun calendrier n’est relié.")
    await office.press("Relier un calendrier")
    await office.fill(address=shelf.put("own.ics", *full))
    await office.send()

    await scene.run_until(nairobi(3, 17))
    await office.be(CLEO)
    await office.shows("plus de vingt heures de réunion, dont Groupe")
    await office.picture("meetings-11-full-week")
    await office.press("J’enverrai trois lignes")
    await office.shows("Le mieux est avant le début.")
    await say(office, "calendrier", "Votre propre calendrier : lu pour la dernière fois le 3 mars")
