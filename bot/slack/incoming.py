"""Read from a request of Slack: who did it, a key that stays the same over redelivery, where to answer."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

from slack_bolt.async_app import AsyncBoltContext, AsyncRespond

from bot.ports import Actor, Amendment, Command, Shortcut
from bot.slack.forms import Origin
from bot.slack.home import home_origin
from bot.slack.installations import workspace_of
from bot.slack.replies import Place
from bot.slack.words import Json, typed
from nudges.people import Platform

COMMAND = "/crosspillar"
CHANGED, DELETED, WITH_FILES = "message_changed", "message_deleted", "file_share"
"""Kinds of message events, as Slack names them."""
SHORTCUT_PREFIX = "shortcut:"
"""Callback ids of the manifest's shortcuts begin like this; the rest is the shortcut's name."""


UNREADABLE = (LookupError, TypeError, AttributeError, ValueError, RecursionError)
"""What reading a payload raises that is not as Slack describes it."""
UNREADABLE_TEXT = "This request is not in a form Slack uses."


class UnreadableError(ValueError):
    """A genuine request in a form that Slack did not use when this was written."""


@contextmanager
def reading() -> Iterator[None]:
    """Whatever does not fit while a request is read makes it unreadable: nothing is stored of it."""
    try:
        yield
    except UNREADABLE as error:
        raise UnreadableError from error


def text(value: object) -> str:
    """Raises ``TypeError`` where it is none."""
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def actor(context: AsyncBoltContext) -> Actor:
    """Who did it, as Slack names them in the workspace the app is installed in."""
    return Actor(Platform.SLACK, workspace(context), str(context.user_id))


def workspace(context: AsyncBoltContext) -> str:
    """The id under which the workspace a request came from is known here."""
    return workspace_of(context.enterprise_id, context.team_id, org_wide=context.is_enterprise_install)


def is_from_person(event: Json) -> bool:
    """A new direct message by a person: no edit, no deletion, no bot (ourselves above all)."""
    plain = event.get("subtype") in (None, "", WITH_FILES)
    return _is_direct(event) and bool(event.get("user")) and plain and not event.get("bot_id")


def _is_direct(event: Json) -> bool:
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


def message_key(event: Json, ts: str) -> str:
    """The key of the direct message that was sent at ``ts`` in the conversation of an event."""
    return f"slack:message:{event['channel']}:{ts}"


def amendment_of(event: Json, workspace: str) -> Amendment | None:
    """What a person changed or deleted of what they wrote to the bot; None for anything else.

    Slack tells of a change, too, when it unfolds a link in a message.
    """
    if not _is_direct(event) or event.get("subtype") not in (CHANGED, DELETED):
        return None
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    gone = event["subtype"] == DELETED or now.get("subtype") == "tombstone"
    user, ts = before.get("user") or now.get("user"), before.get("ts") or event.get("deleted_ts")
    same = not gone and now.get("text") == before.get("text")
    if not user or not ts or before.get("bot_id") or now.get("bot_id") or same:
        return None
    of = message_key(event, str(ts))
    words = None if gone else typed(now.get("text") or "")
    return Amendment(Actor(Platform.SLACK, workspace, str(user)), of, words, f"{of}:{event.get('ts')}")


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
    if (body.get("view") or {}).get("type") == "home":
        return _home_place(body, context)
    container = body["container"]
    return Place(
        client=context.client,
        user=text(body["user"]["id"]),
        channel=text(container.get("channel_id", "")),
        message=text(container.get("message_ts", "")),
        hidden=bool(container.get("is_ephemeral")),
        trigger=body.get("trigger_id", ""),
        respond=_respond(context),
    )


def _home_place(body: Json, context: AsyncBoltContext) -> Place:
    """On the person's own page, which is no message: what is said goes to the direct messages."""
    origin = home_origin(body["actions"][0].get("block_id", ""))
    return Place(
        client=context.client,
        user=body["user"]["id"],
        channel=origin.channel,
        message=origin.message,
        trigger=body.get("trigger_id", ""),
        home=True,
    )


def command_words(body: Json) -> str:
    """What was typed after the command; of a short one, such as ``/did``, the name is the first word."""
    words, name = typed(body.get("text") or ""), str(body["command"])
    return words if name == COMMAND else f"{name.removeprefix('/')} {words}".strip()


def command_place(body: Json, context: AsyncBoltContext) -> Place:
    """A slash command stands nowhere; the channel it was typed in may not know the bot."""
    return Place(context.client, body["user_id"], trigger=body["trigger_id"], respond=_respond(context))


def form_place(origin: Origin, context: AsyncBoltContext) -> Place:
    """A form stands before the message it was opened from."""
    return Place(context.client, str(context.user_id), origin.channel, origin.message, home=origin.home)


def written_of(event: Json, context: AsyncBoltContext) -> tuple[Command | None, Place]:
    """What a person wrote to the bot, None where it is anything else, and where it stands."""
    words, with_files = typed(event.get("text") or ""), bool(event.get("files"))
    place = Place(context.client, text(event.get("user") or ""), text(event["channel"]), words=words)
    if not is_from_person(event) or not (words or with_files):
        return None, place
    return Command(actor(context), words, message_key(event, event["ts"]), with_files), place


def is_mention(event: Json) -> bool:
    """Somebody speaks to the bot by its name in a channel; in direct messages every word is for it anyway."""
    direct = str(event.get("channel", "")).startswith("D")
    return not direct and bool(event.get("user")) and not event.get("bot_id")


def mention_words(event: Json, bot: str | None) -> str:
    """What was said, without the bot's name: the first name, where it is not known which is the bot's."""
    name = re.escape(bot) if bot else "[A-Z0-9]+"
    return typed(re.sub(rf"<@{name}(\|[^>]*)?>", " ", event.get("text") or "", count=0 if bot else 1))


def mention_place(event: Json, words: str, context: AsyncBoltContext) -> Place:
    """In the channel, for their eyes only; in a thread only where it was said in one."""
    thread = event.get("thread_ts") or ""
    return Place(context.client, event["user"], event["channel"], words=words, whisper=True, thread=thread)


def shortcut_name(callback_id: str) -> str:
    return callback_id.removeprefix(SHORTCUT_PREFIX)


def shortcut_of(body: Json, context: AsyncBoltContext) -> Shortcut:
    """What a menu of Slack began, without a link to a message yet.

    The words of a message come along only where the person wrote them.
    """
    message, user = body.get("message") or {}, body["user"]["id"]
    author = "" if message.get("bot_id") else str(message.get("user") or "")
    return Shortcut(
        actor=actor(context),
        name=shortcut_name(body["callback_id"]),
        key=f"slack:shortcut:{body['trigger_id']}",
        link="",
        author=author,
        own_words=typed(message.get("text") or "") if author == user else "",
    )


def shortcut_place(body: Json, context: AsyncBoltContext) -> Place:
    """It stands nowhere: a dialog opens, and what is said goes to this person only."""
    return Place(
        context.client, body["user"]["id"], trigger=body.get("trigger_id", ""), respond=_respond(context)
    )


def _respond(context: AsyncBoltContext) -> AsyncRespond | None:
    return context.respond if context.response_url else None
