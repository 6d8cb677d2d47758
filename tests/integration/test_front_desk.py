"""Who may do what at the front desk, and words that must not be taken at their beginning."""

from nudges.cards import Reply
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, Scene, button, nairobi, row


def said(reply: Reply) -> str:
    return " ".join(words_of(card) for card in reply.say)


async def test_somebody_who_left_keeps_only_their_own_data(scene: Scene) -> None:
    await scene.bring(row(ADA, is_coordinator="yes"), row(BO))
    await scene.bring(row(BO))
    assert "earlier" in said(await scene.type(ADA, "crisis"))
    assert (await scene.setting()).crisis_since is None
    assert "stored about you" in said(await scene.type(ADA, "what do you know about me"))


async def test_stop_and_think_stops_nothing(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    before = await scene.acts()
    assert "Stop and think" in said(await scene.type(ADA, "stop and think"))
    assert await scene.acts() == before


async def test_any_punctuation_around_such_words_is_answered(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    assert "stop" in said(await scene.type(ADA, "Stop this: please?"))


async def test_a_coordinators_sentence_declares_no_crisis(scene: Scene) -> None:
    await scene.bring(row(ADA, is_coordinator="yes"))
    await scene.type(ADA, "crisis meeting tomorrow?")
    assert (await scene.setting()).crisis_since is None


async def test_whoever_begins_before_the_welcome_is_welcomed_with_the_first_answer(scene: Scene) -> None:
    await scene.bring(row(ADA), row(BO))
    answer = await scene.type(ADA, "my joint work")
    assert "this is Crosspillar" in answer.say[0].title
    assert len(answer.say) == 2, "what they asked for is answered all the same"
    assert "this is Crosspillar" not in said(await scene.type(ADA, "my joint work"))
    assert await scene.acts() == ["asked"]


async def test_no_second_welcome_comes_after_that(scene: Scene) -> None:
    await scene.bring(row(ADA))
    await scene.tick()  # the welcome is planned
    await scene.type(ADA, "my joint work")
    await scene.run_until(nairobi(9, 12))
    assert scene.post.to(ADA) == []


async def test_yes_to_that_welcome_redraws_it_and_takes_part(scene: Scene) -> None:
    await scene.bring(row(ADA))
    welcome = (await scene.type(ADA, "my joint work")).say[0]
    answer = await scene.press(ADA, button(welcome, "optin"))
    assert answer.replace is not None
    assert await scene.acts() == ["asked", "opted_in"]


async def test_who_only_asks_for_help_gets_the_welcome_in_its_time(scene: Scene) -> None:
    await scene.bring(row(ADA))
    await scene.type(ADA, "help")
    await scene.run_until(nairobi(9, 12))
    assert ["optin" in letter.names for letter in scene.post.to(ADA)] == [True]
