"""When to look at whom, consent, snooze and events."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.editions_repository import KnownEditions
from bot.db.history import load_past, load_practised, load_recent
from bot.db.mapping import AnyRow, happening_of, happening_values, person_of
from bot.db.people_repository import PEOPLE, SETTING_OF_PERSON, SETTINGS, leave_of, setting_of_person
from bot.db.portions import portions
from bot.db.tables import (
    AttentionRow,
    ConsentRow,
    HappeningRow,
    IdentityRow,
    plain,
)
from bot.db.usable import Connected, usable
from bot.db.writing import insert_new
from nudges.attention import Attention, PastPrompt
from nudges.candidates import Happening
from nudges.consent import Consent, ConsentRecord
from nudges.editions import Edition
from nudges.events import EventKind
from nudges.people import Person
from nudges.working_time import local_date, week_start

_ATTENTION, _EVENTS = plain(AttentionRow), plain(HappeningRow)

# Asked at every press and tick: built once, because building a statement costs as much as running it.
_NEXT = select(func.min(_ATTENTION.c.next_look_at))
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_DUE = (
    select(_ATTENTION.c.person_id)
    .where(_ATTENTION.c.next_look_at <= bindparam("now"))
    .order_by(_ATTENTION.c.next_look_at, _ATTENTION.c.person_id)
    .limit(bindparam("most"))
)
_LOOK_AGAIN = (
    update(_ATTENTION)
    .where(_ATTENTION.c.person_id == bindparam("wanted"), _ATTENTION.c.next_look_at.is_not(None))
    .values(next_look_at=bindparam("now"))
)
_SCHEDULE = (
    update(_ATTENTION)
    .where(_ATTENTION.c.person_id == bindparam("wanted"))
    .values(next_look_at=bindparam("look_at"))
)
_SET_CONSENT = (
    update(_ATTENTION)
    .where(_ATTENTION.c.person_id == bindparam("wanted"))
    .values(consent=bindparam("now_consent"))
)
_SNOOZE = (
    update(_ATTENTION)
    .where(_ATTENTION.c.person_id == bindparam("wanted"))
    .values(snoozed_until=bindparam("until"))
)
_CONSENTS = select(_ATTENTION.c.person_id, _ATTENTION.c.consent).where(_ATTENTION.c.person_id.in_(_WANTED))
_CONSENT_ACTS = insert(plain(ConsentRow))
_HAPPENINGS = (
    select(_EVENTS)
    .where(_EVENTS.c.person_id.in_(_WANTED), _EVENTS.c.at.between(bindparam("since"), bindparam("until")))
    .order_by(_EVENTS.c.at, _EVENTS.c.id)
)


class SqlLooks:
    """Implements ``bot.ports.storage.Looks``."""

    def __init__(self, session: AsyncSession, connected: Connected, editions: KnownEditions) -> None:
        self._session = session
        self._connected = connected
        self._editions = editions

    async def due(self, now: datetime, limit: int) -> list[Attention]:
        ids = list(await self._session.scalars(_DUE, {"now": now, "most": limit}))
        found = await self.at(ids, now)
        past = await load_past(self._session, ids, now)
        return [
            replace(
                found[person_id],
                last_nudge=past.last_nudge[person_id],
                causes=frozenset(past.causes[person_id]),
            )
            for person_id in ids
        ]

    async def at(self, person_ids: Sequence[str], now: datetime) -> dict[str, Attention]:
        if not person_ids:
            return {}
        leave = await leave_of(self._session, person_ids)
        recent = await load_recent(self._session, person_ids)
        rows = await self._rows(person_ids)
        editions = await self._editions_of(rows)
        people = {row.id: person_of(row, leave[row.id]) for row in rows}
        weeks = {key: week_start(each, local_date(each, now)) for key, each in people.items()}
        practised = await load_practised(self._session, weeks)
        return {
            row.id: _attention(
                row,
                editions[row.setting_id],
                people[row.id],
                recent[row.id],
                practised.get(row.id, frozenset()),
            )
            for row in rows
        }

    async def standing(self, person_id: str) -> Attention | None:
        rows = await self._rows([person_id])
        editions = await self._editions_of(rows)
        return next((_attention(row, editions[row.setting_id], person_of(row)) for row in rows), None)

    async def _rows(self, person_ids: Sequence[str]) -> Sequence[AnyRow]:
        query = _standings(self._connected)
        return (await self._session.execute(query, {"wanted": list(person_ids)})).all()

    async def _editions_of(self, rows: Sequence[AnyRow]) -> dict[str, Edition]:
        here = ((row.setting_id, row.setting_edition) for row in rows)
        return await self._editions.some(self._session, here)

    async def schedule(self, looks: Mapping[str, datetime | None]) -> None:
        if looks:
            rows = [{"wanted": person_id, "look_at": at} for person_id, at in looks.items()]
            await self._session.execute(_SCHEDULE, rows)

    async def look_again(self, person_id: str, now: datetime) -> None:
        await self._session.execute(_LOOK_AGAIN, {"wanted": person_id, "now": now})

    async def next_at(self) -> datetime | None:
        found: datetime | None = await self._session.scalar(_NEXT)
        return found

    async def set_consent(self, record: ConsentRecord, consent: Consent | None = None) -> None:
        await self._session.execute(
            _CONSENT_ACTS,
            {
                "person_id": record.person_id,
                "act": record.act.value,
                "at": record.at,
                "text_version": record.text_version,
                "detail": record.detail,
            },
        )
        if consent is not None:
            values = {"wanted": record.person_id, "now_consent": consent.value}
            await self._session.execute(_SET_CONSENT, values)

    async def consents(self, person_ids: Sequence[str]) -> dict[str, Consent]:
        found: dict[str, Consent] = {}
        for some in portions(person_ids):
            rows = await self._session.execute(_CONSENTS, {"wanted": list(some)})
            found |= {person_id: Consent(consent) for person_id, consent in rows}
        return found

    async def snooze(self, person_id: str, until: datetime | None) -> None:
        await self._session.execute(_SNOOZE, {"wanted": person_id, "until": until})

    async def happened(self, happenings: Sequence[Happening], setting_id: str) -> None:
        await insert_new(
            self._session, HappeningRow, [happening_values(each, setting_id) for each in happenings]
        )

    async def take_back(self, happening_ids: Collection[str]) -> None:
        for some in portions(sorted(happening_ids)):
            await self._session.execute(delete(HappeningRow).where(HappeningRow.id.in_(some)))

    async def happened_here(self, setting_id: str, kind: EventKind, since: datetime) -> list[Happening]:
        query = select(HappeningRow).where(
            HappeningRow.setting_id == setting_id, HappeningRow.kind == kind.value, HappeningRow.at >= since
        )
        rows = await self._session.scalars(query.order_by(HappeningRow.at, HappeningRow.id))
        return [happening_of(row) for row in rows]

    async def happenings(
        self, person_ids: Sequence[str], since: datetime, until: datetime
    ) -> dict[str, list[Happening]]:
        found: dict[str, list[Happening]] = defaultdict(list)
        values = {"wanted": list(person_ids), "since": since, "until": until}
        for row in await self._session.execute(_HAPPENINGS, values):
            found[row.person_id].append(happening_of(row))
        return found


@cache
def _standings(connected: Connected) -> Select[*tuple[Any, ...]]:
    """People with their setting, consent, quiet time and whether they can be reached, in one query.

    Asked before every message: built once, because building a statement costs as much as running it.
    """
    theirs = select(IdentityRow.id).where(IdentityRow.person_id == PEOPLE.c.id)
    return (
        select(
            PEOPLE,
            *SETTING_OF_PERSON,
            _ATTENTION.c.consent,
            _ATTENTION.c.snoozed_until,
            theirs.where(usable(connected)).exists().label("reachable"),
            theirs.where(IdentityRow.closed_at.is_(None)).exists().label("has_account"),
        )
        .join(SETTINGS, SETTINGS.c.id == PEOPLE.c.setting_id)
        .join(_ATTENTION, _ATTENTION.c.person_id == PEOPLE.c.id)
        .where(PEOPLE.c.id.in_(_WANTED))
    )


def _attention(
    row: AnyRow,
    edition: Edition,
    person: Person,
    recent: Sequence[PastPrompt] = (),
    practised: frozenset[str] = frozenset(),
) -> Attention:
    return Attention(
        person=person,
        setting=setting_of_person(row, edition),
        consent=Consent(row.consent),
        snoozed_until=row.snoozed_until,
        reachable=bool(row.reachable),
        cut_off=bool(row.has_account and not row.reachable),
        recent=recent,
        practised=practised,
    )
