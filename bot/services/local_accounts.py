"""Local chat switched on after the import: everybody on a roster gets their account there."""

from bot.services.deps import Deps
from bot.services.rosters import local_identity
from nudges.people import Standing


async def add_local_accounts(deps: Deps) -> int:
    """Add the accounts that are missing. Returns how many people are on the rosters."""
    async with deps.begin() as uow:
        people = [
            person
            for setting in await uow.settings.all()
            for person in await uow.people.of_setting(setting.id)
            if person.standing is Standing.ACTIVE
        ]
        await uow.people.set_identities([local_identity(person.id, person.email) for person in people])
        await uow.commit()
    return len(people)
