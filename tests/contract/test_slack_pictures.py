"""Pictures reach Slack as files of the bot; where they cannot, their words do. Nothing is lost or doubled."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Address, MessageRef, SendUnknownError
from bot.slack.messenger import EVENT_TYPE, SlackMessenger
from nudges.cards import Card, Paragraph, Picture
from nudges.people import Platform
from tests.clients.fake_slack import Answer, FakeSlack, hang_up, page, refuse, running_fake_slack
from tests.clients.slack_emulator import EmulatedSlack
from tests.clients.slack_requests import TEAM, USER
from tests.clients.slack_tokens import always

PERSON = Address(Platform.SLACK, TEAM, user_id=USER)
REF = MessageRef(Platform.SLACK, TEAM, "D000000007", "1700000000.000100")
CHART = Picture(b"\x89PNG and more", "Six of nine behaviours were practised.")
DIGEST = Card("Week 10", (Paragraph("Three people answered."), CHART), footer="Every Monday.")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_fake_slack() as running:
        yield running


@pytest.fixture
def messenger(slack: FakeSlack) -> SlackMessenger:
    """Does not wait between two tries."""
    return SlackMessenger(always("xoxb-1"), base_url=slack.base_url, picture_pauses=(0, 0, 0))


def methods(slack: FakeSlack) -> list[str]:
    return [method for method, _ in slack.calls]


def said(sent: dict[str, Any]) -> list[str]:
    """The sections' words."""
    return [block["text"]["text"] for block in sent["blocks"] if block["type"] == "section"]


UPLOAD = ["files.getUploadURLExternal", "files.upload", "files.completeUploadExternal"]
KEYED = {"event_type": EVENT_TYPE, "event_payload": {"key": "k"}}


def posted(slack: FakeSlack, method: str = "chat.postMessage") -> list[dict[str, Any]]:
    return [sent for called, sent in slack.calls if called == method]


def images(sent: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in sent["blocks"] if block["type"] == "image"]


async def test_a_picture_is_uploaded_and_shown_with_its_words_for_those_who_cannot_see_it(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    await messenger.send(PERSON, DIGEST, key="k")
    [(file, png)] = slack.files.items()
    [sent] = posted(slack)
    assert png == CHART.png
    assert images(sent) == [{"type": "image", "slack_file": {"id": file}, "alt_text": CHART.alt}]
    assert sent["metadata"] == KEYED
    assert methods(slack) == ["conversations.open", *UPLOAD, "chat.postMessage"]


async def test_a_picture_belongs_to_the_bot_until_its_message_shows_it(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    await messenger.send(PERSON, DIGEST, key="k")
    [(_, asked)] = [call for call in slack.calls if call[0] == "files.completeUploadExternal"]
    assert "channel" not in " ".join(asked)
    assert "channels" not in asked


async def test_coordinators_who_get_the_same_picture_share_one_file(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    for key, user in (("k1", "U1"), ("k2", "U2")):
        await messenger.send(replace(PERSON, user_id=user), DIGEST, key=key)
    assert len(slack.files) == 1
    assert [len(images(sent)) for sent in posted(slack)] == [1, 1]


async def test_a_file_that_is_not_ready_is_shown_a_little_later(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    slack.unready = 2
    await messenger.send(PERSON, DIGEST, key="k")
    assert [len(images(sent)) for sent in posted(slack)] == [1, 1, 1]
    assert len({sent["blocks"][2]["slack_file"]["id"] for sent in posted(slack)}) == 1


async def test_a_picture_slack_never_shows_is_said_in_words_and_uploaded_anew_next_time(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    slack.unready = 4
    await messenger.send(PERSON, DIGEST, key="k")
    *refused, taken = posted(slack)
    assert [len(images(sent)) for sent in refused] == [1, 1, 1, 1]
    assert CHART.alt in said(taken)
    assert (images(taken), taken["metadata"]) == ([], KEYED)
    await messenger.send(PERSON, DIGEST, key="k")
    assert len(slack.files) == 2


@pytest.mark.parametrize("step", UPLOAD)
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(refuse("missing_scope"), id="missing-scope"),
        pytest.param(refuse("ratelimited", status=429, **{"Retry-After": "30"}), id="rate-limit"),
        pytest.param(page("Bad gateway", status=502), id="proxy-html"),
        pytest.param(page("{broken", status=200, kind="application/json"), id="broken-json"),
        pytest.param(hang_up, id="hung-up"),
    ],
)
async def test_where_the_upload_fails_the_message_goes_out_once_with_the_words(
    slack: FakeSlack, messenger: SlackMessenger, step: str, answer: Answer
) -> None:
    slack.answers[step] = answer
    ref = await messenger.send(PERSON, DIGEST, key="k")
    [sent] = [sent for sent in posted(slack) if not images(sent)]
    assert CHART.alt in said(sent)
    assert sent["metadata"] == KEYED
    assert ref.message == "1700000009.000900"
    assert max(methods(slack).count(each) for each in UPLOAD) == 1


async def test_where_the_upload_is_never_answered_the_words_go_out_all_the_same(slack: FakeSlack) -> None:
    messenger = SlackMessenger(always("xoxb-1"), base_url=slack.base_url, timeout=1)
    slack.silent.add("files.getUploadURLExternal")
    await messenger.send(PERSON, DIGEST, key="k")
    [sent] = posted(slack)
    assert CHART.alt in said(sent)


@pytest.mark.parametrize("answer", [hang_up, refuse("internal_error", status=500)])
async def test_a_lost_answer_to_a_message_with_a_picture_is_in_doubt_and_not_repeated_in_words(
    slack: FakeSlack, messenger: SlackMessenger, answer: Answer
) -> None:
    slack.answers["chat.postMessage"] = answer
    with pytest.raises(SendUnknownError):
        await messenger.send(PERSON, DIGEST, key="k")
    assert len(posted(slack)) == 1


async def test_a_message_is_redrawn_with_its_picture(slack: FakeSlack, messenger: SlackMessenger) -> None:
    slack.unready = 1
    await messenger.redraw(REF, DIGEST)
    assert [len(images(sent)) for sent in posted(slack, "chat.update")] == [1, 1]


async def test_the_emulated_slack_takes_the_file_and_keeps_the_message_with_it(
    slack_emulator: EmulatedSlack,
) -> None:
    messenger = SlackMessenger(always(slack_emulator.bot_token), base_url=slack_emulator.base_url)
    amina = Address(Platform.SLACK, slack_emulator.team_id, user_id=slack_emulator.users["amina"])
    ref = await messenger.send(amina, DIGEST, key="k")
    client = AsyncWebClient(slack_emulator.bot_token, base_url=slack_emulator.base_url)
    history = await client.conversations_history(channel=ref.conversation, include_all_metadata=True)
    [message] = history["messages"]  # type: ignore[misc,unused-ignore]
    assert [(b["alt_text"], b["slack_file"]["id"][0]) for b in images(message)] == [(CHART.alt, "F")]
    assert "Three people answered." in said(message)
    assert await messenger.find(amina, key="k") == ref
