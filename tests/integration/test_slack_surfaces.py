"""The Home tab, shortcuts, short commands and mentions: what the desk hears, and what is shown."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.ports import Actor, Command, Home, MessageRef, Press, Section, Shortcut
from bot.ports.limits import Call, Turn
from bot.slack.app import PATH, SlackSettings
from bot.slack.client import Pace
from bot.slack.workspaces import one_workspace
from nudges.cards import Action, Attachment, Card, Form, PersonInput, Reply, TextInput, say
from nudges.people import Platform
from nudges.texts import Texts
from tests.clients.fake_slack import FakeSlack, refuse, running_fake_slack
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
    press_at_home,
    shortcut,
    signed,
    slash,
    submission,
)
from tests.clients.slack_routes import slack_routes

WORDS = Texts(
    {
        "en": {
            "slack.cancel": "Cancel",
            "slack.open": "Open",
            "slack.failed": "Nothing was stored.",
            "slack.home_failed": "Open it again later.",
            "slack.not_connected": "Not connected.",
        }
    }
)
AMINA = Actor(Platform.SLACK, TEAM, USER)
THANKS = say("Thank you", "Noted.")
NOTE = Form("note:1", "A note", "Send", (TextInput("what", "What happened"), PersonInput("whom", "Whom")))
ASKED = say("A joint visit?", "On Tuesday.", actions=(Action("answer:p-1:yes", "I will ask"),))
PAGE = Home(
    (Section(say("Hello", "Your page.")), Section(ASKED, MessageRef(Platform.SLACK, TEAM, DIRECT, "17.1")))
)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_fake_slack() as running:
        yield running


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk(page=PAGE)


@pytest.fixture
async def client(slack: FakeSlack, desk: ScriptedDesk) -> AsyncIterator[httpx.AsyncClient]:
    """Ends a request when the work after the acknowledgement has ended too."""
    settings = SlackSettings(SECRET, base_url=slack.base_url)
    routes = slack_routes(settings, desk, tokens=one_workspace(TEAM, "xoxb-1"), speak=WORDS.speaker("en"))
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as opened:
        yield opened


async def deliver(client: httpx.AsyncClient, body: str, status: int = 200) -> httpx.Response:
    answer = await client.post(PATH, content=body, headers=signed(body))
    assert answer.status_code == status, answer.text
    return answer


def home_opened(tab: str = "home") -> str:
    return event(type="app_home_opened", user=USER, channel=DIRECT, tab=tab, event_ts="1700000005.000600")


def rows(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in view["blocks"] if block["type"] == "actions"]


# Home -------------------------------------------------------------------------------------------------


async def test_the_page_is_drawn_for_whoever_opens_it_and_nobody_else(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    await deliver(client, home_opened())
    assert desk.visitors == [AMINA]
    [(method, sent)] = slack.said
    assert (method, sent["user_id"], sent["view"]["type"]) == ("views.publish", USER, "home")
    assert [block["text"]["text"] for block in sent["view"]["blocks"] if block["type"] == "header"] == [
        "Hello",
        "A joint visit?",
    ]


async def test_opening_the_messages_draws_no_page(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    await deliver(client, home_opened("messages"))
    assert (desk.visitors, slack.said) == ([], [])


async def test_an_answer_on_the_page_redraws_the_message_that_says_the_same_and_then_the_page(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    await deliver(client, home_opened())
    [row] = rows(slack.said[0][1]["view"])
    desk.reply = Reply(replace=THANKS, say=(THANKS,))
    await deliver(client, interaction(press_at_home(row["elements"][0], row["block_id"])))
    [pressed] = desk.presses
    assert pressed == Press(AMINA, "answer:p-1:yes", pressed.key)
    (update, updated), (post, posted), (publish, _) = slack.said[1:]
    assert (update, updated["channel"], updated["ts"]) == ("chat.update", DIRECT, "17.1")
    assert (post, posted["channel"]) == ("chat.postMessage", DIRECT)
    assert publish == "views.publish"


async def test_what_is_said_to_a_press_on_the_page_arrives_as_a_direct_message(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    file = Attachment("a.ics", "text/calendar", b"BEGIN:VCALENDAR", "Tuesday 17 March, 13:00")
    desk.reply = Reply(replace=THANKS, say=(Card("Times", (file,)),))
    button = {"action_id": "act:9", "value": "did:B1"}
    await deliver(client, interaction(press_at_home(button)))
    assert [(method, sent["channel"]) for method, sent in slack.said[:2]] == [("chat.postMessage", USER)] * 2
    assert slack.said[2][0] == "views.publish"
    [done] = [sent for called, sent in slack.calls if called == "files.completeUploadExternal"]
    assert done["channel_id"] == DIRECT  # where Slack says the message went


async def test_a_form_opened_on_the_page_leads_back_to_it(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(form=NOTE)
    await deliver(client, interaction(press_at_home({"action_id": "act:9", "value": "note"})))
    (opened, sent), (published, _) = slack.said
    assert (opened, published) == ("views.open", "views.publish")
    desk.reply = Reply(say=(THANKS,))
    await deliver(client, interaction(submission(sent["view"], {})))
    assert [method for method, _ in slack.said[2:]] == ["chat.postMessage", "views.publish"]


async def test_pressing_twice_on_the_page_is_two_presses_and_redelivery_is_one(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    button = {"action_id": "act:9", "value": "did:B1"}
    again = press_at_home(button)
    again["actions"][0]["action_ts"] = "1700000003.000499"
    for payload in (press_at_home(button), press_at_home(button), again):
        await deliver(client, interaction(payload))
    keys = [pressed.key for pressed in desk.presses]
    assert keys[0] == keys[1] != keys[2]


async def test_a_page_that_cannot_be_made_says_so_instead_of_staying_empty(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.trouble = RuntimeError("database is gone")
    await deliver(client, home_opened())
    [(_, sent)] = slack.said
    assert sent["view"]["blocks"][0]["text"]["text"] == "Open it again later."


async def test_a_page_slack_does_not_take_costs_nothing_else(
    client: httpx.AsyncClient, slack: FakeSlack
) -> None:
    slack.answers["views.publish"] = refuse("not_enabled")
    await deliver(client, home_opened())
    assert [method for method, _ in slack.said] == ["views.publish"]


# Shortcuts --------------------------------------------------------------------------------------------

COLLEAGUES = {"ts": "1700000000.000900", "user": "U000000008", "text": "A secret of somebody else"}
LINK = "https://country-office.slack.com/archives/C000000001/p1700000000000900"


class Resting:
    """Slack wants no calls for a while: nobody's turn comes soon."""

    async def take(self, call: Call, patience: float) -> Turn:
        return Turn(90.0, kept=False)

    async def rest(self, bucket: str, seconds: float) -> None: ...

    async def resting(self, bucket: str) -> float:
        return 90.0


async def test_while_slack_wants_rest_the_page_stays_as_it_is_and_a_shortcut_has_no_link(
    desk: ScriptedDesk, slack: FakeSlack
) -> None:
    pace, speak = Pace(Resting()), WORDS.speaker("en")
    routes = slack_routes(
        SlackSettings(SECRET, slack.base_url),
        desk,
        tokens=one_workspace(TEAM, "xoxb-1"),
        speak=speak,
        pace=pace,
    )
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        await deliver(client, home_opened())
        pointed = message_shortcut("spotlight", COLLEAGUES, response_url=slack.response_url)
        await deliver(client, interaction(pointed))
    assert slack.said == []
    assert [each.link for each in desk.shortcuts] == [""]


async def test_spotlight_this_brings_a_link_and_an_author_and_no_words(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    slack.always["chat.getPermalink"] = {"permalink": LINK}
    desk.reply = Reply(form=NOTE)
    body = message_shortcut("spotlight", COLLEAGUES, response_url=slack.response_url, trigger="t-1")
    await deliver(client, interaction(body))
    assert desk.shortcuts == [Shortcut(AMINA, "spotlight", "slack:shortcut:t-1", LINK, "U000000008")]
    assert slack.said[-1][0] == "views.open"
    assert "secret" not in json.dumps([arguments for _, arguments in slack.calls])


@pytest.mark.parametrize("name", ["stopandthink", "draft", "decided"])
async def test_other_shortcuts_do_not_even_ask_for_a_link(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack, name: str
) -> None:
    await deliver(client, interaction(message_shortcut(name, COLLEAGUES, response_url=slack.response_url)))
    assert [(each.name, each.link, each.own_words) for each in desk.shortcuts] == [(name, "", "")]
    assert "chat.getPermalink" not in [method for method, _ in slack.calls]


async def test_a_message_of_ones_own_brings_its_words(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    own = {"ts": "1.2", "user": USER, "text": "We go &amp; ask them"}
    await deliver(client, interaction(message_shortcut("decided", own, response_url=slack.response_url)))
    assert [(each.author, each.own_words) for each in desk.shortcuts] == [(USER, "We go & ask them")]


async def test_a_message_of_an_app_has_no_author(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    bots = {"ts": "1.2", "user": "U9", "bot_id": "B9", "text": "Build passed"}
    await deliver(client, interaction(message_shortcut("spotlight", bots, response_url=slack.response_url)))
    assert [(each.author, each.own_words) for each in desk.shortcuts] == [("", "")]


async def test_a_conversation_closed_to_the_bot_gives_no_link(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    slack.answers["chat.getPermalink"] = refuse("channel_not_found")
    body = message_shortcut("spotlight", COLLEAGUES, response_url=slack.response_url)
    await deliver(client, interaction(body))
    assert [each.link for each in desk.shortcuts] == [""]


async def test_a_shortcut_from_anywhere_opens_its_dialog_and_one_dialog_leads_to_the_next(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(form=NOTE)
    await deliver(client, interaction(shortcut("begin", trigger="t-7")))
    [(method, opened)] = slack.said
    assert (method, opened["trigger_id"]) == ("views.open", "t-7")
    answer = await deliver(client, interaction(submission(opened["view"], {})))
    assert answer.json()["response_action"] == "update"


async def test_words_after_a_shortcut_are_for_the_person_alone(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(say=(THANKS,))
    await deliver(
        client, interaction(message_shortcut("decided", COLLEAGUES, response_url=slack.response_url))
    )
    await deliver(client, interaction(shortcut("decided")))
    (first, hidden), (second, direct) = slack.said
    assert (first, hidden["replace_original"]) == ("respond", False)
    assert (second, direct["channel"]) == ("chat.postMessage", USER)


async def test_a_shortcut_that_breaks_is_owned_up_to_where_the_person_is(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.trouble = RuntimeError("database is gone")
    body = message_shortcut("decided", COLLEAGUES, response_url=slack.response_url, channel="D000000099")
    await deliver(client, interaction(body), status=500)
    assert [(method, sent["text"]) for method, sent in slack.said] == [("respond", "Nothing was stored.")]


# Commands and mentions --------------------------------------------------------------------------------


async def test_a_short_command_is_the_first_word(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    for command, words in (("/did", "met"), ("/stopandthink", ""), ("/crosspillar", "did met")):
        await deliver(client, slash(words, response_url=slack.response_url, command=command))
    assert [each.text for each in desk.commands] == ["did met", "stopandthink", "did met"]


def mention(text: str, **more: Any) -> str:
    said = {"type": "app_mention", "user": USER, "channel": "C1", "ts": "1700000006.000700", "text": text}
    return event(**{**said, **more})


@pytest.mark.parametrize("text", ["<@U00000BOT1> did met", "did <@U00000BOT1|crosspillar> met"])
async def test_a_mention_is_a_command_answered_for_one_pair_of_eyes(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack, text: str
) -> None:
    desk.reply = Reply(say=(THANKS,))
    await deliver(client, mention(text))
    [command] = desk.commands
    assert command == Command(AMINA, command.text, "slack:mention:C1:1700000006.000700")
    assert command.text.split() == ["did", "met"]
    [(method, sent)] = slack.said
    assert (method, sent["channel"], sent["user"]) == ("chat.postEphemeral", "C1", USER)
    assert "thread_ts" not in sent


async def test_a_mention_in_a_thread_is_answered_there(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(form=NOTE)
    await deliver(client, mention("<@U00000BOT1> note", thread_ts="1700000000.000100"))
    [(method, sent)] = slack.said
    assert (method, sent["thread_ts"]) == ("chat.postEphemeral", "1700000000.000100")
    button = sent["blocks"][-1]["elements"][0]
    assert (button["action_id"], button["value"]) == ("again", "note")


async def test_where_the_bot_may_say_nothing_the_answer_comes_as_a_direct_message(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    slack.answers["chat.postEphemeral"] = refuse("not_in_channel")
    desk.reply = Reply(say=(THANKS,))
    await deliver(client, mention("<@U00000BOT1> help"))
    assert [(method, sent["channel"]) for method, sent in slack.said] == [
        ("chat.postEphemeral", "C1"),
        ("chat.postMessage", USER),
    ]


@pytest.mark.parametrize("more", [{"bot_id": "B9"}, {"channel": DIRECT}])
async def test_an_app_is_not_answered_and_direct_messages_are_heard_once(
    client: httpx.AsyncClient, desk: ScriptedDesk, more: dict[str, str]
) -> None:
    await deliver(client, mention("<@U00000BOT1> help", **more))
    assert desk.commands == []


async def test_a_button_of_a_whispered_answer_is_redrawn_through_its_own_address(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(replace=THANKS)
    container = {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True}
    await deliver(client, interaction(press("a", container=container, response_url=slack.response_url)))
    assert [method for method, _ in slack.said] == ["respond"]
