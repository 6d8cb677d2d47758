"""Where public posts go: coordinators say so, and one place belongs to one setting."""

import pytest

from bot.services.flows.channels import ADDRESS, NAME, PURPOSES
from nudges.channels import Purpose
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, Scene, row


async def named(scene: Scene, who: str = ADA, **values: str) -> dict[str, str]:
    """Name a channel; the faults, if there are any."""
    given = {ADDRESS: "C024BE91L", NAME: "#joint-work", PURPOSES: Purpose.ANNOUNCEMENTS} | values
    return (await scene.submit(who, "channel_add", **given)).faults


async def purposes(scene: Scene) -> dict[str, set[str]]:
    async with scene.app.deps.begin() as uow:
        found = await uow.channels.of_setting((await scene.setting()).id)
    return {each.name: set(each.purposes) for each in found if each.platform != "local"}


@pytest.fixture
async def coordinator(scene: Scene) -> None:
    await scene.taking_part(row(ADA, is_coordinator="yes", slack_id="T0123:U024BE7LH"), row(BO))


async def test_a_coordinator_names_a_channel_and_what_it_is_for(scene: Scene, coordinator: None) -> None:
    assert await named(scene) == {}
    assert await purposes(scene) == {"joint-work": {Purpose.ANNOUNCEMENTS}}
    assert "#joint-work: announcements" in words_of((await scene.type(ADA, "channels")).say[0])


async def test_naming_it_again_changes_what_it_is_for(scene: Scene, coordinator: None) -> None:
    await named(scene)
    await named(scene, **{PURPOSES: Purpose.SUCCESSES})
    assert await purposes(scene) == {"joint-work": {Purpose.SUCCESSES}}


async def test_it_can_be_taken_away(scene: Scene, coordinator: None) -> None:
    await named(scene)
    card = (await scene.type(ADA, "channels")).say[0]
    remove = next(a.token for group in card.groups for a in group.actions)
    await scene.press(ADA, remove)
    assert await purposes(scene) == {}


async def test_what_is_missing_is_said_at_its_field(scene: Scene, coordinator: None) -> None:
    assert set(await named(scene, **{ADDRESS: " ", PURPOSES: "anything"})) == {ADDRESS, PURPOSES}


async def test_others_cannot_name_channels(scene: Scene, coordinator: None) -> None:
    await named(scene, who=BO)
    assert await purposes(scene) == {}
    assert "coordinator" in words_of((await scene.type(BO, "channels")).say[0]).lower()
