"""Without a trial every part is as designed and nothing is drawn; with one it may be left out."""

from dataclasses import replace

from sqlalchemy import select

from bot.db.tables import DecisionRow
from bot.services.front_desk import FrontDeskService
from nudges.cards import ChoiceInput
from nudges.parts import SLOTS, Trial
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row


async def an_office(scene: Scene) -> None:
    await scene.taking_part(
        row(ADA, role_group="R2"),
        row(BO, entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, entity="Rights Office", pillar="Human Rights"),
    )
    scene.clock.move_to(nairobi(2, 10))


def under(scene: Scene, probability: float) -> Scene:
    """The same deployment with a trial of parts."""
    app = scene.app
    deps = replace(app.deps, trial=Trial(app.deps.planner.draw, probability))
    return replace(scene, app=replace(app, desk=FrontDeskService(deps, app.digests.card, app.flows)))


async def stored(scene: Scene) -> list[tuple[str, str, str]]:
    """(slot, outcome, nudge) of every decision about a part."""
    slots = [slot.value for slot in SLOTS.values()]
    query = select(DecisionRow.slot, DecisionRow.outcome, DecisionRow.nudge).where(
        DecisionRow.slot.in_(slots)
    )
    async with scene.app.engine.connect() as connection:
        return sorted(
            (slot, outcome, nudge or "") for slot, outcome, nudge in await connection.execute(query)
        )


async def ticked(scene: Scene) -> tuple[str, ...]:
    form = (await scene.press(ADA, "draft_check")).form
    assert form is not None
    (field,) = [each for each in form.inputs if isinstance(each, ChoiceInput)]
    assert len(field.options) == 2
    assert bool(form.intro) == bool(field.initial)
    return field.initial


async def joint_step(scene: Scene) -> int:
    """How many cards answer it."""
    bo = (await scene.person(BO)).id
    form = (await scene.type(ADA, "joint step")).form
    assert form is not None
    values = {"colleague": bo, "what": "One list of wells", "measure": "It is used"}
    return len((await scene.submit(ADA, form.token, **values)).say)


async def test_without_a_trial_all_is_as_designed_and_nothing_is_drawn(scene: Scene) -> None:
    await an_office(scene)
    assert await ticked(scene)
    assert await joint_step(scene) == 2
    assert await ticked(under(scene, 1.0))
    assert await stored(scene) == []


async def test_what_a_trial_leaves_out_is_written_down_once_a_day(scene: Scene) -> None:
    await an_office(scene)
    trial = under(scene, 0.0)
    assert await ticked(trial) == await ticked(trial) == ()
    assert await joint_step(trial) == 1
    held = [("plan_offer", "held", "S6-3"), ("preselection", "held", "S5-2")]
    assert await stored(scene) == held
    async with scene.app.deps.begin() as uow:
        counts = await uow.reports.week((await scene.setting()).id, nairobi(1, 0), nairobi(8, 0))
    assert "held" not in counts.held, "no message was held"


async def test_suggestions_stand_the_other_way_round(scene: Scene) -> None:
    await an_office(scene)
    plain = [each.label for each in (await scene.type(ADA, "consult")).say[0].actions]
    turned = (await under(scene, 0.0).type(ADA, "consult")).say[0]
    assert [each.label for each in turned.actions] == [*plain[:-1][::-1], plain[-1]]
    assert all(name in words_of(turned) for name in ("Bo", "Cleo"))
    assert await stored(scene) == [("order", "held", "S5-1")]


async def test_what_rests_in_the_setting_is_left_out_and_nothing_is_drawn(scene: Scene) -> None:
    await an_office(scene)
    assert await joint_step(scene) == 2
    await scene.switch_off("S5-2", "S6-3")
    assert await ticked(scene) == ()
    assert await joint_step(scene) == 1
    assert await stored(under(scene, 1.0)) == []
