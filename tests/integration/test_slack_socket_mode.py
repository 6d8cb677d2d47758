"""Socket Mode: the same listeners without a public address; durable before it is acknowledged."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.ports import Command, Press
from bot.slack.app import SlackSettings, build_app
from bot.slack.forms import draw_form
from bot.slack.replies import Answerer
from bot.slack.socket import connected
from nudges.cards import Form, Reply, TextInput, say
from nudges.texts import Texts
from tests.clients.fake_slack import FakeSlack, running_fake_slack
from tests.clients.scripted_desk import ScriptedDesk
from tests.clients.slack_requests import TEAM, USER, direct_message, press, submission
from tests.clients.slack_tokens import always
from tests.clients.socket_slack import SocketSlack, running_socket_slack

WORDS = Texts(
    {
        "en": {
            "slack.cancel": "Cancel",
            "slack.open": "Open",
            "slack.failed": "Nothing was stored.",
            "slack.not_connected": "Not connected.",
        }
    }
)
NOTE = Form("note:1", "A note", "Send", (TextInput("what", "What happened"),))
APP_TOKEN = "xapp-1"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_fake_slack() as running:
        yield running


@pytest.fixture
async def socket(slack: FakeSlack) -> AsyncIterator[SocketSlack]:
    async with running_socket_slack(slack) as running:
        yield running


@dataclass
class GatedDesk(ScriptedDesk):
    """Says when it was asked, and takes until the gate is open."""

    entered: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def press(self, press: Press) -> Reply:
        self.entered.set()
        await self.gate.wait()
        return await super().press(press)

    async def command(self, command: Command) -> Reply:
        self.entered.set()
        return await super().command(command)


@pytest.fixture
def desk() -> GatedDesk:
    desk = GatedDesk()
    desk.gate.set()
    return desk


@asynccontextmanager
async def product(slack: FakeSlack, desk: GatedDesk) -> AsyncIterator[None]:
    speak = WORDS.speaker("en")
    settings = SlackSettings("", slack.base_url)
    app = build_app(settings, desk, tokens=always("xoxb-1"), answerer=Answerer(speak))
    async with connected(app, APP_TOKEN, slack.base_url):
        yield


@pytest.fixture(autouse=True)
async def running(slack: FakeSlack, socket: SocketSlack, desk: GatedDesk) -> AsyncIterator[None]:
    async with product(slack, desk):
        yield


async def test_a_press_a_message_and_a_command_reach_the_desk(
    socket: SocketSlack, slack: FakeSlack, desk: GatedDesk
) -> None:
    link = await socket.link()
    command = {
        "command": "/crosspillar",
        "text": "help",
        "team_id": TEAM,
        "user_id": USER,
        "trigger_id": "1.2",
    }
    sent = [
        await socket.send(link, "interactive", press("did:1")),
        await socket.send(link, "events_api", json.loads(direct_message("hello"))),
        await socket.send(link, "slash_commands", {**command, "response_url": slack.response_url}),
    ]
    assert [await socket.answer(each) for each in sent] == [None, None, None]
    assert [each.token for each in desk.presses] == ["did:1"]
    assert {each.text for each in desk.commands} == {"hello", "help"}


async def test_it_is_acknowledged_after_it_is_stored_and_answered_after_that(
    socket: SocketSlack, slack: FakeSlack, desk: GatedDesk
) -> None:
    desk.gate.clear()
    desk.reply = Reply(say=(say("Thank you", "Noted."),))
    envelope = await socket.send(await socket.link(), "interactive", press("did:1"))
    await desk.entered.wait()
    assert (envelope in socket.acknowledged, posted(slack)) == (False, 0)
    desk.gate.set()
    assert await socket.answer(envelope) is None


async def test_a_form_with_faults_stays_open(socket: SocketSlack, desk: GatedDesk) -> None:
    desk.reply = Reply(faults={"what": "Write what happened."})
    view = draw_form(NOTE, cancel="Cancel")
    block = view["blocks"][0]
    values = {block["block_id"]: {block["element"]["action_id"]: {"type": "plain_text_input", "value": "x"}}}
    envelope = await socket.send(await socket.link(), "interactive", submission(view, values))
    errors = {block["block_id"]: "Write what happened."}
    assert await socket.answer(envelope) == {"response_action": "errors", "errors": errors}
    assert len(desk.submissions) == 1


async def test_what_could_not_be_stored_is_not_acknowledged_until_slack_sends_it_again(
    socket: SocketSlack, desk: GatedDesk
) -> None:
    link = await socket.link()
    desk.trouble = RuntimeError("the database is away")
    lost = await socket.send(link, "events_api", json.loads(direct_message("hello")))
    await desk.entered.wait()
    desk.trouble = None
    again = await socket.send(link, "events_api", json.loads(direct_message("hello")), retry_attempt=1)
    assert await socket.answer(again) is None
    assert lost not in socket.acknowledged
    first, second = desk.commands
    assert first == second


async def test_slack_that_moves_on_is_followed_to_a_new_connection(
    socket: SocketSlack, slack: FakeSlack
) -> None:
    link = await socket.link()
    await link.send_json({"type": "disconnect", "reason": "refresh_requested"})
    second = await socket.link()
    envelope = await socket.send(second, "interactive", press("did:1"))
    assert await socket.answer(envelope) is None
    assert [method for method, _ in slack.calls].count("apps.connections.open") == 2


async def test_an_end_waits_for_what_runs_and_takes_nothing_new(
    slack: FakeSlack, socket: SocketSlack
) -> None:
    """Beside the product of the other tests, another process."""
    await socket.link()
    desk = GatedDesk(reply=Reply(say=(say("Thank you", "Noted."),)))
    async with product(slack, desk):
        link = await socket.link()
        envelope = await socket.send(link, "interactive", press("did:1"))
        await desk.entered.wait()
        ending = asyncio.get_running_loop().call_later(0.1, desk.gate.set)
    assert ending.when() <= asyncio.get_running_loop().time()
    assert await socket.answer(envelope) is None
    assert (posted(slack), link.closed) == (1, True)


async def test_an_address_that_leads_nowhere_is_given_up_for_a_new_one(
    slack: FakeSlack, socket: SocketSlack, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await socket.link()
    asleep = asyncio.sleep

    async def briefly(seconds: float) -> None:
        await asleep(min(seconds, 0.05))

    monkeypatch.setattr("slack_sdk.socket_mode.aiohttp.asyncio.sleep", briefly)
    slack.always["apps.connections.open"] = {"url": f"ws://127.0.0.1:{unused_tcp_port}/link"}
    app = build_app(
        SlackSettings("", slack.base_url),
        GatedDesk(),
        tokens=always("xoxb-1"),
        answerer=Answerer(WORDS.speaker("en")),
    )
    async with connected(app, APP_TOKEN, slack.base_url, impatience=0.1):
        while [method for method, _ in slack.calls].count("apps.connections.open") < 2:
            await asleep(0.01)
        slack.always["apps.connections.open"] = {"url": socket.url}
        assert not (await socket.link()).closed


def posted(slack: FakeSlack) -> int:
    return [method for method, _ in slack.calls].count("chat.postMessage")
