"""A day in Slack: our web application served, the third-party emulator as Slack, HTTP between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.content.files import default_root
from bot.content.locales import read_languages
from bot.ports import Actor, Address, Command
from bot.slack.app import PATH, SlackSettings
from bot.slack.messenger import SlackMessenger
from nudges.cards import Action, Form, Reply, TextInput, say
from nudges.people import Platform
from nudges.texts import Speaker, Texts
from tests.clients.scripted_desk import ScriptedDesk
from tests.clients.serving import serving
from tests.clients.slack_emulator import EmulatedSlack
from tests.clients.slack_requests import interaction, press, signed
from tests.clients.slack_routes import slack_routes
from tests.clients.slack_tokens import always

QUESTION = say(
    "A joint visit?",
    "Two teams go to the same district on Tuesday.",
    actions=[Action("answer:d-1:yes", "I will ask them"), Action("answer:d-1:no", "Not this time")],
)
THANKS = say("Noted", "You will ask them.")


@pytest.fixture
def slack(slack_emulator: EmulatedSlack) -> EmulatedSlack:
    return slack_emulator


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


def english() -> Speaker:
    """The words as they stand in the configuration."""
    entries = read_languages(default_root(), [])["en"].entries
    return Texts({"en": {key: entry.text for key, entry in entries.items()}}).speaker("en")


@dataclass(frozen=True, slots=True)
class OurBot:
    """Our application, served. ``finished`` gets an item when all the work of a request has ended."""

    app: ASGIApp
    finished: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        self.finished.put_nowait(scope["type"])


@asynccontextmanager
async def our_bot(
    slack: EmulatedSlack, desk: ScriptedDesk
) -> AsyncIterator[tuple[OurBot, httpx.AsyncClient]]:
    """Our application and a client of it; at the end everything the bot still does is waited for."""
    settings = SlackSettings(slack.signing_secret, base_url=slack.base_url)
    routes = slack_routes(settings, desk, tokens=always(slack.bot_token), speak=english())
    bot = OurBot(Starlette(routes=routes))
    async with serving(bot) as url, httpx.AsyncClient(base_url=url) as client:
        yield bot, client


def to_amina(slack: EmulatedSlack) -> Address:
    return Address(Platform.SLACK, slack.team_id, user_id=slack.users["amina"])


def messenger(slack: EmulatedSlack) -> SlackMessenger:
    return SlackMessenger(always(slack.bot_token), base_url=slack.base_url)


async def history(slack: EmulatedSlack, conversation: str) -> list[dict[str, Any]]:
    """What stands in a conversation, oldest first."""
    client = AsyncWebClient(slack.bot_token, base_url=slack.base_url)
    answer = await client.conversations_history(channel=conversation)
    messages: list[dict[str, Any]] = answer["messages"]
    return messages[::-1]


async def opened_views(slack: EmulatedSlack) -> str:
    """The emulator's own page about the views it was asked to open."""
    async with httpx.AsyncClient() as browser:
        return (await browser.get(f"{slack.url}/?tab=views")).text


async def click(client: httpx.AsyncClient, payload: dict[str, Any]) -> httpx.Response:
    body = interaction(payload)
    return await client.post(PATH, content=body, headers=signed(body))


async def test_a_question_is_sent_pressed_once_and_replaced_by_its_answer(
    slack: EmulatedSlack, desk: ScriptedDesk
) -> None:
    desk.reply = Reply(replace=THANKS)
    ref = await messenger(slack).send(to_amina(slack), QUESTION, key="delivery-1")
    [message] = await history(slack, ref.conversation)
    button = message["blocks"][-1]["elements"][0]
    payload = press(
        button["value"],
        action_id=button["action_id"],
        user=slack.users["amina"],
        channel=ref.conversation,
        message=ref.message,
    )
    async with our_bot(slack, desk) as (_, client):
        answers = [await click(client, payload) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [pressed.token for pressed in desk.presses] == ["answer:d-1:yes"] * 2
    assert len({pressed.key for pressed in desk.presses}) == 1
    [redrawn] = await history(slack, ref.conversation)
    assert (redrawn["ts"], redrawn["text"]) == (ref.message, "Noted. You will ask them.")
    assert [block["type"] for block in redrawn["blocks"]] == ["header", "section"]
    assert await messenger(slack).find(to_amina(slack), key="delivery-1") == ref


async def test_a_press_opens_a_form_while_its_trigger_is_fresh(
    slack: EmulatedSlack, desk: ScriptedDesk
) -> None:
    desk.reply = Reply(form=Form("note:1", "A note", "Send", (TextInput("what", "What happened"),)))
    assert "A note" not in await opened_views(slack)
    api = AsyncWebClient(slack.bot_token, base_url=slack.base_url)
    trigger = await api.api_call("views.generateTriggerId", json={"user_id": slack.users["amina"]})
    async with our_bot(slack, desk) as (_, client):
        payload = press("note", user=slack.users["amina"], trigger=str(trigger["trigger_id"]))
        assert (await click(client, payload)).status_code == 200
    assert "A note" in await opened_views(slack)


async def test_words_written_to_the_bot_reach_the_desk_and_are_answered_below(
    slack: EmulatedSlack, desk: ScriptedDesk
) -> None:
    desk.reply = Reply(say=(THANKS,))
    amina = slack.users["amina"]
    person = AsyncWebClient(f"xoxp-{amina}", base_url=slack.base_url)
    async with our_bot(slack, desk) as (bot, client), httpx.AsyncClient() as setup:
        events = {"url": str(client.base_url.join(PATH)), "writer": amina}
        (await setup.post(f"{slack.url}/_events", json=events)).raise_for_status()
        sent = await person.chat_postMessage(channel=slack.bot_user_id, text="did &lt;b1&gt;")
        # The bot's answer is an event too, delivered before the first one's work ends, and passed over.
        for _ in range(2):
            await asyncio.wait_for(bot.finished.get(), timeout=10)
    conversation = str(sent["channel"])
    key = f"slack:message:{conversation}:{sent['ts']}"
    assert desk.commands == [Command(Actor(Platform.SLACK, slack.team_id, amina), "did <b1>", key)]
    said = [message["text"] for message in await history(slack, conversation)]
    assert said[-1] == "Noted. You will ask them."
    assert len(said) == 2
