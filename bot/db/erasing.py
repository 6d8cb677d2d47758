"""Forgetting one person: their rows, and their name wherever another person's rows hold it."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sqlalchemy import ColumnElement, Executable, Text, cast, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import DeliveryRow, HappeningRow, PersonRow, PromptRow, WindowMembersRow
from nudges.attention import Reason
from nudges.decisions import Status
from nudges.events import COUNTERPART_ID

Forget: TypeAlias = Callable[[str], Executable]
"""Makes the statement that deletes what another adapter keeps about an e-mail address."""

_NOBODY = "…"
_THEIRS = ("counterpart", "counterpart_entity", "task", "result", "step", "success")
"""What a message about two people says of the other one, or in their words."""


async def erase_person(session: AsyncSession, person_id: str, also_forget: Sequence[Forget]) -> None:
    """Remove a person in the session's transaction; rows that are theirs go by cascade."""
    person = await session.get(PersonRow, person_id)
    if person is None:
        return
    await _forget_name(session, person_id)
    await _forget_membership(session, person_id)
    for forget in also_forget:
        await session.execute(forget(person.email))
    await session.execute(delete(PersonRow).where(PersonRow.id == person_id))


async def _forget_name(session: AsyncSession, person_id: str) -> None:
    """Colleagues keep their own messages, but no longer with this person's name."""
    await session.execute(delete(HappeningRow).where(_naming(HappeningRow, person_id)))
    prompts = (await session.scalars(select(PromptRow).where(_naming(PromptRow, person_id)))).all()
    for prompt in prompts:
        others = {fact: value for fact, value in prompt.facts.items() if fact != COUNTERPART_ID}
        prompt.facts = {**others, **{fact: _NOBODY for fact in _THEIRS if fact in others}}
    await session.flush()
    await _withdraw(session, [prompt.id for prompt in prompts])


def _naming(table: type[HappeningRow] | type[PromptRow], person_id: str) -> ColumnElement[bool]:
    """By id and in every setting: since it was written the person may have another name, or have moved."""
    counterpart: ColumnElement[str] = table.facts[COUNTERPART_ID].as_string()
    return counterpart == person_id


async def _withdraw(session: AsyncSession, prompt_ids: Sequence[str]) -> None:
    ended = {"status": Status.WITHDRAWN.value, "reason": Reason.LEFT.value}
    planned = (DeliveryRow.prompt_id.in_(prompt_ids), DeliveryRow.status == Status.PLANNED.value)
    unsent = (await session.scalars(select(DeliveryRow.prompt_id).where(*planned))).all()
    await session.execute(update(DeliveryRow).where(*planned).values(**ended))
    await session.execute(update(PromptRow).where(PromptRow.id.in_(unsent)).values(**ended))


async def _forget_membership(session: AsyncSession, person_id: str) -> None:
    """Frozen windows keep their counts: the member stays as a number that names nobody."""
    mentions = cast(WindowMembersRow.members, Text).contains(person_id, autoescape=True)
    for window in await session.scalars(select(WindowMembersRow).where(mentions)):
        window.members = [
            {**member, "person": f"forgotten {place}"} if member["person"] == person_id else member
            for place, member in enumerate(window.members)
        ]
    await session.flush()
