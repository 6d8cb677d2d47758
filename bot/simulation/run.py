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
from bot.simulation.behaviour import Colleague
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
    async with open_app(settings, clock=clock, new_id=_ids(rng), messengers=messengers) as app:
        await import_roster(app.deps, invented_roster(order.people, rng), SETTING, app.known, app.homes)
        people = await everybody(app)
        colleagues = {email: Colleague.drawn(rng) for email in people}
        yield World(app, clock, messenger, people, colleagues, rng)


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


def _ids(rng: Random) -> Callable[[], str]:
    """Identifiers from the seed, so that a simulation can be repeated exactly."""
    return lambda: f"{rng.getrandbits(96):024x}"
