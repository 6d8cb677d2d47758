"""Who may do what at the front desk, and words that must not be taken at their beginning."""

from nudges.cards import Reply
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, Scene, row


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
