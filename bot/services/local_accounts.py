"""Local chat switched on after the import: everybody on a roster gets their account there."""

from bot.services.deps import Deps
from bot.services.homes import local_identity


async def add_local_accounts(deps: Deps) -> int:
    """Add the accounts that are missing. Returns how many people are on the rosters."""
    async with deps.begin() as uow:
        people = await uow.people.active()
        known = {each.id for each in await uow.people.identities([person.id for person in people])}
        accounts = [local_identity(person.id, person.email) for person in people]
        await uow.people.set_identities([each for each in accounts if each.id not in known])
        await uow.commit()
    return len(people)
