"""Judging the scorecard in chat: kept by quarter, prefilled, compared with the last."""

import pytest

from bot.services.flows.scorecard import week
from bot.services.turn import Turn
from nudges.cards import Form
from nudges.flows.scorecard import QuarterRecord, Value
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, Scene, nairobi, row

AREA_ONE = "scorecard_area:1"
LINK = "https://example.org/plan"


@pytest.fixture
async def coordinator(scene: Scene) -> None:
    await scene.taking_part(row(ADA, is_coordinator="yes"), row(BO))


async def form_of(scene: Scene, area: str = AREA_ONE) -> Form:
    form = (await scene.press(ADA, area)).form
    assert form is not None
    return form


async def judged(scene: Scene, **values: str) -> str:
    """What is shown after area 1 was judged."""
    reply = await scene.submit(ADA, (await form_of(scene)).token, **values)
    assert reply.faults == {}
    return words_of(reply.say[0])


async def stored(scene: Scene) -> list[QuarterRecord]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(QuarterRecord, (await scene.setting()).id)


async def test_an_area_that_is_judged_shows_its_score_and_coverage(scene: Scene, coordinator: None) -> None:
    shown = await judged(scene, i1_1="met", i1_2="unknown")
    assert "Strategic assessments: 100% (coverage 50%)" in shown


async def test_scorecard_and_digest_count_the_same_and_leave_out_what_is_not_scored(
    scene: Scene, coordinator: None
) -> None:
    await judged(scene, i1_1="met", i1_2="partly")
    other = await form_of(scene, "scorecard_area:7")
    shown = words_of((await scene.submit(ADA, other.token, i7_1="met")).say[0])
    assert "75%, from 1 of 6 areas" in shown
    assert "2 of 64 indicators. “Other factors” is shown, not scored or counted." in shown
    async with scene.app.deps.begin() as uow:
        turn = Turn(scene.app.deps, uow, await scene.setting(), scene.clock.now())
        (line,) = await week(turn, nairobi(2, 0), nairobi(9, 0))
    told = scene.app.deps.texts.speaker("en")(line.key, **line.values)
    assert told == "Scorecard 2026-Q1: 2 of 64 indicators judged."


async def test_each_judgement_keeps_who_when_and_its_evidence(scene: Scene, coordinator: None) -> None:
    await judged(scene, i1_1="partly", i1_2="met", evidence=LINK)
    (record,) = await stored(scene)
    one = record.assessments["1.1"]
    ada = await scene.person(ADA)
    assert (one.value, one.assessor_id, one.evidence) == (Value.PARTLY, ada.id, LINK)
    assert str(one.quarter) == "2026-Q1"


async def test_what_was_said_last_quarter_stands_in_the_dialog_and_changes_are_told(
    scene: Scene, coordinator: None
) -> None:
    await judged(scene, i1_1="not_met", i1_2="met")
    scene.clock.move_to(nairobi(2, 10).replace(month=4))
    first = (await form_of(scene)).inputs[0]
    assert getattr(first, "initial", ()) == ("not_met",)
    shown = await judged(scene, i1_1="partly", i1_2="met")
    assert "Since 2026-Q1" in shown
    assert "not met, now partly met" in shown


async def test_only_programmes_may_be_out_of_scope(scene: Scene, coordinator: None) -> None:
    token = (await form_of(scene)).token
    reply = await scene.submit(ADA, token, i1_1="not_relevant", i1_2="met")
    assert set(reply.faults) == {"i1_1"}
    assert await stored(scene) == []


async def test_evidence_is_an_address(scene: Scene, coordinator: None) -> None:
    for address in ("javascript:alert(1)", "https://["):
        reply = await scene.submit(ADA, (await form_of(scene)).token, i1_1="met", evidence=address)
        assert set(reply.faults) == {"evidence"}


async def test_others_neither_see_nor_judge_it(scene: Scene, coordinator: None) -> None:
    assert "coordinator" in words_of((await scene.type(BO, "scorecard")).say[0]).lower()
    forged = await scene.submit(BO, (await form_of(scene)).token, i1_1="met")
    assert "earlier" in words_of(forged.say[0])
    assert await stored(scene) == []


async def test_a_forgotten_assessor_s_judgements_stay_without_the_name(
    scene: Scene, coordinator: None
) -> None:
    await judged(scene, i1_1="met")
    ada = await scene.person(ADA)
    await scene.press(ADA, "forget_me")
    (record,) = await stored(scene)
    assert record.values["1.1"] is Value.MET
    assert ada.id not in str(record)
