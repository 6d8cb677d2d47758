"""What Slack sends, made and signed as Slack does: clicks, forms, commands, messages, look-ups."""

import json
import time
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

TEAM = "T000000001"
USER = "U000000007"
DIRECT = "D000000007"
SECRET = "0123456789abcdef0123456789abcdef"

Json = dict[str, Any]


def signed(body: str | bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a request Slack signed with ``secret`` at ``at`` (epoch seconds, or now)."""
    stamp = str(int(time.time() if at is None else at))
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=text)
    assert signature is not None
    kind = "application/json" if text.startswith("{") else "application/x-www-form-urlencoded"
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": signature, "content-type": kind}


def interaction(payload: Json) -> str:
    """The body of a click, a form or a look-up."""
    return urlencode({"payload": json.dumps(payload)})


def press(
    token: str,
    *,
    action_id: str = "act:1",
    user: str = USER,
    channel: str = DIRECT,
    message: str = "1700000000.000100",
    trigger: str = "13345224609.738474920.abc",
    **more: Any,
) -> Json:
    """A pressed button. ``more`` replaces parts of the payload, such as ``response_url``."""
    container = {"type": "message", "message_ts": message, "channel_id": channel, "is_ephemeral": False}
    action = {"type": "button", "action_id": action_id, "value": token, "action_ts": "1700000001.000200"}
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "country-office"},
        "user": {"id": user, "username": "amina", "team_id": TEAM},
        "trigger_id": trigger,
        "container": container,
        "channel": {"id": channel, "name": "directmessage"},
        "actions": [action],
        **more,
    }


def press_at_home(button: Json, row: str = "row", *, user: str = USER, **more: Any) -> Json:
    """A pressed button of the Home tab; ``row`` is the id of the block it stands in."""
    action = {"type": "button", "action_id": button["action_id"], "value": button["value"], "block_id": row}
    view = {"id": "V000000007", "type": "home", "callback_id": "crosspillar_home", "state": {"values": {}}}
    payload = press(button["value"], user=user)
    del payload["channel"]
    return {
        **payload,
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "actions": [{**action, "action_ts": "1700000003.000400"}],
        **more,
    }


def shortcut(name: str, *, user: str = USER, trigger: str = "13345224609.738474920.abe") -> Json:
    """A shortcut begun from anywhere."""
    return {
        "type": "shortcut",
        "callback_id": f"shortcut:{name}",
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "country-office"},
        "user": {"id": user, "username": "amina", "team_id": TEAM},
        "action_ts": "1700000004.000500",
    }


def message_shortcut(
    name: str, message: Json, *, response_url: str, channel: str = "C000000001", **more: Any
) -> Json:
    """A shortcut from the menu of a message."""
    return {
        **shortcut(name, **more),
        "type": "message_action",
        "response_url": response_url,
        "message_ts": message["ts"],
        "channel": {"id": channel, "name": "joint-work"},
        "message": {"type": "message", **message},
    }


def submission(view: Json, values: Json, *, user: str = USER) -> Json:
    """A submitted modal; ``values`` is Slack's state: block id -> action id -> element."""
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "country-office"},
        "user": {"id": user, "team_id": TEAM},
        "trigger_id": "13345224610.738474920.abd",
        "view": {**view, "id": "V000000001", "hash": "1.a", "state": {"values": values}},
    }


def look_up(words: str, *, action_id: str = "person:whom") -> Json:
    """Letters typed into a menu of colleagues."""
    return {
        "type": "block_suggestion",
        "team": {"id": TEAM, "domain": "country-office"},
        "user": {"id": USER, "team_id": TEAM},
        "action_id": action_id,
        "block_id": "whom",
        "value": words,
        "view": {"id": "V000000001", "type": "modal"},
    }


def slash(
    text: str,
    *,
    response_url: str,
    trigger: str = "13345224609.738474920.abc",
    command: str = "/crosspillar",
    user: str = USER,
) -> str:
    """The body of a slash command."""
    return urlencode(
        {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "user_id": user,
            "channel_id": "C000000001",
            "channel_name": "joint-work",
            "response_url": response_url,
            "trigger_id": trigger,
        }
    )


def event(event_id: str = "Ev01", **event: Any) -> str:
    """The body of an event; the keywords are the event itself."""
    envelope = {"type": "event_callback", "team_id": TEAM, "event_id": event_id, "event": event}
    return json.dumps(envelope)


def direct_message(text: str, **more: Any) -> str:
    """The body of the event of a person's message to the bot."""
    message = {"type": "message", "channel_type": "im", "channel": DIRECT, "user": USER, "text": text}
    return event(**{**message, "ts": "1700000002.000300", **more})
