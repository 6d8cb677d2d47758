"""Read from a request of Slack: who did it, a key that stays the same over redelivery, where to answer."""

import hashlib
import json

from slack_bolt.async_app import AsyncBoltContext, AsyncRespond

from bot.ports import Actor
from bot.slack.forms import Origin
from bot.slack.installations import workspace_of
from bot.slack.replies import Place
from bot.slack.words import Json
from nudges.people import Platform


def actor(context: AsyncBoltContext) -> Actor:
    """Who did it, as Slack names them in the workspace the app is installed in."""
    return Actor(Platform.SLACK, workspace(context), str(context.user_id))


def workspace(context: AsyncBoltContext) -> str:
    """The id under which the workspace a request came from is known here."""
    return workspace_of(context.enterprise_id, context.team_id, org_wide=context.is_enterprise_install)


def is_from_person(event: Json) -> bool:
    """A new direct message by a person: no edit, no deletion, no bot (ourselves above all)."""
    direct = event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")
    return direct and bool(event.get("user")) and not event.get("subtype") and not event.get("bot_id")


def press_key(body: Json) -> str:
    """The same for the same press, however often it arrives."""
    container, action = body["container"], body["actions"][0]
    message = container.get("message_ts") or container.get("view_id")
    parts = (container.get("channel_id", ""), message, action["action_ts"], body["user"]["id"])
    return "slack:press:" + ":".join(map(str, parts))


def submit_key(view: Json) -> str:
    """The same for the same values of the same form, also where somebody submits it again after an error."""
    values = json.dumps(view["state"]["values"], sort_keys=True)
    return f"slack:submit:{view['id']}:{hashlib.sha256(values.encode()).hexdigest()[:16]}"


def press_place(body: Json, context: AsyncBoltContext) -> Place:
    """Where the pressed button stands."""
    container = body["container"]
    return Place(
        client=context.client,
        user=body["user"]["id"],
        channel=container.get("channel_id", ""),
        message=container.get("message_ts", ""),
        hidden=bool(container.get("is_ephemeral")),
        trigger=body.get("trigger_id", ""),
        respond=_respond(context),
    )


def command_place(body: Json, context: AsyncBoltContext) -> Place:
    """A slash command stands nowhere; the channel it was typed in may not know the bot."""
    return Place(context.client, body["user_id"], trigger=body["trigger_id"], respond=_respond(context))


def form_place(origin: Origin, context: AsyncBoltContext) -> Place:
    """A form stands before the message it was opened from."""
    return Place(context.client, str(context.user_id), origin.channel, origin.message)


def message_place(event: Json, words: str, context: AsyncBoltContext) -> Place:
    """A direct message with ``words``."""
    return Place(context.client, event["user"], event["channel"], words=words)


def _respond(context: AsyncBoltContext) -> AsyncRespond | None:
    return context.respond if context.response_url else None
