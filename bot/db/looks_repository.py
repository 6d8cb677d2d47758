"""When to look at whom, consent, snooze and events."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.history import load_histories, load_practised
from bot.db.mapping import happening_of, happening_values, person_of, setting_of
from bot.db.tables import (
    AttentionRow,
    ConsentRow,
    HappeningRow,
    IdentityRow,
    LeaveRow,
    PersonRow,
    SettingRow,
)
from bot.db.writing import insert_new
from nudges.attention import Attention
from nudges.candidates import Happening
from nudges.consent import Consent, ConsentRecord
from nudges.people import Person
from nudges.working_time import local_date, week_start


class SqlLooks:
    """Implements ``bot.ports.storage.Looks``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due(self, now: datetime, limit: int) -> list[Attention]:
        query = (
            select(AttentionRow.person_id)
            .where(AttentionRow.next_look_at <= now)
            .order_by(AttentionRow.next_look_at, AttentionRow.person_id)
            .limit(limit)
        )
        ids = list(await self._session.scalars(query))
        found = await self.at(ids, now)
        return [found[person_id] for person_id in ids]

    async def at(self, person_ids: Sequence[str], now: datetime) -> dict[str, Attention]:
        if not person_ids:
            return {}
        settings = {row.id: setting_of(row) for row in await self._session.scalars(select(SettingRow))}
        people = await self._people(person_ids)
        states = await self._states(person_ids)
        reachable = await self._reachable(person_ids)
        past = await load_histories(self._session, person_ids, now)
        weeks = {p.id: week_start(p, local_date(p, now)) for p in people.values()}
        practised = await load_practised(self._session, weeks)
        return {
            person_id: Attention(
                person=person,
                setting=settings[person.setting_id],
                consent=states[person_id][0],
                snoozed_until=states[person_id][1],
                reachable=person_id in reachable,
                recent=past.recent[person_id],
                last_nudge=past.last_nudge[person_id],
                causes=frozenset(past.causes[person_id]),
                practised=practised.get(person_id, frozenset()),
            )
            for person_id, person in people.items()
        }

    async def _people(self, person_ids: Sequence[str]) -> dict[str, Person]:
        leave: dict[str, list[LeaveRow]] = defaultdict(list)
        for each in await self._session.scalars(select(LeaveRow).where(LeaveRow.person_id.in_(person_ids))):
            leave[each.person_id].append(each)
        rows = await self._session.scalars(select(PersonRow).where(PersonRow.id.in_(person_ids)))
        return {row.id: person_of(row, leave[row.id]) for row in rows}

    async def _states(self, person_ids: Sequence[str]) -> dict[str, tuple[Consent, datetime | None]]:
        query = select(AttentionRow.person_id, AttentionRow.consent, AttentionRow.snoozed_until)
        rows = await self._session.execute(query.where(AttentionRow.person_id.in_(person_ids)))
        return {person_id: (Consent(consent), until) for person_id, consent, until in rows}

    async def _reachable(self, person_ids: Sequence[str]) -> set[str]:
        query = select(IdentityRow.person_id).where(
            IdentityRow.person_id.in_(person_ids), IdentityRow.closed_at.is_(None)
        )
        return set(await self._session.scalars(query))

    async def schedule(self, looks: Mapping[str, datetime | None]) -> None:
        if looks:
            await self._session.execute(
                update(AttentionRow),
                [{"person_id": person_id, "next_look_at": at} for person_id, at in looks.items()],
            )

    async def look_again(self, person_id: str, now: datetime) -> None:
        await self._session.execute(
            update(AttentionRow)
            .where(AttentionRow.person_id == person_id, AttentionRow.next_look_at.is_not(None))
            .values(next_look_at=now)
        )

    async def next_at(self) -> datetime | None:
        return await self._session.scalar(select(func.min(AttentionRow.next_look_at)))

    async def set_consent(self, record: ConsentRecord, consent: Consent | None = None) -> None:
        await self._session.execute(
            insert(ConsentRow).values(
                person_id=record.person_id,
                act=record.act.value,
                at=record.at,
                text_version=record.text_version,
                detail=record.detail,
            )
        )
        if consent is not None:
            await self._session.execute(
                update(AttentionRow)
                .where(AttentionRow.person_id == record.person_id)
                .values(consent=consent.value)
            )

    async def consents(self, person_ids: Sequence[str]) -> dict[str, Consent]:
        found: dict[str, Consent] = {}
        for start in range(0, len(person_ids), 500):
            states = await self._states(person_ids[start : start + 500])
            found.update({person_id: consent for person_id, (consent, _) in states.items()})
        return found

    async def snooze(self, person_id: str, until: datetime | None) -> None:
        await self._session.execute(
            update(AttentionRow).where(AttentionRow.person_id == person_id).values(snoozed_until=until)
        )

    async def happened(self, happenings: Sequence[Happening], setting_id: str) -> None:
        await insert_new(
            self._session, HappeningRow, [happening_values(each, setting_id) for each in happenings]
        )

    async def happenings(
        self, person_ids: Sequence[str], since: datetime, until: datetime
    ) -> dict[str, list[Happening]]:
        query = select(HappeningRow).where(
            HappeningRow.person_id.in_(person_ids), HappeningRow.at.between(since, until)
        )
        found: dict[str, list[Happening]] = defaultdict(list)
        for row in await self._session.scalars(query.order_by(HappeningRow.at, HappeningRow.id)):
            found[row.person_id].append(happening_of(row))
        return found
