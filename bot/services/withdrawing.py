"""Taking back what has not been sent yet."""

from bot.ports.messages import Ended
from bot.ports.storage import UnitOfWork
from nudges.attention import Reason
from nudges.decisions import Status


async def withdraw_open(uow: UnitOfWork, person_id: str, reason: Reason) -> None:
    """Withdraw every prompt of a person that is planned and unasked."""
    planned = await uow.prompts.open_of(person_id)
    unasked = [each for each in planned if each.prompt.kind.unasked]
    await uow.prompts.settle({each.id: Ended(Status.WITHDRAWN, reason.value) for each in unasked}, None)
