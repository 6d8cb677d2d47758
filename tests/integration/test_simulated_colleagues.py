"""Invented colleagues begin nothing before they said yes."""

from datetime import date, timedelta
from pathlib import Path

from bot.db.schema import upgrade
from bot.settings import load_settings
from bot.simulation.run import Order, simulated
from bot.simulation.world import World
from nudges.flows.introductions.participation import Participation

PEOPLE = 12


async def joined(world: World) -> int:
    async with world.app.deps.begin() as uow:
        [setting] = await uow.settings.all()
        return len(await uow.records.of_setting(Participation, setting.id))


async def test_nobody_begins_anything_before_they_said_yes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'simulation.db'}"
    upgrade(url)
    settings = load_settings(database_url=url, secret_key="simulation", local_chat=True)
    async with simulated(settings, Order(PEOPLE, 1, 3, date(2026, 11, 2))) as world:
        await world.begin("intro", PEOPLE)
        assert await joined(world) == 0
        await world.run_until(world.clock.now() + timedelta(days=3))
        await world.begin("intro", PEOPLE)
        assert 0 < await joined(world) < PEOPLE
