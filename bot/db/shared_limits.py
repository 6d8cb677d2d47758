"""Turns kept in the database: one short transaction each, the same for every process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot import pacing
from bot.db.tables import CallQueueRow
from bot.db.writing import insert_new
from bot.pacing import Queue
from bot.ports import Clock
from bot.ports.limits import Call, Turn

_QUEUE = (
    select(CallQueueRow.filled, CallQueueRow.rest_until, CallQueueRow.last_told)
    .where(CallQueueRow.bucket == bindparam("wanted"))
    .with_for_update()
)
_REST = select(CallQueueRow.rest_until).where(CallQueueRow.bucket == bindparam("wanted"))
_CHANGE = update(CallQueueRow).where(CallQueueRow.bucket == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class SharedLimits:
    """Implements ``bot.ports.limits.Limits``.

    Time is the clock's, so the clocks of several machines must agree, as those of machines that
    are set by the network do: one that is ahead calls so much too early after a rest.
    """

    engine: AsyncEngine
    clock: Clock

    async def take(self, call: Call, patience: float) -> Turn:
        async with self._alone(call.bucket) as (session, queue):
            now = self._now()
            changed, turn = pacing.take(queue, call, now, round(patience * 1000))
            await _store(session, call.bucket, queue, changed)
        return turn

    async def rest(self, bucket: str, seconds: float) -> None:
        async with self._alone(bucket) as (session, queue):
            until = self._now() + round(seconds * 1000)
            await _store(session, bucket, queue, pacing.rest(queue, until))

    async def resting(self, bucket: str) -> float:
        async with AsyncSession(self.engine) as session, session.begin():
            until = await session.scalar(_REST, {"wanted": bucket})
        return max(0, (until or 0) - self._now()) / 1000

    @asynccontextmanager
    async def _alone(self, bucket: str) -> AsyncIterator[tuple[AsyncSession, Queue]]:
        """The bucket's queue, which nobody else changes until the end."""
        async with AsyncSession(self.engine) as session, session.begin():
            row = (await session.execute(_QUEUE, {"wanted": bucket})).one_or_none()
            if row is None:
                fresh = {"bucket": bucket, "filled": {}, "rest_until": 0, "last_told": 0}
                await insert_new(session, CallQueueRow, [fresh])
                row = (await session.execute(_QUEUE, {"wanted": bucket})).one()
            yield session, Queue(row.filled, row.rest_until, row.last_told)

    def _now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)


async def _store(session: AsyncSession, bucket: str, before: Queue, after: Queue) -> None:
    if after == before:
        return
    values = {"filled": dict(after.filled), "rest_until": after.rest_until, "last_told": after.last_told}
    await session.execute(_CHANGE.values(**values), {"wanted": bucket})
