"""Writing down what became of deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, Update, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import DeliveryRow, PromptRow, plain
from bot.ports.messages import Blocked, Ended, Postponed, Result, Sent
from nudges.decisions import Status


@dataclass(frozen=True, slots=True)
class _Arrived:
    """Whatever the sender believes: it was answered, so it reached its person."""

    answered_at: datetime


_DELIVERIES, _PROMPTS = plain(DeliveryRow), plain(PromptRow)

_ALL = (
    select(DeliveryRow.id, DeliveryRow.prompt_id, PromptRow.answered_at)
    .join(PromptRow, PromptRow.id == DeliveryRow.prompt_id)
    .where(DeliveryRow.id.in_(bindparam("wanted", expanding=True)))
    .with_for_update(of=DeliveryRow)
)
FREE = _ALL.where(DeliveryRow.token.is_(None), DeliveryRow.status == Status.PLANNED.value)
HELD = _ALL.where(DeliveryRow.token == bindparam("by"))
EXPIRED = _ALL.where(DeliveryRow.hold_until < bindparam("now"))


async def settle(
    session: AsyncSession,
    results: Mapping[str, Result],
    still: "Select[str, str, datetime | None]",
    **values: object,
) -> None:
    """Move deliveries and their prompts on, where they are ``still`` what the sender takes them for."""
    if not results:
        return
    found = await session.execute(still, {"wanted": list(results), **values})
    by_shape: dict[type[Result | _Arrived], tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {}
    for delivery_id, prompt_id, answered_at in found:
        result: Result | _Arrived = results[delivery_id]
        if answered_at is not None and not isinstance(result, Sent):
            result = _Arrived(answered_at)
        deliveries, prompts = by_shape.setdefault(type(result), ([], []))
        free = {"wanted": delivery_id, "token": None, "hold_until": None}
        deliveries.append(free | _delivery_values(result))
        prompts.append({"wanted": prompt_id} | _prompt_values(result, answered=answered_at is not None))
    for deliveries, prompts in by_shape.values():
        await session.execute(_update(_DELIVERIES, tuple(deliveries[0])), deliveries)
        await session.execute(_update(_PROMPTS, tuple(prompts[0])), prompts)


@cache
def _update(table: Table, names: tuple[str, ...]) -> Update:
    """Built once for each shape of values."""
    values: dict[str, object] = {name: bindparam(name) for name in names if name != "wanted"}
    return update(table).where(table.c.id == bindparam("wanted")).values(values)


def _delivery_values(result: Result | _Arrived) -> dict[str, Any]:
    match result:
        case Sent(ref=ref):
            return {
                "status": Status.SENT.value,
                "platform": ref.platform.value,
                "workspace": ref.workspace,
                "conversation": ref.conversation,
                "message": ref.message,
            }
        case Blocked(due_at=due_at):
            # The account that was tried stays on record: the next try takes another one, if there is one.
            return {"status": Status.PLANNED.value, "due_at": due_at}
        case Postponed(due_at=due_at):
            return {"status": Status.PLANNED.value, "due_at": due_at, "identity_id": None}
        case Ended(status=status, reason=reason):
            return {"status": status.value, "reason": reason}
        case _Arrived():
            return {"status": Status.SENT.value}


def _prompt_values(result: Result | _Arrived, *, answered: bool) -> dict[str, Any]:
    match result:
        case Sent(at=at, text_version=words):
            # A quick answer may come in before the sender has written that the message went out.
            status = Status.ANSWERED if answered else Status.SENT
            return {"status": status.value, "sent_at": at, "text_version": words}
        case Postponed(due_at=due_at):
            return {"status": Status.PLANNED.value, "due_at": due_at}
        case Ended(status=status, reason=reason):
            return {"status": status.value, "reason": reason}
        case _Arrived(answered_at=answered_at):
            return {"status": Status.ANSWERED.value, "sent_at": answered_at}
