"""What people do in Teams reaches the front desk, and its replies come back in Teams' forms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.clock import VirtualClock
from bot.db.engine import open_engine
from bot.db.shared_limits import SharedLimits
from bot.db.unit_of_work import units_of_work
from bot.ports import Actor
from bot.ports.limits import Call, Turn
from bot.ports.members import Member
from bot.settings_teams import Teams
from bot.teams.connection import connect
from bot.teams.words import MAX_CARD, size_of
from bot.turns import Turns
from nudges.cards import Action, Card, Form, PersonInput, Reply, TextInput, say
from nudges.channels import ChannelState
from nudges.people import Platform
from nudges.texts import Speaker
from tests.clients.fake_teams import (
    AMINA,
    OTHER_TENANT,
    TENANT,
    Answer,
    FakeTeams,
    hang_up,
    refuse,
    running_fake_teams,
)
from tests.clients.mangling import mangled
from tests.clients.scripted_desk import ScriptedDesk
from tests.clients.teams_activities import CHANNEL, CHAT, Client, buttons
from tests.contract.test_teams_messenger import words_of
from tests.end_to_end.fake_desk import english
from tests.integration.slack_scene import NOON

ME = Actor(Platform.TEAMS, TENANT, AMINA)
FORM = Form("did:B1", "What did you do?", "Keep it", (TextInput("what", "In a few words"),))
THANKS = say("Thank you", "It is noted.")
"""A card that takes the place of the pressed one."""


class NotedNews:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    async def connected(self, platform: Platform, workspace: str) -> None:
        self.told.append(("connected", workspace))

    async def removed(self, platform: Platform, workspace: str, at: Any = None) -> None:
        self.told.append(("removed", workspace))

    async def member(self, platform: Platform, workspace: str, member: Member) -> None:
        self.told.append(("member", workspace, member))

    async def channel_renamed(self, platform: Platform, workspace: str, address: str, name: str) -> None:
        self.told.append(("renamed", address, name))

    async def channel_became(
        self, platform: Platform, workspace: str, address: str, state: ChannelState
    ) -> None:
        self.told.append(("became", address, state))


@dataclass
class FailingLimits:
    """The shared limits, with a database that is away for the next ``troubles`` calls."""

    limits: SharedLimits
    troubles: int = 0

    async def take(self, call: Call, patience: float) -> Turn:
        if self.troubles:
            self.troubles -= 1
            raise OperationalError("take", {}, Exception("a private word"))
        return await self.limits.take(call, patience)

    async def resting(self, bucket: str) -> float:
        return await self.limits.resting(bucket)

    async def rest(self, bucket: str, seconds: float) -> None:
        await self.limits.rest(bucket, seconds)


@dataclass
class Scene:
    teams: FakeTeams
    limits: FailingLimits
    desk: ScriptedDesk
    news: NotedNews
    amina: Client

    def shown(self, conversation: str = CHAT) -> list[str]:
        """The words of each message in a conversation, as they stand now."""
        return [" ".join(words_of(self.card_of(each))) for each in self.teams.in_conversation(conversation)]

    def card_of(self, message: dict[str, Any]) -> Any:
        return message["attachments"][0]["content"]

    async def a_message(self, conversation: str = CHAT) -> str:
        """A message of the bot's that stands in a conversation."""
        self.teams.messages["1"] = {"conversation": {"id": conversation}}
        return "1"


@asynccontextmanager
async def open_scene(url: str, speak: Speaker) -> AsyncIterator[Scene]:
    clock, engine, desk, news = VirtualClock(NOON), open_engine(url), ScriptedDesk(), NotedNews()
    async with running_fake_teams() as teams:
        settings, limits = Teams.model_validate(teams.settings), FailingLimits(SharedLimits(engine, clock))

        async def sleep(seconds: float) -> None:
            clock.move_to(clock.now() + timedelta(seconds=seconds))

        turns = Turns(limits, sleep)
        connection = connect(settings, units_of_work(engine), clock, turns)
        app = Starlette(routes=[*connection.routes(desk, news, speak)])
        transport = httpx.ASGITransport(app)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://bot.test") as http,
            connection.running(),
        ):
            yield Scene(teams, limits, desk, news, Client(teams, http))
    await engine.dispose()


@pytest.fixture(scope="module")
def speak() -> Speaker:
    return english()


@pytest.fixture
async def scene(sqlite_url: str, speak: Speaker) -> AsyncIterator[Scene]:
    async with open_scene(sqlite_url, speak) as found:
        yield found


# Words ------------------------------------------------------------------------------------------------


async def test_words_typed_to_the_bot_are_a_command_answered_in_the_chat(scene: Scene) -> None:
    scene.desk.reply = Reply(say=(say("Help", "You can type this."), say("And", "that.")))
    answer = await scene.amina.write(" help \n me ")
    [command] = scene.desk.commands
    assert (answer.status_code, command.actor, command.text) == (200, ME, "help me")
    assert scene.shown() == ["Help You can type this.", "And that."]


async def test_the_same_message_has_the_same_key_and_another_one_has_not(scene: Scene) -> None:
    await scene.amina.write("did met")
    await scene.amina.again()
    await scene.amina.write("did met")
    first, again, other = (each.key for each in scene.desk.commands)
    assert first == again != other


async def test_a_mention_in_a_channel_is_answered_to_the_person_alone(scene: Scene) -> None:
    scene.desk.reply = Reply(say=(say("Your practice", "For your eyes."),))
    await scene.amina.mention("did met")
    assert scene.desk.commands[0].text == "did met"
    assert scene.shown(CHANNEL) == []
    assert scene.shown(CHAT) == ["Your practice For your eyes."]


@pytest.mark.parametrize("text", ["", "   ", None])
async def test_a_message_without_words_is_passed_over(scene: Scene, text: str | None) -> None:
    assert (await scene.amina.send("message", text=text)).status_code == 200
    assert scene.desk.commands == []


async def test_what_no_person_did_is_passed_over(scene: Scene) -> None:
    answer = await scene.amina.write("hello", **{"from": {"id": "28:another-bot"}})
    assert (answer.status_code, scene.desk.commands, scene.shown()) == (200, [], [])


async def test_what_no_database_takes_is_left_out_of_what_was_typed(scene: Scene) -> None:
    odd = "did\x00 met \ud83d"
    await scene.amina.write(odd)
    await scene.amina.fetch({"words": odd})
    assert [each.text for each in scene.desk.commands] == ["did met ?", "did met ?"]
    await scene.amina.press("did:\x00B1", "1")
    assert scene.desk.presses[-1].token == "did:B1"
    message = pointed_at(AMINA, contentType="text", content=odd)
    await scene.amina.invoke("composeExtension/fetchTask", message, channel=True)
    assert scene.desk.shortcuts[-1].own_words == "did met ?"


# Buttons ----------------------------------------------------------------------------------------------


async def test_a_pressed_card_is_replaced_in_the_answer_and_for_everybody_else(scene: Scene) -> None:
    scene.desk.reply = Reply(replace=THANKS)
    message = await scene.a_message()
    answer = (await scene.amina.press("did:B1", message)).json()
    [press] = scene.desk.presses
    assert (press.actor, press.token) == (ME, "did:B1")
    assert (answer["statusCode"], answer["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert words_of(answer["value"]) == ["Thank you", "It is noted."]
    assert scene.shown() == ["Thank you It is noted."]


async def test_the_same_press_has_the_same_key_and_another_one_has_not(scene: Scene) -> None:
    message = await scene.a_message()
    await scene.amina.press("did:B1", message)
    await scene.amina.again()
    await scene.amina.press("did:B1", message)
    first, again, other = (each.key for each in scene.desk.presses)
    assert first == again != other


async def test_what_is_said_after_a_press_in_a_channel_is_for_the_person_alone(scene: Scene) -> None:
    scene.desk.reply = Reply(say=(say("Noted", "Only you see this."),))
    message = await scene.a_message(CHANNEL)
    answer = (await scene.amina.press("did:B1", message, channel=True)).json()
    assert answer["value"] == "I have answered you in our own chat."
    assert scene.shown(CHAT) == ["Noted Only you see this."]
    assert len(scene.teams.in_conversation(CHANNEL)) == 1


async def test_a_card_in_a_channel_is_redrawn_in_the_channel(scene: Scene) -> None:
    scene.desk.reply = Reply(replace=THANKS)
    await scene.amina.press("did:B1", await scene.a_message(CHANNEL), channel=True)
    assert scene.shown(CHANNEL) == ["Thank you It is noted."]


async def test_a_reply_that_cannot_be_shown_changes_no_answer(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.teams.answers |= {"update": hang_up, "send": refuse(403)}
    scene.desk.reply = Reply(replace=THANKS, say=(say("More", "A private word."),))
    answer = await scene.amina.press("did:B1", await scene.a_message())
    assert (answer.status_code, answer.json()["statusCode"]) == (200, 200)
    logged = capsys.readouterr().err
    assert logged.count("teams_reply_failed") == 2
    assert "A private word" not in logged


@pytest.mark.parametrize("status", [412, 429])
@pytest.mark.parametrize("call", ["send", "update"])
async def test_an_answer_teams_did_not_take_yet_is_given_once_it_may_be(
    scene: Scene, status: int, call: str
) -> None:
    no, message = refuse(status, retry_after="7"), await scene.a_message()

    def once(request: web.Request) -> web.StreamResponse:
        del scene.teams.answers[call]
        return no(request)

    scene.teams.answers[call] = once
    scene.desk.reply = Reply(replace=THANKS, say=(say("More", "Words."),))
    await scene.amina.press("did:B1", message)
    assert sorted(scene.shown()) == ["More Words.", "Thank you It is noted."]


@pytest.mark.parametrize("answer", [refuse(429, retry_after="90"), refuse(502), refuse(403)])
async def test_no_answer_is_tried_for_ever_nor_twice_where_it_may_have_arrived(
    scene: Scene, answer: Answer
) -> None:
    scene.teams.answers["send"] = answer
    scene.desk.reply = Reply(say=(say("More", "Words."),))
    await scene.amina.write("help")
    assert scene.teams.names().count("send") == 1


async def test_where_the_database_fails_at_one_answer_the_next_is_said_all_the_same(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.limits.troubles = 2  # at the look-up of who writes, and at the first answer
    scene.desk.reply = Reply(say=(say("First", "A private word."), say("Second", "Goes on.")))
    assert (await scene.amina.write("help")).status_code == 200
    assert scene.shown() == ["Second Goes on."]
    logged = capsys.readouterr().err
    assert "OperationalError" in logged
    assert "A private word" not in logged


async def test_where_the_database_fails_at_a_look_up_the_installation_is_taken_all_the_same(
    scene: Scene,
) -> None:
    scene.limits.troubles = 1
    assert (await scene.amina.install()).status_code == 200
    assert scene.news.told == [("member", TENANT, Member(AMINA))]


# Dialogs ----------------------------------------------------------------------------------------------


def dialog_of(answer: httpx.Response) -> Any:
    """The card of a dialog that stays open."""
    task = answer.json()["task"]
    assert task["type"] == "continue"
    return task["value"]["card"]["content"]


async def test_a_form_opens_from_words_by_a_button_and_its_values_come_in(scene: Scene) -> None:
    scene.desk.reply = Reply(form=FORM)
    await scene.amina.write("did")
    [message] = scene.teams.in_conversation(CHAT)
    [opener] = buttons(scene.card_of(message))
    opened = await scene.amina.fetch(opener["data"])
    assert opened.json()["task"]["value"]["title"] == "What did you do?"
    [submit] = buttons(dialog_of(opened))
    scene.desk.reply = Reply(say=(THANKS,))
    closed = await scene.amina.submit({**submit["data"], "words:what": " met them "})
    assert [each.text for each in scene.desk.commands] == ["did", "did"]
    [submission] = scene.desk.submissions
    assert (submission.actor, submission.token, submission.values) == (ME, "did:B1", {"what": ("met them",)})
    assert (closed.status_code, closed.json()) == (200, {})
    assert scene.shown()[-1] == "Thank you It is noted."


@pytest.mark.parametrize(("words", "kept"), [("é" * 6000, 6000), ('"' * 26_000, 12 * 1024)])
async def test_a_form_opened_from_long_words_sees_them_and_its_button_fits(
    scene: Scene, words: str, kept: int
) -> None:
    scene.desk.reply = Reply(form=FORM)
    await scene.amina.write(words)
    [message] = scene.teams.in_conversation(CHAT)
    assert size_of(scene.card_of(message)) <= MAX_CARD
    [opener] = buttons(scene.card_of(message))
    await scene.amina.fetch(opener["data"])
    assert scene.desk.commands[-1].text == words[:kept]


async def test_after_a_form_the_message_it_was_opened_from_is_redrawn(scene: Scene) -> None:
    message = await scene.a_message()
    scene.desk.reply = Reply(form=FORM)
    await scene.amina.press("with:B1", message)
    [opener] = buttons(scene.card_of(scene.teams.in_conversation(CHAT)[-1]))
    opened = await scene.amina.fetch(opener["data"], replyToId="another")
    assert scene.desk.presses[-1].token == "with:B1"
    [submit] = buttons(dialog_of(opened))
    scene.desk.reply = Reply(replace=THANKS)
    await scene.amina.submit({**submit["data"], "words:what": "met"})
    assert scene.shown()[0] == "Thank you It is noted."


async def test_faults_stand_at_their_fields_with_what_was_typed(scene: Scene) -> None:
    scene.desk.reply = Reply(form=FORM)
    await scene.amina.write("did")
    [opener] = buttons(scene.card_of(scene.teams.in_conversation(CHAT)[0]))
    [submit] = buttons(dialog_of(await scene.amina.fetch(opener["data"])))
    scene.desk.reply = Reply(faults={"what": "Please use fewer words."})
    card = dialog_of(await scene.amina.submit({**submit["data"], "words:what": "so many words"}))
    assert "Please use fewer words." in words_of(card)
    assert [each["value"] for each in card["body"] if each.get("id") == "words:what"] == ["so many words"]


async def test_a_further_form_takes_the_place_of_the_first(scene: Scene) -> None:
    scene.desk.reply = Reply(form=FORM)
    await scene.amina.write("did")
    [opener] = buttons(scene.card_of(scene.teams.in_conversation(CHAT)[0]))
    [submit] = buttons(dialog_of(await scene.amina.fetch(opener["data"])))
    scene.desk.reply = Reply(form=Form("next:1", "And then?", "Go on", (TextInput("then", "Then"),)))
    answer = await scene.amina.submit({**submit["data"], "words:what": "met"})
    assert answer.json()["task"]["value"]["title"] == "And then?"


async def test_what_is_said_in_a_dialog_outside_the_chat_is_shown_in_it_with_its_buttons(
    scene: Scene,
) -> None:
    scene.desk.reply = Reply(say=(Card("Begin", actions=(Action("begin:spotlight", "A spotlight"),)),))
    value = {"commandId": "begin", "commandContext": "compose"}
    opened = await scene.amina.invoke("composeExtension/fetchTask", value, channel=True)
    [button] = buttons(dialog_of(opened))
    await scene.amina.invoke("composeExtension/submitAction", {"data": button["data"]}, channel=True)
    assert [each.token for each in scene.desk.presses] == ["begin:spotlight"]
    assert scene.shown(CHANNEL) == []


async def test_what_a_dialog_kept_redraws_nothing_outside_one_s_own_chat(scene: Scene) -> None:
    foreign = await scene.a_message(CHANNEL)
    scene.desk.reply = Reply(form=FORM)
    opened = await scene.amina.fetch({"token": "with:B1", "kept": {"message": foreign}}, channel=True)
    [submit] = buttons(dialog_of(opened))
    scene.desk.reply = Reply(replace=THANKS)
    await scene.amina.submit({**submit["data"], "words:what": "met"}, channel=True)
    assert scene.teams.messages[foreign] == {"conversation": {"id": CHANNEL}}


async def test_colleagues_are_offered_and_looked_up(scene: Scene) -> None:
    scene.desk.people = [("p2", "Bruno · Seed Fund")]
    scene.desk.reply = Reply(form=Form("with:B1", "With whom?", "Go", (PersonInput("who", "Who"),)))
    card = dialog_of(await scene.amina.fetch({"token": "with:B1"}))
    assert "Bruno · Seed Fund" in str(card)
    query = {"queryText": "bru", "dataset": "people", "kind": "search"}
    answer = (await scene.amina.invoke("application/search", query)).json()
    assert scene.desk.sought[-1] == (ME, "bru")
    assert (answer["statusCode"], answer["value"]["results"][0]["title"]) == (200, "Bruno · Seed Fund")


# The menu of a message --------------------------------------------------------------------------------


def pointed_at(user: str, **body: str) -> dict[str, Any]:
    message = {
        "linkToMessage": "https://teams.microsoft.com/l/message/1",
        "from": {"user": {"id": user}},
        "body": body or {"contentType": "text", "content": "We met them."},
    }
    return {"commandId": "spotlight", "commandContext": "message", "messagePayload": message}


async def test_the_menu_of_a_message_brings_its_link_and_author_but_no_words_of_others(scene: Scene) -> None:
    scene.desk.reply = Reply(form=FORM)
    opened = await scene.amina.invoke("composeExtension/fetchTask", pointed_at("BBBB"), channel=True)
    [shortcut] = scene.desk.shortcuts
    assert (shortcut.actor, shortcut.name, shortcut.author, shortcut.own_words) == (
        ME,
        "spotlight",
        "bbbb",
        "",
    )
    assert shortcut.link == "https://teams.microsoft.com/l/message/1"
    assert dialog_of(opened)


async def test_one_s_own_words_come_along(scene: Scene) -> None:
    await scene.amina.invoke("composeExtension/fetchTask", pointed_at(AMINA), channel=True)
    assert scene.desk.shortcuts[0].own_words == "We met them."


# What breaks ------------------------------------------------------------------------------------------


async def test_somebody_whose_words_could_not_be_stored_is_told(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.desk.trouble = RuntimeError("a private word")
    assert (await scene.amina.write("did met")).status_code == 200
    assert scene.shown() == [
        "Something went wrong and nothing was stored. Please try again in a few minutes."
    ]
    logged = capsys.readouterr().err
    assert "teams_activity_failed" in logged
    assert "a private word" not in logged


@pytest.mark.parametrize("name", ["task/fetch", "task/submit", "composeExtension/fetchTask"])
async def test_a_dialog_that_broke_says_so(scene: Scene, name: str) -> None:
    scene.desk.trouble = RuntimeError()
    answer = await scene.amina.invoke(name, {"data": {"token": "x"}})
    assert answer.json()["task"]["value"].startswith("Something went wrong")


TOO_LARGE = Card("", actions=tuple(Action(f"did:{number}", "x" * 70) for number in range(300)))
"""No Teams message holds so many buttons."""
ARRIVED = "This has arrived and nothing of it is lost, but the answer cannot be shown here."


async def test_a_stored_press_whose_card_cannot_be_drawn_is_not_called_lost(scene: Scene) -> None:
    scene.desk.reply = Reply(replace=TOO_LARGE, say=(THANKS,))
    answer = (await scene.amina.press("x", await scene.a_message())).json()
    assert (answer["statusCode"], answer["value"]) == (200, ARRIVED)
    assert "It is noted." in str(scene.teams.in_conversation(CHAT)[-1])


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(say=(TOO_LARGE,)), id="a-card"),
        pytest.param(
            Reply(form=Form("f", "F", "Go", (TextInput("a", "A"), TextInput("a", "A")))), id="a-form"
        ),
    ],
)
async def test_a_stored_deed_whose_dialog_cannot_be_drawn_is_not_called_lost(
    scene: Scene, reply: Reply, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.desk.reply = reply
    answer = await scene.amina.fetch({"token": "x"})
    assert answer.json()["task"] == {"type": "message", "value": ARRIVED}
    assert "ValueError" in capsys.readouterr().err


async def test_a_press_that_broke_may_be_repeated(scene: Scene) -> None:
    scene.desk.trouble = RuntimeError()
    answer = (await scene.amina.press("x", "1")).json()
    assert (answer["type"], answer["statusCode"]) == ("application/vnd.microsoft.error", 500)


@pytest.mark.parametrize(
    "value", [None, [], "x", {"data": []}, {"action": {"data": "x"}}, {"data": {"form": "x"}}]
)
@pytest.mark.parametrize(
    "name", ["adaptiveCard/action", "task/fetch", "task/submit", "composeExtension/fetchTask"]
)
async def test_odd_invokes_break_nothing(scene: Scene, name: str, value: Any) -> None:
    assert (await scene.amina.invoke(name, value)).status_code == 200


FAIR: list[dict[str, Any]] = [
    {"type": "message", "text": "did B1", "entities": [], "textFormat": "plain"},
    {"type": "messageUpdate", "text": "did B2", "channelData": {"eventType": "editMessage"}},
    {"type": "installationUpdate", "action": "add"},
    {"type": "conversationUpdate", "channelData": {"eventType": "channelRenamed", "channel": {"id": "19:1"}}},
    *(
        {"type": "invoke", "name": name, "value": value, "replyToId": "1"}
        for name, value in [
            ("adaptiveCard/action", {"action": {"type": "Action.Execute", "data": {"token": "did:1"}}}),
            ("task/fetch", {"data": {"token": "did:1"}, "context": {"theme": "default"}}),
            ("task/submit", {"data": {"form": "did:1", "what": "We met"}}),
            ("application/search", {"queryText": "am", "dataset": "people", "queryOptions": {"top": 5}}),
            ("composeExtension/fetchTask", {"commandId": "did", "messagePayload": {"id": "1", "from": {}}}),
        ]
    ),
]
"""One of each kind of activity."""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_trusted_but_mangled_activities_break_nothing(scene: Scene, data: st.DataObject) -> None:
    fair = data.draw(st.sampled_from(FAIR))
    answer = await scene.amina.bring(data.draw(mangled({**scene.amina.activity(fair["type"]), **fair})))
    assert answer.status_code < 500 or answer.status_code == 501


async def test_an_unknown_invoke_is_not_pretended_to_be_done(scene: Scene) -> None:
    assert (await scene.amina.invoke("fileConsent/invoke", {})).status_code == 501


# Who has the app --------------------------------------------------------------------------------------


async def test_installing_opens_the_account_and_looks_for_its_address(scene: Scene) -> None:
    scene.teams.members[AMINA] = {"id": "29:x", "name": "Amina", "userPrincipalName": "Amina@Example.org"}
    await scene.amina.install()
    assert scene.news.told == [
        ("member", TENANT, Member(AMINA)),
        ("member", TENANT, Member(AMINA, email="amina@example.org")),
    ]
    assert scene.shown() == []


@pytest.mark.parametrize(
    "account",
    [
        {"id": "29:x", "userPrincipalName": "a@example.org", "userRole": "guest"},
        {"id": "29:x", "userPrincipalName": "a@example.org", "tenantId": OTHER_TENANT},
        {"id": "29:x", "userPrincipalName": "a_example.org#EXT#@other.onmicrosoft.com"},
    ],
)
async def test_a_guest_is_not_found_by_address(scene: Scene, account: dict[str, str]) -> None:
    scene.teams.members[AMINA] = account
    await scene.amina.install()
    assert scene.news.told[-1][2].ordinary is False


async def test_an_address_somebody_may_have_made_up_is_not_looked_at(scene: Scene) -> None:
    scene.teams.members[AMINA] = {
        "id": "29:x",
        "email": "ana@example.org",
        "userPrincipalName": "eve@example.net",
    }
    await scene.amina.install()
    assert scene.news.told[-1] == ("member", TENANT, Member(AMINA, email="eve@example.net"))


async def test_removing_closes_the_account(scene: Scene) -> None:
    await scene.amina.install("remove")
    assert scene.news.told == [("member", TENANT, Member(AMINA, active=False))]


async def test_an_account_teams_tells_nothing_of_is_open_all_the_same(scene: Scene) -> None:
    scene.teams.answers["member"] = refuse(403)
    assert (await scene.amina.install()).status_code == 200
    assert len(scene.news.told) == 1


@pytest.mark.parametrize("action", ["add", "remove"])
async def test_installing_in_a_team_concerns_nobody_s_account(scene: Scene, action: str) -> None:
    assert (await scene.amina.install(action, channel=True)).status_code == 200
    assert scene.news.told == []


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("channelRenamed", ("renamed", CHANNEL, "Joint work")),
        ("channelDeleted", ("became", CHANNEL, ChannelState.DELETED)),
        ("channelRestored", ("became", CHANNEL, ChannelState.OPEN)),
        ("teamRenamed", None),
    ],
)
async def test_what_becomes_of_channels_is_told(scene: Scene, event: str, told: Any) -> None:
    data = {"tenant": {"id": TENANT}, "eventType": event, "channel": {"id": CHANNEL, "name": "Joint work"}}
    answer = await scene.amina.send("conversationUpdate", channel=True, channelData=data)
    assert (answer.status_code, scene.news.told) == (200, [told] if told else [])


async def test_somebody_who_joins_a_chat_is_neither_greeted_nor_kept(scene: Scene) -> None:
    members = [{"id": "29:bruno", "aadObjectId": "b"}]
    await scene.amina.send("conversationUpdate", membersAdded=members)
    assert (scene.news.told, scene.shown()) == ([], [])
