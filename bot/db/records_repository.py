"""Records of flows: documents with the few columns that are searched (decision record 0012)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.mapping import AnyRow
from bot.db.tables import RecordPersonRow, RecordRow, plain
from bot.db.writing import insert_new, insert_or_change
from bot.ports.records import R, RecordKinds
from nudges.records import Record

_RECORDS, _PEOPLE = plain(RecordRow), plain(RecordPersonRow)
_CHANGING = ("state", "wake_at", "document", "changed_at")

# Asked at every press and tick: built once, because building a statement costs as much as running it.
_GET = select(_RECORDS).where(_RECORDS.c.id == bindparam("wanted")).with_for_update()
_NEXT_WAKE = select(func.min(_RECORDS.c.wake_at))
_DUE = (
    select(_RECORDS)
    .where(_RECORDS.c.wake_at <= bindparam("now"))
    .order_by(_RECORDS.c.wake_at, _RECORDS.c.id)
    .limit(bindparam("most"))
)
_ALL_OF_PERSON = (
    select(_RECORDS)
    .join(_PEOPLE, _PEOPLE.c.record_id == _RECORDS.c.id)
    .where(_PEOPLE.c.person_id == bindparam("person_id"))
    .with_for_update(of=_RECORDS)
)
_PEOPLE_OF = select(_PEOPLE.c.person_id).where(_PEOPLE.c.record_id == bindparam("wanted"))
_REMOVE = delete(_RECORDS).where(_RECORDS.c.id == bindparam("wanted"))

T = TypeVar("T")
Query: TypeAlias = Select[*tuple[Any, ...]]


@cache
def adapter_of(kind: type[T]) -> TypeAdapter[T]:
    """Reads and writes plain dataclasses as JSON; made once a type, as making one is slow."""
    return TypeAdapter(kind)


class SqlRecords:
    """Implements ``bot.ports.records.Records``."""

    def __init__(self, session: AsyncSession, kinds: RecordKinds) -> None:
        self._session = session
        self._kinds = kinds

    async def get(self, kind: type[R], record_id: str) -> R | None:
        row = (await self._session.execute(_GET, {"wanted": record_id})).one_or_none()
        return _read(kind, row) if row is not None and row.kind == kind.KIND else None

    async def save(self, record: Record, at: datetime) -> None:
        row = {
            "id": record.id,
            "kind": record.KIND,
            "setting_id": record.setting_id,
            "state": record.state,
            "wake_at": record.wake_at,
            "document": adapter_of(type(record)).dump_python(record, mode="json"),
            "created_at": at,
            "changed_at": at,
        }
        await insert_or_change(self._session, RecordRow, row, _CHANGING)
        await self._keep_people(record)

    async def _keep_people(self, record: Record) -> None:
        wanted = set(record.people)
        known = set(await self._session.scalars(_PEOPLE_OF, {"wanted": record.id}))
        if gone := known - wanted:
            await self._session.execute(
                delete(_PEOPLE).where(_PEOPLE.c.record_id == record.id, _PEOPLE.c.person_id.in_(gone))
            )
        rows = [{"record_id": record.id, "person_id": each} for each in sorted(wanted - known)]
        await insert_new(self._session, RecordPersonRow, rows)

    async def remove(self, record: Record) -> None:
        await self._session.execute(_REMOVE, {"wanted": record.id})

    async def of_setting(
        self, kind: type[R], setting_id: str, states: Collection[str] = (), since: datetime | None = None
    ) -> list[R]:
        query = _of_setting(kind.KIND, bool(states), bool(since))
        return await self._all(kind, query, setting_id=setting_id, states=sorted(states), since=since)

    async def of_person(self, kind: type[R], person_id: str, states: Collection[str] = ()) -> list[R]:
        query = _of_person(kind.KIND, bool(states))
        return await self._all(kind, query, person_id=person_id, states=sorted(states))

    async def due(self, now: datetime, limit: int) -> list[Record]:
        return self._known(await self._session.execute(_DUE, {"now": now, "most": limit}))

    async def put_off(self, record: Record, until: datetime) -> None:
        await self._session.execute(
            update(_RECORDS)
            .where(_RECORDS.c.id == record.id, _RECORDS.c.wake_at < until)
            .values(wake_at=until)
        )

    async def next_wake(self) -> datetime | None:
        found: datetime | None = await self._session.scalar(_NEXT_WAKE)
        return found

    async def forget(self, person_id: str, at: datetime) -> None:
        rows = await self._session.execute(_ALL_OF_PERSON, {"person_id": person_id})
        for record in self._known(rows.all()):
            left = record.without(person_id)
            if left is None:
                await self.remove(record)
            else:
                await self.save(left, at)

    async def _all(self, kind: type[R], query: Query, **values: object) -> list[R]:
        rows = await self._session.execute(query, values)
        return [_read(kind, row) for row in rows]

    def _known(self, rows: Iterable[AnyRow]) -> list[Record]:
        return [_read(self._kinds[row.kind], row) for row in rows]


@cache
def _of_setting(kind: str, by_state: bool, by_age: bool) -> Query:
    query = _of(kind, by_state=by_state).where(_RECORDS.c.setting_id == bindparam("setting_id"))
    return query.where(_RECORDS.c.created_at >= bindparam("since")) if by_age else query


@cache
def _of_person(kind: str, by_state: bool) -> Query:
    query = _of(kind, by_state=by_state).join(_PEOPLE, _PEOPLE.c.record_id == _RECORDS.c.id)
    return query.where(_PEOPLE.c.person_id == bindparam("person_id"))


def _of(kind: str, *, by_state: bool) -> Query:
    query = select(_RECORDS).where(_RECORDS.c.kind == kind).order_by(_RECORDS.c.created_at, _RECORDS.c.id)
    return query.where(_RECORDS.c.state.in_(bindparam("states", expanding=True))) if by_state else query


def _read(kind: type[R], row: AnyRow) -> R:
    adapter: TypeAdapter[R] = adapter_of(kind)
    return adapter.validate_python(row.document)
