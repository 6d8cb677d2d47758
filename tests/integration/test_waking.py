"""The flows' tick: one that breaks, a setting at rest, and what neither may do to the others."""

from dataclasses import replace

import pytest

from bot.services.flow import Flow, Flows
from bot.services.turn import Turn
from bot.services.waking import run_daily
from tests.integration.scene import ADA, SOUTH, Scene, row


class Ran:
    """A flow that only notes in which settings it ran."""

    def __init__(self) -> None:
        self.settings: list[str] = []

    async def daily(self, turn: Turn) -> None:
        self.settings.append(turn.setting.name)

    def flow(self, name: str) -> Flow:
        return Flow(name=name, daily=self.daily)


async def breaks(turn: Turn) -> None:
    raise RuntimeError("no such thing")


async def test_a_flow_that_breaks_does_not_keep_the_others_from_running(scene: Scene) -> None:
    await scene.bring(row(ADA))
    ran = Ran()
    flows = Flows([Flow(name="broken", daily=breaks), ran.flow("whole")])
    with pytest.raises(ExceptionGroup, match="some flows did not run") as caught:
        await run_daily(scene.app.deps, flows)
    assert ran.settings == [SOUTH]
    [error] = caught.value.exceptions
    assert "broken" in error.__notes__[0]


async def test_a_setting_at_rest_is_left_alone(scene: Scene) -> None:
    await scene.bring(row(ADA))
    ran = Ran()
    async with scene.app.deps.begin() as uow:
        setting = await uow.settings.named(SOUTH)
        assert setting is not None
        await uow.settings.save(replace(setting, paused_since=scene.clock.now()))
        await uow.commit()
    assert await run_daily(scene.app.deps, Flows([ran.flow("whole")])) == 0
    assert ran.settings == []
