"""``crosspillar simulate``: weeks of the real engine in minutes, and a check of every rule."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.services.rosters import import_roster
from bot.settings import Settings
from bot.simulation.habits import InventedCalendars
from bot.simulation.invention import invented_roster
from bot.simulation.world import OverheardMessenger, UnreadMessenger, World
from nudges.people import Person, Platform

SETTING = "Simulated setting"


@dataclass(frozen=True, slots=True)
class Order:
    """What to simulate: so many people for so many weeks from a Monday on, from one seed."""

    people: int
    weeks: int
    seed: int
    start: date


@asynccontextmanager
async def simulated(settings: Settings, order: Order) -> AsyncIterator[World]:
    """A world at its beginning: the roster is in, nobody was written to yet."""
    rng = Random(order.seed)
    clock = VirtualClock(datetime.combine(order.start, time(), UTC))
    messenger = OverheardMessenger(UnreadMessenger())
    messengers = {Platform.LOCAL: messenger}
    calendars = InventedCalendars()
    async with open_app(
        settings, clock=clock, new_id=seeded_ids(rng), messengers=messengers, calendar_reader=calendars
    ) as app:
        await _refuse_real_people(app)
        await import_roster(app.deps, invented_roster(order.people, rng), SETTING, app.known, app.homes)
        world = World(app, clock, messenger, rng)
        people = await everybody(app)
        calendars.people = tuple(people.values())
        world.join(people)
        yield world


async def _refuse_real_people(app: App) -> None:
    """A virtual clock in a database in use would answer for its people and spend their attention."""
    async with app.deps.begin() as uow:
        if await uow.settings.all():
            raise ValueError("this database is in use; a simulation needs an empty one of its own")


async def everybody(app: App) -> dict[str, Person]:
    """Everyone in the database by e-mail address, which is their user id in the local chat."""
    async with app.deps.begin() as uow:
        return {
            person.email: person
            for setting in await uow.settings.all()
            for person in await uow.people.of_setting(setting.id)
        }


async def run(world: World, order: Order, progress: Callable[[int], None]) -> None:
    """Let the weeks pass; ``progress`` hears how many are over."""
    start = world.clock.now()
    for week in range(1, order.weeks + 1):
        await world.run_until(start + timedelta(weeks=week))
        progress(week)


def seeded_ids(rng: Random) -> Callable[[], str]:
    """Identifiers from the seed, so that a simulation can be repeated exactly."""
    return lambda: f"{rng.getrandbits(96):024x}"
