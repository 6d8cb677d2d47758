"""Records of flows: documents with the few columns that are searched (decision record 0012)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import RecordPersonRow, RecordRow
from bot.db.writing import insert_new
from bot.ports.records import R, RecordKinds
from nudges.records import Record

# Asked at every press and tick: built once, because building a statement costs as much as running it.
_GET = select(RecordRow).where(RecordRow.id == bindparam("wanted")).with_for_update()
_NEXT_WAKE = select(func.min(RecordRow.wake_at))
_DUE = (
    select(RecordRow)
    .where(RecordRow.wake_at <= bindparam("now"))
    .order_by(RecordRow.wake_at, RecordRow.id)
    .limit(bindparam("most"))
)
_PEOPLE_OF = select(RecordPersonRow.person_id).where(RecordPersonRow.record_id == bindparam("wanted"))

T = TypeVar("T")


@cache
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    """Reads and writes plain dataclasses as JSON; made once a type, as making one is slow."""
    return TypeAdapter(kind)


class SqlRecords:
    """Implements ``bot.ports.records.Records``."""

    def __init__(self, session: AsyncSession, kinds: RecordKinds) -> None:
        self._session = session
        self._kinds = kinds

    async def get(self, kind: type[R], record_id: str) -> R | None:
        row = (await self._session.scalars(_GET, {"wanted": record_id})).one_or_none()
        return _read(kind, row) if row is not None and row.kind == kind.KIND else None

    async def save(self, record: Record, at: datetime) -> None:
        row = await self._session.get(RecordRow, record.id)
        if row is None:
            row = RecordRow(id=record.id, kind=record.KIND, setting_id=record.setting_id, created_at=at)
            self._session.add(row)
        row.state, row.wake_at, row.changed_at = record.state, record.wake_at, at
        row.document = _adapter(type(record)).dump_python(record, mode="json")
        await self._session.flush()
        await self._keep_people(record)

    async def _keep_people(self, record: Record) -> None:
        wanted = set(record.people)
        known = set(await self._session.scalars(_PEOPLE_OF, {"wanted": record.id}))
        if gone := known - wanted:
            await self._session.execute(
                delete(RecordPersonRow).where(
                    RecordPersonRow.record_id == record.id, RecordPersonRow.person_id.in_(gone)
                )
            )
        rows = [{"record_id": record.id, "person_id": each} for each in sorted(wanted - known)]
        await insert_new(self._session, RecordPersonRow, rows)

    async def remove(self, record: Record) -> None:
        await self._session.execute(delete(RecordRow).where(RecordRow.id == record.id))
        self._session.expunge_all()

    async def of_setting(
        self, kind: type[R], setting_id: str, states: Collection[str] = (), since: datetime | None = None
    ) -> list[R]:
        query = _of_setting(kind.KIND, bool(states), bool(since))
        return await self._all(kind, query, setting_id=setting_id, states=sorted(states), since=since)

    async def of_person(self, kind: type[R], person_id: str, states: Collection[str] = ()) -> list[R]:
        query = _of_person(kind.KIND, bool(states))
        return await self._all(kind, query, person_id=person_id, states=sorted(states))

    async def due(self, now: datetime, limit: int) -> list[Record]:
        rows = await self._session.scalars(_DUE, {"now": now, "most": limit})
        return self._known(rows.all())

    async def put_off(self, record: Record, until: datetime) -> None:
        await self._session.execute(
            update(RecordRow)
            .where(RecordRow.id == record.id, RecordRow.wake_at < until)
            .values(wake_at=until)
        )

    async def next_wake(self) -> datetime | None:
        return await self._session.scalar(_NEXT_WAKE)

    async def forget(self, person_id: str, at: datetime) -> None:
        query = (
            select(RecordRow)
            .join(RecordPersonRow, RecordPersonRow.record_id == RecordRow.id)
            .where(RecordPersonRow.person_id == person_id)
            .with_for_update(of=RecordRow)
        )
        for record in self._known((await self._session.scalars(query)).all()):
            left = record.without(person_id)
            if left is None:
                await self.remove(record)
            else:
                await self.save(left, at)

    async def _all(self, kind: type[R], query: Select[RecordRow], **values: object) -> list[R]:
        rows = await self._session.scalars(query, values)
        return [_read(kind, row) for row in rows]

    def _known(self, rows: Sequence[RecordRow]) -> list[Record]:
        return [_read(self._kinds[row.kind], row) for row in rows]


@cache
def _of_setting(kind: str, by_state: bool, by_age: bool) -> Select[RecordRow]:
    query = _of(kind, by_state=by_state).where(RecordRow.setting_id == bindparam("setting_id"))
    return query.where(RecordRow.created_at >= bindparam("since")) if by_age else query


@cache
def _of_person(kind: str, by_state: bool) -> Select[RecordRow]:
    query = _of(kind, by_state=by_state).join(RecordPersonRow, RecordPersonRow.record_id == RecordRow.id)
    return query.where(RecordPersonRow.person_id == bindparam("person_id"))


def _of(kind: str, *, by_state: bool) -> Select[RecordRow]:
    query = select(RecordRow).where(RecordRow.kind == kind).order_by(RecordRow.created_at, RecordRow.id)
    return query.where(RecordRow.state.in_(bindparam("states", expanding=True))) if by_state else query


def _read(kind: type[R], row: RecordRow) -> R:
    adapter: TypeAdapter[R] = _adapter(kind)
    return adapter.validate_python(row.document)
