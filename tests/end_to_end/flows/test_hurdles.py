"""An obstacle that three people met, from one tap to "did it go away?"."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

DAN, EVE = "dan@example.org", "eve@example.org"


async def test_an_obstacle_is_logged_mended_and_gone(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA),
        row(BO, entity="Relief Office", pillar="Humanitarian"),
        row(EVE),
        row(DAN, role_group="R2"),
        row(CLEO, role_group="R5", is_coordinator="yes"),
    )
    scene.clock.move_to(nairobi(2, 10))

    await office.be(CLEO)
    await office.type("fixers", "")
    await expect(office.dialog).to_contain_text("Who mends what?")
    await office.fill(access=DAN)
    await office.picture("hurdle-1-fixers")
    await office.send()

    for who in (BO, EVE, ADA):
        await office.be(who)
        await office.type("hurdle", "One tap is enough")
        await office.press("Access or permission")
        await office.shows("You hear from me")
    await office.press("Add a line")
    await office.fill(line="The gate list closes on Fridays.")
    await office.send()
    await office.picture("hurdle-2-logged")

    await scene.run_until(nairobi(3, 17))
    await office.be(DAN)
    await office.shows("3 people of 2 entities")
    await office.type("hurdles", "The gate list closes on Fridays.")
    await office.picture("hurdle-3-queue")
    await office.press("I will fix it")
    await office.shows("somebody is on it")
    await office.type("hurdles", "It is fixed")
    await office.press("It is fixed")
    await office.shows("whether it went away")

    await scene.run_until(nairobi(4, 17))
    for who in (BO, EVE, ADA):
        await office.be(who)
        await office.shows("Did it go away?")
        await office.press("Yes, it is gone")
        await office.shows("Thank you.")
    await office.picture("hurdle-4-gone")
    await office.be(DAN)
    await office.type("hurdles", "Nothing waits")
