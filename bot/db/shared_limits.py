"""Turns kept in the database: one short transaction each, the same for every process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import pacing
from bot.db.engine import losable_transaction
from bot.db.tables import CallQueueRow
from bot.pacing import Queue
from bot.ports import Clock
from bot.ports.limits import Call, Turn

# Without the ORM, and built once: every answer to a press waits for its turn here.
_TABLE = cast("Table", CallQueueRow.__table__)
_IT = _TABLE.c.bucket == bindparam("wanted")
_QUEUE = select(_TABLE.c.filled, _TABLE.c.rest_until, _TABLE.c.last_told).where(_IT).with_for_update()
_REST = select(_TABLE.c.rest_until).where(_IT)
_CHANGE = (
    update(_TABLE)
    .where(_IT)
    .values(
        filled=bindparam("new_filled"),
        rest_until=bindparam("new_rest_until"),
        last_told=bindparam("new_last_told"),
    )
)
_NEW = {"filled": {}, "rest_until": 0, "last_told": 0}
_FRESH = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class SharedLimits:
    """Implements ``bot.ports.limits.Limits``.

    Time is the clock's, so the clocks of several machines must agree, as those of machines that
    are set by the network do: one that is ahead calls so much too early after a rest.
    """

    engine: AsyncEngine
    clock: Clock

    async def take(self, call: Call, patience: float) -> Turn:
        async with self._alone(call.bucket) as (connection, queue):
            now = self._now()
            changed, turn = pacing.take(queue, call, now, round(patience * 1000))
            await _store(connection, call.bucket, queue, changed)
        return turn

    async def rest(self, bucket: str, seconds: float) -> None:
        async with self._alone(bucket) as (connection, queue):
            until = self._now() + round(seconds * 1000)
            await _store(connection, bucket, queue, pacing.rest(queue, until))

    async def resting(self, bucket: str) -> float:
        async with losable_transaction(self.engine) as connection:
            until = await connection.scalar(_REST, {"wanted": bucket})
        return max(0, (until or 0) - self._now()) / 1000

    @asynccontextmanager
    async def _alone(self, bucket: str) -> AsyncIterator[tuple[AsyncConnection, Queue]]:
        """The bucket's queue, which nobody else changes until the end."""
        async with losable_transaction(self.engine) as connection:
            row = (await connection.execute(_QUEUE, {"wanted": bucket})).one_or_none()
            if row is None:
                await connection.execute(_FRESH[connection.dialect.name], {"bucket": bucket, **_NEW})
                row = (await connection.execute(_QUEUE, {"wanted": bucket})).one()
            yield connection, Queue(row.filled, row.rest_until, row.last_told)

    def _now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)


async def _store(connection: AsyncConnection, bucket: str, before: Queue, after: Queue) -> None:
    if after != before:
        values = {
            "new_filled": dict(after.filled),
            "new_rest_until": after.rest_until,
            "new_last_told": after.last_told,
        }
        await connection.execute(_CHANGE, {"wanted": bucket, **values})
