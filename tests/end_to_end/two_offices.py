"""One setting over two platforms: Amina in the emulated Slack, Bruno in Microsoft's own local client."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from playwright.async_api import Page

from bot.bootstrap import open_app
from bot.clock import VirtualClock
from bot.settings import Settings, load_settings
from nudges.people import Platform
from tests.clients.fake_teams import running_fake_teams
from tests.clients.naps import no_wait
from tests.clients.slack_drawing import Drawing, bundle, drawing
from tests.clients.slack_emulator import EmulatedSlack
from tests.clients.slack_requests import Json
from tests.clients.teams_cloud import TeamsCloud, running_teams_cloud
from tests.end_to_end.flows.office import kept_pictures
from tests.end_to_end.slack_office import served
from tests.end_to_end.slack_person import Person
from tests.end_to_end.teams_office import BRUNO, Window, running_clients
from tests.integration.post import Post
from tests.integration.scene import MONDAY, Calendars, Scene


@dataclass(frozen=True, slots=True)
class TwoOffices:
    """One product and one clock, and somebody on each side."""

    scene: Scene
    amina: Person
    bruno: Window
    drawn: Drawing

    async def pictures(self, name: str, first: str) -> None:
        """What both see now; in Slack from the latest message with the words ``first`` on."""
        await self.picture_slack(name, await self.amina.inbox(), first)
        await self.bruno.picture(f"both-{name}-teams")

    async def picture_slack(self, name: str, messages: Sequence[Json], first: str) -> None:
        root = await self.drawn.draw_all(self.amina.said(messages, first))
        await root.screenshot(path=self.bruno.pictures / f"both-{name}-slack.png")


@asynccontextmanager
async def opened_offices(
    page: Page, slack: EmulatedSlack, database_url: str, folder: Path
) -> AsyncIterator[TwoOffices]:
    """Nobody is on the roster yet."""
    async with running_fake_teams() as microsoft, running_teams_cloud(microsoft) as cloud:
        clock, numbers = VirtualClock(MONDAY), count()
        settings = _settings(database_url, slack, cloud)
        async with (
            open_app(settings, clock=clock, new_id=lambda: f"both-{next(numbers)}", sleep=no_wait) as app,
            served(slack, app, clock) as office,
            drawing(await page.context.new_page(), bundle(folder)) as drawn,
        ):
            cloud.bot = str(office.http.base_url).rstrip("/")
            scene = Scene(settings, clock, Post(clock, Platform.TEAMS), Calendars(), app)
            with running_clients(cloud, folder, BRUNO) as clients:
                window = Window(page, clients[BRUNO], kept_pictures(folder))
                yield TwoOffices(scene, Person(office, "amina"), window, drawn)
                await page.close()
        assert drawn.errors == []


def _settings(database_url: str, slack: EmulatedSlack, cloud: TeamsCloud) -> Settings:
    return load_settings(
        database_url=database_url,
        secret_key="only for tests",
        public_url=cloud.url,
        local_chat=False,
        slack=slack.settings,
        teams={**cloud.settings, "tenants": BRUNO.tenant},
    )
