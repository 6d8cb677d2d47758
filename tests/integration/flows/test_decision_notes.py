"""Three lines for everybody, and whether they were clear."""

import pytest

from nudges.cards import Reply
from nudges.channels import Channel
from nudges.flows.decision_notes import Clearness, DecisionNote
from nudges.people import Platform
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi, row

NOTE = {
    "decided": "One fleet for both compounds",
    "changes": "Cars are requested with one form",
    "ask": "The fleet office",
    "when": "2026-03-02",
    "clearness": "ask",
}
READERS = tuple(f"reader{n}@example.org" for n in range(10))


async def a_leader(scene: Scene) -> None:
    await scene.taking_part(row(ADA, role_group="R1"), row(BO), row(CLEO), *map(row, READERS))
    scene.clock.move_to(nairobi(2, 10))
    setting = await scene.setting()
    async with scene.app.deps.begin() as uow:
        await uow.channels.save(Channel("room", setting.id, Platform.LOCAL, "local", setting.id, "All"))
        await uow.commit()


async def post(scene: Scene, who: str = ADA, **fields: str) -> Reply:
    return await scene.submit(who, "decision_note:", **(NOTE | fields))


def posted(scene: Scene, title: str) -> list[Letter]:
    return [each for each in scene.post.letters if each.card.title == title]


async def test_a_leader_tells_everybody_in_three_lines(scene: Scene) -> None:
    await a_leader(scene)
    offered = (await scene.type(ADA, "decided")).say[0]
    form = (await scene.press(ADA, button(offered, "decision_write"))).form
    assert form is not None
    await scene.submit(ADA, form.token, key="once", **NOTE)
    await scene.submit(ADA, form.token, key="once", **NOTE)
    await scene.run_until(nairobi(2, 12))
    (note,) = posted(scene, "A decision in three lines")
    shown = words_of(note.card)
    assert all(NOTE[part] in shown for part in ("decided", "changes", "ask"))
    assert await scene.practised(ADA) == [("B3", "confirmed")]


@pytest.mark.parametrize(("day", "practised"), [("2026-02-27", True), ("2026-02-24", False)])
async def test_a_late_note_is_posted_and_is_no_practice(scene: Scene, day: str, practised: bool) -> None:
    await a_leader(scene)
    await post(scene, when=day)
    await scene.run_until(nairobi(2, 12))
    assert len(posted(scene, "A decision in three lines")) == 1
    assert bool(await scene.practised(ADA)) is practised


@pytest.mark.parametrize(
    "fields", [{"decided": ""}, {"changes": "x" * 201}, {"when": "2027-01-01"}, {"clearness": "maybe"}]
)
async def test_what_does_not_fit_is_said_at_its_field(scene: Scene, fields: dict[str, str]) -> None:
    await a_leader(scene)
    assert (await post(scene, **fields)).faults.keys() == fields.keys()
    await scene.run_until(nairobi(2, 12))
    assert posted(scene, "A decision in three lines") == []


async def test_others_are_told_kindly_whose_it_is(scene: Scene) -> None:
    await a_leader(scene)
    reply = (await scene.type(BO, "decided")).say[0]
    assert not reply.actions
    assert "card" in words_of(reply)
    await post(scene, BO)
    await scene.run_until(nairobi(2, 12))
    assert posted(scene, "A decision in three lines") == []


async def answers(scene: Scene, *said: str) -> str:
    """What the leader is told after these readers tapped."""
    await a_leader(scene)
    await post(scene)
    await scene.run_until(nairobi(3, 11))
    (poll,) = posted(scene, "Was this clear?")
    for who, answer in zip((BO, CLEO, *READERS), said, strict=False):
        await scene.press(who, poll.token("letter", last=answer))
        await scene.press(who, poll.token("letter", last=answer))
    await scene.run_until(nairobi(9, 17))
    (result,) = [each for each in scene.post.to(ADA) if each.card.title == "Was your note clear?"]
    return words_of(result.card)


async def test_too_few_answers_are_not_shown(scene: Scene) -> None:
    told = await answers(scene, "yes", "no")
    assert f"Fewer than {scene.app.deps.group_size} answered" in told
    async with scene.app.deps.begin() as uow:
        assert await uow.records.of_setting(Clearness, (await scene.setting()).id) == []


async def test_enough_answers_are_counted_for_the_leader_alone(scene: Scene) -> None:
    told = await answers(scene, *["yes"] * 7, "no", "no", "not_for_me")
    assert "Clear: 7. Not clear: 2. Not for them: 1." in told


async def test_nobody_is_asked_where_the_leader_does_not_want_it(scene: Scene) -> None:
    await a_leader(scene)
    await post(scene, clearness="not")
    await scene.run_until(nairobi(6, 17))
    assert posted(scene, "Was this clear?") == []


async def test_a_marked_decision_comes_back_as_a_nudge_that_leads_to_its_note(scene: Scene) -> None:
    await a_leader(scene)
    offered = (await scene.type(ADA, "decided")).say[0]
    await scene.press(ADA, button(offered, "decision_later"))
    await scene.run_until(nairobi(6, 17))
    (nudge,) = [each for each in scene.post.to(ADA) if each.card.title == "Three lines for all staff"]
    form = (await scene.press(ADA, nudge.token("answer", last="soon"))).form
    assert form is not None
    await scene.submit(ADA, form.token, **(NOTE | {"when": "2026-03-02"}))
    async with scene.app.deps.begin() as uow:
        (note,) = await uow.records.of_setting(DecisionNote, (await scene.setting()).id)
    assert note.lines is not None


async def test_forgetting_takes_the_note_and_its_post_along(scene: Scene) -> None:
    await a_leader(scene)
    await post(scene)
    await scene.type(ADA, "forget me")
    await scene.press(ADA, "forget_me")
    await scene.run_until(nairobi(4, 17))
    assert posted(scene, "A decision in three lines") == []
