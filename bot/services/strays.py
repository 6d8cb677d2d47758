"""Claims nobody can trace: the account they went to left the roster while they were being sent."""

from datetime import timedelta

from bot.services.deps import Deps

REASON = "the sender stopped midway and the account it wrote to is no longer on record; ask the person"
"""For the operator, who alone decides whether the message is sent again."""


REMEMBERED = timedelta(days=2)
"""Platforms deliver again for a day at most."""


async def forget_deeds(deps: Deps) -> int:
    """Forget what people did so long ago that it is not delivered again."""
    async with deps.begin() as uow:
        before = deps.clock.now() - REMEMBERED
        forgotten = await uow.handled.forget(before) + await uow.links.forget(before)
        await uow.commit()
    return forgotten


async def settle_strays(deps: Deps) -> int:
    """End such claims as unknown once their hold has expired. Returns how many there were."""
    async with deps.begin() as uow:
        settled = await uow.prompts.settle_strays(REASON, deps.clock.now())
        if settled:
            await uow.commit()
    return settled
