"""Before a forum meets: a success for its chair, the other side's case, from a calendar or told in chat."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.services.flows.meetings import ADDRESS, SETTING, WHOSE
from nudges.cards import Reply
from nudges.flows.forums.coming import Coming
from nudges.flows.forums.openers import Opener, State
from nudges.flows.meetings.occurrences import Occurrence
from nudges.flows.spotlights.spotlights import Spotlight
from nudges.flows.spotlights.spotlights import State as SpotlightState
from tests.integration.flows.test_forums import WATER, the_forum
from tests.integration.flows.test_spotlights import DEE, LEA, answer, written_and_agreed
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi

FEED = "https://calendar.example/secret-token/team.ics"


async def an_approved_spotlight(scene: Scene) -> None:
    await written_and_agreed(scene)
    await answer(scene, DEE, "waits for your decision", "approve")


async def register(scene: Scene, who: str = LEA) -> None:
    form = (await scene.type(who, "forum new")).form
    assert form is not None
    members = {"members": "Seed Fund 4\nRelief Office 6"}
    await scene.submit(who, form.token, **(dict(WATER) | members))


async def a_free_morning(scene: Scene) -> None:
    """Nobody was written to for days."""
    scene.clock.move_to(nairobi(17, 8))


async def before_the_day_is_decided(scene: Scene) -> None:
    """What was told is looked at first, and then what it brought."""
    await scene.app.ticks.wake()
    await scene.app.ticks.wake()


async def tell(scene: Scene, who: str, day: str, hour: str = "12.00", decides: str = "no") -> Reply:
    form = (await scene.press(who, f"forum_next:{(await the_forum(scene)).id}")).form
    assert form is not None
    return await scene.submit(who, form.token, day=day, hour=hour, decides=decides)


def openers(scene: Scene) -> list[Letter]:
    return [each for each in scene.post.to(LEA) if each.card.title == "Thirty seconds to open with"]


async def stored(scene: Scene) -> list[Opener]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Opener, (await scene.setting()).id)


async def test_the_chair_is_offered_a_success_before_the_forum_and_says_that_it_was_told(
    scene: Scene,
) -> None:
    await an_approved_spotlight(scene)
    await register(scene)
    await a_free_morning(scene)
    said = await tell(scene, LEA, "2026-03-17")
    assert "Water group meets on" in words_of(said.say[0])
    await before_the_day_is_decided(scene)
    await scene.run_until(nairobi(17, 12))
    (offered,) = openers(scene)
    assert "One pass for both gates. 40 trucks a week wait two hours less." in words_of(offered.card)
    shown = (await scene.press(LEA, offered.token("answer", last="use"))).say[0]
    assert "Trucks waited at two gates" in words_of(shown)
    before = await scene.practised(LEA)
    await scene.press(LEA, button(shown, "forum_opened_with"))
    assert sorted(await scene.practised(LEA)) == sorted([*before, ("B1", "self_reported")])
    assert [each.state for each in await stored(scene)] == [State.USED]
    assert "earlier" in words_of((await scene.press(LEA, button(shown, "forum_opened_with"))).say[0])


async def test_the_calendar_tells_when_the_forum_meets(scene: Scene) -> None:
    await an_approved_spotlight(scene)
    await register(scene)
    scene.clock.move_to(nairobi(16, 9))
    start = nairobi(18, 12)
    come = (ADA, BO, LEA)
    scene.calendars.at[FEED] = [Occurrence("w", "Water group", start, start + timedelta(hours=1), LEA, come)]
    await scene.submit(DEE, "calendar_add", **{WHOSE: SETTING, ADDRESS: FEED})
    await scene.run_until(nairobi(18, 12))
    (opener,) = await stored(scene)
    assert (opener.state, opener.starts_at) == (State.OFFERED, start)


async def test_nothing_is_offered_twice_late_or_in_a_forum_of_others(scene: Scene) -> None:
    await an_approved_spotlight(scene)
    await register(scene)
    forum = await the_forum(scene)
    scene.clock.move_to(nairobi(16, 9))
    unmarked = dict(WATER) | {"senior": "no", "polls": "yes", "crisis": ""}
    await scene.submit(LEA, f"forum_change:{forum.id}", **unmarked)
    await tell(scene, LEA, "2026-03-18")
    await scene.run_until(nairobi(18, 13))
    assert await stored(scene) == []
    await scene.submit(LEA, f"forum_change:{forum.id}", **(unmarked | {"senior": "yes"}))
    await tell(scene, LEA, "2026-03-26", "09.00")
    await scene.run_until(nairobi(26, 9))
    (opener,) = await stored(scene)
    assert opener.state is State.OFFERED
    await tell(scene, LEA, "2026-04-02")
    await scene.run_until(datetime.fromisoformat("2026-04-02T12:00:00+03:00"))
    assert await stored(scene) == [opener]


async def test_a_spotlight_that_is_taken_back_is_not_shown_to_the_chair(scene: Scene) -> None:
    await an_approved_spotlight(scene)
    await register(scene)
    await a_free_morning(scene)
    await tell(scene, LEA, "2026-03-17")
    await before_the_day_is_decided(scene)
    await scene.run_until(nairobi(17, 12))
    (offered,) = openers(scene)
    (opener,) = await stored(scene)
    async with scene.app.deps.begin() as uow:
        spotlight = await uow.records.get(Spotlight, opener.spotlight_id)
        assert spotlight is not None
        await uow.records.save(replace(spotlight, state=SpotlightState.WITHDRAWN), scene.clock.now())
        await uow.commit()
    assert "earlier" in words_of((await scene.press(LEA, offered.token("answer", last="use"))).say[0])


async def test_a_decision_told_in_chat_brings_up_the_other_side(scene: Scene) -> None:
    await written_and_agreed(scene)
    await register(scene)
    scene.clock.move_to(nairobi(17, 8))
    await tell(scene, ADA, "2026-03-17", decides="yes")
    await scene.run_until(nairobi(17, 12))
    (letter,) = [each for each in scene.post.to(ADA) if each.card.title == "Their strongest point"]
    assert "the strongest case Relief Office could make" in words_of(letter.card)
    assert (await scene.press(ADA, letter.token("answer", last="write"))).form is not None


async def test_only_those_of_the_forum_tell_and_a_moment_past_is_said_at_its_field(scene: Scene) -> None:
    await written_and_agreed(scene)
    await register(scene)
    forum = await the_forum(scene)
    assert (await scene.press(CLEO, f"forum_next:{forum.id}")).form is None
    assert (await tell(scene, LEA, "2026-03-04", "09.00")).faults.keys() == {"hour"}
    assert (await tell(scene, LEA, "2026-03-19", decides="maybe")).faults.keys() == {"decides"}
    async with scene.app.deps.begin() as uow:
        assert await uow.records.of_setting(Coming, (await scene.setting()).id) == []
