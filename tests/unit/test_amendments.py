"""What counts as changed or deleted by a person in their own chat with the bot, and what does not."""

from typing import Any

import pytest

from bot.ports import Actor, Amendment
from bot.slack.incoming import amendment_of, message_key
from bot.teams.incoming import Incoming
from nudges.people import Platform

ADA = Actor(Platform.SLACK, "T1", "U1")
BO = Actor(Platform.TEAMS, "tenant", "bo")
WROTE = {"user": "U1", "text": "relay bo: one", "ts": "1.0"}


def slack(subtype: str, **more: Any) -> dict[str, Any]:
    plain = {"channel": "D1", "channel_type": "im", "ts": "2.0", "previous_message": WROTE}
    return plain | {"subtype": subtype} | more


def test_a_change_in_slack_names_the_message_it_changes() -> None:
    found = amendment_of(slack("message_changed", message=WROTE | {"text": "relay bo: two &amp; more"}), "T1")
    of = message_key({"channel": "D1"}, "1.0")
    assert found == Amendment(ADA, of, "relay bo: two & more", f"{of}:2.0")


@pytest.mark.parametrize(
    "event",
    [
        slack("message_deleted", deleted_ts="1.0"),
        slack("message_changed", message={"subtype": "tombstone", "ts": "1.0"}),
    ],
)
def test_a_deletion_in_slack_leaves_no_words(event: dict[str, Any]) -> None:
    found = amendment_of(event, "T1")
    assert found is not None
    assert (found.actor, found.text) == (ADA, None)


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(slack("message_changed", message=WROTE), id="a link was unfolded"),
        pytest.param(slack("message_deleted", previous_message={"bot_id": "B1", "user": "U1"}), id="ours"),
        pytest.param(slack("message_changed", channel="C1", channel_type="channel"), id="a channel"),
        pytest.param(slack("message_deleted", previous_message={}), id="nobody named"),
        pytest.param(slack("file_share"), id="a new message"),
    ],
)
def test_all_else_in_slack_is_none(event: dict[str, Any]) -> None:
    assert amendment_of(event, "T1") is None


def teams(kind: str, conversation: str = "a:bo", **more: Any) -> Incoming:
    return Incoming(
        {
            "type": kind,
            "id": "17",
            "text": "relay ada: two",
            "serviceUrl": "https://example.org/",
            "from": {"aadObjectId": "bo"},
            "conversation": {"id": conversation, "conversationType": "personal", "tenantId": "tenant"},
            "channelData": {"tenant": {"id": "tenant"}},
            **more,
        }
    )


def test_a_change_in_teams_is_known_by_the_message_it_changes() -> None:
    written, changed, gone = (teams(kind) for kind in ("message", "messageUpdate", "messageDelete"))
    found = [each.amendment for each in (changed, gone)]
    assert [(each.actor, each.of, each.text) for each in found if each] == [
        (BO, written.key, "relay ada: two"),
        (BO, written.key, None),
    ]


def test_nothing_is_changed_from_elsewhere_in_teams() -> None:
    assert teams("messageUpdate", conversation="19:t@thread").amendment is None
    nobody: dict[str, Any] = {"from": {}}
    assert teams("messageUpdate", **nobody).amendment is None
    assert teams("messageUpdate", id="").amendment is None


@pytest.mark.parametrize(
    ("attached", "is_file"),
    [
        (None, False),
        ([{"contentType": "text/html", "content": "<p>words</p>"}], False),
        ([{"contentType": "application/vnd.microsoft.teams.file.download.info"}], True),
        ([{"contentType": "text/html"}, {"contentType": "image/png"}], True),
    ],
)
def test_a_file_in_teams_is_told_from_words(attached: Any, is_file: bool) -> None:
    assert teams("message", attachments=attached).with_files is is_file
