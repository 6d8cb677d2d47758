"""The outbox in numbers, for operators."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.mapping import AnyRow
from bot.db.tables import SENDING, AttentionRow, CallQueueRow, DeliveryRow, PersonRow, RecordRow
from bot.pacing import Queue, booked
from bot.ports.operating import OVERDUE_AFTER, Cut, LimitUse, OutboxNumbers
from nudges.consent import Consent
from nudges.decisions import Status
from nudges.flows.troubles import State, Trouble, TroubleKind
from nudges.people import Standing

_OPEN_TROUBLES = (
    select(RecordRow.document)
    .where(RecordRow.kind == Trouble.KIND, RecordRow.state == State.OPEN.value)
    .order_by(RecordRow.id)
)

_QUEUES = select(CallQueueRow.bucket, CallQueueRow.filled, CallQueueRow.rest_until)


async def read_outbox(engine: AsyncEngine, now: datetime) -> OutboxNumbers:
    """The numbers as they stand in the database."""
    planned = DeliveryRow.status == Status.PLANNED.value
    overdue = planned & (DeliveryRow.due_at < now - OVERDUE_AFTER)
    async with engine.begin() as connection:
        counts = (await connection.execute(_deliveries(planned, overdue))).one()
        taking_part = await connection.scalar(_taking_part())
        cuts = tuple([_cut(each) for each in await connection.scalars(_OPEN_TROUBLES)])
        queues = (await connection.execute(_QUEUES)).all()
    oldest: datetime | None = counts.oldest
    return OutboxNumbers(
        planned=counts.planned,
        overdue=counts.overdue,
        sending=counts.sending,
        unknown=counts.unknown,
        oldest_overdue=now - oldest if oldest else timedelta(),
        taking_part=taking_part or 0,
        cuts=cuts,
        limits=_in_use(queues, now),
    )


def _in_use(queues: Sequence[AnyRow], now: datetime) -> tuple[LimitUse, ...]:
    """Those that make anybody wait, the longest first."""
    at = int(now.timestamp() * 1000)
    found = {row.bucket: booked(Queue(row.filled, row.rest_until), at) for row in queues}
    used = [
        LimitUse(bucket, full / 1000, rest / 1000) for bucket, (full, rest) in found.items() if full or rest
    ]
    return tuple(sorted(used, key=lambda each: -max(each.booked, each.resting)))


def _cut(trouble: Mapping[str, Any]) -> Cut:
    return Cut(trouble["workspace"], TroubleKind(trouble["what"]))


def _deliveries(
    planned: ColumnElement[bool], overdue: ColumnElement[bool]
) -> Select[int, int, int, int, datetime]:
    # Deliveries that ended well are by far the most: the index on the status passes over them.
    open_ones = (Status.PLANNED.value, SENDING, Status.UNKNOWN.value)
    return select(
        func.count().filter(planned).label("planned"),
        func.count().filter(overdue).label("overdue"),
        func.count().filter(DeliveryRow.status == SENDING).label("sending"),
        func.count().filter(DeliveryRow.status == Status.UNKNOWN.value).label("unknown"),
        func.min(DeliveryRow.due_at).filter(overdue).label("oldest"),
    ).where(DeliveryRow.status.in_(open_ones))


def _taking_part() -> Select[int]:
    return (
        select(func.count())
        .select_from(AttentionRow)
        .join(PersonRow, PersonRow.id == AttentionRow.person_id)
        .where(AttentionRow.consent == Consent.OPTED_IN.value, PersonRow.standing == Standing.ACTIVE.value)
    )
