"""Forums: before a new one, the vote after a session, the owner's decision, mechanisms in a crisis."""

from collections.abc import Mapping
from datetime import timedelta

from bot.services.flows.forums import session_ended
from bot.services.turn import Turn
from nudges.cards import Reply
from nudges.flows.forums.register import Forum
from nudges.flows.forums.register import State as ForumState
from nudges.flows.forums.sessions import Session
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi, row

WATER: Mapping[str, str] = {
    "name": "Water group",
    "purpose": "Agree where to open wells",
    "new": "no",
    "members": "Seed Fund 4\nRelief Office 6",
    "cadence": "weekly",
    "minutes": "60",
    "tags": "water, north",
}
VOTERS = tuple(f"v{n}@example.org" for n in range(5))


async def office(scene: Scene) -> None:
    """Ada leads an office and owns the water group; Bo is of another entity and leads one too."""
    await scene.taking_part(
        row(ADA, role_group="R1"),
        row(BO, role_group="R4", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, is_coordinator="yes"),
        *(row(each) for each in VOTERS),
    )
    scene.clock.move_to(nairobi(2, 10))
    await scene.app.ticks.flows()


async def register(scene: Scene, who: str = ADA, **changes: str) -> Reply:
    form = (await scene.type(who, "forum new")).form
    assert form is not None
    return await scene.submit(who, form.token, **(dict(WATER) | changes))


async def forums(scene: Scene) -> list[Forum]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Forum, (await scene.setting()).id)


async def sessions(scene: Scene) -> list[Session]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Session, (await scene.setting()).id)


async def the_forum(scene: Scene, name: str = "Water group") -> Forum:
    return next(each for each in await forums(scene) if each.name == name)


def letters(scene: Scene, who: str, words: str) -> list[Letter]:
    return [each for each in scene.post.to(who) if words in words_of(each.card)]


def letter(scene: Scene, who: str, words: str) -> Letter:
    found = letters(scene, who, words)
    assert found, f"no letter with {words!r}"
    return found[-1]


async def it_met(scene: Scene, who: str = ADA, people: str = "8") -> Reply:
    form = (await scene.press(who, f"forum_met:{(await the_forum(scene)).id}")).form
    assert form is not None
    return await scene.submit(who, form.token, minutes="60", people=people)


async def channel(scene: Scene) -> str:
    return ""


async def test_a_forum_is_registered_and_found_by_name(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    listed = words_of((await scene.type(BO, "forums")).say[0])
    assert "Water group" in listed
    assert "43 person-hours a month" in listed
    shown = words_of((await scene.type(BO, "forum water")).say[0])
    assert "Relief Office 6, Seed Fund 4" in shown
    assert "Ada" in shown


async def test_what_cannot_be_read_is_said_at_its_field(scene: Scene) -> None:
    await office(scene)
    faults = (await register(scene, members="many people", minutes="an hour", tags="")).faults
    assert faults.keys() == {"members", "minutes", "tags"}
    assert await forums(scene) == []


async def test_before_a_new_forum_those_that_come_close_are_shown(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    (card,) = (await register(scene, BO, name="Well group", new="yes", purpose="Wells")).say
    assert "Water group" in words_of(card)
    assert [each.state for each in await forums(scene) if each.name == "Well group"] == [ForumState.WANTED]
    await scene.press(BO, button(card, "forum_use"))
    assert [each.name for each in await forums(scene)] == ["Water group"]
    await scene.run_until(nairobi(3, 17))
    asked = letter(scene, ADA, "Wells")
    await scene.press(ADA, asked.token("letter", last="agree"))
    await scene.run_until(nairobi(4, 17))
    assert letters(scene, BO, "They agree.")
    assert await scene.practised(BO) == [("B2", "confirmed")]


async def test_a_new_one_beside_others_takes_a_reason_and_is_looked_at_again(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    (card,) = (await register(scene, BO, name="Well group", new="yes")).say
    form = (await scene.press(BO, button(card, "forum_anyway"))).form
    assert form is not None
    assert (await scene.submit(BO, form.token, reason=" ")).faults
    await scene.submit(BO, form.token, reason="The north has its own calendar.")
    assert (await the_forum(scene, "Well group")).state is ForumState.RUNNING
    await scene.run_until(nairobi(2, 10) + timedelta(days=92))
    assert letters(scene, BO, "The north has its own calendar.")


async def test_a_vote_is_one_tap_each_and_nobody_sees_who(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    await it_met(scene)
    await scene.run_until(nairobi(2, 12))
    poll = scene.last(await channel(scene))
    assert "Water group has met" in words_of(poll.card)
    for each in VOTERS:
        await scene.press(each, poll.token("letter", last="decided"))
    again = await scene.press(VOTERS[0], poll.token("letter", last="note"))
    assert "counted already" in words_of(again.say[0])
    (session,) = await sessions(scene)
    assert (session.decided, session.note, len(session.voters)) == (5, 0, 5)
    assert [line.answer for line in await scene.lines(kind="forum_poll")] == [None]
    await scene.run_until(nairobi(6, 17))
    (session,) = await sessions(scene)
    assert (session.decided, session.voters) == (5, ())


async def test_only_every_second_session_has_a_vote_and_each_counts_once_a_day(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    assert "on its way" in words_of((await it_met(scene)).say[0])
    assert "already" in words_of((await it_met(scene, BO)).say[0])
    await scene.run_until(nairobi(9, 10))
    assert "on its way" not in words_of((await it_met(scene, BO)).say[0])
    await scene.run_until(nairobi(16, 10))
    assert "on its way" in words_of((await it_met(scene)).say[0])
    assert [each.polled for each in await sessions(scene)] == [True, False, True]


async def test_who_does_not_sit_in_it_cannot_say_that_it_met(scene: Scene) -> None:
    await office(scene)
    await register(scene, members="Relief Office 6")
    forum = await the_forum(scene)
    assert (await scene.press(CLEO, f"forum_met:{forum.id}")).form is None
    assert (await scene.submit(CLEO, f"forum_met:{forum.id}", minutes="60", people="3")).faults == {}
    assert await sessions(scene) == []


async def three_votes(scene: Scene) -> None:
    """Five weekly sessions; after every second one four people say that it only shared information."""
    for day in (2, 9, 16, 23, 30):
        scene.clock.move_to(nairobi(day, 10))
        async with scene.app.deps.begin() as uow:
            turn = Turn(scene.app.deps, uow, await scene.setting(), scene.clock.now())
            found = await uow.records.get(Forum, (await the_forum(scene)).id)
            assert found is not None
            session = await session_ended(turn, found, turn.now, 60, 8)
            await uow.commit()
        assert session is not None
        if not session.polled:
            continue
        await scene.app.ticks.dispatch()
        poll = scene.last(await channel(scene))
        for each in VOTERS[:4]:
            await scene.press(each, poll.token("letter", last="shared"))
        scene.clock.move_to(nairobi(day, 11) + timedelta(days=3))
        await scene.app.ticks.wake()
    await scene.run_until(nairobi(30, 12) + timedelta(days=10))


async def test_the_owner_is_shown_the_figures_and_decides(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    await three_votes(scene)
    asked = letter(scene, ADA, "fresh look")
    assert "100%" in words_of(asked.card)
    assert "35 person-hours a month" in words_of(asked.card)
    form = (await scene.press(ADA, asked.token("answer", last="change"))).form
    assert form is not None
    assert "a note instead" in form.intro
    longer = await scene.submit(ADA, form.token, verdict="shorten", minutes="90", announce="yes")
    assert longer.faults.keys() == {"minutes"}
    done = await scene.submit(
        ADA, form.token, verdict="shorten", minutes="30", line="Send papers ahead.", announce="yes"
    )
    assert "17 person-hours" in words_of(done.say[0])
    assert ("B2", "confirmed") in await scene.practised(ADA)
    await scene.run_until(scene.clock.now() + timedelta(days=1))
    posted = words_of(scene.last(await channel(scene)).card)
    assert "it takes 30 minutes from now on. Send papers ahead. That frees 17" in posted
    await scene.run_until(scene.clock.now() + timedelta(days=62))
    check = letter(scene, ADA, "Does it stay so?")
    await scene.press(ADA, check.token("letter", last="restore"))
    assert (await the_forum(scene)).minutes == 60


async def test_few_votes_are_not_shown(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    await it_met(scene)
    await scene.run_until(nairobi(2, 12))
    poll = scene.last(await channel(scene))
    for each in VOTERS[:4]:
        await scene.press(each, poll.token("letter", last="note"))
    await scene.run_until(nairobi(9, 10))
    form = (await scene.press(ADA, f"forum_decide:{(await the_forum(scene)).id}")).form
    assert form is not None
    assert "too few votes" in form.intro


async def test_a_merger_waits_for_the_other_owner(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    await register(scene, BO, name="Well group", members="Relief Office 8")
    water, wells = await the_forum(scene), await the_forum(scene, "Well group")
    await scene.submit(ADA, f"forum_decide:{water.id}", verdict="merge", other=wells.id, announce="no")
    assert (await the_forum(scene)).state is ForumState.RUNNING
    await scene.run_until(nairobi(3, 17))
    await scene.press(BO, letter(scene, BO, "would like to merge").token("letter", last="agree"))
    assert (await the_forum(scene)).state is ForumState.MERGED
    assert (await the_forum(scene, "Well group")).entities == {"Relief Office": 8, "Seed Fund": 4}
    assert ("B2", "confirmed") in await scene.practised(ADA)


async def test_an_owner_who_takes_no_part_is_not_said_to_be_asked(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    await register(scene, BO, name="Well group", members="Relief Office 8")
    await scene.type(BO, "stop")
    water, wells = await the_forum(scene), await the_forum(scene, "Well group")
    decide = f"forum_decide:{water.id}"
    reply = await scene.submit(
        ADA, decide, verdict="merge", other=wells.id, announce="no", line="One is enough"
    )
    assert "Bo does not use Crosspillar here" in words_of(reply.say[0])
    assert "One is enough" in words_of(reply.say[0])
    assert await the_forum(scene) == water


async def test_nobody_else_decides_and_a_decision_is_not_made_twice(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    token = f"forum_decide:{(await the_forum(scene)).id}"
    assert (await scene.press(BO, token)).form is None
    await scene.submit(BO, token, verdict="stop")
    assert (await the_forum(scene)).state is ForumState.RUNNING
    await scene.submit(ADA, token, verdict="stop")
    stopped = await the_forum(scene)
    assert stopped.state is ForumState.STOPPED
    assert "earlier" in words_of((await scene.submit(ADA, token, verdict="keep")).say[0])
    assert await the_forum(scene) == stopped


async def test_in_a_crisis_what_exists_is_shown_activated_and_looked_at_again(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    forum = await the_forum(scene)
    assert "marked for a crisis" in words_of((await scene.type(BO, "mechanisms")).say[0])
    changed = dict(WATER) | {"polls": "yes", "crisis": "4"}
    await scene.submit(ADA, f"forum_change:{forum.id}", **changed)
    said = (await scene.press(CLEO, "crisis_now")).say
    assert "can meet within 4 hours" in words_of(said[-1])
    offered = (await scene.type(BO, "mechanisms")).say[0]
    await scene.press(BO, button(offered, "mechanism_activate"))
    assert await scene.practised(BO) == [("B2", "confirmed")]
    await scene.run_until(nairobi(5, 12))
    assert letters(scene, ADA, "activated Water group")
    review = letter(scene, BO, "48 hours ago")
    await scene.press(BO, review.token("letter", last="stand_down"))


async def test_only_leaders_coordinators_and_owners_activate(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    forum = await the_forum(scene)
    await scene.submit(ADA, f"forum_change:{forum.id}", **(dict(WATER) | {"crisis": "4"}))
    assert (await scene.type(VOTERS[0], "mechanisms")).say[0].actions == ()
    refused = await scene.press(VOTERS[0], f"mechanism_activate:{forum.id}")
    assert "earlier" in words_of(refused.say[0])


async def test_a_forum_outlives_its_owner_and_keeps_nothing_of_them(scene: Scene) -> None:
    await office(scene)
    await register(scene)
    await scene.type(ADA, "forget me")
    await scene.press(ADA, "forget_me")
    forum = await the_forum(scene)
    assert forum.owner_id == ""
    shown = (await scene.type(BO, "forum water")).say[0]
    await scene.press(BO, button(shown, "forum_take"))
    assert (await the_forum(scene)).owner_id == (await scene.person(BO)).id
