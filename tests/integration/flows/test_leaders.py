"""Senior leaders' protected half hours, first months and rehearsals."""

from datetime import timedelta

from bot.services.flows.leaders.beginning import WHAT
from bot.services.flows.leaders.half_hour import LINE, WEEKDAY
from bot.services.flows.leaders.rehearsing import DAY, OBJECTION, THEN
from bot.services.flows.moments import HOUR
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

LEA = "lea@example.org"


async def an_office(scene: Scene) -> None:
    await scene.taking_part(
        row(LEA, role_group="R1", entity="Relief Office", pillar="Humanitarian"),
        row(ADA, role_group="R2", is_coordinator="yes"),
        row(BO, entity="Blue Line", pillar="Peace"),
        row(CLEO),
    )
    await scene.run_until(nairobi(3, 10))


async def protected(scene: Scene) -> None:
    await an_office(scene)
    form = (await scene.type(LEA, "half hour")).form
    assert form is not None
    await scene.submit(LEA, form.token, **{WEEKDAY: "3", HOUR: "11.30"})


def titled(scene: Scene, who: str, title: str) -> list[Letter]:
    return [each for each in scene.post.to(who) if each.card.title == title]


async def test_the_half_hour_comes_weekly_at_its_time_and_counts_on_when_done(scene: Scene) -> None:
    await protected(scene)
    await scene.run_until(nairobi(5, 11, 25))
    assert not titled(scene, LEA, "Your half hour")
    await scene.run_until(nairobi(5, 11, 40))
    (first,) = titled(scene, LEA, "Your half hour")
    assert "Time 1 of 8. Call one head of another entity" in words_of(first.card)
    await scene.press(LEA, first.token("letter", last="done"))
    again = await scene.press(LEA, first.token("letter", last="done"))
    assert "earlier" in words_of(again.say[0])
    await scene.run_until(nairobi(12, 11, 40))
    assert "Time 2 of 8" in words_of(titled(scene, LEA, "Your half hour")[-1].card)
    assert await scene.practised(LEA) == [("B4", "self_reported")]


async def test_what_is_not_done_comes_again_and_is_no_practice(scene: Scene) -> None:
    await protected(scene)
    await scene.run_until(nairobi(5, 12))
    await scene.press(LEA, titled(scene, LEA, "Your half hour")[0].token("letter", last="not_now"))
    await scene.run_until(nairobi(12, 12))
    assert "Time 1 of 8" in words_of(titled(scene, LEA, "Your half hour")[-1].card)
    assert await scene.practised(LEA) == []


async def test_a_line_for_oneself_is_kept_nowhere(scene: Scene) -> None:
    await protected(scene)
    await scene.run_until(nairobi(5, 12))
    done = await scene.press(LEA, titled(scene, LEA, "Your half hour")[0].token("letter", last="done"))
    form = (await scene.press(LEA, done.say[0].actions[0].token)).form
    assert form is not None
    reply = await scene.submit(LEA, form.token, **{LINE: "I had not known that"})
    assert "not kept" in words_of(reply.say[0])
    async with scene.app.deps.begin() as uow:
        document = await uow.people.export((await scene.person(LEA)).id)
    assert "I had not known that" not in str(document)


async def test_a_moved_half_hour_comes_at_the_new_time_only_and_a_stopped_one_never(scene: Scene) -> None:
    await protected(scene)
    await scene.submit(LEA, "half_hour", **{WEEKDAY: "4", HOUR: "15.00"})
    await scene.run_until(nairobi(6, 15, 10))
    (only,) = titled(scene, LEA, "Your half hour")
    await scene.press(LEA, only.token("letter", last="stop"))
    await scene.run_until(nairobi(30, 12))
    assert len(titled(scene, LEA, "Your half hour")) == 1


async def test_only_senior_leaders_protect_and_rehearse(scene: Scene) -> None:
    await an_office(scene)
    for words in ("half hour", "arrival", "rehearse"):
        assert "senior leaders" in words_of((await scene.type(BO, words)).say[0])
    forged = await scene.submit(BO, "half_hour", **{WEEKDAY: "3", HOUR: "11.30"})
    assert "earlier" in words_of(forged.say[0])
    assert HOUR in (await scene.submit(LEA, "half_hour", **{WEEKDAY: "3", HOUR: "03.00"})).faults


async def test_two_people_of_each_pillar_are_listed_and_hearing_all_pillars_is_practice(
    scene: Scene,
) -> None:
    await an_office(scene)
    (card,) = (await scene.type(LEA, "first month")).say
    assert "Development: Ada (Seed Fund), Cleo (Seed Fund)" in words_of(card)
    assert "Peace: Bo (Blue Line)" in words_of(card)
    taps = {action.label: action.token for group in card.groups for action in group.actions}
    after = await scene.press(LEA, taps["Heard Ada"])
    assert after.replace is not None
    assert "Ada (Seed Fund) ✓" in words_of(after.replace)
    assert await scene.practised(LEA) == []
    await scene.press(LEA, taps["Heard Bo"])
    assert await scene.practised(LEA) == [("B4", "self_reported")]
    assert "earlier" in words_of((await scene.press(LEA, taps["Heard Bo"])).say[0])
    await scene.run_until(nairobi(3, 12) + timedelta(days=31))
    (letter,) = titled(scene, LEA, "A month in")
    assert "2 people as heard, of 2 pillars" in words_of(letter.card)
    assert (await scene.press(LEA, letter.token("letter", last="pact"))).say


async def test_a_forgotten_colleague_is_on_nobody_s_list(scene: Scene) -> None:
    await an_office(scene)
    (card,) = (await scene.type(LEA, "arrival")).say
    heard = next(a.token for group in card.groups for a in group.actions if a.label == "Heard Bo")
    await scene.press(LEA, heard)
    bo = await scene.person(BO)
    await scene.type(BO, "forget me")
    await scene.press(BO, "forget_me")
    async with scene.app.deps.begin() as uow:
        assert bo.id not in str((await uow.people.export((await scene.person(LEA)).id))["records"])


async def flag(scene: Scene, day: str) -> str:
    form = (await scene.type(LEA, "rehearse")).form
    assert form is not None
    return words_of((await scene.submit(LEA, form.token, **{DAY: day})).say[0])


async def test_a_rehearsal_reminds_the_day_before_and_keeps_no_line(scene: Scene) -> None:
    await an_office(scene)
    assert "4 March, 15:00" in await flag(scene, "2026-03-05")
    await scene.run_until(nairobi(4, 15, 10))
    (letter,) = titled(scene, LEA, "Before a hard conversation")
    assert "The conversation you flagged is next" in words_of(letter.card)
    ready = await scene.press(LEA, letter.token("letter", last="ready"))
    assert "Good." in words_of(ready.say[0])
    form = (await scene.press(LEA, letter.token("letter", last="write"))).form
    assert form is not None
    lines = {OBJECTION: "You never asked us", THEN: "say that this is true"}
    await scene.submit(LEA, form.token, **lines)
    async with scene.app.deps.begin() as uow:
        document = str(await uow.people.export((await scene.person(LEA)).id))
    assert not any(line in document for line in lines.values())
    await scene.run_until(nairobi(6, 12))
    (after,) = titled(scene, LEA, "Did it take place?")
    await scene.press(LEA, after.token("letter", last="held"))
    assert await scene.practised(LEA) == [("B5", "self_reported")]


async def test_a_conversation_without_lines_or_that_did_not_happen_is_no_practice(scene: Scene) -> None:
    await an_office(scene)
    assert "It is near" in await flag(scene, "2026-03-03")
    await scene.run_until(nairobi(4, 12))
    (after,) = titled(scene, LEA, "Did it take place?")
    reply = await scene.press(LEA, after.token("letter", last="not_yet"))
    assert (await scene.press(LEA, reply.say[0].actions[0].token)).form is not None
    assert await scene.practised(LEA) == []


async def test_a_beginning_brings_up_the_question_of_hats(scene: Scene) -> None:
    await an_office(scene)
    assert (await scene.type(BO, "beginning")).form is None
    form = (await scene.type(ADA, "beginning")).form
    assert form is not None
    await scene.submit(ADA, form.token, **{WHAT: "joint_plan_adopted"})
    await scene.run_until(nairobi(9, 16))
    assert any(titled(scene, who, "Which hat today?") for who in (ADA, BO, CLEO))
    assert not titled(scene, LEA, "Which hat today?")
