"""Sharing an item with another entity: how it may be used, that it arrived, what came of it."""

import pytest

from nudges.cards import Reply
from tests.integration.flows.test_collaboration import found, heard, open_lines, pressed
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

ITEM = "https://example.org/wells-of-the-north"


async def two_entities(scene: Scene, role_group: str = "R5") -> None:
    await scene.taking_part(
        row(ADA),
        row(BO, role_group=role_group, entity="Relief Office", pillar="Humanitarian"),
        row(CLEO),
    )
    scene.clock.move_to(nairobi(2, 10))


async def share(scene: Scene, **changed: str) -> Reply:
    """Ada types ``share`` and sends a link to Bo."""
    form = (await scene.type(ADA, "share")).form
    assert form is not None
    bo = (await scene.person(BO)).id
    return await scene.submit(ADA, form.token, **{"item": ITEM, "colleague": bo, "terms": "quote", **changed})


async def acknowledged(scene: Scene) -> None:
    await share(scene)
    await scene.run_until(nairobi(3, 17))
    await scene.press(BO, found(scene, BO, ITEM).token("letter", last="received"))


async def test_the_receiver_reads_how_it_may_be_used_and_acknowledges_with_one_tap(scene: Scene) -> None:
    await two_entities(scene)
    await share(scene)
    await scene.run_until(nairobi(3, 17))
    letter = found(scene, BO, ITEM)
    assert "It may be passed on, with its source." in words_of(letter.card)
    assert {"letter", "snooze", "stop"} <= letter.names
    assert await scene.practised(ADA) == []
    await scene.press(BO, letter.token("letter", last="received"))
    assert await scene.practised(ADA) == [("B9", "confirmed")]


@pytest.mark.parametrize(("role_group", "behaviour"), [("R5", "B7"), ("R1", "B4")])
async def test_two_weeks_later_the_receiver_is_asked_and_the_sender_hears(
    scene: Scene, role_group: str, behaviour: str
) -> None:
    await two_entities(scene, role_group)
    await acknowledged(scene)
    await scene.run_until(nairobi(5, 17))
    assert heard(scene, BO, "Was it useful?") == 0
    scene.clock.move_to(nairobi(17, 18))
    await scene.run_until(nairobi(20, 17))
    asked = found(scene, BO, "Was it useful?")
    await scene.press(BO, asked.token("answer", last="used"))
    assert (behaviour, "confirmed") in await scene.practised(BO)
    await scene.run_until(nairobi(23, 17))
    assert "It was used." in words_of(found(scene, ADA, "What came of what you shared").card)


async def test_not_used_needs_no_reason_and_is_told_once(scene: Scene) -> None:
    await two_entities(scene)
    await acknowledged(scene)
    lines = await open_lines(scene, BO)
    await scene.press(BO, pressed(lines, "share_not_used"))
    again = await scene.press(BO, pressed(lines, "share_used"))
    assert "earlier" in words_of(again.say[0])
    await scene.run_until(nairobi(6, 17))
    assert heard(scene, ADA, "It was not used this time.") == 1
    assert await scene.practised(BO) == []


async def test_who_leaves_it_is_told_of_to_nobody(scene: Scene) -> None:
    await two_entities(scene)
    await share(scene)
    await scene.run_until(nairobi(3, 17))
    await scene.press(BO, found(scene, BO, ITEM).token("letter", last="pass"))
    before = len(scene.post.to(ADA))
    await scene.run_until(nairobi(28, 17))
    assert not any("Bo" in words_of(each.card) for each in scene.post.to(ADA)[before:])
    assert await scene.practised(ADA) == []


async def test_only_another_entity_and_only_with_a_word_on_its_use(scene: Scene) -> None:
    await two_entities(scene)
    cleo = (await scene.person(CLEO)).id
    assert (await share(scene, colleague=cleo)).faults.keys() == {"colleague"}
    assert (await share(scene, item="", terms="anything")).faults.keys() == {"item", "terms"}
    assert (await scene.submit(ADA, "share")).faults.keys() == {"item", "terms", "colleague"}


async def test_nobody_but_the_receiver_can_acknowledge_it(scene: Scene) -> None:
    await two_entities(scene)
    await share(scene)
    token = pressed(await open_lines(scene, BO), "share_received")
    for other in (ADA, CLEO):
        assert "earlier" in words_of((await scene.press(other, token)).say[0])
    assert await scene.practised(ADA) == []


async def test_what_was_shared_without_the_flow_is_noted_by_ones_own_word(scene: Scene) -> None:
    await two_entities(scene)
    for _ in range(2):
        await scene.press(BO, "share_used:")
    assert await scene.practised(BO) == [("B7", "self_reported")]


async def test_forgetting_takes_the_item_back(scene: Scene) -> None:
    await two_entities(scene)
    await share(scene)
    await scene.type(ADA, "forget me")
    await scene.press(ADA, "forget_me")
    await scene.run_until(nairobi(9, 17))
    assert heard(scene, BO, ITEM) == 0
    assert await open_lines(scene, BO) == ()
