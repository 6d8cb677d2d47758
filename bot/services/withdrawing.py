"""Taking back what has not been sent yet."""

from collections.abc import Collection

from bot.ports.messages import Ended
from bot.ports.storage import UnitOfWork
from nudges.attention import Reason
from nudges.decisions import Status

PORTION = 500
"""Messages of one statement."""


async def withdraw_open(uow: UnitOfWork, person_id: str, reason: Reason) -> None:
    """Withdraw every prompt of a person that is planned and unasked."""
    planned = await uow.prompts.open_of(person_id)
    unasked = [each for each in planned if each.prompt.kind.unasked]
    await uow.prompts.settle({each.id: Ended(Status.WITHDRAWN, reason.value) for each in unasked}, None)


async def withdraw_nudge(uow: UnitOfWork, setting_id: str, nudge: str, reason: Reason) -> None:
    """Withdraw whatever is planned of a nudge in a setting."""
    while planned := await uow.prompts.open_with(setting_id, nudge, PORTION):
        await uow.prompts.settle({each.id: Ended(Status.WITHDRAWN, reason.value) for each in planned}, None)


async def take_back_events(
    uow: UnitOfWork, person_id: str, happening_ids: Collection[str], reason: Reason
) -> None:
    """Forget events of a person that will not happen after all, and withdraw what they brought up."""
    await uow.looks.take_back(happening_ids)
    planned = await uow.prompts.open_of(person_id)
    # A cause is an event's id, and after a plus sign the days that were waited.
    moot = [each for each in planned if each.prompt.cause.partition("+")[0] in happening_ids]
    await uow.prompts.settle({each.id: Ended(Status.WITHDRAWN, reason.value) for each in moot}, None)
