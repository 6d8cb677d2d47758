"""Thanks that everybody reads, once the one who is thanked agrees."""

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, nairobi, row

WORDS = "Your list of wells saved us a week."


async def test_thanks_are_posted_once_the_thanked_agrees(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(row(ADA), row(BO, entity="Relief Office", pillar="Humanitarian"))
    scene.clock.move_to(nairobi(2, 10))
    await office.be(BO)
    await office.type("say thanks", "")
    await office.name("colleague", "Ada")
    await office.fill(words=WORDS)
    await office.choose("Everybody, if they agree")
    await office.picture("thanks-1-form")
    await office.send()
    await office.shows("It is posted only with their yes.")

    await scene.run_until(nairobi(3, 17))
    await office.be(ADA)
    await office.shows("May everybody in South read it?")
    await office.picture("thanks-2-asked")
    await office.press("Yes, post it")
    await office.shows("It is posted.")

    await scene.run_until(nairobi(4, 17))
    await office.be(ADA, channel=True)
    await office.shows("Bo (Relief Office) thanks Ada (Seed Fund)")
    await office.picture("thanks-3-posted")
