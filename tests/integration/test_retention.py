"""What is old is forgotten, in portions; what was shown, is going on or is recent stays."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.db.tables import (
    AnswerRow,
    Base,
    DecisionRow,
    DeliveryRow,
    HappeningRow,
    PracticeRow,
    PromptRow,
    ReleaseRow,
)
from bot.services.retaining import PORTION, capped_for_longer
from bot.services.viewing import closed_views
from nudges.candidates import Happening
from nudges.events import EventKind
from nudges.flows.consultations import Consultation, State
from nudges.practice_view import PracticeView
from tests.integration.flows.test_consultations import answer_as_bo, ask_bo, two_entities
from tests.integration.scene import ADA, BO, Scene, nairobi

pytestmark = pytest.mark.each_database

KEPT = timedelta(days=180)
LONG_AFTER = nairobi(30, 9) + KEPT + timedelta(days=30)
ROWS = (AnswerRow, DecisionRow, HappeningRow, PracticeRow, PromptRow)


async def count(scene: Scene, table: type[Base]) -> int:
    async with scene.app.engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def counts(scene: Scene) -> list[int]:
    return [await count(scene, table) for table in ROWS]


async def a_month(scene: Scene) -> None:
    """Ada asks Bo, who answers, and she used it; she notes a meeting. Nobody answers what else comes."""
    await two_entities(scene)
    await ask_bo(scene)
    await scene.type(ADA, "did met")
    await scene.run_until(nairobi(3, 17))
    await answer_as_bo(scene)
    await scene.run_until(nairobi(4, 17))
    await scene.press(ADA, scene.post.to(ADA)[-1].token("letter", last="used"))
    await scene.run_until(nairobi(30, 9))


async def consultations(scene: Scene) -> list[Consultation]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Consultation, (await scene.setting()).id)


async def views(scene: Scene, at: datetime) -> list[PracticeView]:
    async with scene.app.deps.begin() as uow:
        return await closed_views(scene.app.deps, uow, await scene.setting(), at)


async def test_nothing_recent_is_touched(scene: Scene) -> None:
    await a_month(scene)
    before = await counts(scene)
    assert all(before)
    scene.clock.move_to(nairobi(2, 0) + KEPT)
    assert await scene.app.ticks.retention() == 0
    assert await counts(scene) == before


async def test_what_is_old_goes_and_doing_it_again_does_nothing(scene: Scene) -> None:
    await a_month(scene)
    scene.clock.move_to(LONG_AFTER)
    assert await scene.app.ticks.retention() > 0
    answers, decisions, happenings, practices, _ = await counts(scene)
    assert (answers, decisions, happenings, practices) == (0, 0, 0, 0)
    assert await consultations(scene) == []
    assert await scene.app.ticks.retention() == 0


async def test_the_budget_keeps_the_last_messages_without_their_words(scene: Scene) -> None:
    await a_month(scene)
    ada = (await scene.person(ADA)).id
    async with scene.app.deps.begin() as uow:
        before = (await uow.looks.at([ada], LONG_AFTER))[ada].recent
    scene.clock.move_to(LONG_AFTER)
    await scene.app.ticks.retention()
    async with scene.app.deps.begin() as uow:
        assert (await uow.looks.at([ada], LONG_AFTER))[ada].recent == before
    async with scene.app.engine.connect() as connection:
        facts = (await connection.scalars(select(PromptRow.facts))).all()
    assert facts
    assert not any(facts)
    assert await count(scene, PromptRow) == await count(scene, DeliveryRow)


async def test_figures_that_were_shown_stay_and_unshown_ones_are_shown_first(scene: Scene) -> None:
    await a_month(scene)
    scene.clock.move_to(LONG_AFTER)
    await scene.app.ticks.retention()
    shown = await views(scene, LONG_AFTER)
    assert len(shown) == await count(scene, ReleaseRow) > 6
    assert shown[0].window.covers(nairobi(2, 10).date())
    assert await count(scene, PracticeRow) == 0
    assert await views(scene, LONG_AFTER) == shown


async def test_a_button_of_a_forgotten_message_does_no_harm(scene: Scene) -> None:
    await a_month(scene)
    letters = [*scene.post.to(ADA), *scene.post.to(BO)]
    scene.clock.move_to(LONG_AFTER)
    await scene.app.ticks.retention()
    assert await consultations(scene) == []
    for letter in letters:
        for action in letter.card.actions:
            if not action.token.startswith(("stop", "snooze")):
                await scene.press(letter.to, action.token)
    assert await consultations(scene) == []
    assert await count(scene, PracticeRow) == 0


async def test_what_is_still_open_stays(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    (asked,) = await consultations(scene)
    scene.clock.move_to(LONG_AFTER)
    await scene.app.ticks.retention()
    assert await consultations(scene) == [asked]
    assert asked.state is State.ASKED


async def test_many_rows_go_in_portions(scene: Scene) -> None:
    await two_entities(scene)
    ada, setting = (await scene.person(ADA)).id, (await scene.setting()).id
    many = [Happening(f"h{n}", EventKind.ARRIVED, nairobi(2, 9), ada) for n in range(2 * PORTION + 7)]
    recent = Happening("recent", EventKind.ARRIVED, LONG_AFTER - timedelta(days=1), ada)
    async with scene.app.deps.begin() as uow:
        await uow.looks.happened([*many, recent], setting)
        await uow.commit()
    scene.clock.move_to(LONG_AFTER)
    assert await scene.app.ticks.retention() >= len(many)
    async with scene.app.engine.connect() as connection:
        assert (await connection.scalars(select(HappeningRow.id))).all() == ["recent"]


async def test_messages_of_nudges_that_are_capped_for_longer_stay(scene: Scene) -> None:
    kept = capped_for_longer(scene.app.deps.catalogue, KEPT)
    assert "S9-1" in kept, "twice in 365 days"
    assert "S16-2" not in kept
