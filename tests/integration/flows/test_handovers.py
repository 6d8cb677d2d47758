"""Names for whoever comes next, kept until they are here."""

from nudges.cards import Reply
from nudges.flows.handovers import Handover, State
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi, row

DAN = "dan@example.org"
RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}


async def leaving(scene: Scene) -> None:
    await scene.taking_part(row(ADA), row(BO, **RELIEF), row(CLEO, **RELIEF, role_group="R2"))
    scene.clock.move_to(nairobi(2, 10))


async def leave_names(scene: Scene, successor: str = "") -> Reply:
    bo, cleo = await scene.person(BO), await scene.person(CLEO)
    offered = (await scene.type(ADA, "handover")).say[0]
    form = (await scene.press(ADA, button(offered, "handover_names"))).form
    assert form is not None
    return await scene.submit(ADA, form.token, name_1=bo.id, name_2=cleo.id, successor=successor)


async def dan_arrives(scene: Scene, **cells: str) -> None:
    scene.clock.move_to(nairobi(4, 10))
    await scene.bring(row(ADA), row(BO, **RELIEF), row(CLEO, **RELIEF, role_group="R2"), row(DAN, **cells))
    await scene.type(DAN, "start")


async def the_handover(scene: Scene) -> Handover:
    async with scene.app.deps.begin() as uow:
        (found,) = await uow.records.of_setting(Handover, (await scene.setting()).id)
    return found


def told(scene: Scene, who: str, title: str) -> list[str]:
    return [words_of(each.card) for each in scene.post.to(who) if each.card.title == title]


async def test_names_wait_for_the_next_of_the_same_entity_and_role(scene: Scene) -> None:
    await leaving(scene)
    await leave_names(scene)
    await scene.run_until(nairobi(3, 17))
    assert (await the_handover(scene)).state is State.WAITING
    await dan_arrives(scene)
    await scene.run_until(nairobi(12, 17))
    (letter,) = told(scene, DAN, "Names from your predecessor")
    assert "Ada (Seed Fund)" in letter
    assert "Bo (Relief Office) · Cleo (Relief Office)" in letter
    for who in (BO, CLEO):
        (hello,) = told(scene, who, "A new counterpart")
        assert "Dan (Seed Fund)" in hello


async def test_after_a_fortnight_the_successor_says_how_many_they_met(scene: Scene) -> None:
    await leaving(scene)
    await leave_names(scene)
    await dan_arrives(scene)
    await scene.run_until(nairobi(17, 17))
    for each in scene.post.to(DAN):  # somebody who never answers hears less and less
        for token in [a.token for a in each.card.actions if a.token.startswith(("answer", "checkin"))][-1:]:
            await scene.press(DAN, token)
    await scene.run_until(nairobi(30, 17))
    (asked,) = [each for each in scene.post.to(DAN) if each.card.title == "How many have you met?"]
    await scene.press(DAN, asked.token("letter", last="2"))
    assert await scene.practised(DAN) == [("B8", "self_reported")]
    again = await scene.press(DAN, asked.token("letter", last="3"))
    assert "earlier" in words_of(again.say[0])


async def test_somebody_of_another_role_is_not_taken_for_the_successor(scene: Scene) -> None:
    await leaving(scene)
    await leave_names(scene)
    await dan_arrives(scene, role_group="R2")
    await scene.run_until(nairobi(6, 17))
    assert (await the_handover(scene)).state is State.WAITING


async def test_a_successor_named_by_address_is_known_when_they_come(scene: Scene) -> None:
    await leaving(scene)
    await leave_names(scene, successor="Dan@example.org")
    assert DAN not in repr(await the_handover(scene))
    await dan_arrives(scene, role_group="R2")
    await scene.run_until(nairobi(6, 17))
    assert (await the_handover(scene)).state is State.INTRODUCED


async def test_a_successor_who_is_here_is_introduced_at_once(scene: Scene) -> None:
    await leaving(scene)
    await dan_arrives(scene)
    await leave_names(scene, successor="Dan")
    assert (await the_handover(scene)).state is State.INTRODUCED


async def test_whom_nothing_reaches_is_named_so_that_they_hear_of_it_otherwise(scene: Scene) -> None:
    await leaving(scene)
    await dan_arrives(scene)
    for each in (DAN, CLEO):
        await scene.type(each, "stop")
    kept = words_of((await leave_names(scene, successor="Dan")).say[0])
    assert "please tell them yourself: Dan, Cleo." in kept


async def test_only_colleagues_of_other_entities_can_be_named(scene: Scene) -> None:
    await leaving(scene)
    ada = await scene.person(ADA)
    for names in ({}, {"name_1": ada.id}, {"name_1": "nobody"}):
        assert "name_1" in (await scene.submit(ADA, "handover", **names)).faults
    bo = await scene.person(BO)
    faults = (await scene.submit(ADA, "handover", name_1=bo.id, successor="Bo")).faults
    assert faults.keys() == {"successor"}


async def test_a_named_colleague_who_is_forgotten_is_named_no_more(scene: Scene) -> None:
    await leaving(scene)
    await leave_names(scene)
    await scene.type(BO, "forget me")
    await scene.press(BO, "forget_me")
    await dan_arrives(scene)
    await scene.run_until(nairobi(12, 17))
    (letter,) = told(scene, DAN, "Names from your predecessor")
    assert "Bo" not in letter
