"""Writing down what became of deliveries."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import DeliveryRow, PromptRow
from bot.ports.storage import Ended, Postponed, Result, Sent
from nudges.decisions import Status


async def settle(
    session: AsyncSession, results: Mapping[str, Result], condition: ColumnElement[bool]
) -> None:
    """Move deliveries and their prompts on, where the condition still holds for them."""
    for delivery_id, result in results.items():
        changed = await session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery_id, condition)
            .values(token=None, hold_until=None, **_delivery_values(result))
            .returning(DeliveryRow.prompt_id)
            .execution_options(synchronize_session=False)
        )
        prompt_id = changed.scalar_one_or_none()
        if prompt_id is not None:
            await session.execute(
                update(PromptRow)
                .where(PromptRow.id == prompt_id)
                .values(**_prompt_values(result))
                .execution_options(synchronize_session=False)
            )


def _delivery_values(result: Result) -> dict[str, Any]:
    match result:
        case Sent(ref=ref):
            return {
                "status": Status.SENT.value,
                "platform": ref.platform.value,
                "workspace": ref.workspace,
                "conversation": ref.conversation,
                "message": ref.message,
            }
        case Postponed(due_at=due_at):
            return {"status": Status.PLANNED.value, "due_at": due_at}
        case Ended(status=status, reason=reason):
            return {"status": status.value, "reason": reason}


def _prompt_values(result: Result) -> dict[str, Any]:
    match result:
        case Sent(at=at):
            # A quick answer may come in before the sender has written that the message went out.
            answered = (PromptRow.answered_at.is_not(None), Status.ANSWERED.value)
            return {"status": case(answered, else_=Status.SENT.value), "sent_at": at}
        case Postponed(due_at=due_at):
            return {"status": Status.PLANNED.value, "due_at": due_at}
        case Ended(status=status, reason=reason):
            return {"status": status.value, "reason": reason}
