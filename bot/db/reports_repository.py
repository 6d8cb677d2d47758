"""Counts for the weekly digest, and the digests that were made."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import (
    AttentionRow,
    ConsentRow,
    DecisionRow,
    DigestRow,
    IdentityRow,
    PersonRow,
    PromptRow,
)
from bot.db.usable import Connected, usable
from bot.db.writing import insert_new
from bot.ports.messages import PastMessage
from nudges.attention import Kind
from nudges.consent import Consent, ConsentAct, ConsentRecord
from nudges.decisions import Outcome, Status
from nudges.digests import WeekCounts
from nudges.parts import SLOTS
from nudges.people import Standing

_NOT_SENT = (Status.WITHDRAWN.value, Status.FAILED.value, Status.UNKNOWN.value)


class SqlReports:
    """Implements ``bot.ports.storage.Reports``."""

    def __init__(self, session: AsyncSession, connected: Connected) -> None:
        self._session = session
        self._connected = connected

    async def week(self, setting_id: str, start: datetime, end: datetime) -> WeekCounts:
        consent = await self._by(_consents(setting_id))
        not_sent = await self._by_two(_not_sent(setting_id, start, end))
        acts = await self._by(_acts(setting_id, start, end))
        return WeekCounts(
            on_roster=sum(consent.values()),
            reachable=await self._count(_reachable(setting_id, usable(self._connected))),
            opted_in=consent.get(Consent.OPTED_IN, 0),
            opted_out=consent.get(Consent.OPTED_OUT, 0),
            welcome_unanswered=consent.get(Consent.ASKED, 0),
            sent=await self._by(_sent(setting_id, start, end)),
            answered=await self._by(_answered(setting_id, start, end)),
            newly_in=acts.get(ConsentAct.OPTED_IN, 0),
            snoozed=acts.get(ConsentAct.SNOOZED, 0),
            stopped=acts.get(ConsentAct.OPTED_OUT, 0),
            held=await self._by(_held(setting_id, start, end)),
            withdrawn=not_sent.get(Status.WITHDRAWN, {}),
            failed=not_sent.get(Status.FAILED, {}),
            unknown=sum(not_sent.get(Status.UNKNOWN, {}).values()),
        )

    async def planned(
        self, setting_id: str, kinds: Collection[Kind], start: datetime, end: datetime
    ) -> dict[str, int]:
        name = case((PromptRow.nudge != "", PromptRow.nudge), else_=PromptRow.kind)
        recipients = func.count(distinct(func.coalesce(PromptRow.person_id, PromptRow.channel_id)))
        return await self._by(
            select(name, recipients)
            .where(
                PromptRow.setting_id == setting_id,
                PromptRow.kind.in_([each.value for each in kinds]),
                PromptRow.due_at >= start,
                PromptRow.due_at < end,
            )
            .group_by(name)
            .order_by(recipients.desc(), name)
        )

    async def sent(self, setting_id: str) -> list[PastMessage]:
        query = (
            select(PromptRow, DecisionRow.at)
            .join(DecisionRow, DecisionRow.id == PromptRow.decision_id)
            .where(PromptRow.setting_id == setting_id, PromptRow.unasked, PromptRow.sent_at.is_not(None))
            .order_by(PromptRow.sent_at)
        )
        return [
            PastMessage(
                row.person_id or "",
                Kind(row.kind),
                row.nudge,
                _moment(row.sent_at),
                row.answered_at,
                planned_at,
            )
            for row, planned_at in await self._session.execute(query)
        ]

    async def began(self, setting_id: str) -> datetime | None:
        query = (
            select(func.min(ConsentRow.at))
            .join(PersonRow, PersonRow.id == ConsentRow.person_id)
            .where(PersonRow.setting_id == setting_id)
        )
        return await self._session.scalar(query)

    async def consent_acts(self, setting_id: str) -> list[ConsentRecord]:
        query = (
            select(ConsentRow)
            .join(PersonRow, PersonRow.id == ConsentRow.person_id)
            .where(PersonRow.setting_id == setting_id)
            .order_by(ConsentRow.at, ConsentRow.id)
        )
        return [
            ConsentRecord(row.person_id, ConsentAct(row.act), row.at, row.text_version, row.detail)
            for row in await self._session.scalars(query)
        ]

    async def digest(self, setting_id: str, week: str) -> dict[str, Any] | None:
        query = select(DigestRow.document).where(DigestRow.setting_id == setting_id, DigestRow.week == week)
        return await self._session.scalar(query)

    async def digest_weeks(self, setting_id: str) -> list[str]:
        query = select(DigestRow.week).where(DigestRow.setting_id == setting_id)
        return list(await self._session.scalars(query.order_by(DigestRow.week.desc())))

    async def digests(self, setting_id: str, first: str, last: str) -> list[dict[str, Any]]:
        query = select(DigestRow.document).where(
            DigestRow.setting_id == setting_id, DigestRow.week.between(first, last)
        )
        return list(await self._session.scalars(query.order_by(DigestRow.at, DigestRow.week)))

    async def store_digest(self, setting_id: str, week: str, document: dict[str, Any], at: datetime) -> None:
        row = {"setting_id": setting_id, "week": week, "document": document, "at": at}
        await insert_new(self._session, DigestRow, [row])

    async def _by(self, query: Select[str, int]) -> dict[str, int]:
        rows = (await self._session.execute(query)).all()
        return {row[0]: row[1] for row in rows}

    async def _by_two(self, query: Select[str, str | None, int]) -> dict[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for first, second, count in await self._session.execute(query):
            found.setdefault(first, {})[second or ""] = count
        return dict(found)

    async def _count(self, query: Select[int]) -> int:
        return await self._session.scalar(query) or 0


def _moment(at: datetime | None) -> datetime:
    if at is None:
        raise ValueError("a message that went out has a time")
    return at


def _consents(setting_id: str) -> Select[str, int]:
    return (
        select(AttentionRow.consent, func.count())
        .join(PersonRow, PersonRow.id == AttentionRow.person_id)
        .where(PersonRow.setting_id == setting_id, PersonRow.standing == Standing.ACTIVE.value)
        .group_by(AttentionRow.consent)
    )


def _reachable(setting_id: str, usable_identity: ColumnElement[bool]) -> Select[int]:
    return (
        select(func.count(PersonRow.id.distinct()))
        .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
        .where(
            PersonRow.setting_id == setting_id,
            PersonRow.standing == Standing.ACTIVE.value,
            usable_identity,
        )
    )


def _sent(setting_id: str, start: datetime, end: datetime) -> Select[str, int]:
    return (
        select(PromptRow.nudge, func.count())
        .where(
            PromptRow.setting_id == setting_id,
            PromptRow.unasked,
            PromptRow.sent_at >= start,
            PromptRow.sent_at < end,
        )
        .group_by(PromptRow.nudge)
    )


def _answered(setting_id: str, start: datetime, end: datetime) -> Select[str, int]:
    """Of the messages sent in the week, those that were answered at any time since."""
    return _sent(setting_id, start, end).where(PromptRow.answered_at.is_not(None))


def _acts(setting_id: str, start: datetime, end: datetime) -> Select[str, int]:
    return (
        select(ConsentRow.act, func.count(ConsentRow.person_id.distinct()))
        .join(PersonRow, PersonRow.id == ConsentRow.person_id)
        .where(PersonRow.setting_id == setting_id, ConsentRow.at >= start, ConsentRow.at < end)
        .group_by(ConsentRow.act)
    )


def _held(setting_id: str, start: datetime, end: datetime) -> Select[str, int]:
    return (
        select(func.coalesce(DecisionRow.reason, DecisionRow.outcome), func.count())
        .where(
            DecisionRow.setting_id == setting_id,
            DecisionRow.at >= start,
            DecisionRow.at < end,
            DecisionRow.outcome != Outcome.PLANNED.value,
            DecisionRow.slot.not_in([slot.value for slot in SLOTS.values()]),  # no message was held there
        )
        .group_by(func.coalesce(DecisionRow.reason, DecisionRow.outcome))
    )


def _not_sent(setting_id: str, start: datetime, end: datetime) -> Select[str, str | None, int]:
    return (
        select(PromptRow.status, PromptRow.reason, func.count())
        .where(
            PromptRow.setting_id == setting_id,
            PromptRow.status.in_(_NOT_SENT),
            PromptRow.due_at >= start,
            PromptRow.due_at < end,
        )
        .group_by(PromptRow.status, PromptRow.reason)
    )
