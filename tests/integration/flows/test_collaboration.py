"""Joint steps: opened, agreed, planned, done; with their steps, dates and what they led to."""

from datetime import timedelta

from bot.services.flows import collaboration, tasks
from bot.services.turn import Turn
from nudges.cards import ActionGroup, Reply, split_token
from nudges.flows.collaboration import CollaborationPoint
from tests.integration.post import Letter, names_of, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

WHAT, MEASURE = "One list of open wells", "Both offices use it by June"


async def two_pillars(scene: Scene, **ada: str) -> None:
    await scene.taking_part(
        row(ADA, role_group=ada.pop("role_group", "R2"), **ada),
        row(BO, role_group="R5", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO),
    )
    scene.clock.move_to(nairobi(2, 10))


async def open_point(scene: Scene, **changed: str) -> Reply:
    """Ada types ``joint step`` and asks Bo."""
    form = (await scene.type(ADA, "joint step")).form
    assert form is not None
    bo = (await scene.person(BO)).id
    return await scene.submit(
        ADA, form.token, **{"what": WHAT, "colleague": bo, "measure": MEASURE, **changed}
    )


async def agreed(scene: Scene) -> None:
    """Bo agreed on the third of March; Ada knows it."""
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    await scene.press(BO, found(scene, BO, WHAT).token("letter", last="agree"))
    await scene.run_until(nairobi(4, 10))


def found(scene: Scene, who: str, words: str) -> Letter:
    """The last message with these words."""
    return [each for each in scene.post.to(who) if words in words_of(each.card)][-1]


def heard(scene: Scene, who: str, words: str) -> int:
    return sum(words in words_of(each.card) for each in scene.post.to(who))


async def the_point(scene: Scene) -> CollaborationPoint:
    async with scene.app.deps.begin() as uow:
        (point,) = await uow.records.of_setting(CollaborationPoint, (await scene.setting()).id)
    return point


async def add_step(scene: Scene, who: str, day: str = "", *, theirs: bool = False, **more: str) -> Reply:
    point = await the_point(scene)
    form = (await scene.press(who, f"step_add:{point.id}")).form
    assert form is not None
    values = {"what": "Send the well data", "by": "theirs" if theirs else "mine", "day": day, **more}
    return await scene.submit(who, form.token, **values)


async def open_lines(scene: Scene, who: str) -> tuple[ActionGroup, ...]:
    return (await scene.type(who, "my joint work")).say[0].groups


def pressed(lines: tuple[ActionGroup, ...], name: str) -> str:
    """The token of the first button of this name in a list."""
    return next(a.token for line in lines for a in line.actions if split_token(a.token)[0] == name)


async def test_a_colleague_of_another_pillar_is_asked_and_practice_waits_for_their_yes(scene: Scene) -> None:
    await two_pillars(scene)
    sent = await open_point(scene)
    assert "Bo gets it" in words_of(sent.say[0])
    await scene.run_until(nairobi(3, 17))
    letter = found(scene, BO, WHAT)
    assert MEASURE in words_of(letter.card)
    assert {"letter", "snooze", "stop"} <= letter.names
    assert await scene.practised(ADA) == []
    await scene.press(BO, letter.token("letter", last="agree"))
    assert await scene.practised(ADA) == [("B6", "confirmed")]
    assert await scene.practised(BO) == []
    await scene.run_until(nairobi(4, 10))
    assert heard(scene, ADA, "Bo (Relief Office) is in") == 1


async def test_a_change_goes_back_and_counts_for_both_once_it_is_taken_up(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    form = (await scene.press(BO, found(scene, BO, WHAT).token("letter", last="change"))).form
    assert form is not None
    await scene.submit(BO, form.token, what="One map of open wells", measure=MEASURE)
    await scene.run_until(nairobi(4, 10))
    await scene.press(ADA, found(scene, ADA, "One map of open wells").token("letter", last="agree"))
    assert await scene.practised(ADA) == await scene.practised(BO) == [("B6", "confirmed")]
    await scene.run_until(nairobi(5, 10))
    assert heard(scene, BO, "Ada (Seed Fund) is in") == 1
    assert heard(scene, BO, "because the words that were agreed are yours") == 1


async def test_a_no_ends_it_kindly_and_offers_somebody_else(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    token = found(scene, BO, WHAT).token("letter", last="decline")
    await scene.press(BO, token)
    await scene.run_until(nairobi(20, 17))
    told = found(scene, ADA, "Not for now")
    assert heard(scene, ADA, "Not for now") == 1
    assert (await scene.press(ADA, told.token("letter", last="other"))).form is not None
    assert await scene.practised(ADA) == []
    assert "earlier" in words_of((await scene.press(BO, token)).say[0])


async def test_silence_is_told_once_in_the_same_words_and_can_still_become_a_yes(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    await scene.run_until(nairobi(25, 17))
    assert heard(scene, ADA, "Not for now") == 1
    await scene.press(BO, found(scene, BO, WHAT).token("letter", last="agree"))
    assert await scene.practised(ADA) == [("B6", "confirmed")]


async def test_only_another_pillar_can_be_asked_and_only_with_both_lines(scene: Scene) -> None:
    await two_pillars(scene)
    cleo = (await scene.person(CLEO)).id
    assert (await open_point(scene, colleague=cleo)).faults.keys() == {"colleague"}
    assert (await open_point(scene, what="  ", measure="x" * 500)).faults.keys() == {"what", "measure"}
    assert (await scene.submit(ADA, "point")).faults.keys() == {"what", "colleague", "measure"}


async def test_sent_twice_it_is_one(scene: Scene) -> None:
    await two_pillars(scene)
    bo = (await scene.person(BO)).id
    for _ in range(2):
        await scene.submit(ADA, "point", "same", what=WHAT, colleague=bo, measure=MEASURE)
    assert (await the_point(scene)).what == WHAT


async def planned(scene: Scene, day: str, at: str) -> Reply:
    point = await the_point(scene)
    form = (await scene.press(ADA, f"point_plan:{point.id}")).form
    assert form is not None
    return await scene.submit(ADA, form.token, day=day, time=at, whom="Bo", channel="call")


async def test_a_time_for_the_first_step_is_offered_and_reminded_of_exactly_then(scene: Scene) -> None:
    await two_pillars(scene)
    offered = (await open_point(scene)).say[1]
    assert names_of(offered) == {"point_plan", "point_no_plan"}
    assert "Monday 9 March at 18:40" in words_of((await planned(scene, "2026-03-09", "18.40")).say[0])
    await scene.run_until(nairobi(9, 20))
    (sent,) = await scene.lines(ADA, "point_reminder")
    assert sent.sent_at == nairobi(9, 18, 40)
    reminder = found(scene, ADA, "The moment you chose")
    assert "Bo now, with a call" in words_of(reminder.card)
    await scene.press(ADA, reminder.token("letter", last="kept"))
    assert (await the_point(scene)).plans[(await scene.person(ADA)).id].kept


async def test_a_plan_that_was_moved_is_reminded_of_once_at_the_new_time(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await planned(scene, "2026-03-09", "10:00")
    await planned(scene, "2026-03-10", "11")
    await scene.run_until(nairobi(12, 17))
    sent = [line.sent_at for line in await scene.lines(ADA, "point_reminder") if line.sent_at]
    assert sent == [nairobi(10, 11)]


async def test_a_plan_needs_a_working_day_and_a_time_ahead(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    assert (await planned(scene, "2026-03-08", "25")).faults.keys() == {"day", "time"}
    assert (await planned(scene, "2026-03-02", "9:30")).faults.keys() == {"time"}
    point = await the_point(scene)
    forged = await scene.submit(ADA, f"point_plan:{point.id}", channel="pigeon")
    assert forged.faults.keys() == {"day", "time", "whom", "channel"}


async def test_closing_it_tells_the_other_side_what_came_of_it(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    form = (await scene.press(BO, f"point_done:{(await the_point(scene)).id}")).form
    assert form is not None
    assert MEASURE in form.intro
    assert (await scene.submit(BO, form.token)).faults.keys() == {"reached", "outcome"}
    await scene.submit(
        BO, form.token, reached="partly", outcome="A list of 40 wells", lesson="Start with one district"
    )
    await scene.run_until(nairobi(5, 10))
    told = words_of(found(scene, ADA, "A list of 40 wells").card)
    assert "it worked in part" in told
    assert "Start with one district" in told
    assert "earlier" in words_of((await scene.submit(ADA, form.token, reached="yes", outcome="x")).say[0])


async def test_after_it_is_done_a_word_of_thanks_is_offered(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    await scene.submit(
        ADA, f"point_done:{(await the_point(scene)).id}", reached="yes", outcome="A list", lesson=""
    )
    scene.clock.move_to(nairobi(9, 8))
    await scene.run_until(nairobi(11, 17))
    nudges = {line.nudge for line in await scene.lines(BO) if line.sent_at}
    thanked = [each for each in scene.post.to(BO) if "A word of thanks to Ada" in each.card.title]
    assert "S10-1" in nudges
    form = (await scene.press(BO, thanked[-1].token("answer", last="write"))).form
    assert form is not None
    assert "To Ada" in form.intro


async def test_setting_it_aside_needs_no_reason_and_a_stranger_cannot(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    token = f"point_drop:{(await the_point(scene)).id}"
    assert "earlier" in words_of((await scene.press(CLEO, token)).say[0])
    await scene.press(BO, token)
    await scene.run_until(nairobi(5, 10))
    assert heard(scene, ADA, "Set aside for now") == 1


async def test_the_list_shows_what_waits_for_one_first_and_works_by_button(scene: Scene) -> None:
    await two_pillars(scene)
    assert names_of((await scene.type(BO, "my joint work")).say[0]) == {"point", "share"}
    await open_point(scene)
    lines = await open_lines(scene, BO)
    assert WHAT in lines[0].label
    await scene.press(BO, pressed(lines, "point_agree"))
    assert await scene.practised(ADA) == [("B6", "confirmed")]
    assert {"step_add", "point_done"} <= {
        split_token(a.token)[0] for a in (await open_lines(scene, ADA))[0].actions
    }


async def test_a_step_for_the_other_side_has_a_date_they_can_move(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    assert (await add_step(scene, ADA, theirs=True)).faults.keys() == {"day"}
    await add_step(scene, ADA, "2026-03-12", theirs=True)
    scene.clock.move_to(nairobi(9, 8))
    await scene.run_until(nairobi(11, 17))
    asked = found(scene, BO, "Send the well data")
    form = (await scene.press(BO, asked.token("letter", last="other_date"))).form
    assert form is not None
    await scene.submit(BO, form.token, day="2026-03-17")
    await scene.run_until(nairobi(12, 12))
    offered = found(scene, ADA, "Tuesday 17 March")
    await scene.press(ADA, offered.token("letter", last="accept"))
    await scene.run_until(nairobi(13, 12))
    assert heard(scene, BO, "The date is agreed") == 1


async def late_by_two_days(scene: Scene) -> None:
    """Bo's step was due on the twelfth; it is the seventeenth, and Ada read about it."""
    await agreed(scene)
    await add_step(scene, ADA, "2026-03-12", theirs=True)
    await scene.press(BO, pressed(await open_lines(scene, BO), "task_accept"))
    scene.clock.move_to(nairobi(16, 16))
    await scene.run_until(nairobi(20, 17))


async def test_only_the_side_that_waits_hears_of_a_date_that_passed_and_not_before_two_days(
    scene: Scene,
) -> None:
    await two_pillars(scene)
    await late_by_two_days(scene)
    overdue = [line for line in await scene.lines(kind="S17-2") if line.sent_at]
    assert [line.person for line in overdue] == [ADA]
    assert overdue[0].sent_at is not None
    assert overdue[0].sent_at > nairobi(16, 17)
    assert not any("late" in words_of(each.card) for each in scene.post.to(BO))


async def test_a_new_date_is_offered_and_accepted_with_one_tap(scene: Scene) -> None:
    await two_pillars(scene)
    await late_by_two_days(scene)
    nudge = found(scene, ADA, "Before you chase it")
    form = (await scene.press(ADA, nudge.token("answer", last="new_date"))).form
    assert form is not None
    await scene.submit(ADA, form.token, day="2026-03-30")
    await scene.press(BO, pressed(await open_lines(scene, BO), "task_accept"))
    assert ("B5", "confirmed") in await scene.practised(ADA)
    assert "B5" not in {behaviour for behaviour, _ in await scene.practised(BO)}


async def test_asking_what_changed_is_noted_by_ones_own_word_and_followed_up_once(scene: Scene) -> None:
    await two_pillars(scene)
    await late_by_two_days(scene)
    nudge = found(scene, ADA, "Before you chase it")
    await scene.press(ADA, nudge.token("answer", last="asked"))
    assert ("B5", "self_reported") in await scene.practised(ADA)
    await scene.run_until(nairobi(31, 17) + timedelta(days=14))
    assert heard(scene, ADA, "Still open") == 1


async def test_waiting_three_days_brings_it_back_after_three_days(scene: Scene) -> None:
    await two_pillars(scene)
    await late_by_two_days(scene)
    nudge = found(scene, ADA, "Before you chase it")
    scene.clock.move_to(nairobi(23, 12))
    await scene.press(ADA, nudge.token("answer", last="wait"))
    await scene.run_until(nairobi(26, 11))
    assert heard(scene, ADA, "Still open") == 0
    await scene.run_until(nairobi(27, 11))
    assert heard(scene, ADA, "Still open") == 1


async def test_the_owner_hears_what_their_step_led_to(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    await add_step(scene, BO)
    await scene.press(BO, pressed(await open_lines(scene, BO), "task_done"))
    await scene.run_until(nairobi(5, 12))
    form = (await scene.press(ADA, found(scene, ADA, "A step is done").token("letter", last="used"))).form
    assert form is not None
    await scene.submit(ADA, form.token, result="the plan for the north was agreed")
    scene.clock.move_to(nairobi(9, 8))
    await scene.run_until(nairobi(11, 17))
    assert "the plan for the north was agreed" in words_of(found(scene, BO, "What your step led to").card)


async def test_forgetting_takes_joint_work_and_its_words_out_of_both_chats(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    await add_step(scene, ADA, "2026-03-12", theirs=True)
    await scene.type(ADA, "forget me")
    await scene.press(ADA, "forget_me")
    before = len(scene.post.to(BO))
    await scene.run_until(nairobi(20, 17))
    assert not any("Ada" in words_of(each.card) for each in scene.post.to(BO)[before:])
    assert await open_lines(scene, BO) == ()


async def test_what_a_forgotten_colleague_wrote_is_in_no_message_any_more(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    await add_step(scene, BO)
    task_done = pressed(await open_lines(scene, BO), "task_done")
    await scene.press(BO, task_done)
    await scene.submit(ADA, f"task_used:{split_token(task_done)[1][0]}", result="a line of Ada's own")
    scene.clock.move_to(nairobi(9, 8))
    await scene.run_until(nairobi(11, 17))
    assert heard(scene, BO, "a line of Ada's own") == 1
    await scene.type(ADA, "forget me")
    await scene.press(ADA, "forget_me")
    async with scene.app.deps.begin() as uow:
        exported = await uow.people.export((await scene.person(BO)).id)
    assert "a line of Ada's own" not in str(exported)


async def test_the_week_counts_joint_work(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    await add_step(scene, ADA)
    async with scene.app.deps.begin() as uow:
        turn = Turn(scene.app.deps, uow, await scene.setting(), scene.clock.now())
        weeks = [flow.week for flow in (collaboration.FLOW, tasks.FLOW) if flow.week]
        lines = [line for week in weeks for line in await week(turn, nairobi(2, 0), nairobi(9, 0))]
        later = [line for week in weeks for line in await week(turn, nairobi(9, 0), nairobi(16, 0))]
    assert [dict(line.values) for line in lines] == [
        {"opened": 1, "agreed": 1, "done": 0},
        {"added": 1, "done": 0},
    ]
    assert later == []


async def test_nobody_is_thanked_for_what_was_only_agreed(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    await scene.run_until(nairobi(20, 17))
    nudges = {line.nudge for email in (ADA, BO) for line in await scene.lines(email)}
    assert "S10-1" not in nudges


async def test_a_card_answered_in_a_dialog_keeps_its_buttons_until_that_is_sent_and_no_longer(
    scene: Scene,
) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    opened = await scene.press(BO, found(scene, BO, WHAT).token("letter", last="change"))
    assert opened.form is not None
    assert opened.replace is None, "closed without sending, the buttons are still wanted"
    faulty = await scene.submit(BO, opened.form.token, what="", measure=MEASURE)
    assert faulty.faults
    assert faulty.replace is None
    sent = await scene.submit(BO, opened.form.token, what="One map of open wells", measure=MEASURE)
    assert sent.replace is not None
    assert "Suggest a change" in words_of(sent.replace)
    assert sent.replace.actions == ()


async def test_a_change_that_changes_nothing_is_not_sent(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    form = (await scene.press(BO, found(scene, BO, WHAT).token("letter", last="change"))).form
    assert form is not None
    same = await scene.submit(BO, form.token, what=f" {WHAT.upper()} ", measure=MEASURE)
    assert "words as they stand" in same.faults["what"]
    assert (await the_point(scene)).put_by == (await scene.person(ADA)).id
    assert not (await scene.submit(BO, form.token, what=WHAT, measure="Both use it by May")).faults


async def test_what_is_not_for_now_is_not_said_to_wait_for_a_word(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    assert any("no word yet" in line.label for line in await open_lines(scene, ADA))
    await scene.run_until(nairobi(31, 17))
    assert heard(scene, ADA, "cannot take this up for now") == 1
    assert await open_lines(scene, ADA) == ()
    assert any(WHAT in line.label for line in await open_lines(scene, BO)), "it can still become a yes"


async def test_a_letter_answered_from_the_list_loses_its_buttons_when_one_is_tried(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    asked = found(scene, BO, WHAT)
    await scene.press(BO, pressed(await open_lines(scene, BO), "point_agree"))
    for last in ("decline", "change"):
        late = await scene.press(BO, asked.token("letter", last=last))
        assert late.replace is not None
        assert late.replace.actions == ()
        assert "answered, or over" in words_of(late.replace)
        assert "earlier" in words_of(late.say[0])
    assert (await the_point(scene)).agreed_at is not None


async def test_a_letter_answered_from_the_list_loses_its_buttons_by_itself(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    letter = found(scene, BO, WHAT)
    assert letter.names == {"letter", "snooze", "stop"}
    await scene.press(BO, pressed(await open_lines(scene, BO), "point_agree"))
    await scene.tick()
    (redrawn,) = scene.post.redrawn
    assert (redrawn.to, redrawn.key, redrawn.names) == (BO, letter.key, set())
    assert "This is answered, or over." in words_of(redrawn.card)


async def test_a_letter_shows_nothing_by_itself_of_what_the_other_side_did(scene: Scene) -> None:
    await two_pillars(scene)
    await open_point(scene)
    await scene.run_until(nairobi(3, 17))
    await scene.press(ADA, f"point_drop:{(await the_point(scene)).id}")
    await scene.tick()
    assert scene.post.redrawn == []


async def test_a_letter_that_was_answered_itself_keeps_its_answer(scene: Scene) -> None:
    await two_pillars(scene)
    await agreed(scene)
    await scene.run_until(nairobi(5, 17))
    assert scene.post.redrawn == []
