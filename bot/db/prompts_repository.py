"""Decisions, prompts, deliveries and answers."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    Executable,
    bindparam,
    delete,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.due_deliveries import DUE, PLANNED, POSTS, claiming, due_in, due_within
from bot.db.history import REAL
from bot.db.mapping import AnyRow, channel_of, decision_of, decision_values, prompt_of, prompt_values
from bot.db.request_letters import requests_about
from bot.db.settling import EXPIRED, FREE, HELD, settle
from bot.db.tables import (
    SENDING,
    AnswerRow,
    ChannelRow,
    DecisionRow,
    DeliveryRow,
    HappeningRow,
    IdentityRow,
    PersonRow,
    PromptRow,
    plain,
)
from bot.db.usable import Connected
from bot.db.writing import insert_new
from bot.ports import Address, MessageRef
from bot.ports.messages import Claimed, Delivery, Ended, PromptLine, Result, StoredPrompt, Workspace
from nudges.attention import Kind
from nudges.chance import stable_id
from nudges.channel_planning import PastPost
from nudges.channels import Channel
from nudges.decisions import Decision, Outcome, Prompt, Status
from nudges.people import Platform
from nudges.requests import Request

_PROMPTS, _WENT, _ANSWERS = plain(PromptRow), plain(DeliveryRow), plain(AnswerRow)
_PLACE = ("platform", "workspace", "conversation", "message")
"""Of a delivery: where its message stands."""

# Statements of every press and tick are built once: building one costs as much as running it.
_STORED = (
    select(_PROMPTS, *(_WENT.c[each] for each in _PLACE), _ANSWERS.c.part, _ANSWERS.c.choice)
    .join(_WENT, _WENT.c.prompt_id == _PROMPTS.c.id)
    .outerjoin(_ANSWERS, _ANSWERS.c.prompt_id == _PROMPTS.c.id)
    .order_by(_PROMPTS.c.due_at.desc())
)
_ONE = _STORED.where(_PROMPTS.c.id == bindparam("wanted"))
_ACKNOWLEDGE = (
    update(_PROMPTS)
    .where(_PROMPTS.c.id == bindparam("wanted"), _PROMPTS.c.answered_at.is_(None))
    .values(status=Status.ANSWERED.value, answered_at=bindparam("at"))
)
_ABOUT = select(_PROMPTS.c.id).where(
    _PROMPTS.c.person_id == bindparam("of"),
    _PROMPTS.c.facts["record"].as_string().in_(bindparam("record_ids", expanding=True)),
    _PROMPTS.c.status == Status.SENT.value,
)
_MOVED_ON = (
    update(_WENT)
    .where(_WENT.c.prompt_id.in_(_ABOUT), _WENT.c.message.is_not(None))
    .values(moved_on_at=bindparam("at"))
)
_FIRST_MOVED = (
    select(_WENT.c.prompt_id)
    .where(_WENT.c.moved_on_at.is_not(None))
    .order_by(_WENT.c.moved_on_at)
    .limit(bindparam("most"))
)
_MOVED = _STORED.where(_PROMPTS.c.id.in_(_FIRST_MOVED))
_LOOKED_AT = (
    update(_WENT).where(_WENT.c.prompt_id.in_(bindparam("wanted", expanding=True))).values(moved_on_at=None)
)
_NEXT_DUE = select(func.min(DeliveryRow.due_at)).where(DeliveryRow.status == Status.PLANNED.value)


_POSTED_IN = select(PromptRow.nudge, PromptRow.due_at, PromptRow.cause).where(
    PromptRow.channel_id == bindparam("channel_id"),
    PromptRow.kind == Kind.CHANNEL_NUDGE.value,
    PromptRow.status.in_(REAL),
    PromptRow.due_at >= bindparam("since"),
)

_ALSO_POSTED = (
    select(ChannelRow)
    .join(PromptRow, PromptRow.channel_id == ChannelRow.id)
    .where(
        PromptRow.setting_id == bindparam("setting_id"),
        PromptRow.channel_id != bindparam("channel_id"),
        PromptRow.nudge == bindparam("nudge"),
        PromptRow.facts["record"].as_string() == bindparam("record_id"),
        PromptRow.status.in_(REAL),
        PromptRow.due_at >= bindparam("since"),
    )
    .distinct()
    .order_by(ChannelRow.id)
)

_OPEN_OF = PLANNED.where(PromptRow.person_id == bindparam("person_id"))
_OPEN_WITH = PLANNED.where(
    PromptRow.setting_id == bindparam("setting_id"), PromptRow.nudge == bindparam("nudge")
)

_HELD = (
    select(DeliveryRow.id, DeliveryRow.attempts, DeliveryRow.token, PromptRow, IdentityRow, ChannelRow)
    .join(PromptRow, PromptRow.id == DeliveryRow.prompt_id)
    .outerjoin(IdentityRow, IdentityRow.id == DeliveryRow.identity_id)
    .outerjoin(ChannelRow, ChannelRow.id == PromptRow.channel_id)
    .where(DeliveryRow.status == SENDING, or_(IdentityRow.id.is_not(None), ChannelRow.id.is_not(None)))
    .order_by(DeliveryRow.due_at, DeliveryRow.id)
    .limit(bindparam("most"))
)
_HELD_BY = _HELD.where(DeliveryRow.token == bindparam("by"))
_HELD_TOO_LONG = _HELD.where(DeliveryRow.hold_until < bindparam("now"))

_DECIDED = select(DecisionRow.id, DecisionRow.nudge).where(
    DecisionRow.id.in_(bindparam("wanted", expanding=True)), DecisionRow.outcome == Outcome.PLANNED.value
)
_SENT_TO = (_PROMPTS.c.person_id == bindparam("person_id")) & _PROMPTS.c.sent_at.is_not(None)
_LATEST = _STORED.where(
    _PROMPTS.c.id.in_(
        select(_PROMPTS.c.id)
        .where(_SENT_TO)
        .order_by(_PROMPTS.c.due_at.desc())
        .limit(bindparam("most"))
        .scalar_subquery()
    )
)


class SqlPrompts:
    """Implements ``bot.ports.storage.Prompts``."""

    def __init__(self, session: AsyncSession, connected: Connected) -> None:
        self._session = session
        self._connected = connected
        self.first_due: datetime | None = None
        """When the first of the messages that were added is due."""

    async def add(self, decisions: Sequence[Decision], prompts: Sequence[Prompt]) -> int:
        await insert_new(self._session, DecisionRow, [decision_values(each) for each in decisions])
        kept = await self._of_stored_decisions(prompts)
        new = await insert_new(self._session, PromptRow, [prompt_values(each) for each in kept])
        await insert_new(
            self._session,
            DeliveryRow,
            [
                {
                    "id": stable_id(each.id, "delivery"),
                    "prompt_id": each.id,
                    "status": Status.PLANNED.value,
                    "due_at": each.due_at,
                    "attempts": 0,
                }
                for each in kept
            ],
        )
        known = [self.first_due] if self.first_due else []
        self.first_due = min([*known, *(each.due_at for each in kept)], default=None)
        return new

    async def _of_stored_decisions(self, prompts: Sequence[Prompt]) -> list[Prompt]:
        """Without those of a decision that was refused because its point was already decided."""
        wanted = [each.decision_id for each in prompts if each.decision_id]
        rows = (await self._session.execute(_DECIDED, {"wanted": wanted})).all() if wanted else []
        stored = {row.id: row.nudge for row in rows}
        return [
            each for each in prompts if not each.decision_id or stored.get(each.decision_id) == each.nudge
        ]

    async def due(self, now: datetime, limit: int, within: Workspace | None = None) -> list[Delivery]:
        if within is None:
            return await self._planned(DUE, now=now, most=limit)
        place = f"{within.platform or ''}:{within.name}"
        return await self._planned(due_within(self._connected), now=now, most=limit, place=place)

    async def due_in(self, now: datetime) -> list[Workspace]:
        places = await self._session.scalars(due_in(self._connected), {"now": now})
        named = [place.partition(":") for place in places]
        return [Workspace(Platform(platform) if platform else None, name) for platform, _, name in named]

    async def open_of(self, person_id: str) -> list[Delivery]:
        return await self._planned(_OPEN_OF, person_id=person_id, most=100)

    async def open_with(self, setting_id: str, nudge: str, limit: int) -> list[Delivery]:
        return await self._planned(_OPEN_WITH, setting_id=setting_id, nudge=nudge, most=limit)

    async def unwrite(self, record_id: str, person_ids: Collection[str]) -> None:
        theirs = (
            PromptRow.person_id.in_(person_ids),
            PromptRow.facts["record"].as_string() == record_id,
            or_(PromptRow.sent_at.is_(None), PromptRow.unasked.is_(False)),
        )
        waiting = (
            HappeningRow.person_id.in_(person_ids),
            HappeningRow.facts["record"].as_string() == record_id,
        )
        await self._session.execute(delete(PromptRow).where(*theirs))
        await self._session.execute(delete(HappeningRow).where(*waiting))

    async def _planned(self, query: Executable, **values: object) -> list[Delivery]:
        rows = await self._session.execute(query, values)
        return [Delivery(id_, prompt_of(row), attempts) for id_, attempts, row in rows]

    async def next_due(self) -> datetime | None:
        return await self._session.scalar(_NEXT_DUE)

    async def claim(self, delivery_ids: Sequence[str], token: str, hold_until: datetime) -> list[Claimed]:
        if not delivery_ids:
            return []
        values = {"wanted": list(delivery_ids), "by": token, "until": hold_until}
        await self._session.execute(claiming(self._connected), values)
        return await self._claimed(_HELD_BY, by=token, most=len(delivery_ids))

    async def settle(self, results: Mapping[str, Result], token: str | None) -> None:
        if token:
            await settle(self._session, results, HELD, by=token)
        else:
            await settle(self._session, results, FREE)

    async def settle_strays(self, reason: str, now: datetime) -> int:
        query = select(DeliveryRow.id).where(
            DeliveryRow.status == SENDING,
            DeliveryRow.identity_id.is_(None),
            DeliveryRow.prompt_id.not_in(POSTS),
            DeliveryRow.hold_until < now,
        )
        strays = (await self._session.scalars(query)).all()
        ended = Ended(Status.UNKNOWN, reason)
        await settle(self._session, dict.fromkeys(strays, ended), EXPIRED, now=now)
        return len(strays)

    async def stranded(self, now: datetime, limit: int) -> list[Claimed]:
        return await self._claimed(_HELD_TOO_LONG, now=now, most=limit)

    async def _claimed(self, query: Executable, **values: object) -> list[Claimed]:
        return [
            _claimed(Delivery(id_, prompt_of(prompt), attempts), token, identity, channel)
            for id_, attempts, token, prompt, identity, channel in await self._session.execute(query, values)
        ]

    async def decision(self, decision_id: str) -> Decision | None:
        row = await self._session.get(DecisionRow, decision_id)
        return decision_of(row) if row else None

    async def get(self, prompt_id: str) -> StoredPrompt | None:
        found = await self._stored(_ONE, wanted=prompt_id)
        return found[0] if found else None

    async def latest_of(self, person_id: str, limit: int) -> list[StoredPrompt]:
        return await self._stored(_LATEST, person_id=person_id, most=limit)

    async def moved_on(self, person_id: str, record_ids: Sequence[str], at: datetime) -> None:
        if record_ids:
            await self._session.execute(
                _MOVED_ON, {"of": person_id, "record_ids": list(record_ids), "at": at}
            )

    async def moved(self, limit: int) -> list[StoredPrompt]:
        return await self._stored(_MOVED, most=limit)

    async def looked_at(self, prompt_ids: Sequence[str]) -> None:
        if prompt_ids:
            await self._session.execute(_LOOKED_AT, {"wanted": list(prompt_ids)})

    async def requests(self, record_id: str, letter_id: str) -> list[Request]:
        return await requests_about(self._session, record_id, letter_id)

    async def also_posted(self, post: Prompt, since: datetime) -> list[Channel]:
        values = {
            "setting_id": post.setting_id,
            "channel_id": post.channel_id,
            "nudge": post.nudge,
            "record_id": post.facts.get("record", ""),
            "since": since,
        }
        return [channel_of(row) for row in await self._session.scalars(_ALSO_POSTED, values)]

    async def posts_in(self, channel_id: str, since: datetime) -> list[PastPost]:
        rows = await self._session.execute(_POSTED_IN, {"channel_id": channel_id, "since": since})
        return [PastPost(*found) for found in rows]

    async def _stored(self, query: Executable, **values: object) -> list[StoredPrompt]:
        found: dict[str, tuple[AnyRow, dict[str, str]]] = {}
        for row in await self._session.execute(query, values):
            _, answers = found.setdefault(row.id, (row, {}))
            if row.part is not None:
                answers[row.part] = row.choice
        return [_stored(*each) for each in found.values()]

    async def answer(self, prompt_id: str, person_id: str, part: str, choice: str, at: datetime) -> bool:
        new = await self._keep_answer(prompt_id, person_id, part, choice, at)
        await self.acknowledge(prompt_id, at)
        return new

    async def remember(self, prompt_id: str, person_id: str, choice: str, at: datetime) -> None:
        await self._keep_answer(prompt_id, person_id, "", choice, at)

    async def acknowledge(self, prompt_id: str, at: datetime) -> None:
        await self._session.execute(_ACKNOWLEDGE, {"wanted": prompt_id, "at": at})

    async def _keep_answer(
        self, prompt_id: str, person_id: str, part: str, choice: str, at: datetime
    ) -> bool:
        row = {"prompt_id": prompt_id, "person_id": person_id, "part": part, "choice": choice, "at": at}
        return await insert_new(self._session, AnswerRow, [row]) == 1

    async def lines(self, setting_id: str | None = None) -> AsyncIterator[PromptLine]:
        first = func.min(AnswerRow.choice)
        whose = func.coalesce(PersonRow.email, "#" + ChannelRow.name)
        zone = func.coalesce(PersonRow.time_zone, ChannelRow.time_zone)
        query = (
            select(PromptRow, whose, zone, DeliveryRow.platform, first)
            .outerjoin(PersonRow, PersonRow.id == PromptRow.person_id)
            .outerjoin(ChannelRow, ChannelRow.id == PromptRow.channel_id)
            .join(DeliveryRow, DeliveryRow.prompt_id == PromptRow.id)
            .outerjoin(AnswerRow, AnswerRow.prompt_id == PromptRow.id)
            .where(PromptRow.setting_id == setting_id if setting_id else true())
            .group_by(PromptRow.id, whose, zone, DeliveryRow.platform)
            .order_by(PromptRow.due_at, PromptRow.id)
        )
        async for row, email, time_zone, platform, answer in await self._session.stream(query):
            yield PromptLine(
                id=row.id,
                nudge=row.nudge,
                person=email,
                time_zone=time_zone,
                platform=platform,
                due_at=row.due_at,
                sent_at=row.sent_at,
                status=row.status,
                answer=answer,
                unasked=row.unasked,
            )


def _claimed(
    delivery: Delivery, token: str, identity: IdentityRow | None, channel: ChannelRow | None
) -> Claimed:
    if identity is not None:
        to = Address(
            Platform(identity.platform),
            identity.workspace,
            user_id=identity.user_id,
            conversation=identity.conversation,
        )
        return Claimed(delivery, to, identity.id, token)
    if channel is None:
        raise ValueError("a claimed delivery goes to an account or a channel")
    to = Address(Platform(channel.platform), channel.workspace, channel_id=channel.address)
    return Claimed(delivery, to, None, token)


def _stored(row: AnyRow, answers: Mapping[str, str]) -> StoredPrompt:
    return StoredPrompt(
        prompt=prompt_of(row),
        status=Status(row.status),
        sent_at=row.sent_at,
        answers=answers,
        ref=_ref(row),
    )


def _ref(row: AnyRow) -> MessageRef | None:
    if row.message is None or row.platform is None:
        return None
    return MessageRef(Platform(row.platform), row.workspace or "", row.conversation or "", row.message)
