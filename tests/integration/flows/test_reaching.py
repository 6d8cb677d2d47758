"""Whoever writes to a colleague who takes no part hears so at once, with the words to send themselves."""

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from bot.db.tables import RecordRow
from nudges.cards import Form, PersonInput, Reply
from nudges.consent import Consent
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

WAYS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "consult": ("consult_whom:", {"about": "the water plan", "question": "How many wells are open?"}),
    "share": ("share", {"item": "https://maps.example/wells", "terms": "within"}),
    "thank a colleague": ("thanks", {"words": "Your map saved us a day", "way": "private"}),
    "joint step": ("point_new", {"what": "One list of wells", "measure": "One list is used"}),
    "nominate": ("nominate", {"line": "Answered every call"}),
    "acronym": ("acronym", {"term": "TOR", "meaning": "terms of reference", "wrong": "a tower"}),
}


async def an_office(scene: Scene) -> None:
    """Ada takes part; Bo was never asked or stopped, Cleo takes part."""
    relief = {"entity": "Relief Office", "pillar": "Humanitarian"}
    await scene.bring(row(ADA, role_group="R2"), row(BO, **relief), row(CLEO, **relief))
    for each in (ADA, CLEO):
        await scene.type(each, "start")
    scene.clock.move_to(nairobi(2, 10))


async def dialog(scene: Scene, words: str, press: str) -> Form:
    reply = await scene.type(ADA, words)
    if reply.form is None:
        reply = await scene.press(ADA, press)
    assert reply.form is not None
    return reply.form


async def written(scene: Scene, words: str, whom: str = BO) -> Reply:
    press, values = WAYS[words]
    form = await dialog(scene, words, press)
    (field,) = [each.id for each in form.inputs if isinstance(each, PersonInput)]
    return await scene.submit(ADA, form.token, **values, **{field: (await scene.person(whom)).id})


async def kept(scene: Scene) -> int:
    async with scene.app.engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(RecordRow)) or 0


@pytest.mark.parametrize("words", WAYS)
async def test_nothing_is_sent_or_kept_and_the_words_come_back(scene: Scene, words: str) -> None:
    await an_office(scene)
    (card,) = (await written(scene, words)).say
    said = words_of(card)
    assert "Bo does not use Crosspillar here" in said
    assert any(value in said for value in WAYS[words][1].values())
    assert await kept(scene) == 0


@pytest.mark.parametrize("words", WAYS)
async def test_who_takes_part_is_written_to_as_ever(scene: Scene, words: str) -> None:
    await an_office(scene)
    reply = await written(scene, words, CLEO)
    assert not any("does not use" in words_of(each) for each in reply.say)
    assert await kept(scene) == 1


async def test_nobody_can_tell_who_stopped_from_who_was_never_asked(scene: Scene) -> None:
    await an_office(scene)
    never_asked = words_of((await written(scene, "consult")).say[0])
    await scene.type(BO, "start")
    await scene.type(BO, "stop")
    async with scene.app.deps.begin() as uow:
        bo = (await uow.people.by_email([BO]))[BO]
        assert (await uow.looks.consents([bo.id]))[bo.id] is Consent.OPTED_OUT
    assert words_of((await written(scene, "consult")).say[0]) == never_asked


async def test_only_those_who_take_part_are_suggested(scene: Scene) -> None:
    await an_office(scene)
    offered = words_of((await scene.type(ADA, "consult")).say[0])
    assert "Cleo" in offered
    assert "Bo" not in offered


async def test_a_step_for_somebody_who_stopped_is_not_asked_for(scene: Scene) -> None:
    await an_office(scene)
    await written(scene, "joint step", CLEO)
    await scene.run_until(nairobi(3, 17))
    point = scene.post.to(CLEO)[-1]
    await scene.press(CLEO, point.token("letter", last="agree"))
    listed = (await scene.type(ADA, "my joint work")).say[0]
    add = next(a.token for g in listed.groups for a in g.actions if a.token.startswith("step_add"))
    await scene.type(CLEO, "stop")
    form = (await scene.press(ADA, add)).form
    assert form is not None
    before = await kept(scene)
    reply = await scene.submit(ADA, form.token, what="Send the list", by="theirs", day="2026-03-12")
    assert "Cleo does not use Crosspillar here" in words_of(reply.say[0])
    assert await kept(scene) == before


async def test_a_record_of_practice_counts_though_the_other_side_is_not_asked(scene: Scene) -> None:
    await an_office(scene)
    noted = (await scene.type(ADA, "did met")).say[0]
    form = (await scene.press(ADA, noted.actions[0].token)).form
    assert form is not None
    said = await scene.submit(ADA, form.token, colleague=(await scene.person(BO)).id)
    assert "is not asked" in words_of(said.say[0])
    assert await scene.practised(ADA) == [("B8", "self_reported")]
