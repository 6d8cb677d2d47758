"""Slack keeps the messenger's contract, and each of its failures is told apart."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import (
    Address,
    LookUpUnsupportedError,
    MessageRef,
    SendLaterError,
    SendRefusedError,
    SendUnknownError,
)
from bot.slack.messenger import SlackMessenger
from bot.slack.workspaces import one_workspace
from nudges.cards import Action, ActionGroup, Card, Paragraph, say
from nudges.people import Platform
from tests.clients.fake_slack import Answer, FakeSlack, hang_up, page, refuse, running_fake_slack
from tests.clients.machine_clock import MachineClock
from tests.clients.slack_emulator import CHANNEL, EmulatedSlack
from tests.clients.slack_requests import TEAM, USER
from tests.clients.slack_tokens import always, those
from tests.contract.messenger_contract import LookUpContract, MessengerContract


def words_of(part: Any) -> list[str]:
    """Every word of Block Kit that is shown, in order."""
    if isinstance(part, list):
        return [word for item in part for word in words_of(item)]
    if isinstance(part, dict):
        shown = (value for key, value in part.items() if key in {"text", "elements", "blocks"})
        return [word for value in shown for word in words_of(value)]
    return [part] if isinstance(part, str) else []


@dataclass(frozen=True, slots=True)
class SlackStage:
    """Reads as Amina does: what the emulator keeps of a conversation."""

    slack: EmulatedSlack
    messenger: SlackMessenger

    @property
    def person(self) -> Address:
        return Address(Platform.SLACK, self.slack.team_id, user_id=self.slack.users["amina"])

    @property
    def channel(self) -> Address:
        return Address(Platform.SLACK, self.slack.team_id, channel_id=self.slack.channels[CHANNEL])

    @property
    def missing(self) -> MessageRef:
        return MessageRef(
            Platform.SLACK, self.slack.team_id, self.slack.channels[CHANNEL], "1500000000.000100"
        )

    async def read(self, ref: MessageRef) -> str:
        messages = await self._history(ref.conversation)
        [message] = [message for message in messages if message["ts"] == ref.message]
        return "\n".join(words_of(message["blocks"]))

    async def count(self, to: Address) -> int:
        conversation = to.channel_id
        if conversation is None:
            opened = await self._client.conversations_open(users=[str(to.user_id)])
            conversation = opened["channel"]["id"]  # type: ignore[index,unused-ignore]
        return len(await self._history(str(conversation)))

    @property
    def _client(self) -> AsyncWebClient:
        return AsyncWebClient(self.slack.bot_token, base_url=self.slack.base_url)

    async def _history(self, conversation: str) -> list[dict[str, Any]]:
        history = await self._client.conversations_history(channel=conversation)
        messages: list[dict[str, Any]] = history["messages"]
        return messages


class TestSlackMessenger(MessengerContract, LookUpContract):
    @pytest.fixture
    def stage(self, slack_emulator: EmulatedSlack) -> SlackStage:
        messenger = SlackMessenger(always(slack_emulator.bot_token), base_url=slack_emulator.base_url)
        return SlackStage(slack_emulator, messenger)


# What goes wrong --------------------------------------------------------------------------------------

PERSON = Address(Platform.SLACK, TEAM, user_id=USER)
REF = MessageRef(Platform.SLACK, TEAM, "D000000007", "1700000000.000100")
CARD = say("A joint visit?", "Two teams go to the same district.")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_fake_slack() as running:
        yield running


@pytest.fixture
def messenger(slack: FakeSlack) -> SlackMessenger:
    tokens = {TEAM: "xoxb-1"}
    return SlackMessenger(those(tokens), base_url=slack.base_url)


def methods(slack: FakeSlack) -> list[str]:
    return [method for method, _ in slack.calls]


@pytest.mark.parametrize(
    ("code", "gone", "advice"),
    [
        ("account_inactive", False, "set its new token"),
        ("token_revoked", False, "set its new token"),
        ("team_access_not_granted", False, "admins"),
        ("not_authed", False, "token"),
        ("channel_not_found", True, "invite"),
        ("is_archived", True, "another"),
        ("invalid_auth", False, "token"),
        ("missing_scope", False, "manifest"),
        ("msg_blocks_too_long", False, "msg_blocks_too_long"),
    ],
)
async def test_a_refusal_says_whether_the_account_is_gone_and_what_to_do(
    slack: FakeSlack, messenger: SlackMessenger, code: str, gone: bool, advice: str
) -> None:
    slack.answers["chat.postMessage"] = refuse(code)
    with pytest.raises(SendRefusedError, match=advice) as refused:
        await messenger.send(PERSON, CARD, key="k")
    assert refused.value.gone is gone


async def test_a_deployment_s_token_goes_to_its_own_workspace_only(slack: FakeSlack) -> None:
    messenger = SlackMessenger(one_workspace(TEAM, "xoxb-1"), base_url=slack.base_url)
    await messenger.send(PERSON, CARD, key="k")
    calls = len(slack.calls)
    with pytest.raises(SendRefusedError, match="not installed in this workspace"):
        await messenger.send(replace(PERSON, workspace="T-ANOTHER"), CARD, key="k")
    assert len(slack.calls) == calls


@pytest.mark.parametrize("method", ["conversations.open", "chat.postMessage"])
@pytest.mark.parametrize(
    "code", ["account_inactive", "token_revoked", "team_access_not_granted", "invalid_auth", "not_authed"]
)
async def test_trouble_with_our_own_token_closes_nobody_s_account(
    slack: FakeSlack, messenger: SlackMessenger, method: str, code: str
) -> None:
    slack.answers[method] = refuse(code)
    with pytest.raises(SendRefusedError) as refused:
        await messenger.send(PERSON, CARD, key="k")
    assert not refused.value.gone


async def test_a_person_whose_account_ended_is_gone(slack: FakeSlack, messenger: SlackMessenger) -> None:
    slack.answers["conversations.open"] = refuse("user_not_found")
    with pytest.raises(SendRefusedError, match="roster") as refused:
        await messenger.send(PERSON, CARD, key="k")
    assert refused.value.gone


@pytest.mark.parametrize("method", ["conversations.open", "chat.postMessage"])
async def test_a_rate_limit_tells_how_long_to_wait(
    slack: FakeSlack, messenger: SlackMessenger, method: str
) -> None:
    slack.answers[method] = refuse("ratelimited", status=429, **{"Retry-After": "17"})
    with pytest.raises(SendLaterError) as later:
        await messenger.send(PERSON, CARD, key="k")
    assert later.value.seconds == 17
    assert methods(slack).count(method) == 1


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}])
async def test_a_rate_limit_without_a_time_still_means_to_wait(
    slack: FakeSlack, messenger: SlackMessenger, headers: dict[str, str]
) -> None:
    slack.answers["chat.postMessage"] = refuse("ratelimited", status=429, **headers)
    with pytest.raises(SendLaterError) as later:
        await messenger.send(PERSON, CARD, key="k")
    assert later.value.seconds > 0


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(hang_up, id="hung-up"),
        pytest.param(page("Bad gateway", status=502), id="proxy-html"),
        pytest.param(page("Bad gateway", status=503, kind="text/plain"), id="proxy-text"),
        pytest.param(page("All good", status=200, kind="text/plain"), id="proxy-200"),
        pytest.param(page("{broken", status=500, kind="application/json"), id="broken-json"),
        pytest.param(page("", status=408), id="http-408"),
        pytest.param(refuse("internal_error", status=500), id="internal-error"),
        pytest.param(refuse("fatal_error"), id="fatal-error"),
        pytest.param(refuse("a_new_word", status=500), id="new-word"),
        pytest.param(refuse("service_unavailable", status=503), id="unavailable"),
    ],
)
async def test_a_lost_answer_is_in_doubt_and_never_asked_for_again(
    slack: FakeSlack, messenger: SlackMessenger, answer: Answer
) -> None:
    slack.answers["chat.postMessage"] = answer
    with pytest.raises(SendUnknownError, match="look into the conversation"):
        await messenger.send(PERSON, CARD, key="k")
    assert methods(slack).count("chat.postMessage") == 1


async def test_a_lost_answer_before_anything_was_posted_is_not_in_doubt(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    slack.answers["conversations.open"] = hang_up
    with pytest.raises(SendLaterError):
        await messenger.send(PERSON, CARD, key="k")


async def test_slack_out_of_reach_is_not_in_doubt(unused_tcp_port: int) -> None:
    messenger = SlackMessenger(always("xoxb-1"), base_url=f"http://127.0.0.1:{unused_tcp_port}/api/")
    with pytest.raises(SendLaterError, match="network"):
        await messenger.redraw(REF, CARD)


async def test_silence_is_in_doubt(slack: FakeSlack) -> None:
    messenger = SlackMessenger(always("xoxb-1"), base_url=slack.base_url, timeout=1)
    slack.silent.add("chat.postMessage")
    with pytest.raises(SendUnknownError):
        await messenger.send(PERSON, CARD, key="k")


async def test_a_workspace_without_the_app_is_refused(messenger: SlackMessenger) -> None:
    with pytest.raises(SendRefusedError, match="not installed"):
        await messenger.send(Address(Platform.SLACK, "T9", user_id=USER), CARD, key="k")


async def test_a_card_slack_cannot_hold_is_refused_before_anything_is_asked(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    rows = tuple(ActionGroup(f"Line {n}", (Action(f"did:{n}", "Yes"),)) for n in range(26))
    with pytest.raises(SendRefusedError, match="more than 50 blocks"):
        await messenger.send(PERSON, Card("", (Paragraph("Your week"),), rows), key="k")
    assert slack.calls == []


async def test_a_conversation_is_opened_once_and_again_after_a_failure(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    for key in ("k1", "k2"):
        await messenger.send(PERSON, CARD, key=key)
    assert methods(slack).count("conversations.open") == 1
    slack.answers["chat.postMessage"] = refuse("channel_not_found")
    with pytest.raises(SendRefusedError):
        await messenger.send(PERSON, CARD, key="k3")
    assert methods(slack).count("conversations.open") == 2
    del slack.answers["chat.postMessage"]
    await messenger.send(PERSON, CARD, key="k4")
    assert methods(slack).count("conversations.open") == 3


async def test_a_conversation_that_is_known_is_not_asked_for(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    await messenger.send(replace(PERSON, conversation="D000000009"), CARD, key="k")
    assert [(method, sent["channel"]) for method, sent in slack.calls] == [("chat.postMessage", "D000000009")]


async def test_one_that_is_known_and_gone_is_opened_anew_and_the_message_sent_there(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    slack.missing.add("D000000009")
    ref = await messenger.send(replace(PERSON, conversation="D000000009"), CARD, key="k")
    assert methods(slack) == ["chat.postMessage", "conversations.open", "chat.postMessage"]
    assert ref.conversation == "D000000007"


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_a_message_that_cannot_be_redrawn_is_refused_and_nobody_is_gone(
    slack: FakeSlack, messenger: SlackMessenger, code: str
) -> None:
    slack.answers["chat.update"] = refuse(code)
    with pytest.raises(SendRefusedError) as refused:
        await messenger.redraw(REF, CARD)
    assert not refused.value.gone


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel", "channel_not_found"])
async def test_where_slack_does_not_let_us_look_we_cannot_tell(
    slack: FakeSlack, messenger: SlackMessenger, code: str
) -> None:
    slack.answers["conversations.history"] = refuse(code)
    with pytest.raises(LookUpUnsupportedError):
        await messenger.find(PERSON, key="k")


@pytest.mark.parametrize("answer", [refuse("ratelimited", status=429, **{"Retry-After": "60"}), hang_up])
async def test_where_slack_cannot_be_asked_now_we_look_later(
    slack: FakeSlack, messenger: SlackMessenger, answer: Answer
) -> None:
    slack.answers["conversations.history"] = answer
    with pytest.raises(SendLaterError):
        await messenger.find(PERSON, key="k")


async def test_a_look_up_that_did_not_reach_the_beginning_does_not_say_never_sent(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    slack.always["conversations.history"] = {"messages": [], "response_metadata": {"next_cursor": "more"}}
    with pytest.raises(LookUpUnsupportedError, match="last 1000"):
        await messenger.find(PERSON, key="k")


async def test_another_apps_metadata_is_not_taken_for_ours(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    metadata = {"event_type": "other", "event_payload": {"key": "k"}}
    slack.always["conversations.history"] = {"messages": [{"ts": "1.1", "metadata": metadata}, {"ts": "1.2"}]}
    assert await messenger.find(PERSON, key="k") is None


# Whether Slack can be reached -------------------------------------------------------------------------


async def test_operators_read_when_slack_last_took_a_message_and_what_is_in_the_way_since(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    assert messenger.reach.words == "not reached yet: nothing was sent"
    await messenger.send(PERSON, CARD, key="k")
    assert messenger.reach.words.startswith("ok, last reached 20")
    slack.answers["chat.postMessage"] = refuse("token_revoked")
    with pytest.raises(SendRefusedError):
        await messenger.send(PERSON, CARD, key="k")
    assert messenger.reach.words.startswith("not reached (last reached 20")
    assert "install the app again" in messenger.reach.words
    del slack.answers["chat.postMessage"]
    await messenger.send(PERSON, CARD, key="k")
    assert messenger.reach.words.startswith("ok, ")


@pytest.mark.parametrize("code", ["user_not_found", "is_archived", "ratelimited", "msg_too_long"])
async def test_a_refusal_of_one_message_does_not_say_that_slack_is_out_of_reach(
    slack: FakeSlack, messenger: SlackMessenger, code: str
) -> None:
    await messenger.send(PERSON, CARD, key="k")
    slack.answers["chat.postMessage"] = refuse(code)
    with pytest.raises((SendRefusedError, SendLaterError)):
        await messenger.send(PERSON, CARD, key="k")
    assert messenger.reach.words.startswith("ok, ")


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1)])
async def test_a_clock_that_leaps_midway_keeps_the_message_from_being_posted(by: timedelta) -> None:
    """By then its claim looks like a dead sender's, and another may be sending it; or its time is not yet."""
    clock = MachineClock(datetime(2026, 3, 3, 12, tzinfo=UTC))

    def leap(_: web.Request) -> web.StreamResponse:
        clock.at += by
        return web.json_response({"ok": True, "channel": {"id": "D000000007"}})

    async with running_fake_slack() as slack:
        slack.answers["conversations.open"] = leap
        messenger = SlackMessenger(always("xoxb-1"), base_url=slack.base_url, clock=clock)
        with pytest.raises(SendLaterError):
            await messenger.send(
                Address(Platform.SLACK, TEAM, user_id=USER), say("A word", "For you."), key="k"
            )
    assert [method for method, _ in slack.calls] == ["conversations.open"]
