"""Before something is sent: whose data or view would change it?"""

from nudges.cards import ChoiceInput, Reply, TextInput
from nudges.flows.consultations import Consultation
from nudges.flows.drafts import Draft, State
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi, row


async def three_entities(scene: Scene, role: str = "R5") -> None:
    await scene.taking_part(
        row(ADA, role_group=role),
        row(BO, entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, entity="Police Unit", pillar="Peace"),
    )
    scene.clock.move_to(nairobi(2, 10))


async def start(scene: Scene, *entities: str) -> Reply:
    return await scene.submit(ADA, "draft", about="the water plan", entities=entities)


async def the_draft(scene: Scene) -> Draft:
    async with scene.app.deps.begin() as uow:
        (draft,) = await uow.records.of_setting(Draft, (await scene.setting()).id)
    return draft


async def test_other_entities_are_filled_in_beforehand(scene: Scene) -> None:
    await three_entities(scene)
    offered = (await scene.type(ADA, "before I send this")).say[0]
    form = (await scene.press(ADA, button(offered, "draft_check"))).form
    assert form is not None
    (field,) = [each for each in form.inputs if isinstance(each, ChoiceInput)]
    assert sorted(field.initial) == ["Police Unit", "Relief Office"]


async def test_one_colleague_is_asked_with_a_request_that_is_written_already(scene: Scene) -> None:
    await three_entities(scene)
    card = (await start(scene, "Relief Office")).say[0]
    assert "Bo (Relief Office)" in words_of(card)
    form = (await scene.press(ADA, button(card, "draft_ask"))).form
    assert form is not None
    filled = {each.id: each.initial for each in form.inputs if isinstance(each, TextInput)}
    assert "the water plan" in filled["question"]
    await scene.submit(ADA, form.token, **filled)
    async with scene.app.deps.begin() as uow:
        (asked,) = await uow.records.of_setting(Consultation, (await scene.setting()).id)
    assert asked.about == "the water plan"


async def test_naming_an_entity_is_practised_by_own_word(scene: Scene) -> None:
    await three_entities(scene)
    card = (await start(scene, "Relief Office")).say[0]
    form = (await scene.press(ADA, button(card, "draft_close"))).form
    assert form is not None
    await scene.submit(ADA, form.token, entities=("Relief Office",))
    assert await scene.practised(ADA) == [("B7", "self_reported")]
    again = await scene.submit(ADA, form.token, entities=("Police Unit",))
    assert "earlier" in words_of(again.say[0])


async def test_for_a_senior_leader_it_is_seeking_viewpoints(scene: Scene) -> None:
    await three_entities(scene, role="R1")
    card = (await start(scene, "Relief Office")).say[0]
    token = button(card, "draft_close")
    await scene.submit(ADA, token, entities=("Relief Office",))
    assert await scene.practised(ADA) == [("B4", "self_reported")]


async def test_taking_everybody_out_costs_one_tap_and_is_no_practice(scene: Scene) -> None:
    await three_entities(scene)
    card = (await start(scene)).say[0]
    await scene.press(ADA, button(card, "draft_because"))
    draft = await the_draft(scene)
    assert (draft.state, draft.reason) == (State.SKIPPED, "time")
    assert await scene.practised(ADA) == []


async def test_own_and_invented_entities_do_not_count(scene: Scene) -> None:
    await three_entities(scene)
    await start(scene, "Seed Fund", "Nowhere")
    assert (await the_draft(scene)).state is State.SKIPPED


async def test_a_check_left_open_is_found_again_and_nobody_else_can_close_it(scene: Scene) -> None:
    await three_entities(scene)
    card = (await start(scene, "Relief Office")).say[0]
    token = button(card, "draft_close")
    assert "earlier" in words_of((await scene.press(BO, token)).say[0])
    assert "earlier" in words_of((await scene.submit(BO, token, entities=("Police Unit",))).say[0])
    again = (await scene.type(ADA, "draft")).say[0]
    assert (await scene.press(ADA, button(again, "draft_close"))).form is not None


async def test_empty_and_long_titles_are_said_at_their_field(scene: Scene) -> None:
    await three_entities(scene)
    for about in ("", "x" * 61):
        assert (await scene.submit(ADA, "draft", about=about)).faults.keys() == {"about"}
    assert (await scene.submit(ADA, "draft")).faults.keys() == {"about"}
