"""A link for a colleague of another entity, from sharing it to hearing that it was used."""

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, nairobi, row

ITEM = "https://example.org/wells-of-the-north"


async def test_what_is_shared_is_acknowledged_used_and_told_back(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, role_group="R5"),
        row(BO, role_group="R5", entity="Relief Office", pillar="Humanitarian"),
    )
    scene.clock.move_to(nairobi(2, 10))
    await office.be(ADA)
    await office.type("share", "")
    await office.fill(item=ITEM)
    await office.name("colleague", "Bo")
    await office.choose("Passed on too, with its source")
    await office.picture("shares-1-form")
    await office.send()
    await office.shows("Bo gets it in their next free moment")

    await scene.run_until(nairobi(3, 17))
    await office.be(BO)
    await office.shows("It may be passed on, with its source.")
    await office.picture("shares-2-received")
    await office.press("Received, thank you")
    await office.shows("Thank you. It may be passed on")

    scene.clock.move_to(nairobi(17, 18))
    await scene.run_until(nairobi(20, 17))
    await office.be(BO)
    await office.shows("Was it useful?")
    await office.press("I used it")
    await office.shows("Your colleague hears of it.")
    await office.picture("shares-3-used")
    await scene.run_until(nairobi(24, 17))
    await office.be(ADA)
    await office.shows("It was used.")
    await office.picture("shares-4-told-back")
