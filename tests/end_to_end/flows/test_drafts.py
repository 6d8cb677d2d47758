"""Before something is sent, in a browser: one colleague is asked, and the check is closed."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row


async def test_a_draft_is_checked_before_it_goes_out(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, role_group="R5"),
        row(BO, entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, entity="Police Unit", pillar="Peace"),
    )
    scene.clock.move_to(nairobi(2, 10))

    await office.be(ADA)
    await office.type("before I send this", "Before this goes out")
    await office.press("Check a draft")
    await expect(office.dialog.get_by_label("Relief Office", exact=True)).to_be_checked()
    await office.fill(about="the water plan")
    await office.dialog.get_by_label("Police Unit", exact=True).uncheck()
    await office.picture("draft-1-form")
    await office.send()
    await office.shows("Bo (Relief Office) could be asked")
    await office.picture("draft-2-whom")
    await office.press("Ask Bo")
    await expect(office.dialog.locator("#in-about")).to_have_value("the water plan")
    await office.picture("draft-3-request")
    await office.send()
    await office.shows("On its way")

    await office.type("draft", "Close: the water plan")
    await office.press("Close: the water plan")
    await office.picture("draft-4-close")
    await office.send()
    await office.shows("It counts as your own word.")
