"""What Slack sends is checked before it is read, stored before it is acknowledged, answered after."""

import json
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import httpx
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.ports import Actor, Command, Press, Submission
from bot.slack.app import PATH, SlackSettings
from bot.slack.forms import draw_form
from bot.slack.incoming import COMMAND
from nudges.cards import (
    Action,
    ActionGroup,
    Attachment,
    Card,
    ChoiceInput,
    Form,
    Option,
    PersonInput,
    Picture,
    Reply,
    TextInput,
    say,
)
from nudges.people import Platform
from nudges.texts import Texts
from tests.clients.fake_slack import FakeSlack, page, refuse, running_fake_slack
from tests.clients.mangling import mangled
from tests.clients.scripted_desk import ScriptedDesk
from tests.clients.slack_requests import (
    DIRECT,
    SECRET,
    TEAM,
    USER,
    direct_message,
    event,
    interaction,
    look_up,
    message_shortcut,
    press,
    press_at_home,
    shortcut,
    signed,
    slash,
    submission,
)
from tests.clients.slack_routes import slack_routes
from tests.clients.slack_tokens import those

WORDS = Texts(
    {
        "en": {
            "slack.cancel": "Cancel",
            "slack.open": "Open",
            "slack.form_not_opened": "Not opened.",
            "slack.failed": "Nothing was stored.",
            "slack.not_connected": "Not connected.",
        }
    }
)
AMINA = Actor(Platform.SLACK, TEAM, USER)
THANKS = say("Thank you", "Noted.")
NOTE = Form(
    "note:1", "A note", "Send", (TextInput("what", "What happened"), PersonInput("whom", "With whom"))
)


tokens = those({TEAM: "xoxb-1"})


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_fake_slack() as running:
        yield running


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@pytest.fixture
async def client(slack: FakeSlack, desk: ScriptedDesk) -> AsyncIterator[httpx.AsyncClient]:
    """Ends a request when the work after the acknowledgement has ended too."""
    settings = SlackSettings(SECRET, base_url=slack.base_url)
    app = Starlette(routes=slack_routes(settings, desk, tokens=tokens, speak=WORDS.speaker("en")))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as opened:
        yield opened


async def deliver(client: httpx.AsyncClient, body: str, **headers: str) -> httpx.Response:
    return await client.post(PATH, content=body, headers={**signed(body), **headers})


# The gate ---------------------------------------------------------------------------------------------


async def test_a_signed_request_is_let_in(client: httpx.AsyncClient) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c-1"})
    answer = await deliver(client, body)
    assert (answer.status_code, answer.json()) == (200, {"challenge": "c-1"})


BODY = interaction(press("did:1"))
FORGED = signed(BODY)["x-slack-signature"][:-4] + "0000"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="missing"),
        pytest.param({**signed(BODY), "x-slack-signature": FORGED}, id="forged"),
        pytest.param({**signed(BODY), "x-slack-signature": "v0=é"}, id="not-ascii"),
        pytest.param(signed(BODY, secret="another-secret"), id="another-secret"),
        pytest.param(signed(BODY + "&x=1"), id="another-body"),
        pytest.param(signed(BODY, at=1_700_000_000), id="stale"),
        pytest.param(signed(BODY, at=9_700_000_000), id="from-the-future"),
        pytest.param({**signed(BODY), "x-slack-request-timestamp": "soon"}, id="time-is-no-number"),
        pytest.param({**signed(BODY), "x-slack-request-timestamp": "9" * 5000}, id="time-is-endless"),
        pytest.param({**signed(BODY), "x-slack-request-timestamp": ""}, id="time-is-empty"),
    ],
)
async def test_a_request_without_a_valid_signature_is_turned_away(
    client: httpx.AsyncClient, desk: ScriptedDesk, headers: dict[str, str]
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = await client.post(PATH, content=BODY, headers=raw)
    assert (answer.status_code, answer.text) == (401, "This request does not carry a valid Slack signature.")
    assert desk.presses == []


@pytest.mark.parametrize("body", [b"\xff\xfe{", b"payload=%7Bbroken", b"{broken", b""])
async def test_unsigned_rubbish_is_turned_away_unread(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(
        PATH, content=body, headers={**signed("{}"), "content-type": "application/json"}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("body", ["{broken", "payload=%7Bbroken", "[1]", "{}", '{"event":' + "[" * 90_000])
async def test_signed_rubbish_is_no_crash(client: httpx.AsyncClient, body: str) -> None:
    answer = await client.post(
        PATH, content=body, headers={**signed(body), "content-type": "application/json"}
    )
    assert answer.status_code in {200, 400}


VIEW = {"id": "V1", "type": "modal", "callback_id": "note:1", "private_metadata": "{}", "blocks": []}
FAIR: list[dict[str, Any]] = [
    press("did:1"),
    press_at_home({"action_id": "act:1", "value": "did:1"}),
    submission(VIEW, {"what": {"what": {"type": "plain_text_input", "value": "We met"}}}),
    look_up("am"),
    shortcut("did"),
    message_shortcut("did", {"ts": "1.1", "user": USER, "text": "Hi"}, response_url=""),
    json.loads(direct_message("did B1")),
    json.loads(event(type="app_home_opened", user=USER, channel=DIRECT, tab="home")),
    json.loads(event(type="channel_rename", channel={"id": "C1", "name": "new", "created": 1})),
]
"""One of each kind of request."""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=st.sampled_from(FAIR).flatmap(mangled))
async def test_signed_but_mangled_requests_break_nothing(client: httpx.AsyncClient, payload: Any) -> None:
    body = json.dumps(payload) if "event" in payload else interaction(payload)
    answer = await deliver(client, body)
    assert answer.status_code < 500


@pytest.mark.parametrize("sign", [True, False])
async def test_an_oversized_request_is_given_up_before_it_is_checked(
    client: httpx.AsyncClient, sign: bool
) -> None:
    body = "x" * (256 * 1024 + 1)
    answer = await client.post(PATH, content=body, headers=signed(body) if sign else {})
    assert (answer.status_code, answer.text) == (413, "This request is too large.")


async def test_an_endless_request_is_given_up_at_the_limit(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65_536

    assert (await client.post(PATH, content=endless())).status_code == 413


# Buttons ----------------------------------------------------------------------------------------------


async def test_a_pressed_button_reaches_the_desk_with_its_token(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    answer = await deliver(client, interaction(press("answer:d-1:yes")))
    assert answer.status_code == 200
    key = f"slack:press:{DIRECT}:1700000000.000100:1700000001.000200:{USER}"
    assert desk.presses == [Press(AMINA, "answer:d-1:yes", key)]


async def test_what_no_database_takes_is_left_out_of_what_was_pressed_and_typed(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    await deliver(client, interaction(press("did:\x00B1", user=f"{USER}\x00")))
    await deliver(client, direct_message("did \x00met \ud83d"))
    assert [(each.actor, each.token) for each in desk.presses] == [(AMINA, "did:B1")]
    assert [each.text for each in desk.commands] == ["did met ?"]


async def test_a_press_delivered_twice_has_the_same_key_and_another_press_has_not(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    for payload in (press("a"), press("a"), press("a", user="U2"), press("a", message="1.2")):
        await deliver(client, interaction(payload))
    keys = [pressed.key for pressed in desk.presses]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


async def test_the_pressed_message_is_redrawn_and_the_rest_said_below_it(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(replace=THANKS, say=(say("One more thing", "Next week."),))
    await deliver(client, interaction(press("a", response_url=slack.response_url)))
    (update, updated), (post, posted) = slack.said
    assert (update, updated["channel"], updated["ts"]) == ("chat.update", DIRECT, "1700000000.000100")
    assert updated["blocks"][0]["text"]["text"] == "Thank you"
    assert (post, posted["channel"], posted["text"]) == (
        "chat.postMessage",
        DIRECT,
        "One more thing. Next week.",
    )


async def test_what_is_said_in_a_channel_is_seen_by_the_one_who_pressed_only(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(say=(THANKS,))
    await deliver(client, interaction(press("a", channel="C1", response_url=slack.response_url)))
    [(method, sent)] = slack.said
    assert (method, sent["replace_original"]) == ("respond", False)
    assert sent.get("response_type") != "in_channel"


async def test_a_message_only_one_person_sees_is_redrawn_through_its_own_address(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(replace=THANKS)
    container = {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True}
    await deliver(client, interaction(press("a", container=container, response_url=slack.response_url)))
    [(method, sent)] = slack.said
    assert (method, sent["replace_original"]) == ("respond", True)


async def test_where_slack_limits_updates_the_message_is_redrawn_through_the_press(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    slack.answers["chat.update"] = refuse("ratelimited", status=429, **{"Retry-After": "30"})
    desk.reply = Reply(replace=THANKS)
    await deliver(client, interaction(press("a", response_url=slack.response_url)))
    assert [method for method, _ in slack.said] == ["chat.update", "respond"]
    assert slack.said[1][1]["replace_original"] is True


async def test_a_failing_answer_of_slack_neither_loses_the_rest_nor_the_acknowledgement(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    slack.answers["chat.update"] = refuse("message_not_found")
    slack.answers["views.open"] = page("Bad gateway", status=502)
    desk.reply = Reply(replace=THANKS, say=(THANKS,), form=NOTE)
    assert (await deliver(client, interaction(press("a")))).status_code == 200
    said = [sent["text"] for method, sent in slack.said if method == "chat.postMessage"]
    assert said == ["Not opened.", "Thank you. Noted."]


async def test_a_card_slack_cannot_hold_does_not_stop_the_others(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    line = ActionGroup("Line", (Action("did:1", "Yes"),))
    endless = Card("", (), (line,) * 26)
    desk.reply = Reply(replace=endless, say=(endless, THANKS))
    assert (await deliver(client, interaction(press("a")))).status_code == 200
    assert [sent["text"] for _, sent in slack.said] == ["Thank you. Noted."]


# Forms ------------------------------------------------------------------------------------------------


async def test_a_press_opens_a_form(client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack) -> None:
    desk.reply = Reply(form=NOTE)
    await deliver(client, interaction(press("a", trigger="t-1")))
    [(method, opened)] = slack.said
    assert (method, opened["trigger_id"], opened["view"]["close"]["text"]) == ("views.open", "t-1", "Cancel")


def filled_note() -> dict[str, Any]:
    values = {
        "what": {"text:what": {"type": "plain_text_input", "value": "A joint visit"}},
        "whom": {"person:whom": {"type": "external_select", "selected_option": {"value": "p-2"}}},
    }
    return submission(draw_form(NOTE, cancel="Cancel"), values)


async def test_a_submitted_form_reaches_the_desk_and_closes(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    answer = await deliver(client, interaction(filled_note()))
    assert (answer.status_code, answer.text) == (200, "")
    [received] = desk.submissions
    values: dict[str, tuple[str, ...]] = {"what": ("A joint visit",), "whom": ("p-2",)}
    assert received == Submission(AMINA, "note:1", values, received.key)


async def test_a_form_submitted_again_has_the_same_key_unless_a_value_changed(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    changed = filled_note()
    changed["view"]["state"]["values"]["what"]["text:what"]["value"] = "Two joint visits"
    for payload in (filled_note(), filled_note(), changed):
        await deliver(client, interaction(payload))
    keys = [received.key for received in desk.submissions]
    assert keys[0] == keys[1] != keys[2]


async def test_faults_keep_the_form_open_at_their_fields(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    desk.reply = Reply(faults={"whom": "Not on the roster"})
    answer = await deliver(client, interaction(filled_note()))
    assert answer.json() == {"response_action": "errors", "errors": {"whom": "Not on the roster"}}


async def test_a_further_form_takes_the_place_of_the_first(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    desk.reply = Reply(
        form=Form("more:1", "When?", "Send", (ChoiceInput("w", "When", (Option("1", "Now"),)),))
    )
    answer = (await deliver(client, interaction(filled_note()))).json()
    assert (answer["response_action"], answer["view"]["title"]["text"]) == ("update", "When?")


async def test_a_submitted_form_redraws_the_message_it_was_opened_from(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(form=Form("t", "Sure?", "Yes", ()))
    await deliver(client, interaction(press("a", message="17.1")))
    view = slack.said[0][1]["view"]
    desk.reply = Reply(replace=THANKS, say=(THANKS,))
    await deliver(client, interaction(submission(view, {})))
    (update, updated), (post, posted) = slack.said[1:]
    assert (update, updated["channel"], updated["ts"]) == ("chat.update", DIRECT, "17.1")
    assert (post, posted["channel"]) == ("chat.postMessage", DIRECT)


async def test_colleagues_are_found_while_somebody_types(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    desk.people = [("p-2", "Bruno Costa, UNICEF")]
    answer = (await deliver(client, interaction(look_up("bru")))).json()
    assert desk.sought == [(AMINA, "bru")]
    assert [(o["text"]["text"], o["value"]) for o in answer["options"]] == [("Bruno Costa, UNICEF", "p-2")]


# Commands ---------------------------------------------------------------------------------------------


async def test_the_slash_command_is_answered_where_only_its_writer_sees_it(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(say=(THANKS,))
    answer = await deliver(client, slash("did b1 &amp; b2", response_url=slack.response_url, trigger="t-9"))
    assert (answer.status_code, answer.text) == (200, "")
    assert desk.commands == [Command(AMINA, "did b1 & b2", "slack:command:t-9")]
    [(method, sent)] = slack.said
    assert method == "respond"
    assert sent.get("response_type") != "in_channel"


async def test_the_slash_command_opens_a_form(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(form=NOTE)
    await deliver(client, slash("note", response_url=slack.response_url))
    assert [method for method, _ in slack.said] == ["views.open"]


async def test_whoever_waits_for_a_form_that_slack_does_not_open_hears_so_and_nobody_else_does(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    slack.answers["views.open"] = refuse("ratelimited", status=429, **{"Retry-After": "9"})
    desk.reply = Reply(form=NOTE)
    await deliver(client, slash("note", response_url=slack.response_url))
    await deliver(client, interaction(press("a")))
    heard = [(method, sent["text"]) for method, sent in slack.said if method != "views.open"]
    assert heard == [("respond", "Not opened."), ("chat.postMessage", "Not opened.")]


async def test_a_direct_message_is_a_command_answered_in_place(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(say=(THANKS,))
    body = direct_message("did &lt;b1&gt;")
    assert (await deliver(client, body)).status_code == 200
    await deliver(client, body, **{"x-slack-retry-num": "1"})
    key = f"slack:message:{DIRECT}:1700000002.000300"
    assert desk.commands == [Command(AMINA, "did <b1>", key)] * 2
    assert slack.said[0][0] == "chat.postMessage"
    assert slack.said[0][1]["channel"] == DIRECT


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(direct_message("x", bot_id="B9"), id="another-bot"),
        pytest.param(direct_message("x", user="U00000BOT1"), id="the-bot-itself"),
        pytest.param(direct_message("x", subtype="message_changed"), id="an-edit"),
        pytest.param(direct_message("x", subtype="message_deleted"), id="a-deletion"),
        pytest.param(direct_message("x", channel="C1", channel_type="channel"), id="in-a-channel"),
        pytest.param(direct_message("  "), id="empty"),
        pytest.param(event(type="reaction_added", user=USER), id="another-event"),
    ],
)
async def test_what_is_no_word_of_a_person_to_the_bot_is_passed_over(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack, body: str
) -> None:
    assert (await deliver(client, body)).status_code == 200
    assert (desk.commands, slack.said) == ([], [])


async def test_a_form_asked_for_in_a_direct_message_waits_behind_a_button(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(form=NOTE)
    await deliver(client, direct_message("note"))
    button = slack.said[0][1]["blocks"][-1]["elements"][0]
    await deliver(client, interaction(press(button["value"], action_id=button["action_id"])))
    assert [command.text for command in desk.commands] == ["note", "note"]
    assert [method for method, _ in slack.said] == ["chat.postMessage", "views.open"]


# Pictures ---------------------------------------------------------------------------------------------

CHART = Card("Week 10", (Picture(b"png", "Six of nine behaviours were practised."),))


async def test_a_picture_asked_for_in_direct_messages_is_shown(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(say=(CHART,))
    await deliver(client, direct_message("digest"))
    [(method, sent)] = slack.said
    assert (method, sent["blocks"][1]["slack_file"]["id"]) == ("chat.postMessage", *slack.files)


async def test_a_message_that_only_one_person_sees_cannot_hold_a_file_and_says_the_words(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(say=(CHART,))
    await deliver(client, slash("digest", response_url=slack.response_url))
    [(method, sent)] = slack.said
    assert (method, sent["blocks"][1]["text"]["text"]) == (
        "respond",
        "Six of nine behaviours were practised.",
    )
    assert slack.files == {}


async def test_the_pressed_message_is_redrawn_with_its_picture(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(replace=CHART)
    await deliver(client, interaction(press("a", response_url=slack.response_url)))
    [(method, sent)] = slack.said
    assert (method, sent["blocks"][1]["type"]) == ("chat.update", "image")


# Files ------------------------------------------------------------------------------------------------

ENTRY = Card("Times", (Attachment("a.ics", "text/calendar", b"BEGIN:VCALENDAR", "Tuesday 17 March, 13:00"),))


async def test_a_file_follows_its_message_in_direct_messages(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(say=(ENTRY,))
    await deliver(client, direct_message("intro"))
    [(method, sent)] = slack.said
    assert (method, sent["blocks"][1]["text"]["text"]) == ("chat.postMessage", "• Tuesday 17 March, 13:00")
    assert len(slack.files) == 1
    [done] = [sent for called, sent in slack.calls if called == "files.completeUploadExternal"]
    assert done["channel_id"] == DIRECT


async def test_where_a_file_cannot_go_its_words_stand(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.reply = Reply(say=(ENTRY,))
    await deliver(client, slash("intro", response_url=slack.response_url))
    [(method, sent)] = slack.said
    assert (method, sent["blocks"][1]["text"]["text"]) == ("respond", "• Tuesday 17 March, 13:00")
    assert slack.files == {}


# Where something breaks -------------------------------------------------------------------------------


async def test_a_press_that_could_not_be_stored_is_owned_up_to_and_not_acknowledged(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.trouble = RuntimeError("database is gone")
    assert (await deliver(client, interaction(press("a")))).status_code == 500
    assert [(method, sent["text"]) for method, sent in slack.said] == [
        ("chat.postMessage", "Nothing was stored.")
    ]


async def test_an_apology_takes_the_way_that_needs_no_token(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.trouble = RuntimeError("database is gone, and the workspace's token with it")
    await deliver(client, interaction(press("a", response_url=slack.response_url)))
    [(method, sent)] = slack.said
    assert (method, sent["text"], sent["replace_original"]) == ("respond", "Nothing was stored.", False)


async def test_a_command_that_could_not_be_stored_is_owned_up_to_and_not_acknowledged(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.trouble = RuntimeError("database is gone")
    answer = await deliver(client, slash("did", response_url=slack.response_url))
    assert answer.status_code == 500
    assert [(method, sent["text"]) for method, sent in slack.said] == [("respond", "Nothing was stored.")]


async def test_a_form_that_could_not_be_stored_stays_open_with_what_was_typed(
    client: httpx.AsyncClient, desk: ScriptedDesk
) -> None:
    desk.trouble = RuntimeError("database is gone")
    answer = await deliver(client, interaction(filled_note()))
    assert answer.json() == {"response_action": "errors", "errors": {"what": "Nothing was stored."}}


async def test_a_look_up_that_fails_offers_nobody(client: httpx.AsyncClient, desk: ScriptedDesk) -> None:
    desk.trouble = RuntimeError("database is gone")
    assert (await deliver(client, interaction(look_up("bru")))).json() == {"options": []}


async def test_a_message_that_could_not_be_stored_is_asked_for_again_before_we_give_up(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    desk.trouble = RuntimeError("database is gone")
    assert (await deliver(client, direct_message("did"))).status_code == 500
    assert slack.said == []
    assert (await deliver(client, direct_message("did"), **{"x-slack-retry-num": "1"})).status_code == 200
    assert slack.said[0][1]["text"] == "Nothing was stored."


async def test_no_word_of_anybody_reaches_the_log(
    client: httpx.AsyncClient,
    desk: ScriptedDesk,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await deliver(client, event(type="reaction_added", user=USER, text="a secret word"))
    await deliver(client, slash("a secret word", response_url="", command="/other"))
    desk.trouble = RuntimeError("database is gone")
    await deliver(client, direct_message("a secret word"))
    logged = caplog.text + "".join(capsys.readouterr())
    assert "slack_request_failed" in logged
    assert "secret word" not in logged


async def test_a_workspace_without_the_app_is_told_so(client: httpx.AsyncClient, desk: ScriptedDesk) -> None:
    answer = await deliver(client, interaction(press("a", team={"id": "T9"})))
    assert (answer.status_code, answer.text) == (200, "Not connected.")
    assert desk.presses == []


@pytest.mark.parametrize("address", ["nowhere", "ftp://example.org/", "http://["])
async def test_where_there_is_nowhere_to_answer_to_a_request_is_unreadable(
    client: httpx.AsyncClient, address: str
) -> None:
    """Of a workspace without the app: Slack's library answers before we see it."""
    body = slash("did", response_url=address).replace(TEAM, "T9")
    assert (await deliver(client, body)).status_code == 400


async def test_slack_is_asked_once_who_the_bot_is_and_not_knowing_stops_nothing(
    client: httpx.AsyncClient, desk: ScriptedDesk, slack: FakeSlack
) -> None:
    slack.answers["auth.test"] = page("Bad gateway", status=502)
    await deliver(client, interaction(press("a")))
    del slack.answers["auth.test"]
    for _ in range(3):
        await deliver(client, interaction(press("a")))
    assert len(desk.presses) == 4
    assert [method for method, _ in slack.calls] == ["auth.test", "auth.test"]


MANIFEST = yaml.safe_load(files("config").joinpath("slack-manifest.yaml").read_text("utf-8"))


def test_the_manifest_leads_every_kind_of_request_to_us() -> None:
    features, settings = MANIFEST["features"], MANIFEST["settings"]
    interactivity = settings["interactivity"]
    urls = {
        *(command["url"] for command in features["slash_commands"]),
        settings["event_subscriptions"]["request_url"],
        interactivity["request_url"],
        interactivity["message_menu_options_url"],
    }
    assert urls == {f"https://crosspillar.example.org{PATH}"}
    assert features["slash_commands"][0]["command"] == COMMAND
    assert {"app_home_opened", "app_mention", "message.im"} <= set(
        settings["event_subscriptions"]["bot_events"]
    )
    assert features["app_home"]["home_tab_enabled"]


def test_for_socket_mode_taking_out_every_line_with_an_address_leaves_a_whole_manifest() -> None:
    text = files("config").joinpath("slack-manifest.yaml").read_text("utf-8")
    kept = "\n".join(line for line in text.splitlines() if "https:" not in line)
    manifest = yaml.safe_load(kept.replace("socket_mode_enabled: false", "socket_mode_enabled: true"))
    assert manifest["settings"]["socket_mode_enabled"]
    assert manifest["oauth_config"] == {"scopes": MANIFEST["oauth_config"]["scopes"]}
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert manifest["settings"]["event_subscriptions"].keys() == {"bot_events"}
    names = [command["command"] for command in MANIFEST["features"]["slash_commands"]]
    assert [command["command"] for command in manifest["features"]["slash_commands"]] == names
    assert not any("url" in command for command in manifest["features"]["slash_commands"])
