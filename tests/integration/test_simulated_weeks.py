"""The simulation is the soak test: in a few weeks every flow of the product must have run in it."""

from datetime import date, timedelta
from pathlib import Path

from bot.services.flows import FLOWS
from bot.settings import load_settings
from bot.simulation.run import Order, simulated
from bot.simulation.world import World

ORDER = Order(people=100, weeks=4, seed=3, start=date(2026, 3, 2))


async def kinds_now(world: World) -> set[str]:
    """The kinds of records that are there at this moment; some are gone again within days."""
    found: set[str] = set()
    async with world.app.deps.begin() as uow:
        for setting in await uow.settings.all():
            for kind in world.app.flows.records.values():
                if await uow.records.of_setting(kind, setting.id):
                    found.add(kind.KIND)
    return found


async def test_every_flow_runs_in_a_few_simulated_weeks(sqlite_url: str) -> None:
    settings = load_settings(database_url=sqlite_url, secret_key="simulated", local_chat=True)
    seen: set[str] = set()
    async with simulated(settings, ORDER) as world:
        world.eagerness = 20
        for day in range(1, ORDER.weeks * 7):
            await world.run_until(world.clock.now().replace(hour=0) + timedelta(days=1))
            seen |= await kinds_now(world)
    silent = [flow.name for flow in FLOWS if flow.records and not seen & {kind.KIND for kind in flow.records}]
    print("SILENT", silent, "MISSING", sorted(world.app.flows.records.keys() - seen))
    assert silent == []
