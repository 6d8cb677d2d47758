"""Somebody installs the app in their workspace, in a real browser, against the emulated Slack."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, Response
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.ports import Address, SendRefusedError
from bot.ports.installations import Installation
from bot.ports.operating import Role
from bot.services.rosters import import_roster
from bot.serving import web_app
from bot.settings import load_settings
from bot.slack.app import PATH
from nudges.cards import say
from nudges.people import Identity, Platform
from nudges.roster.file import COLUMNS
from nudges.tables import Row, Table
from tests.clients.naps import no_wait
from tests.clients.serving import serving
from tests.clients.slack_emulator import RETURN_PORT, TEAM_ID, EmulatedSlack
from tests.clients.slack_requests import event, signed
from tests.end_to_end.slack_office import COMMON, MONDAY, OFFICE, SETTING, nairobi

DONE, FAILED = "Crosspillar is installed", "Crosspillar was not installed"


@dataclass(frozen=True, slots=True)
class Site:
    """A product that serves whoever installs it, with the office on its roster by e-mail only."""

    slack: EmulatedSlack
    app: App
    clock: VirtualClock
    url: str
    page: Page
    arrived: list[Response]

    async def install(self, who: str = "Chen Wei") -> None:
        """Open the page, say yes in Slack, and come back."""
        await self.page.goto(f"{self.url}/slack/install")
        await self.page.get_by_role("button", name=who).click()
        await self.page.wait_for_url(f"{self.url}/slack/oauth_redirect?*")
        await self.page.wait_for_load_state()

    @property
    async def heading(self) -> str:
        return await self.page.get_by_role("heading").inner_text()

    async def installation(self) -> Installation | None:
        async with self.app.deps.begin() as uow:
            return await uow.installations.get(Platform.SLACK, TEAM_ID)

    async def accounts(self) -> Sequence[Identity]:
        async with self.app.deps.begin() as uow:
            return [each.identity for each in await uow.people.accounts(Platform.SLACK, TEAM_ID)]

    async def reachable(self) -> int:
        async with self.app.deps.begin() as uow:
            ids = [each.id for each in await uow.people.active()]
            return sum(each.reachable for each in (await uow.looks.at(ids, MONDAY)).values())

    async def hear(self, event_id: str, **news: Any) -> None:
        """What Slack tells of the workspace."""
        body = event(event_id, **news)
        async with httpx.AsyncClient() as client:
            answer = await client.post(self.url + PATH, content=body, headers=signed(body))
        assert answer.status_code == 200, answer.text

    async def picture(self, name: str) -> None:
        if folder := os.environ.get("CROSSPILLAR_TEST_PICTURES"):
            await self.page.screenshot(path=Path(folder) / f"{name}.png")


@pytest_asyncio.fixture(loop_scope="session")
async def site(slack_emulator: EmulatedSlack, database_url: str, page: Page) -> AsyncIterator[Site]:
    async for opened in opened_site(slack_emulator, database_url, page, may_install=f"T999999999, {TEAM_ID}"):
        yield opened


async def opened_site(
    slack: EmulatedSlack, database_url: str, page: Page, *, may_install: str
) -> AsyncIterator[Site]:
    settings = load_settings(
        database_url=database_url,
        secret_key="only for tests",
        slack={
            "signing_secret": slack.signing_secret,
            "client_id": slack.client_id,
            "client_secret": slack.client_secret,
            "may_install": may_install,
            "redirect_url": f"http://127.0.0.1:{RETURN_PORT}/slack/oauth_redirect",
            "base_url": slack.base_url,
        },
    )
    clock, numbers = VirtualClock(MONDAY), count()
    arrived: list[Response] = []

    def keep(response: Response) -> None:  # playwright takes no method of a list
        arrived.append(response)

    page.on("response", keep)
    async with open_app(settings, clock=clock, new_id=lambda: f"id-{next(numbers)}", sleep=no_wait) as app:
        await import_roster(app.deps, roster(), SETTING, app.known, app.homes)
        async with serving(web_app(app, role=Role.WEB), RETURN_PORT) as url:
            yield Site(slack, app, clock, url, page, arrived)


def roster() -> Table:
    rows = []
    for line, (name, cells) in enumerate(OFFICE.items(), start=2):
        row = {**COMMON, "email": f"{name}@example.org", **cells}
        rows.append(Row(line, tuple(row.get(column, "") for column in COLUMNS.names)))
    return Table("roster.csv", Row(1, COLUMNS.names), tuple(rows))


async def test_whoever_installs_brings_the_people_of_the_roster_along(site: Site) -> None:
    assert await site.reachable() == 0
    await site.install()
    assert await site.heading == DONE
    await site.picture("slack-install-done")
    found = await site.installation()
    assert found is not None
    assert (found.name, found.org_wide, found.bot["bot_id"]) == ("Country office", False, site.slack.bot_id)
    await _settled(site)
    users = {site.slack.users[name] for name in OFFICE}
    assert {each.user_id for each in await site.accounts()} == users
    sent = 0
    for quarter in range(32):
        site.clock.move_to(nairobi(2, 9 + quarter // 4, quarter % 4 * 15))
        await site.app.ticks.plan()
        sent += await site.app.ticks.dispatch()
    assert sent == 3
    assert "this is Crosspillar" in json.dumps(await _inbox(site, "amina"))


async def test_tokens_are_never_stored_in_the_clear(site: Site) -> None:
    await site.install()
    found = await site.installation()
    assert found is not None
    assert site.app.slack is not None
    token = await site.app.slack.sending(TEAM_ID)
    assert token.startswith("xoxb-")
    async with site.app.engine.begin() as connection:
        rows = (await connection.execute(text("select * from installations"))).all()
    assert token not in str(rows)


async def test_the_way_back_counts_once_and_only_in_the_browser_that_began(site: Site) -> None:
    await site.install()
    used = site.page.url
    await site.page.goto(used)
    assert (site.arrived[-1].status, await site.heading) == (400, FAILED)
    await site.page.goto(f"{site.url}/slack/install")
    [cookie] = [c for c in await site.page.context.cookies() if c.get("name") == "slack-app-oauth-state"]
    assert (cookie.get("httpOnly"), cookie.get("secure")) == (True, True)
    async with httpx.AsyncClient() as elsewhere:
        stolen = await elsewhere.get(f"{site.url}/slack/oauth_redirect?code=x&state={cookie.get('value')}")
    assert stolen.status_code == 400
    await site.page.goto(f"{site.url}/slack/oauth_redirect?code=wrong&state={cookie.get('value')}")
    assert (site.arrived[-1].status, await site.heading) == (401, FAILED)
    await site.picture("slack-install-failed")


async def test_somebody_who_says_no_in_slack_is_told_that_nothing_was_stored(site: Site) -> None:
    await site.page.goto(f"{site.url}/slack/oauth_redirect?error=access_denied&state=x")
    assert await site.heading == FAILED
    assert "You chose not to go on" in await site.page.inner_text("main")
    await site.page.get_by_role("link", name="Begin again").click()
    await site.page.wait_for_url(f"{site.slack.url}/**")


async def test_a_workspace_that_is_not_listed_is_not_kept(
    slack_emulator: EmulatedSlack, sqlite_url: str, page: Page
) -> None:
    async for site in opened_site(slack_emulator, sqlite_url, page, may_install="T999999999,E1"):
        await site.install()
        assert (site.arrived[-1].status, await site.heading) == (403, FAILED)
        assert TEAM_ID in await page.inner_text("main")
        assert await site.installation() is None


async def test_after_a_removal_nobody_is_written_to_until_it_is_installed_again(site: Site) -> None:
    await site.install()
    await _settled(site)
    assert await site.reachable() == 3
    await site.hear("Ev1", type="tokens_revoked", tokens={"oauth": ["U1"], "bot": []})
    assert await site.reachable() == 3
    await site.hear("Ev2", type="tokens_revoked", tokens={"bot": [site.slack.bot_user_id]})
    await site.hear("Ev3", type="app_uninstalled")
    assert (await site.reachable(), await site.installation()) == (0, None)
    amina = Address(Platform.SLACK, TEAM_ID, user_id=site.slack.users["amina"])
    with pytest.raises(SendRefusedError, match="install it there"):
        await site.app.dispatcher.messengers[Platform.SLACK].send(amina, say("Hello", "there"), key="k")
    await site.install()
    await _settled(site)
    assert await site.reachable() == 3


async def _settled(site: Site) -> None:
    """The page is shown before the members are read; reading them once more waits for both."""
    await site.app.read_members()


async def _inbox(site: Site, name: str) -> Any:
    client = AsyncWebClient(site.slack.bot_token, base_url=site.slack.base_url)
    opened = await client.conversations_open(users=[site.slack.users[name]])
    return (await client.conversations_history(channel=opened["channel"]["id"])).data
