"""The Slack emulator behaves as the adapter's tests rely on."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.clients.slack_emulator import PEOPLE, EmulatedSlack


@pytest.fixture
def client(slack_emulator: EmulatedSlack) -> AsyncWebClient:
    return AsyncWebClient(slack_emulator.bot_token, base_url=slack_emulator.base_url)


async def _open(client: AsyncWebClient, user_id: str) -> str:
    channel: dict[str, Any] = (await client.conversations_open(users=[user_id]))["channel"]
    return str(channel["id"])


async def test_the_token_is_the_bot_of_the_seeded_workspace(
    slack_emulator: EmulatedSlack, client: AsyncWebClient
) -> None:
    who = await client.auth_test()
    assert (who["team_id"], who["user_id"]) == (slack_emulator.team_id, slack_emulator.bot_user_id)


async def test_the_seeded_people_are_listed_with_name_and_address(
    slack_emulator: EmulatedSlack, client: AsyncWebClient
) -> None:
    members: list[dict[str, Any]] = (await client.users_list())["members"]
    named = {member["name"]: (member["id"], member["profile"]["email"]) for member in members}
    for name in PEOPLE:
        assert named[name] == (slack_emulator.users[name], f"{name}@example.org")


async def test_a_direct_message_is_delivered_once_and_then_redrawn(
    slack_emulator: EmulatedSlack, client: AsyncWebClient
) -> None:
    channel = await _open(client, slack_emulator.users["amina"])
    metadata = {"event_type": "delivery", "event_payload": {"key": "k1"}}
    sent = await client.chat_postMessage(channel=channel, text="First", metadata=metadata)
    await client.chat_update(channel=channel, ts=str(sent["ts"]), text="Second")
    history = await client.conversations_history(channel=channel, include_all_metadata=True)
    messages: list[dict[str, Any]] = history["messages"]
    assert [(message["ts"], message["text"]) for message in messages] == [(sent["ts"], "Second")]
    assert messages[0]["metadata"] == metadata


async def test_each_test_finds_the_workspace_as_seeded(
    slack_emulator: EmulatedSlack, client: AsyncWebClient
) -> None:
    channel = await _open(client, slack_emulator.users["amina"])
    assert (await client.conversations_history(channel=channel))["messages"] == []


async def test_a_missing_scope_is_refused(slack_emulator: EmulatedSlack, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.files_list()
