"""Hurdles: one tap, a fixer for what several met, whether it went away, and never a name."""

from datetime import datetime, timedelta

from nudges.cards import Paragraph
from nudges.flows.hurdles.cases import Case, State
from nudges.flows.hurdles.log import Hurdle
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

DAN, EVE = "dan@example.org", "eve@example.org"
REPORTERS = (ADA, BO, EVE)
NAMES = ("Ada", "Bo", "Eve")


async def office(scene: Scene, *more: dict[str, str], fixer_role: str = "R2") -> None:
    """Three reporters of two entities, a fixer and a coordinator; and whoever else is wanted."""
    await scene.taking_part(
        row(ADA),
        row(BO, entity="Relief Office", pillar="Humanitarian"),
        row(EVE),
        row(DAN, role_group=fixer_role),
        row(CLEO, role_group="R5", is_coordinator="yes"),
        *more,
    )
    scene.clock.move_to(nairobi(2, 10))
    await scene.app.ticks.flows()
    await scene.submit(CLEO, "fixers", access=DAN, platform="", transport="", form="")


async def log(scene: Scene, *who: str, kind: str = "access") -> None:
    for each in who:
        await scene.press(each, f"hurdle_{kind}:")


async def cases(scene: Scene) -> list[Case]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Case, (await scene.setting()).id)


async def hurdles(scene: Scene) -> list[Hurdle]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Hurdle, (await scene.setting()).id)


def letter(scene: Scene, who: str, words: str) -> Letter:
    found = letters(scene, who, words)
    assert found, f"no letter with {words!r}"
    return found[-1]


def letters(scene: Scene, who: str, words: str) -> list[Letter]:
    return [each for each in scene.post.to(who) if words in words_of(each.card)]


async def called(scene: Scene, until: datetime | None = None) -> Letter:
    await log(scene, *REPORTERS)
    await scene.run_until(until or nairobi(3, 17))
    return letter(scene, DAN, "3 people of 2 entities")


async def test_the_digest_begins_with_obstacles_that_wait_and_the_word_that_lists_them(scene: Scene) -> None:
    await office(scene)
    await called(scene)
    scene.clock.move_to(nairobi(9, 9))
    await scene.tick()
    needs = scene.last(CLEO).card.body[0]
    assert isinstance(needs, Paragraph)
    assert "wait for a word: 1. “hurdles” lists them" in needs.text


async def test_two_people_are_too_few_and_so_are_three_of_one_entity(scene: Scene) -> None:
    await office(scene)
    await log(scene, ADA, EVE, DAN)
    await log(scene, BO, ADA, kind="form")
    assert await cases(scene) == []
    assert len(await hurdles(scene)) == 5


async def test_a_hurdle_tapped_twice_in_a_day_is_one(scene: Scene) -> None:
    await office(scene)
    await log(scene, ADA, ADA)
    assert len(await hurdles(scene)) == 1


async def test_what_several_met_goes_to_its_fixer_without_a_name(scene: Scene) -> None:
    await office(scene)
    asked = await called(scene)
    assert "Access or permission" in words_of(asked.card)
    assert not any(name in words_of(asked.card) for name in NAMES)
    await scene.press(DAN, asked.token("answer", last="fix"))
    await scene.run_until(nairobi(4, 17))
    for each in REPORTERS:
        assert letters(scene, each, "Somebody is on it")
    assert await scene.practised(DAN) == [("B6", "confirmed")]


async def test_a_fixer_whose_role_has_no_such_nudge_gets_a_letter(scene: Scene) -> None:
    await office(scene, fixer_role="R5")
    asked = await called(scene)
    assert {"letter", "snooze", "stop"} <= asked.names
    await scene.press(DAN, asked.token("letter", last="fix"))
    assert [each.state for each in await cases(scene)] == [State.TAKEN]


async def test_own_words_reach_the_queue_without_a_name(scene: Scene) -> None:
    await office(scene)
    noted = (await scene.press(ADA, "hurdle_access:")).say[0]
    form = (await scene.press(ADA, noted.actions[0].token)).form
    assert form is not None
    await scene.submit(ADA, form.token, line="The gate list closes on Fridays.")
    await log(scene, BO, EVE)
    queue = words_of((await scene.type(DAN, "hurdles")).say[0])
    assert "The gate list closes on Fridays." in queue
    assert not any(name in queue for name in NAMES)
    assert "for those who mend" in words_of((await scene.type(ADA, "hurdles")).say[0])


async def fixed(scene: Scene) -> None:
    asked = await called(scene)
    await scene.press(DAN, asked.token("answer", last="fix"))
    await scene.press(DAN, f"hurdle_fixed:{(await cases(scene))[0].id}")
    await scene.run_until(nairobi(5, 17))


async def test_it_went_away(scene: Scene) -> None:
    await office(scene)
    await fixed(scene)
    for each in REPORTERS:
        await scene.press(each, letter(scene, each, "Did it go away?").token("letter", last="gone"))
    (case,) = await cases(scene)
    assert (case.state, case.reporters, case.voters) == (State.GONE, (), ())


async def test_still_there_for_half_opens_it_again(scene: Scene) -> None:
    await office(scene)
    await fixed(scene)
    for each in (ADA, BO):
        await scene.press(each, letter(scene, each, "Did it go away?").token("letter", last="still"))
    (case,) = await cases(scene)
    assert (case.state, case.reopened) == (State.WAITING, 1)
    late = await scene.press(EVE, letter(scene, EVE, "Did it go away?").token("letter", last="gone"))
    assert "earlier" in words_of(late.say[0])
    await scene.run_until(nairobi(6, 17))
    again = letter(scene, DAN, "still meet it")
    await scene.press(DAN, again.token("letter", last="fix"))
    assert [each.state for each in await cases(scene)] == [State.TAKEN]


async def test_passed_on_and_declined_with_a_reason_the_reporters_read(scene: Scene) -> None:
    await office(scene)
    asked = await called(scene)
    form = (await scene.press(DAN, asked.token("answer", last="assign"))).form
    assert form is not None
    assert (await scene.submit(DAN, form.token, whom="nobody@example.org")).faults.keys() == {"whom"}
    await scene.submit(DAN, form.token, whom=(await scene.person(CLEO)).id)
    await scene.run_until(nairobi(5, 17))
    passed_on = letter(scene, CLEO, "3 people of 2 entities")
    form = (await scene.press(CLEO, passed_on.token("letter", last="why_not"))).form
    assert form is not None
    assert (await scene.submit(CLEO, form.token)).faults.keys() == {"reason"}
    await scene.submit(CLEO, form.token, reason="The host country decides.")
    await scene.run_until(nairobi(6, 17))
    for each in REPORTERS:
        assert letters(scene, each, "The host country decides.")


async def test_nobody_but_the_fixer_decides(scene: Scene) -> None:
    await office(scene)
    await called(scene)
    (case,) = await cases(scene)
    for who in (ADA, CLEO):
        assert "earlier" in words_of((await scene.press(who, f"hurdle_fix:{case.id}")).say[0])
        assert "earlier" in words_of(
            (await scene.submit(who, f"hurdle_why_not:{case.id}", reason="x")).say[0]
        )
    assert await cases(scene) == [case]


async def test_without_a_named_fixer_the_coordinator_is_asked(scene: Scene) -> None:
    await office(scene)
    await log(scene, *REPORTERS, kind="platform")
    await scene.run_until(nairobi(3, 17))
    assert letters(scene, CLEO, "A different platform")


async def test_only_coordinators_name_fixers(scene: Scene) -> None:
    await office(scene)
    assert (await scene.type(ADA, "fixers")).form is None
    wrong = await scene.submit(CLEO, "fixers", access="who@example.org")
    assert wrong.faults.keys() == {"access"}


async def test_nothing_twice_in_a_row_rests_the_question_for_six_weeks(scene: Scene) -> None:
    await scene.taking_part(row(ADA, role_group="R5"))
    asked: list[datetime] = []
    seen = 0
    while len(asked) < 3 and scene.clock.now() < nairobi(2, 10) + timedelta(weeks=20):
        await scene.run_until(scene.clock.now() + timedelta(days=1))
        for each in scene.post.to(ADA)[seen:]:
            if "small obstacle" in words_of(each.card):
                asked.append(scene.clock.now())
                assert (await scene.press(ADA, each.token("answer", last="none"))).replace is not None
            elif "checkin" in each.names:
                await scene.press(ADA, each.token("checkin", last="none"))
        seen = len(scene.post.to(ADA))
    first, second, third = asked
    assert second - first < timedelta(weeks=4)
    assert third - second >= timedelta(weeks=6)


async def test_forgetting_takes_a_reporter_out_of_log_and_case(scene: Scene) -> None:
    await office(scene)
    await called(scene)
    gone = (await scene.person(ADA)).id
    await scene.type(ADA, "forget me")
    await scene.press(ADA, "forget_me")
    assert gone not in {each.reporter_id for each in await hurdles(scene)}
    assert all(gone not in each.people for each in await cases(scene))


async def test_only_the_fixer_reads_what_people_wrote_and_coordinators_see_who_that_is(scene: Scene) -> None:
    await office(scene)
    noted = (await scene.press(ADA, "hurdle_access:")).say[0]
    form = (await scene.press(ADA, noted.actions[0].token)).form
    assert form is not None
    await scene.submit(ADA, form.token, line="The gate list closes on Fridays.")
    await log(scene, BO, EVE)
    seen = words_of((await scene.type(CLEO, "hurdles")).say[0])
    assert "The gate list" not in seen
    assert "With Dan." in seen


async def test_whoever_meets_it_later_is_counted_with_their_entity(scene: Scene) -> None:
    fay, guy = "fay@example.org", "guy@example.org"
    await office(scene, row(fay, entity="Water Office"), row(guy, entity="Peace Desk"))
    await called(scene)
    await log(scene, fay, guy)
    assert "5 people of 4 entities" in words_of((await scene.type(DAN, "hurdles")).say[0])


async def test_a_new_fixer_gets_what_waits_and_is_asked(scene: Scene) -> None:
    await office(scene)
    await called(scene)
    await scene.taking_part(row("fay@example.org", role_group="R5"))
    await scene.submit(CLEO, "fixers", access="Fay", platform="", transport="", form="")
    assert [each.state for each in await cases(scene)] == [State.WAITING]
    assert (await scene.type("fay@example.org", "hurdles")).say[0].groups[0].actions
    await scene.run_until(nairobi(12, 17))
    assert letters(scene, "fay@example.org", "3 people of 2 entities")


async def test_who_took_an_obstacle_on_keeps_it(scene: Scene) -> None:
    await office(scene)
    asked = await called(scene)
    await scene.press(DAN, asked.token("answer", last="fix"))
    await scene.submit(CLEO, "fixers", access=ADA, platform="", transport="", form="")
    assert (await scene.type(DAN, "hurdles")).say[0].groups


async def test_nobody_who_takes_no_part_is_named_as_fixer(scene: Scene) -> None:
    await office(scene)
    await scene.bring(row("guy@example.org"))
    reply = await scene.submit(CLEO, "fixers", access="guy@example.org", platform="", transport="", form="")
    assert "does not use Crosspillar" in reply.faults["access"]
