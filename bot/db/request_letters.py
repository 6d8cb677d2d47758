"""What became of letters in which one colleague asks another something."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import HappeningRow, PromptRow, RecordPersonRow
from nudges.events import EventKind
from nudges.requests import Request

# The people of a record lead to its letters: the facts themselves have no index.
_PEOPLE = select(RecordPersonRow.person_id).where(RecordPersonRow.record_id == bindparam("record_id"))
_REQUESTS = (
    select(HappeningRow.at, func.min(PromptRow.sent_at))
    .outerjoin(
        PromptRow,
        (PromptRow.person_id == HappeningRow.person_id) & (PromptRow.cause == HappeningRow.id),
    )
    .where(
        HappeningRow.person_id.in_(_PEOPLE),
        HappeningRow.kind == EventKind.LETTER_WAITING.value,
        HappeningRow.facts["record"].as_string() == bindparam("record_id"),
        HappeningRow.facts["letter"].as_string() == bindparam("letter_id"),
    )
    .group_by(HappeningRow.id, HappeningRow.at)
)


async def requests_about(session: AsyncSession, record_id: str, letter_id: str) -> list[Request]:
    rows = await session.execute(_REQUESTS, {"record_id": record_id, "letter_id": letter_id})
    return [Request(*row) for row in rows]
