"""The flows' tick: one that breaks, a setting at rest, and what neither may do to the others."""

from dataclasses import replace

import pytest

from bot.services.flow import Flow, Flows
from bot.services.turn import Turn
from bot.services.waking import run_daily
from nudges.flows.reflection.readings import Objective
from tests.integration.scene import ADA, SOUTH, Scene, row

pytestmark = pytest.mark.each_database


class Ran:
    """A flow that only notes in which settings it ran."""

    def __init__(self) -> None:
        self.settings: list[str] = []

    async def daily(self, turn: Turn) -> None:
        self.settings.append(turn.setting.name)

    def flow(self, name: str) -> Flow:
        return Flow(name=name, daily=self.daily)


class Keeps:
    """A flow that keeps a new record whenever it runs."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def daily(self, turn: Turn) -> None:
        (author, *_) = await turn.colleagues()
        await turn.keep(Objective(turn.deps.new_id(), turn.setting.id, author, self.name, turn.now))

    @property
    def flow(self) -> Flow:
        return Flow(name=self.name, daily=self.daily)


async def kept(scene: Scene) -> list[str]:
    async with scene.app.deps.begin() as uow:
        return [each.words for each in await uow.records.of_setting(Objective, (await scene.setting()).id)]


async def breaks(turn: Turn) -> None:
    raise RuntimeError("no such thing")


async def test_a_flow_that_breaks_does_not_keep_the_others_from_running(scene: Scene) -> None:
    await scene.bring(row(ADA))
    flows = Flows([Keeps("before").flow, Flow(name="broken", daily=breaks), Keeps("after").flow])
    with pytest.raises(ExceptionGroup, match="some flows did not run") as caught:
        await run_daily(scene.app.deps, flows)
    assert sorted(await kept(scene)) == ["after", "before"]
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
