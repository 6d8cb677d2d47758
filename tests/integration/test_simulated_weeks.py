"""The simulation is the soak test: in a few weeks every flow runs in it, and no rule of the budget breaks."""

from datetime import date, timedelta

from bot.services.flows import FLOWS
from bot.settings import load_settings
from bot.simulation.report import result_of
from bot.simulation.run import Order, simulated
from bot.simulation.world import World

ORDER = Order(people=60, weeks=4, seed=7, start=date(2026, 3, 2))
FAULTS_ALONE = {"troubles", "linking"}
"""Flows that nobody begins: no platform fails here, and everybody has one chat."""
EAGER = 20
"""Times as much as usual is begun, so that few people and weeks are enough."""


async def kinds_now(world: World) -> set[str]:
    """The kinds of records that are there at this moment; some are gone again within days."""
    found: set[str] = set()
    async with world.app.deps.begin() as uow:
        for setting in await uow.settings.all():
            for kind in world.app.flows.records.values():
                if await uow.records.of_setting(kind, setting.id):
                    found.add(kind.KIND)
    return found


async def test_every_flow_runs_and_the_budget_holds(sqlite_url: str) -> None:
    settings = load_settings(
        database_url=sqlite_url,
        secret_key="simulated",
        local_chat=True,
        second_approver_above=10,  # posts reach sixty
    )
    seen: set[str] = set()
    async with simulated(settings, ORDER) as world:
        world.eagerness, start = EAGER, world.clock.now()
        for day in range(1, ORDER.weeks * 7):
            await world.run_until(start + timedelta(days=day))
            seen |= await kinds_now(world)
        result = await result_of(world, start, ORDER.weeks, 0.0)
    silent = {flow.name for flow in FLOWS if flow.records and not seen & {kind.KIND for kind in flow.records}}
    assert silent == FAULTS_ALONE
    assert result.audit.breaches == ()
