"""Forgetting what has become old, a portion at a time."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, Text, and_, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.history import REAL, RECENT
from bot.db.tables import (
    AdministrativeActRow,
    AnswerRow,
    DecisionRow,
    DeliveryRow,
    HappeningRow,
    PracticeRow,
    PromptRow,
    RecordRow,
)
from nudges.attention import Kind
from nudges.decisions import Status

_UNDER_WAY = (Status.PLANNED.value, "sending")


class SqlRetention:
    """Implements ``bot.ports.retention.Retention``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def happenings(self, before: datetime, limit: int) -> int:
        old = select(HappeningRow.id).where(HappeningRow.at < before).order_by(HappeningRow.at)
        return await self._delete(HappeningRow, old, limit)

    async def decisions(self, before: datetime, limit: int) -> int:
        old = select(DecisionRow.id).where(DecisionRow.at < before).order_by(DecisionRow.at)
        return await self._delete(DecisionRow, old, limit)

    async def answers(self, before: datetime, limit: int) -> int:
        """By prompt: its answers are few, and old ones go with those that came soon after."""
        old = select(AnswerRow.prompt_id).where(AnswerRow.at < before).distinct().limit(limit)
        prompts = (await self._session.scalars(old)).all()
        if prompts:
            await self._session.execute(
                delete(AnswerRow).where(AnswerRow.prompt_id.in_(prompts), AnswerRow.at < before)
            )
        return len(prompts)

    async def prompts(self, before: datetime, limit: int, kept: Collection[str]) -> int:
        newer = aliased(PromptRow)
        after = (
            select(func.count())
            .select_from(newer)
            .where(
                newer.person_id == PromptRow.person_id,
                newer.unasked,
                newer.status.in_(REAL),
                newer.due_at > PromptRow.due_at,
            )
            .scalar_subquery()
        )
        counts = and_(PromptRow.unasked, PromptRow.status.in_(REAL), PromptRow.person_id.is_not(None))
        capped = and_(
            PromptRow.kind.in_([Kind.NUDGE.value, Kind.CHANNEL_NUDGE.value]),
            PromptRow.nudge.in_(sorted(kept)),
        )
        old = (
            select(PromptRow.id)
            .where(_over(before), ~capped, or_(~counts, after >= RECENT))
            .order_by(PromptRow.due_at)
        )
        return await self._delete(PromptRow, old, limit)

    async def contents(self, before: datetime, limit: int) -> int:
        full = cast(PromptRow.facts, Text) != "{}"
        ids = (
            await self._session.scalars(select(PromptRow.id).where(_over(before), full).limit(limit))
        ).all()
        if ids:
            await self._session.execute(update(PromptRow).where(PromptRow.id.in_(ids)).values(facts={}))
        return len(ids)

    async def acts(self, before: datetime, limit: int) -> int:
        old = select(AdministrativeActRow.id).where(AdministrativeActRow.at < before)
        return await self._delete(AdministrativeActRow, old.order_by(AdministrativeActRow.at), limit)

    async def practices(self, setting_id: str, first: date, last: date, limit: int) -> int:
        old = select(PracticeRow.id).where(
            PracticeRow.setting_id == setting_id, PracticeRow.practised_on.between(first, last)
        )
        return await self._delete(PracticeRow, old, limit)

    async def records(self, kind: str, states: Collection[str], before: datetime, limit: int) -> int:
        old = select(RecordRow.id).where(
            RecordRow.kind == kind,
            RecordRow.state.in_(sorted(states)),
            RecordRow.wake_at.is_(None),
            RecordRow.changed_at < before,
        )
        return await self._delete(RecordRow, old, limit)

    async def _delete(
        self,
        table: type[HappeningRow | DecisionRow | PromptRow | PracticeRow | RecordRow | AdministrativeActRow],
        old: Select[str],
        limit: int,
    ) -> int:
        ids = (await self._session.scalars(old.limit(limit))).all()
        if ids:
            await self._session.execute(delete(table).where(table.id.in_(ids)))
        return len(ids)


def _over(before: datetime) -> ColumnElement[bool]:
    """Messages that can neither be sent any more nor are on their way this moment."""
    moving = (
        select(DeliveryRow.id)
        .where(DeliveryRow.prompt_id == PromptRow.id, DeliveryRow.status.in_(_UNDER_WAY))
        .exists()
    )
    return and_(PromptRow.not_after < before, PromptRow.due_at < before, ~moving)
