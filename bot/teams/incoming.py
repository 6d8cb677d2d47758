"""Read from an activity: who did it, where, a key that stays the same over redelivery, and what was said."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.admission import storable
from bot.ports import Actor, Amendment, Shortcut
from bot.teams.client import Place
from bot.teams.guard import mapping, tenants_of
from nudges.channels import ChannelState
from nudges.people import Platform

PERSONAL = "personal"
CHANGED, DELETED = "messageUpdate", "messageDelete"
"""Kinds of activities, as Teams names them."""
_OF_OTHERS = "19:"
"""How ids of channels, group chats and chats of two people begin; Teams calls the last personal, too."""
_MENU = "invoke:composeExtension/"
"""What comes from menus, in whatever conversation somebody has open."""
_CHANNEL_STATES = {
    "channelDeleted": ChannelState.DELETED,
    "channelRestored": ChannelState.OPEN,
    "channelCreated": ChannelState.OPEN,
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """An activity that may be believed."""

    raw: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Its type, with the name of what is invoked."""
        name = self.raw.get("name")
        kind = str(self.raw.get("type"))
        return f"{kind}:{name}" if kind == "invoke" else kind

    @property
    def tenant(self) -> str:
        """The guard let only one in."""
        return next(iter(tenants_of(self.raw)), "")

    @property
    def actor(self) -> Actor | None:
        """Who did it; None where Teams names no person, such as for what an app did."""
        user = mapping(self.raw.get("from")).get("aadObjectId")
        if not isinstance(user, str) or not user:
            return None
        return Actor(Platform.TEAMS, self.tenant, storable(user.lower()))

    @property
    def place(self) -> Place:
        """The conversation it happened in; in a channel the channel, whatever its thread."""
        conversation = str(mapping(self.raw.get("conversation")).get("id") or "")
        return Place(self.tenant, str(self.raw.get("serviceUrl")), storable(conversation.partition(";")[0]))

    @property
    def is_personal(self) -> bool:
        """Between this person and the bot. What cannot be told for sure is not."""
        if self.kind.startswith(_MENU) or not self.place.conversation:
            return False
        kind = mapping(self.raw.get("conversation")).get("conversationType")
        return kind == PERSONAL and not self.place.conversation.startswith(_OF_OTHERS)

    @property
    def key(self) -> str:
        """The same however often it arrives."""
        told = str(self.raw.get("id") or self._fingerprint())
        return storable(f"teams:{self.place.conversation}:{told}")

    def _fingerprint(self) -> str:
        """Of an activity without an id: its moment and what it brings."""
        told = json.dumps([self.raw.get(name) for name in ("timestamp", "value", "text")], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:24]

    @property
    def message(self) -> str:
        """The message whose button was pressed; empty where none was."""
        return storable(str(self.raw.get("replyToId") or ""))

    @property
    def words(self) -> str:
        """What was typed to the bot, without its name."""
        text = str(self.raw.get("text") or "")
        ours = mapping(self.raw.get("recipient")).get("id")
        entities = self.raw.get("entities")
        for each in entities if isinstance(entities, list) else ():
            entity = mapping(each)
            named = mapping(entity.get("mentioned")).get("id") == ours
            if entity.get("type") == "mention" and named and isinstance(entity.get("text"), str):
                text = text.replace(entity["text"], " ")
        return " ".join(storable(text).split())

    @property
    def with_files(self) -> bool:
        """Whether something was attached; what was typed comes along as HTML, too, and is none."""
        attached = self.raw.get("attachments")
        kinds = [mapping(each).get("contentType") for each in attached] if isinstance(attached, list) else []
        return any(kind != "text/html" for kind in kinds)

    @property
    def amendment(self) -> Amendment | None:
        """What a person changed or deleted of what they wrote to the bot; None for anything else."""
        actor, gone = self.actor, self.kind == DELETED
        if actor is None or not self.is_personal or not self.raw.get("id"):
            return None
        text = None if gone else self.words
        return Amendment(actor, self.key, text, storable(f"{self.key}:{self._fingerprint()}"))

    @property
    def value(self) -> Mapping[str, Any]:
        return mapping(self.raw.get("value"))

    @property
    def data(self) -> Mapping[str, Any]:
        """What a button or a dialog brings back."""
        return mapping(mapping(self.value.get("action")).get("data")) or mapping(self.value.get("data"))

    @property
    def event(self) -> str:
        """What happened to a team or a channel."""
        return str(mapping(self.raw.get("channelData")).get("eventType") or "")

    @property
    def channel(self) -> tuple[str, str]:
        """The id and the name of the channel it is about."""
        channel = mapping(mapping(self.raw.get("channelData")).get("channel"))
        return storable(str(channel.get("id") or "")), storable(str(channel.get("name") or ""))

    @property
    def channel_state(self) -> ChannelState | None:
        return _CHANNEL_STATES.get(self.event)

    @property
    def adds_us(self) -> bool:
        members = self.raw.get("membersAdded")
        ours = mapping(self.raw.get("recipient")).get("id")
        return isinstance(members, list) and any(mapping(each).get("id") == ours for each in members)


def shortcut_of(incoming: Incoming, actor: Actor) -> Shortcut:
    """What the menu of a message began. Its words come along only where the person wrote them."""
    message = mapping(incoming.value.get("messagePayload"))
    author = str(mapping(mapping(message.get("from")).get("user")).get("id") or "").lower()
    body = mapping(message.get("body"))
    plain = body.get("contentType") == "text"
    return Shortcut(
        actor=actor,
        name=str(incoming.value.get("commandId") or ""),
        key=incoming.key,
        link=storable(str(message.get("linkToMessage") or "")),
        author=author,
        own_words=" ".join(storable(str(body.get("content") or "")).split())
        if plain and author == actor.user_id
        else "",
    )
