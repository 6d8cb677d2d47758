"""The store of the local chat: what was said in which conversation, and who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4
from zlib import crc32

from sqlalchemy import ColumnElement, Delete, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.card_json import decode, encode
from bot.local.bell import Bell
from bot.local.tables import local_messages as table
from nudges.cards import Card

BOT = "crosspillar"
"""The author of everything the product says; people are named by their e-mail."""
_DIRECT, _CHANNEL = "direct:", "channel:"


def direct(email: str) -> str:
    """The conversation of one person with the bot."""
    return _DIRECT + email


def channel(channel_id: str) -> str:
    return _CHANNEL + channel_id


def forgetting(email: str) -> Delete:
    """Deletes a person's own conversation and everything that only they saw or said."""
    theirs = (table.c.conversation == direct(email), table.c.ephemeral_for == email, table.c.author == email)
    return delete(table).where(or_(*theirs))


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be stored. ``key`` makes storing it again a no-op."""

    conversation: str
    card: Card
    sent_at: datetime
    author: str = BOT
    ephemeral_for: str | None = None
    """The only person who sees it, in a conversation that others see too."""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it stands now. ``version`` differs whenever the card does."""

    id: str
    position: int
    conversation: str
    author: str
    card: Card
    ephemeral_for: str | None
    sent_at: datetime
    redrawn_at: datetime | None
    version: str


class LocalMessages:
    """Every message of the local chat, in one table. ``bell`` rings after each change."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.bell = Bell()

    async def add(self, new: NewMessage) -> str:
        """Store a message and return its id, or the id it already has under its key."""
        message_id = str(uuid4())
        try:
            await self._insert(message_id, new)
        except IntegrityError:
            known = await self.find(key=new.key) if new.key else None
            if known is None:
                raise
            return known.id
        self.bell.ring()
        return message_id

    async def redraw(self, message_id: str, card: Card, at: datetime) -> bool:
        """Replace the card of a message; False where there is no such message."""
        change = update(table).where(table.c.id == message_id).values(card=encode(card), redrawn_at=at)
        async with self._engine.begin() as connection:
            changed = (await connection.execute(change)).rowcount > 0
        self.bell.ring()
        return changed

    async def get(self, message_id: str, viewer: str) -> StoredMessage | None:
        """A message, if this person may see it."""
        return await self._one(select(table).where(table.c.id == message_id, _visible_to(viewer)))

    async def find(self, *, key: str) -> StoredMessage | None:
        """The message stored under a key."""
        return await self._one(select(table).where(table.c.delivery_key == key))

    async def conversation(self, name: str, viewer: str, limit: int = 60) -> Sequence[StoredMessage]:
        """The latest messages of a conversation that this person may see, oldest first."""
        wanted = select(table).where(table.c.conversation == name, _visible_to(viewer))
        async with self._engine.begin() as connection:
            rows = await connection.execute(wanted.order_by(table.c.position.desc()).limit(limit))
        return [_message(row) for row in reversed(rows.all())]

    async def latest(self, viewer: str) -> Mapping[str, int]:
        """The position of the newest message of every conversation.

        What is for one person's eyes counts for that person only.
        """
        shown = or_(table.c.ephemeral_for.is_(None), table.c.ephemeral_for == viewer)
        newest = select(table.c.conversation, func.max(table.c.position)).where(shown)
        async with self._engine.begin() as connection:
            rows = await connection.execute(newest.group_by(table.c.conversation))
        return {row[0]: row[1] for row in rows}

    async def forget(self, email: str) -> None:
        """Delete a person's own conversation and everything that only they saw or said."""
        async with self._engine.begin() as connection:
            await connection.execute(forgetting(email))
        self.bell.ring()

    async def forget_before(self, at: datetime) -> int:
        """Delete what is older, whoever said it. Returns how many messages that were."""
        async with self._engine.begin() as connection:
            return (await connection.execute(delete(table).where(table.c.sent_at < at))).rowcount

    async def _insert(self, message_id: str, new: NewMessage) -> None:
        values = {
            "id": message_id,
            "conversation": new.conversation,
            "author": new.author,
            "card": encode(new.card),
            "ephemeral_for": new.ephemeral_for,
            "delivery_key": new.key,
            "sent_at": new.sent_at,
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(table).values(values))

    async def _one(self, wanted: Select[Any]) -> StoredMessage | None:
        async with self._engine.begin() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return _message(row) if row is not None else None


def _visible_to(viewer: str) -> ColumnElement[bool]:
    public = table.c.ephemeral_for.is_(None) & table.c.conversation.startswith(_CHANNEL)
    return or_(public, table.c.ephemeral_for == viewer, table.c.conversation == direct(viewer))


def _message(row: Row[Any]) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        position=row.position,
        conversation=row.conversation,
        author=row.author,
        card=decode(row.card),
        ephemeral_for=row.ephemeral_for,
        sent_at=row.sent_at,
        redrawn_at=row.redrawn_at,
        version=f"{crc32(row.card.encode()):08x}",
    )
