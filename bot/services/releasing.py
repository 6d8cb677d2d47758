"""The release tick: show each closed window once, as it stands when it closes."""

from bot.services.deps import Deps
from bot.services.viewing import release_due


async def release_closed(deps: Deps) -> int:
    """Release every closed window that is not yet. Returns how many windows are released in all."""
    async with deps.begin() as uow:
        settings = await uow.settings.all()
    total = 0
    for setting in settings:
        async with deps.begin() as uow:
            total += len(await release_due(deps, uow, setting, deps.clock.now()))
            await uow.commit()
    return total
