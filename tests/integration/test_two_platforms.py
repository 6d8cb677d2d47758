"""Two people of one setting, one in Slack and one in Teams: introduced, and writing to each other."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.ports.operating import Role
from bot.services.rosters import import_roster
from bot.serving import web_app
from bot.settings import load_settings
from bot.slack.app import PATH
from nudges.flows.relays.messages import Message
from nudges.flows.relays.threads import Relay
from nudges.records import Record
from tests.clients.fake_slack import FakeSlack, running_fake_slack
from tests.clients.fake_teams import AMINA, FakeTeams, running_fake_teams
from tests.clients.naps import no_wait
from tests.clients.slack_dialogs import filled
from tests.clients.slack_requests import (
    SECRET,
    TEAM,
    USER,
    direct_message,
    interaction,
    press,
    signed,
    submission,
)
from tests.clients.teams_activities import CHAT, Client, buttons
from tests.contract.test_teams_messenger import words_of
from tests.integration.scene import ADA, BO, MONDAY, SOUTH, nairobi, roster, row

TEXT, NEW_TEXT = "The road to Bor is open", "The road to Bor is open until noon"
ANSWER = "Trucks leave at ten"
SAID_AT = "1700009000.000100"


@dataclass
class Street:
    """One product between a Slack and a Teams of the tests' own. Ada is in Slack, Bo in Teams."""

    app: App
    slack: FakeSlack
    teams: FakeTeams
    clock: VirtualClock
    http: httpx.AsyncClient
    bo: Client
    numbers: "count[int]"

    async def deliver(self, body: str) -> None:
        answer = await self.http.post(PATH, content=body, headers=signed(body))
        assert answer.status_code == 200, answer.text

    async def ada_types(self, text: str, ts: str = "", **more: Any) -> None:
        stamp = ts or f"17000{next(self.numbers):05}.000100"
        await self.deliver(direct_message(text, ts=stamp, event_id=f"Ev{next(self.numbers)}", **more))

    async def ada_presses(self, label: str) -> None:
        """The newest button of this label before her."""
        token = next(
            each["value"] for each in reversed(buttons_of(self.slack)) if label in each["text"]["text"]
        )
        await self.deliver(interaction(press(token, message=f"17100{next(self.numbers):05}.000100")))

    async def ada_sends(self) -> None:
        """The dialog that was opened last, as it is."""
        view = [arguments["view"] for method, arguments in self.slack.calls if method == "views.open"][-1]
        view = json.loads(view) if isinstance(view, str) else view
        await self.deliver(interaction(submission(view, filled(view, {}))))

    async def bo_sends(self, label: str) -> None:
        """The dialog that a button opens, as it is."""
        found = [each for each in self.in_teams() if label in str(each.get("title"))][-1]
        opened = (await self.bo.fetch(found["data"])).json()["task"]["value"]["card"]["content"]
        (send,) = [each for each in buttons(opened) if each["type"] == "Action.Submit"]
        filled = {each["id"]: each.get("value", "") for each in inputs(opened)}
        await self.bo.submit({**send["data"], **filled})

    async def bo_presses(self, label: str) -> httpx.Response:
        found = [each for each in self.in_teams() if label in str(each.get("title"))][-1]
        return await self.bo.press(found["data"]["token"], self.last_in_teams())

    def in_teams(self) -> list[dict[str, Any]]:
        return [b for each in self.teams.in_conversation(CHAT) for b in buttons(each["attachments"])]

    def last_in_teams(self) -> str:
        return [key for key, each in self.teams.messages.items() if each["conversation"]["id"] == CHAT][-1]

    def bo_reads(self) -> str:
        said = (words_of(each["attachments"][0]["content"]) for each in self.teams.in_conversation(CHAT))
        return "\n".join(" ".join(each) for each in said)

    def ada_reads(self) -> str:
        return json.dumps([call for call in self.slack.said if call[0] == "chat.postMessage"])

    async def run_until(self, end: datetime) -> None:
        while self.clock.now() < end:
            ticks = self.app.ticks
            for tick in (ticks.wake, ticks.flows, ticks.plan, ticks.dispatch):
                await tick()
            self.clock.move_to(min(self.clock.now() + timedelta(hours=1), end))

    async def stored(self, kind: type[Record]) -> list[Any]:
        async with self.app.deps.begin() as uow:
            setting = await uow.settings.named(SOUTH)
            assert setting is not None
            return await uow.records.of_setting(kind, setting.id)


def inputs(card: Any) -> list[dict[str, Any]]:
    if isinstance(card, list):
        return [each for item in card for each in inputs(item)]
    if not isinstance(card, dict):
        return []
    own = [card] if str(card.get("type", "")).startswith("Input.") else []
    return [*own, *(each for value in card.values() for each in inputs(value))]


def buttons_of(slack: FakeSlack) -> list[dict[str, Any]]:
    shown = [arguments for method, arguments in slack.said if method == "chat.postMessage"]
    rows = [b for each in shown for b in each.get("blocks") or () if b["type"] == "actions"]
    return [element for each in rows for element in each["elements"]]


@pytest.fixture
async def street(database_url: str) -> AsyncIterator[Street]:
    async with running_fake_slack() as slack, running_fake_teams() as teams:
        settings = load_settings(
            database_url=database_url,
            secret_key="only for tests",
            teams=teams.settings,
            slack={
                "signing_secret": SECRET,
                "bot_token": "xoxb-1",
                "workspace": TEAM,
                "base_url": slack.base_url,
            },
        )
        clock = VirtualClock(MONDAY)
        async with open_app(settings, clock=clock, sleep=no_wait) as app:
            application = web_app(app, role=Role.WEB)
            transport = httpx.ASGITransport(application)
            async with (
                httpx.AsyncClient(transport=transport, base_url="http://bot.test") as http,
                application.router.lifespan_context(application),
            ):
                bo = Client(teams, http)
                made = Street(app, slack, teams, clock, http, bo, count(1))
                relief = {"entity": "Relief Office", "pillar": "Humanitarian"}
                rows = row(ADA, slack_id=USER), row(BO, teams_id=AMINA, **relief)
                await import_roster(app.deps, roster(*rows), SOUTH, app.known, app.homes)
                await made.ada_types("start")
                await bo.install()
                await bo.write("start")
                yield made


async def test_an_introduction_and_a_thread_between_slack_and_teams(street: Street) -> None:
    await introduced(street)
    await offered_times(street)
    thread = await opened(street)
    await ada_writes_and_changes_it(street)
    await bo_answers_and_takes_it_back(street)
    await a_file_goes_no_further(street)
    await street.bo.press(f"relay_close:{thread.id}", street.last_in_teams())
    assert await street.stored(Message) == []
    await street.run_until(nairobi(12, 12))
    assert "is closed" in street.ada_reads()
    assert "is closed" in street.bo_reads()


async def introduced(street: Street) -> None:
    """Both join the rounds, and both hear of each other on a Tuesday."""
    await street.ada_types("intro")
    await street.ada_presses("Join")
    await street.ada_sends()
    await street.bo.write("intro")
    await street.bo_presses("Join")
    await street.bo_sends("Open")
    street.clock.move_to(nairobi(10, 8))
    await street.run_until(nairobi(10, 14))
    assert BO in street.ada_reads()
    assert ADA in street.bo_reads()
    assert "Half hours that suit both" in street.bo_reads()


async def offered_times(street: Street) -> None:
    """A file in Slack, and Teams' own form in Teams."""
    await street.ada_presses("Times for my calendar")
    await street.bo_presses("Times for my calendar")
    assert any(b"BEGIN:VCALENDAR" in each for each in street.slack.files.values())
    assert "teams.microsoft.com/l/meeting/new" in json.dumps(street.teams.in_conversation(CHAT))


async def opened(street: Street) -> Relay:
    street.clock.move_to(nairobi(11, 10))
    await street.ada_types("relay bo")
    await street.ada_presses("Ask")
    (asked,) = await street.stored(Relay)
    await street.bo.press(f"relay_open:{asked.id}", street.last_in_teams())
    (thread,) = await street.stored(Relay)
    assert isinstance(thread, Relay)
    return thread


async def ada_writes_and_changes_it(street: Street) -> None:
    await street.ada_types(f"relay bo: {TEXT}", ts=SAID_AT)
    await street.app.ticks.dispatch()
    assert f"Ada (Seed Fund), on Slack, writes: {TEXT}" in flat(street.bo_reads())
    before = {"type": "message", "user": USER, "text": f"relay bo: {TEXT}", "ts": SAID_AT}
    edit: dict[str, Any] = {"user": "", "subtype": "message_changed", "previous_message": before}
    await street.ada_types("", message={**before, "text": f"relay bo: {NEW_TEXT}"}, **edit)
    await street.app.ticks.dispatch()
    assert f"changed a message. It now says: {NEW_TEXT}" in flat(street.bo_reads())


async def bo_answers_and_takes_it_back(street: Street) -> None:
    await street.bo.write(f"relay ada: {ANSWER}", id="1700")
    await street.app.ticks.dispatch()
    assert ANSWER in street.ada_reads()
    assert "on Teams" in street.ada_reads()
    await street.bo.send("messageDelete", id="1700", channelData={"eventType": "softDeleteMessage"})
    await street.app.ticks.dispatch()
    assert "took back a message" in street.ada_reads()


async def a_file_goes_no_further(street: Street) -> None:
    before = dict(street.slack.files)
    await street.ada_types("relay bo", files=[{"id": "F1"}], subtype="file_share")
    assert "I read text only" in street.ada_reads()
    assert street.slack.files == before


def flat(words: str) -> str:
    return re.sub(r"\s+", " ", words)


async def test_a_slack_account_is_linked_with_a_code_from_teams(street: Street) -> None:
    """Bo comes by in Slack, where nobody knows the account."""
    bo = {"user": "U00000BO01", "channel": "D00000BO01"}
    await street.ada_types(f"link {BO}", **bo)
    await street.app.ticks.dispatch()
    (code,) = re.findall(r"\d{4} \d{4}", street.bo_reads())
    assert code not in street.ada_reads()
    await street.ada_types(f"link {code}", **bo)
    assert "Welcome, Bo" in street.ada_reads()
