"""Practice records and released views."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.mapping import record_of, record_values
from bot.db.tables import PracticeRow, ReleaseRow, WindowMembersRow, plain
from bot.db.writing import insert_new
from nudges.practice import Evidence, PracticeRecord

COUNTING = [evidence.value for evidence in Evidence if evidence.counts]
WHOLE = ""
"""The part of a release that is of no unit; before every unit's in order."""
_RELEASES = plain(ReleaseRow)


class SqlPractices:
    """Implements ``bot.ports.storage.Practices``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, records: Sequence[PracticeRecord]) -> int:
        return await insert_new(self._session, PracticeRow, [record_values(record) for record in records])

    async def get(self, record_id: str) -> PracticeRecord | None:
        row = await self._session.get(PracticeRow, record_id, populate_existing=True)
        return record_of(row) if row else None

    async def remove(self, record_id: str) -> None:
        await self._session.execute(delete(PracticeRow).where(PracticeRow.id == record_id))

    async def own(self, person_id: str, since: date) -> list[PracticeRecord]:
        query = (
            select(PracticeRow)
            .where(PracticeRow.person_id == person_id, PracticeRow.practised_on >= since)
            .order_by(PracticeRow.practised_on, PracticeRow.at, PracticeRow.id)
        )
        return [record_of(row) for row in await self._session.scalars(query)]

    async def counterparts(self, person_id: str, behaviour: str) -> set[str]:
        query = select(PracticeRow.counterpart_id).where(
            PracticeRow.person_id == person_id,
            PracticeRow.behaviour == behaviour,
            PracticeRow.counterpart_id.is_not(None),
            PracticeRow.evidence == Evidence.CONFIRMED.value,
        )
        return {each for each in await self._session.scalars(query) if each}

    async def name_other_side(self, record_id: str, counterpart_id: str) -> None:
        await self._session.execute(
            update(PracticeRow).where(PracticeRow.id == record_id).values(counterpart_id=counterpart_id)
        )

    async def set_evidence(self, record_id: str, evidence: Evidence) -> None:
        await self._session.execute(
            update(PracticeRow).where(PracticeRow.id == record_id).values(evidence=evidence.value)
        )

    async def practised(self, setting_id: str, first: date, last: date) -> dict[str, set[str]]:
        query = (
            select(PracticeRow.behaviour, PracticeRow.person_id)
            .where(
                PracticeRow.setting_id == setting_id,
                PracticeRow.practised_on.between(first, last),
                PracticeRow.evidence.in_(COUNTING),
            )
            .distinct()
        )
        found: dict[str, set[str]] = defaultdict(set)
        for behaviour, person_id in await self._session.execute(query):
            found[behaviour].add(person_id)
        return found

    async def first_day(self, setting_id: str) -> date | None:
        query = select(func.min(PracticeRow.practised_on)).where(PracticeRow.setting_id == setting_id)
        return await self._session.scalar(query)

    async def members(self, setting_id: str, first: date) -> list[dict[str, Any]] | None:
        query = select(WindowMembersRow.members).where(
            WindowMembersRow.setting_id == setting_id, WindowMembersRow.first_day == first
        )
        return await self._session.scalar(query)

    async def store_members(
        self, setting_id: str, first: date, members: list[dict[str, Any]], at: datetime
    ) -> None:
        row = {"setting_id": setting_id, "first_day": first, "members": members, "at": at}
        await insert_new(self._session, WindowMembersRow, [row])

    async def released(self, setting_id: str) -> list[date]:
        query = select(ReleaseRow.first_day).where(
            ReleaseRow.setting_id == setting_id, ReleaseRow.unit_id == WHOLE
        )
        return list(await self._session.scalars(query.order_by(ReleaseRow.first_day)))

    async def releases(
        self, setting_id: str, since: date, unit_ids: Collection[str] | None = None
    ) -> dict[date, list[dict[str, Any]]]:
        query = select(_RELEASES.c.first_day, _RELEASES.c.document).where(
            _RELEASES.c.setting_id == setting_id, _RELEASES.c.first_day >= since
        )
        if unit_ids is not None:
            query = query.where(_RELEASES.c.unit_id.in_([WHOLE, *unit_ids]))
        found: dict[date, list[dict[str, Any]]] = defaultdict(list)
        rows = await self._session.execute(query.order_by(_RELEASES.c.first_day, _RELEASES.c.unit_id))
        for first_day, document in rows:
            found[first_day].append(document)
        return found

    async def store_release(
        self, setting_id: str, first: date, parts: Mapping[str, dict[str, Any]], at: datetime
    ) -> None:
        rows = {
            unit: {
                "setting_id": setting_id,
                "unit_id": unit,
                "first_day": first,
                "document": document,
                "at": at,
            }
            for unit, document in parts.items()
        }
        # The whole decides whose release it is: two processes must not put together one of both.
        if await insert_new(self._session, ReleaseRow, [rows.pop(WHOLE)]):
            await insert_new(self._session, ReleaseRow, list(rows.values()))
