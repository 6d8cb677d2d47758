"""A senior leader's first weeks: whom to hear, a half hour of one's own, a rehearsal."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

LEA = "lea@example.org"


async def say(office: Office, words: str) -> None:
    """Write to the bot something that opens a dialog."""
    await office.page.get_by_label("Write to Crosspillar").fill(words)
    await office.page.keyboard.press("Enter")
    await expect(office.dialog).to_be_visible()


async def test_a_leader_hears_protects_and_rehearses(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(LEA, role_group="R1", entity="Relief Office", pillar="Humanitarian"),
        row(ADA, role_group="R2"),
        row(BO, entity="Blue Line", pillar="Peace"),
        row(CLEO),
    )
    await scene.run_until(nairobi(3, 10))
    await office.be(LEA)
    await office.type("arrival", "Two people of each pillar")
    await office.press("Heard Bo")
    await office.shows("Bo (Blue Line) ✓")
    await office.picture("leaders-1-arrival")

    await say(office, "half hour")
    await office.choose("Thursday")
    await office.dialog.locator("select").select_option("11.30")
    await office.picture("leaders-2-half-hour")
    await office.send()
    await office.shows("The first one is on 5 March, 11:30 (Nairobi time).")

    await say(office, "rehearse")
    await office.dialog.locator("select").select_option("2026-03-06")
    await office.send()
    await office.shows("You are reminded on 5 March, 15:00")

    await scene.run_until(nairobi(5, 15, 10))
    await office.be(LEA)
    await office.shows("Time 1 of 8. Call one head of another entity")
    await office.picture("leaders-3-reminders")
    await office.press("Write two lines")
    await office.fill(objection="You never asked us.", then="say that this is true, and ask.")
    await office.picture("leaders-4-lines")
    await office.send()
    await office.shows("Your lines were not kept.")
    await office.press("Done")
    await office.shows("What you heard stays with you.")
