"""What is written once is offered again; one thing less is announced at its author's wish."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row


async def open_office(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA),
        row(BO, role_group="R1", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, role_group="R5", is_coordinator="yes"),
    )
    scene.clock.move_to(nairobi(2, 10))
    await scene.app.ticks.flows()


async def test_a_field_given_once_is_offered_where_it_is_asked_again(office: Office) -> None:
    scene = office.scene
    await open_office(office)
    await office.be(BO)
    await office.type("reports", "None yet.")
    await office.press("Bring one in")
    await office.fill(name="Humanitarian update", due="2026-03-30", fields="Access")
    await office.choose("Yes, where their report has the same part")
    await office.picture("report-1-register")
    await office.send()
    await office.press("Fill in")
    await office.fill(field0="The north road is open.")
    await office.send()
    await office.shows("Saved for Humanitarian update")

    await office.be(ADA)
    await office.type("reports", "None yet.")
    await office.press("Bring one in")
    await office.fill(name="Field report", due="2026-03-21", fields="Access, People reached")
    await office.send()
    scene.clock.move_to(nairobi(16, 9, 5))
    await scene.run_until(nairobi(16, 17))
    await office.be(ADA)
    await office.shows("Parts of Field report were already given in Humanitarian update")
    await office.picture("report-2-offered")
    await office.press("Edit them first")
    await expect(office.dialog.locator("#in-field0")).to_have_value("The north road is open.")
    await office.fill(field0="The north road is open by day.")
    await office.send()
    await office.shows("1 of the parts of Field report")


async def test_one_thing_less_is_announced_at_its_author_s_wish(office: Office) -> None:
    scene = office.scene
    await open_office(office)
    await office.be(BO)
    await office.type("less", "Nothing was announced here yet.")
    await office.press("Name something")
    await office.choose("We share it with another entity", "Yes, announce it")
    await office.fill(what="the road report")
    await office.picture("report-3-less")
    await office.send()
    await scene.run_until(nairobi(3, 12))
    await office.be(ADA, channel=True)
    await office.shows("shares: the road report")
    await office.picture("report-4-announced")
