"""Facts from the setting's own records: in the channel, when asking, in the check-in."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.services.flows.facts import daily, norm_line
from bot.services.turn import Turn
from nudges.chance import stable_id
from nudges.flows.consultations import Consultation, State
from nudges.practice import Evidence, PracticeRecord, Source
from nudges.practice_view import window_of
from tests.integration.post import words_of
from tests.integration.scene import Scene, nairobi, row

ASKERS = [f"a{n}@example.org" for n in range(6)]
ASKED = [f"b{n}@example.org" for n in range(6)]


async def an_office(scene: Scene) -> None:
    """Twelve people of two entities; six of each."""
    seed = [row(who, role_group="R2") for who in ASKERS]
    relief = [row(who, role_group="R2", entity="Relief Office", pillar="Humanitarian") for who in ASKED]
    await scene.taking_part(*seed, *relief)


async def asked_before(scene: Scene, state: State = State.USED, count: int = 12) -> None:
    """Every one of the six asked two of the other six."""
    pairs = [(ASKERS[n % 6], ASKED[(n + n // 6) % 6]) for n in range(count)]
    setting, now = await scene.setting(), scene.clock.now()
    async with scene.app.deps.begin() as uow:
        known = await uow.people.by_email([*ASKERS, *ASKED])
        for n, (asker, asked) in enumerate(pairs):
            made = Consultation(
                id=stable_id("past", str(n)),
                setting_id=setting.id,
                asker_id=known[asker].id,
                asked_id=known[asked].id,
                about="plan",
                question="?",
                asked_at=now - timedelta(days=3),
                state=state,
                answered_at=None if state is State.LAPSED else now - timedelta(days=1),
            )
            await uow.records.save(made, now)
        await uow.commit()


async def test_a_perception_is_posted_with_what_the_records_say_against_it(scene: Scene) -> None:
    await an_office(scene)
    await asked_before(scene)
    await scene.run_until(nairobi(13, 16))
    cards = [each for each in scene.post.to("") if "12 of 12" in words_of(each.card)]
    assert cards
    assert "nobody answers" in words_of(cards[0].card)


async def test_a_post_that_rests_is_neither_planned_nor_sent(scene: Scene) -> None:
    await an_office(scene)
    await asked_before(scene)
    scene.clock.move_to(nairobi(12, 9))
    await scene.tick()
    assert [line.status for line in await scene.lines(kind="S7-1")] == ["planned"]
    await scene.switch_off("S7-1")
    await scene.run_until(nairobi(13, 16))
    assert [line.status for line in await scene.lines(kind="S7-1")] == ["withdrawn"]
    scene.clock.move_to(nairobi(26, 9))
    await scene.tick()
    assert len(await scene.lines(kind="S7-1")) == 1


async def test_what_would_bear_a_perception_out_is_not_posted_and_the_coordinator_knows_it(
    scene: Scene,
) -> None:
    await an_office(scene)
    await asked_before(scene, State.LAPSED)
    await scene.run_until(nairobi(13, 16))
    assert not [each for each in scene.post.to("") if "12 cases" in words_of(each.card)]
    async with scene.app.deps.begin() as uow:
        turn = Turn(scene.app.deps, uow, await scene.setting(), scene.clock.now())
        week = next(flow.week for flow in scene.app.flows.all if flow.name == "facts")
        assert week is not None
        lines = await week(turn, turn.now - timedelta(days=7), turn.now)
    assert [line.values["hits"] for line in lines if line.key.endswith("nobody_answers")] == [0]


async def test_nothing_is_posted_from_nine_cases(scene: Scene) -> None:
    await an_office(scene)
    await asked_before(scene, count=9)
    await scene.run_until(nairobi(13, 16))
    assert not [each for each in scene.post.to("") if "9 cases" in words_of(each.card)]


async def test_experiences_are_told_next_time_from_ten_people_on(scene: Scene) -> None:
    await an_office(scene)
    await asked_before(scene)
    await scene.run_until(nairobi(13, 16))
    card = next(each for each in scene.post.to("") if "12 of 12" in words_of(each.card))
    asked = (await scene.press(ASKERS[0], card.token("answer", last="thanks"))).say[0]
    assert asked.title == "Is this your experience?"
    for n, who in enumerate([*ASKERS, *ASKED][:10]):
        await scene.press(who, f"fact_{'no' if n < 3 else 'yes'}:nobody_answers")
        await scene.press(who, f"fact_{'no' if n < 3 else 'yes'}:nobody_answers")
    async with scene.app.deps.begin() as uow:
        turn = Turn(scene.app.deps, uow, await scene.setting(), scene.clock.now())
        reader = await scene.person(ASKERS[0])
        facts = await scene.app.flows.post_facts(turn, "S7-1", "nobody_answers", reader)
    assert facts is not None
    assert "Of 10 colleagues" in facts["finding"]
    assert "7 found it so too" in facts["finding"]


async def test_a_perception_nobody_knows_is_refused(scene: Scene) -> None:
    await an_office(scene)
    assert "earlier" in words_of((await scene.press(ASKERS[0], "fact_yes:made_up")).say[0])


async def test_whoever_asks_an_entity_for_the_first_time_reads_what_usually_happens(scene: Scene) -> None:
    await an_office(scene)
    newcomer = row("new@example.org")
    everybody = [row(who, role_group="R2") for who in ASKERS]
    relief = [row(who, role_group="R2", entity="Relief Office", pillar="Humanitarian") for who in ASKED]
    await scene.bring(*everybody, *relief, newcomer)
    await asked_before(scene)
    colleague = await scene.person(ASKED[0])
    form = (await scene.press("new@example.org", f"consult_whom:{colleague.id}")).form
    assert form is not None
    assert "Of 12 requests to Relief Office here, 12 were answered, usually within 3 days." in form.intro
    again = (await scene.press(ASKERS[0], f"consult_whom:{colleague.id}")).form
    assert again is not None
    assert "requests" not in again.intro


async def test_the_norm_line_tells_what_most_did_in_closed_weeks_and_nothing_else(scene: Scene) -> None:
    await an_office(scene)
    person = await scene.person(ASKERS[0])
    async with scene.app.deps.begin() as uow:
        known = await uow.people.by_email([*ASKERS, *ASKED])
        for who in [*ASKERS, *ASKED][:8]:
            done = PracticeRecord(
                id=stable_id(who, "met"),
                setting_id=person.setting_id,
                person_id=known[who].id,
                behaviour="B8",
                practised_on=scene.clock.now().date(),
                at=scene.clock.now(),
                source=Source.DID,
                evidence=Evidence.SELF_REPORTED,
            )
            await uow.practices.add([done])
        await uow.commit()
    assert await line_for(scene, ASKERS[0]) is None  # the four weeks are not over
    over = window_of(scene.clock.now().date()).last + timedelta(days=3)
    scene.clock.move_to(datetime.combine(over, time(12), UTC))
    line = await line_for(scene, ASKERS[0])
    assert line is not None
    assert "of the 12 colleagues in your role" in line
    assert "8 of" not in line


async def line_for(scene: Scene, who: str) -> str | None:
    setting, person = await scene.setting(), await scene.person(who)
    async with scene.app.deps.begin() as uow:
        turn = Turn(scene.app.deps, uow, setting, scene.clock.now())
        await daily(turn)
        line = await norm_line(turn, person)
        await uow.commit()
    return line


async def test_senior_leaders_get_no_norm_line(scene: Scene) -> None:
    await an_office(scene)
    async with scene.app.deps.begin() as uow:
        turn = Turn(scene.app.deps, uow, await scene.setting(), scene.clock.now())
        assert await norm_line(turn, replace(await scene.person(ASKERS[0]), role_group="R1")) is None
