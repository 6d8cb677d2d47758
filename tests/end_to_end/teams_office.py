"""The whole product in Teams, where each person has a window of Microsoft's own local client."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

from playwright.async_api import Locator, Page, expect

from bot.bootstrap import open_app
from bot.clock import VirtualClock
from bot.ports.operating import Role
from bot.serving import web_app
from bot.settings import Settings, load_settings
from nudges.people import Platform
from tests.clients.agents_playground import Account
from tests.clients.fake_teams import OTHER_TENANT, TENANT, running_fake_teams
from tests.clients.naps import no_wait
from tests.clients.serving import serving
from tests.clients.teams_activities import CHANNEL
from tests.clients.teams_cloud import TeamsCloud, running_teams_cloud
from tests.end_to_end.flows.office import kept_pictures
from tests.integration.post import Post
from tests.integration.scene import MONDAY, Calendars, Scene

AMINA = Account("Amina Diallo", TENANT, "aaaaaaaa-0000-4000-8000-00000000000a")
BRUNO = Account("Bruno Costa", OTHER_TENANT, "bbbbbbbb-0000-4000-8000-00000000000b")
CHANNELS = {CHANNEL: "Joint work"}
PATIENCE = 15_000
"""Milliseconds until a page that does not show something is believed to never do so."""
_OPTIONS: tuple[Literal["option", "menuitemcheckbox"], ...] = ("option", "menuitemcheckbox")


@dataclass(frozen=True, slots=True)
class Window:
    """Somebody's Teams. Messages are cards; a dialog opened from a card is one more card."""

    page: Page
    url: str
    pictures: Path

    async def open(self) -> None:
        """Opening the chat for the first time installs the app."""
        self.page.set_default_timeout(PATIENCE)
        await self.page.set_viewport_size({"width": 1280, "height": 900})
        await self.page.goto(self.url)
        await self.page.get_by_role("button", name="Hide log panel").click()
        await self.go("Personal Chat")

    async def go(self, where: str) -> None:
        await self.page.get_by_role("treeitem", name=where).click()

    @property
    def cards(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard")

    async def shows(self, words: str) -> None:
        await expect(self.cards.filter(has_text=words).last).to_be_visible(timeout=PATIENCE)

    async def write(self, words: str, answer: str) -> None:
        """Type to the bot and wait for its answer."""
        before = await self.cards.count()
        await self.page.get_by_role("textbox").last.click()
        await self.page.keyboard.type(words)
        await self.page.keyboard.press("Enter")
        await expect(self.cards.nth(before)).to_contain_text(answer, timeout=PATIENCE)

    async def mention(self, words: str) -> None:
        """Say the bot's name first, as it hears nothing else in a chat of several."""
        await self.page.get_by_role("textbox").last.click()
        await self.page.keyboard.type("@Cross")
        await self.page.get_by_text("Crosspillar", exact=True).last.click()
        await self.page.keyboard.type(words)
        await self.page.keyboard.press("Enter")
        said = self.page.get_by_role("tree").first
        await expect(said).to_contain_text(f"Crosspillar{words}", timeout=PATIENCE)

    async def press(self, label: str) -> None:
        """The latest button of this name."""
        await self.cards.get_by_role("button", name=label, exact=True).last.click()

    async def begin(self, label: str, words: str) -> None:
        """Press a button that leads to a dialog with these words, at once or by a message with a button."""
        before = await self.cards.count()
        await self.press(label)
        await expect(self.cards.nth(before)).to_be_visible(timeout=PATIENCE)
        way = self.cards.nth(before).get_by_role("button", name="Open", exact=True)
        if await way.is_visible():
            await way.click()
            before += 1
        await expect(self.cards.nth(before)).to_contain_text(words, timeout=PATIENCE)

    async def fill(self, label: str, words: str) -> None:
        await self.cards.last.get_by_label(label).fill(words)

    async def tick(self, label: str) -> None:
        await self.cards.last.get_by_text(label, exact=True).click()

    async def choose(self, label: str, option: str) -> None:
        """From a menu, of which one or several can be taken."""
        await self.cards.last.get_by_role("combobox", name=label).click()
        one, several = (self.page.get_by_role(role, name=option) for role in _OPTIONS)
        await one.or_(several).click()
        await self.page.keyboard.press("Escape")

    async def fill_in_a_channel(self, channel: str) -> None:
        """The dialog that names where announcements go. Opening the channel adds the app to its team."""
        name = CHANNELS[channel]
        await self.go(name)
        await self.go("Personal Chat")
        await self.write("channels", "What everybody may read is posted here.")
        await self.begin("Name a channel", "What is it for?")
        await self.fill("The channel’s id", channel)
        await self.fill("Its name", name)
        await self.tick("announcements")

    async def begin_from_menu(self, command: str, words: str) -> Locator:
        """What stands beside the field one writes in. Its dialog has a frame."""
        await self.page.get_by_role("button", name="Trigger Message Extension App").last.click()
        await self.page.get_by_role("menuitem", name="Action Command").click()
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_role("textbox", name="Command ID").fill(command)
        await dialog.get_by_role("button", name="Create").click()
        await expect(dialog).to_contain_text(words, timeout=PATIENCE)
        return dialog

    async def picture(self, name: str) -> None:
        await self.page.screenshot(path=self.pictures / f"{name}.png", animations="disabled")


async def known(scene: Scene, *accounts: Account) -> None:
    """Wait until the product has heard of these people's chats: what is due sooner has nowhere to go."""
    people = [(await scene.person(each.email)).id for each in accounts]
    async with asyncio.timeout(PATIENCE / 1000):
        while not await _all_known(scene, people):  # noqa: ASYNC110  the client tells only the product
            await asyncio.sleep(0.05)


async def _all_known(scene: Scene, people: Sequence[str]) -> bool:
    async with scene.app.deps.begin() as uow:
        found = await uow.people.identities(people)
    return {each.person_id for each in found if each.platform is Platform.TEAMS} == set(people)


@dataclass(frozen=True, slots=True)
class Office:
    """A deployment that serves two tenants, with a window of somebody in each."""

    scene: Scene
    amina: Window
    bruno: Window


@asynccontextmanager
async def opened_office(page: Page, database_url: str, folder: Path) -> AsyncIterator[Office]:
    pictures, another = kept_pictures(folder), await page.context.new_page()
    async with opened_tenants(database_url, folder) as (scene, clients):
        yield Office(
            scene,
            Window(page, clients[AMINA], pictures),
            Window(another, clients[BRUNO], pictures),
        )
        for each in (page, another):
            await each.close()


@asynccontextmanager
async def opened_tenants(
    database_url: str, folder: Path
) -> AsyncIterator[tuple[Scene, Mapping[Account, str]]]:
    """The product, and the address of each person's client. Nobody is on the roster yet."""
    async with running_fake_teams() as microsoft, running_teams_cloud(microsoft) as cloud:
        clock, numbers = VirtualClock(MONDAY), count()
        settings = _settings(database_url, cloud)
        async with open_app(
            settings,
            clock=clock,
            new_id=lambda: f"office-{next(numbers)}",  # and so the same draws in every run
            sleep=no_wait,
        ) as app:
            scene = Scene(settings, clock, Post(clock, Platform.TEAMS), Calendars(), app)
            async with serving(web_app(app, role=Role.WEB)) as bot:
                cloud.bot = bot
                with running_clients(cloud, folder, AMINA, BRUNO) as clients:
                    yield scene, clients


@contextmanager
def running_clients(cloud: TeamsCloud, folder: Path, *accounts: Account) -> Iterator[Mapping[Account, str]]:
    """The address of each person's client; a channel is beside each chat."""
    with ExitStack() as running:
        yield {each: running.enter_context(_client(cloud, each, folder)) for each in accounts}


def _settings(database_url: str, cloud: TeamsCloud) -> Settings:
    return load_settings(
        database_url=database_url,
        secret_key="only for tests",
        public_url=cloud.url,
        group_size=5,
        local_chat=False,
        slack=None,
        teams={**cloud.settings, "tenants": f"{TENANT},{OTHER_TENANT}"},
    )


def _client(cloud: TeamsCloud, account: Account, folder: Path) -> AbstractContextManager[str]:
    own = folder / account.object_id
    own.mkdir()
    return cloud.client(account, own, channels=CHANNELS)
