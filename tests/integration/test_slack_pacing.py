"""Whatever asks Slack something waits its turn; where that is far off, everything else goes on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot
from starlette.applications import Starlette

from bot.clock import SystemClock
from bot.db.engine import open_engine
from bot.db.unit_of_work import units_of_work
from bot.ports.limits import Call, Turn
from bot.ports.storage import Begin
from bot.sealing import MultiKeySealer
from bot.settings_slack import Slack
from bot.slack.app import PATH, SlackSettings
from bot.slack.client import Pace
from bot.slack.connection import Connection, connect
from bot.slack.reach import Reach, introduce
from bot.slack.workspaces import one_workspace
from nudges.cards import Form, Reply, TextInput
from nudges.texts import Texts
from tests.clients.fake_slack import FakeSlack, running_fake_slack
from tests.clients.scripted_desk import ScriptedDesk
from tests.clients.slack_requests import (
    DIRECT,
    SECRET,
    TEAM,
    USER,
    event,
    interaction,
    message_shortcut,
    press,
    signed,
)
from tests.clients.slack_routes import slack_routes

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SEALER = MultiKeySealer([b"only for tests"])
NOTE = Form("note:1", "A note", "Send", (TextInput("what", "What happened"),))
WORDS = Texts(
    {
        "en": {
            "slack.cancel": "Cancel",
            "slack.open": "Open",
            "slack.failed": "Nothing was stored.",
            "slack.form_not_opened": "Not opened.",
            "slack.not_connected": "Not connected.",
        }
    }
)


@dataclass
class Turns:
    """Implements ``Limits``: everybody's turn is now, but for the ``closed`` methods."""

    closed: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    async def take(self, call: Call, patience: float) -> Turn:
        self.asked.append(call.bucket)
        return Turn(99, kept=False) if call.bucket.rpartition(":")[2] in self.closed else Turn(0)

    async def rest(self, bucket: str, seconds: float) -> None:
        raise AssertionError("nothing here asks for rest")

    async def resting(self, bucket: str) -> float:
        return 0.0


@dataclass
class Office:
    slack: FakeSlack
    turns: Turns
    desk: ScriptedDesk
    connection: Connection
    pace: Pace
    begin: Begin

    async def hear(self, body: str) -> None:
        """Ends when the work after the acknowledgement has ended too."""
        settings = SlackSettings(SECRET, base_url=self.slack.base_url)
        tokens = one_workspace(TEAM, "xoxb-1")
        routes = slack_routes(settings, self.desk, tokens=tokens, speak=WORDS.speaker("en"), pace=self.pace)
        transport = httpx.ASGITransport(app=Starlette(routes=routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            answer = await client.post(PATH, content=body, headers=signed(body))
            assert answer.status_code == 200, answer.text

    def called(self, method: str) -> bool:
        return any(each == method for each, _ in self.slack.calls)


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    engine, turns = open_engine(sqlite_url), Turns()
    async with running_fake_slack() as slack:
        slack.always["users.list"] = {"members": []}
        slack.always["chat.getPermalink"] = {"permalink": "https://example.org/p1"}
        settings = Slack(
            signing_secret=SecretStr(SECRET),
            bot_token=SecretStr("xoxb-1"),
            workspace=TEAM,
            base_url=slack.base_url,
        )
        pace = Pace(turns)
        begin = units_of_work(engine)
        connection = connect(settings, begin, SEALER, SystemClock(), pace)
        yield Office(slack, turns, ScriptedDesk(), connection, pace, begin)
    await engine.dispose()


async def test_a_list_of_members_waits_for_its_turn(office: Office) -> None:
    assert [page async for page in office.connection.members.members(TEAM)] == [[]]
    assert f"slack:{TEAM}:users.list" in office.turns.asked


async def test_the_start_and_the_first_request_wait_for_their_turn_to_ask_who_we_are(office: Office) -> None:
    reach = Reach(SystemClock())
    await introduce("xoxb-1", TEAM, office.slack.base_url, reach, office.pace)
    assert office.turns.asked == [f"slack:{TEAM}:auth.test"]
    await office.hear(interaction(press("a")))
    assert office.turns.asked.count(f"slack:{TEAM}:auth.test") == 2


async def test_who_we_are_is_left_open_where_it_is_not_our_turn_to_ask(office: Office) -> None:
    office.turns.closed.add("auth.test")
    reach = Reach(SystemClock())
    await introduce("xoxb-1", TEAM, office.slack.base_url, reach, office.pace)
    assert (reach.at, reach.trouble) == (None, "")
    await office.hear(interaction(press("a")))
    assert [each.token for each in office.desk.presses] == ["a"]


async def test_a_link_whose_turn_is_far_off_is_left_out_and_the_shortcut_goes_on(office: Office) -> None:
    office.turns.closed.add("chat.getPermalink")
    message = {"type": "message", "user": USER, "ts": "1700000000.000100", "text": "It worked"}
    await office.hear(
        interaction(message_shortcut("spotlight", message, response_url=office.slack.response_url))
    )
    assert [each.link for each in office.desk.shortcuts] == [""]
    assert not office.called("chat.getPermalink")


async def test_a_page_whose_turn_is_far_off_is_left_as_it_is(office: Office) -> None:
    office.turns.closed.add("views.publish")
    await office.hear(event(type="app_home_opened", user=USER, channel=DIRECT, tab="home"))
    assert not office.called("views.publish")


async def test_a_form_that_slack_has_no_room_for_is_said_instead_of_opened(office: Office) -> None:
    office.turns.closed.add("views.open")
    office.desk.reply = Reply(form=NOTE)
    await office.hear(interaction(press("a")))
    said = [(method, sent["text"]) for method, sent in office.slack.said]
    assert said == [("chat.postMessage", "Not opened.")]


async def test_words_that_may_not_be_whispered_yet_go_to_the_direct_messages(office: Office) -> None:
    office.turns.closed.add("chat.postEphemeral")
    office.desk.reply = Reply(form=NOTE)
    text = "<@U00000BOT1> note"
    await office.hear(event(type="app_mention", user=USER, channel="C000000001", text=text, ts="17.1"))
    assert [method for method, _ in office.slack.said] == ["chat.postMessage"]


async def test_a_new_token_waits_for_its_turn_too_and_the_old_one_is_used_meanwhile(office: Office) -> None:
    office.turns.closed.add("oauth.v2.access")
    by_oauth = {"client_id": "1.2", "client_secret": SecretStr("secret"), "may_install": TEAM}
    settings = office.connection.settings.model_copy(update=by_oauth | {"workspace": None})
    connection = connect(settings, office.begin, SEALER, SystemClock(), office.pace)
    ends = int((SystemClock().now() + timedelta(minutes=5)).timestamp())
    bot = Bot(
        team_id=TEAM,
        bot_token="xoxb-old",
        bot_id="B1",
        bot_user_id="U1",
        bot_refresh_token="xoxe-old",
        bot_token_expires_at=ends,
        installed_at=NOW,
    )
    await connection.store.async_save_bot(bot)
    assert await connection.sending(TEAM) == "xoxb-old"
    assert office.turns.asked == ["slack:*:oauth.v2.access"]
    assert not office.called("oauth.v2.access")
