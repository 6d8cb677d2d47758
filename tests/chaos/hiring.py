"""The people of a run, and where they work."""

from bot.bootstrap import App
from bot.services.rosters import import_roster
from tests.integration.scene import SOUTH, roster, row

ENTITIES = (
    ("Seed Fund", "Development"),
    ("Relief Office", "Humanitarian"),
    ("Peace Mission", "Peace and security"),
)
ROLES = ("R2", "R3", "R3", "R4", "R5")
LEADERS = 6


async def hire(app: App, people: int) -> dict[str, str]:
    """A roster of leaders and staff of three entities; user id by person id."""
    rows = [_person(number) for number in range(people)]
    await import_roster(app.deps, roster(*rows), SOUTH, app.known, app.homes)
    async with app.deps.begin() as uow:
        (setting,) = await uow.settings.all()
        found = await uow.people.of_setting(setting.id)
    return {each.id: _user(each.email) for each in found}


def _person(number: int) -> dict[str, str]:
    entity, pillar = ENTITIES[number % len(ENTITIES)]
    email = f"p{number:03}@example.org"
    return row(
        email,
        entity=entity,
        pillar=pillar,
        role_group="R1" if number < LEADERS else ROLES[number % len(ROLES)],
        slack_id=_user(email),
        is_coordinator="yes" if number == 0 else "no",
    )


def _user(email: str) -> str:
    return f"U{email.partition('@')[0].upper()}"
