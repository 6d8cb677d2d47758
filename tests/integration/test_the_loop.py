"""From the roster to a practice record, and what must never happen on the way."""

from datetime import timedelta

from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, MONDAY, NAIROBI, Scene, nairobi, row


async def test_a_newcomer_gets_one_welcome_in_working_hours(scene: Scene) -> None:
    await scene.bring(row(ADA))
    await scene.run_until(nairobi(16, 9))
    [welcome] = await scene.lines(ADA)
    assert (welcome.nudge, welcome.status) == ("welcome", "sent")
    assert welcome.sent_at is not None
    local = welcome.sent_at.astimezone(NAIROBI)
    assert local.date() == MONDAY.date()
    assert 9 <= local.hour < 17
    assert len(scene.post.letters) == 1


async def test_nothing_else_comes_before_the_person_has_opted_in(scene: Scene) -> None:
    await scene.bring(row(ADA), row(BO))
    await scene.run_until(nairobi(4, 9))
    await scene.press(BO, scene.last(BO).token("optin"))
    await scene.run_until(nairobi(27, 9))
    assert [line.nudge for line in await scene.lines(ADA)] == ["welcome"]
    assert len(await scene.lines(BO)) > 1


async def test_an_answered_nudge_becomes_a_practice_record(scene: Scene) -> None:
    await scene.bring(row(ADA))
    await scene.run_until(nairobi(3, 9))
    joined = await scene.press(ADA, scene.last(ADA).token("optin"))
    assert joined.replace is not None
    await scene.run_until(nairobi(11, 9))
    letter = next(each for each in scene.post.to(ADA) if "answer" in each.names)
    done = await scene.press(ADA, letter.token("answer", last="agreed"))
    assert done.replace is not None
    assert await scene.practised(ADA) == [("B6", "self_reported")]
    nudge = (await scene.lines(ADA, "S5-3"))[0]
    assert (nudge.status, nudge.answer) == ("answered", "agreed")


async def test_every_unasked_message_says_why_and_can_be_snoozed_and_stopped(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    await scene.run_until(nairobi(14, 9))
    assert {line.nudge for line in await scene.lines(ADA)} >= {"S5-3", "check_in"}
    for letter in scene.post.to(ADA):
        assert {"snooze", "stop"} <= letter.names
        assert letter.card.footer


async def test_whoever_typed_start_needs_no_welcome(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    await scene.run_until(nairobi(20, 9))
    assert await scene.lines(ADA, "welcome") == []
    assert await scene.lines(ADA) != []


async def test_saying_no_to_the_welcome_ends_it(scene: Scene) -> None:
    await scene.bring(row(ADA))
    await scene.run_until(nairobi(3, 9))
    reply = await scene.press(ADA, scene.last(ADA).token("optout"))
    assert reply.replace is not None
    await scene.run_until(nairobi(20, 9))
    assert len(scene.post.letters) == 1
    assert await scene.acts() == ["asked", "opted_out"]


async def test_a_nudge_planned_before_opting_out_is_withdrawn(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    await scene.tick()
    [planned] = await scene.lines(ADA)
    assert planned.status == "planned"
    await scene.type(ADA, "stop")
    await scene.run_until(nairobi(14, 9))
    assert [line.status for line in await scene.lines(ADA)] == ["withdrawn"]
    assert scene.post.letters == []


async def test_whoever_comes_back_after_stopping_hears_again(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    await scene.type(ADA, "stop")
    await scene.run_until(nairobi(9, 0))
    assert scene.post.letters == []
    await scene.type(ADA, "start")
    await scene.run_until(nairobi(14, 0))
    assert scene.post.letters != []
    assert await scene.acts() == ["opted_in", "opted_out", "opted_in"]


async def test_a_week_of_quiet_is_quiet_and_then_it_goes_on(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    await scene.run_until(nairobi(3, 18))
    before = len(scene.post.letters)
    reply = await scene.type(ADA, "snooze")
    assert "Tuesday 10 March" in words_of(reply.say[0])
    await scene.run_until(nairobi(10, 17))
    assert len(scene.post.letters) == before
    await scene.run_until(nairobi(20, 18))
    assert len(scene.post.letters) > before


async def test_ending_the_quiet_early_brings_messages_back(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    await scene.tick()
    quiet = await scene.type(ADA, "snooze")
    scene.clock.move_to(nairobi(5, 8))
    await scene.press(ADA, next(a.token for a in quiet.say[0].actions))
    await scene.run_until(nairobi(6, 18))
    assert [line.nudge for line in await scene.lines(ADA) if line.sent_at] == ["check_in"]


async def test_a_paused_setting_hears_nothing_until_the_pause_ends(scene: Scene) -> None:
    await scene.taking_part(row(ADA, is_coordinator="yes"), row(BO))
    await scene.tick()
    assert "Type “unpause”" not in words_of((await scene.type(BO, "pause")).say[0])
    await scene.press(ADA, "pause_now")
    await scene.run_until(nairobi(14, 0))
    assert [line for line in await scene.lines() if line.sent_at and line.unasked] == []
    await scene.type(ADA, "unpause")
    await scene.run_until(nairobi(21, 0))
    assert [line for line in await scene.lines(BO) if line.sent_at] != []


async def test_pausing_for_everybody_is_asked_once_with_quiet_for_oneself_beside_it(scene: Scene) -> None:
    await scene.taking_part(row(ADA, is_coordinator="yes"), row(BO))
    for typed, now in (("pause", "pause_now"), ("crisis", "crisis_now")):
        asked = (await scene.type(ADA, typed)).say[0]
        assert "for all of South" in words_of(asked)
        assert [each.token for each in asked.actions] == [now, "snooze", "leave_running"]
        assert (await scene.press(ADA, "leave_running")).replace is not None
    setting = await scene.setting()
    assert (setting.paused_since, setting.crisis_since) == (None, None)


async def test_only_coordinators_can_pause_a_setting(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    await scene.press(ADA, "pause_now")
    await scene.press(ADA, "crisis_now")
    setting = await scene.setting()
    assert (setting.paused_since, setting.crisis_since) == (None, None)


async def test_the_crisis_flag_holds_everything_unasked(scene: Scene) -> None:
    await scene.taking_part(row(ADA, is_coordinator="yes"), row(BO))
    await scene.tick()
    await scene.press(ADA, "crisis_now")
    await scene.run_until(nairobi(14, 0))
    assert [line for line in await scene.lines() if line.sent_at and line.unasked] == []
    await scene.type(ADA, "crisis over")
    await scene.run_until(nairobi(21, 0))
    assert [line for line in await scene.lines(BO) if line.sent_at] != []


async def test_a_nudge_is_withdrawn_once_its_behaviour_was_practised(scene: Scene) -> None:
    await scene.taking_part(row(ADA, role_group="R2"))
    await scene.tick()
    [planned] = await scene.lines(ADA, "S5-3")
    await scene.type(ADA, "did B6")
    await scene.run_until(planned.due_at + timedelta(minutes=15))
    [planned] = await scene.lines(ADA, "S5-3")
    assert (planned.status, planned.sent_at) == ("withdrawn", None)


async def test_replies_to_what_was_asked_come_at_any_hour(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    scene.clock.move_to(nairobi(8, 3))
    assert (await scene.type(ADA, "help")).say != ()
    assert (await scene.type(ADA, "did met")).say != ()
