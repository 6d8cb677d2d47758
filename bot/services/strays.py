"""Claims nobody can trace: the account they went to left the roster while they were being sent."""

from bot.services.deps import Deps

REASON = "the sender stopped midway and the account it wrote to is no longer on record; ask the person"
"""For the operator, who alone decides whether the message is sent again."""


async def settle_strays(deps: Deps) -> int:
    """End such claims as unknown once their hold has expired. Returns how many there were."""
    async with deps.begin() as uow:
        settled = await uow.prompts.settle_strays(REASON, deps.clock.now())
        if settled:
            await uow.commit()
    return settled
