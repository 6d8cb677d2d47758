"""An office at the test's disposal: be somebody, type, press, fill in, let time pass, read."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.bootstrap import open_app
from bot.clock import VirtualClock
from bot.local.messages import LocalMessages
from bot.local.messenger import LocalMessenger
from bot.ports import Messenger
from bot.ports.calendar_reading import CalendarReader
from bot.ports.operating import Role
from bot.serving import web_app
from bot.settings import load_settings
from bot.simulation.world import OverheardMessenger, UnreadMessenger
from nudges.people import Platform
from tests.clients.serving import serving
from tests.integration.post import Post
from tests.integration.scene import MONDAY, Calendars, Scene

PICTURES = "CROSSPILLAR_TEST_PICTURES"
"""A folder for the screenshots; without it they go where pytest keeps each test's own files."""


@dataclass(repr=False)  # as of the integration tests' scene
class Office:
    """One browser, one product, one clock. What goes to Slack goes to the scene's post office."""

    page: Page
    scene: Scene
    url: str
    pictures: Path

    async def be(self, email: str, channel: bool = False) -> None:
        """Open somebody's chat with the bot, or the channel everybody sees."""
        where = f"?in={(await self.scene.setting()).id}" if channel else ""
        async with self.page.expect_response(re.compile("/events")):
            await self.page.goto(f"{self.url}/chat/{email}{where}")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log").get_by_role("listitem").filter(has=self.page.locator("article"))

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def message(self, words: str) -> Locator:
        """The latest message with these words."""
        return self.messages.filter(has_text=words).last

    async def type(self, words: str, answer: str) -> Locator:
        """Write to the bot and wait for its answer, known by words of its own."""
        await self.page.get_by_label("Write to Crosspillar").fill(words)
        await self.page.keyboard.press("Enter")
        await expect(self.message(answer)).to_be_visible()
        return self.message(answer)

    async def press(self, label: str) -> None:
        """The latest button of this name."""
        await self.page.get_by_role("log").get_by_role("button", name=label, exact=True).last.click()

    async def fill(self, **fields: str) -> None:
        """Words for the open dialog's fields, by their ids."""
        for name, words in fields.items():
            await self.dialog.locator(f"#in-{name}").fill(words)

    async def choose(self, *labels: str) -> None:
        """Answers of the open dialog that are ticked."""
        for label in labels:
            await self.dialog.get_by_label(label, exact=True).check()

    async def name(self, field: str, words: str) -> None:
        """Search a colleague in a field of the open dialog and take the first found."""
        search = self.page.locator(f"#in-{field}")
        await search.fill(words)
        found = self.dialog.locator("fieldset").filter(has=search).locator(".people label")
        await found.filter(has_text=words).first.click()

    async def send(self) -> None:
        """Send the open dialog and wait until it closes."""
        await self.dialog.locator("button.primary").click()
        await expect(self.dialog).to_be_hidden()

    async def shows(self, words: str) -> None:
        await expect(self.message(words)).to_be_visible()

    async def picture(self, name: str) -> None:
        """Keep a screenshot of what the person sees now."""
        path = self.pictures / f"{name}.png"
        await self.page.screenshot(path=path, full_page=True, animations="disabled")


@asynccontextmanager
async def opened_office(
    page: Page, database_url: str, folder: Path, reader: CalendarReader | None = None
) -> AsyncIterator[Office]:
    """``reader``: what reads calendars; without one the scene's own, which hold what a test puts there."""
    clock = VirtualClock(MONDAY)
    settings = load_settings(database_url=database_url, secret_key="test", local_chat=True, slack=None)
    messenger = OverheardMessenger(UnreadMessenger())
    calendars = Calendars()
    slack = Post(clock, Platform.SLACK)
    messengers: dict[Platform, Messenger] = {Platform.LOCAL: messenger, Platform.SLACK: slack}
    numbers = count()
    async with open_app(
        settings,
        clock=clock,
        new_id=lambda: f"office-{next(numbers)}",  # and so the same draws in every run
        messengers=messengers,
        calendar_reader=reader or calendars,
    ) as app:
        messenger.use(LocalMessenger(LocalMessages(app.engine), clock))
        scene = Scene(settings, clock, slack, calendars, app)
        async with serving(web_app(app, role=Role.WEB)) as url:
            yield Office(page, scene, url, _pictures(folder))


def _pictures(folder: Path) -> Path:
    chosen = Path(os.environ.get(PICTURES, folder))
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen
