"""When a forum meets next, told in chat: a success for its chair to open with, the other side's case."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.end_to_end.flows.test_spotlights import DEE, LEA, an_office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row


async def a_success(office: Office) -> None:
    """Ada wrote it, those it names agreed, and Dee approves it."""
    scene = office.scene
    await an_office(office)
    await office.be(ADA)
    await office.type("spotlight", "What worked, large or small")
    await office.press("Write four lines")
    await office.fill(
        problem="Trucks waited at two gates",
        done="One pass for both gates",
        changed="40 trucks a week wait two hours less",
        source="Gate log, February",
    )
    await office.name("colleague_1", "Bo")
    await office.choose("Small: saved time or trouble")
    await office.send()
    await scene.run_until(nairobi(3, 17))
    await office.be(BO)
    await office.press("Yes, with my name")
    await scene.run_until(nairobi(4, 12))
    await office.be(DEE)
    await office.type("spotlights", "Successes that wait")
    await office.press("Approve")
    await office.shows("At the earliest on")


async def the_forum(office: Office) -> None:
    """Lea brings in a forum of senior leaders."""
    await office.be(LEA)
    await office.type("forum", "No forum is in the register yet")
    await office.press("Bring one in")
    await office.fill(
        name="Water group",
        purpose="Agree where to open wells",
        members="Seed Fund 4\nRelief Office 6",
        tags="water, north",
    )
    await office.choose("weekly")
    await office.dialog.locator("fieldset").filter(has_text="Do senior leaders meet in it?").get_by_label(
        "Yes", exact=True
    ).check()
    await office.send()
    await office.shows("It is in the register")


async def tell(office: Office, day: str, hour: str, decides: str) -> None:
    await office.type("forum", "Water group")
    await office.press("Details")
    await office.press("When it meets next")
    await office.dialog.locator("#in-day").select_option(day)
    await office.dialog.locator("#in-hour").select_option(hour)
    await office.choose(decides)
    await office.picture("openers-1-next")
    await office.send()
    await office.shows("Water group meets on")
    await office.picture("openers-2-told")


async def test_the_chair_opens_with_a_success(office: Office) -> None:
    scene = office.scene
    await a_success(office)
    await the_forum(office)
    scene.clock.move_to(nairobi(17, 8))
    await office.be(LEA)
    await tell(office, "2026-03-17", "12.00", "No")
    await scene.app.ticks.wake()
    await scene.app.ticks.wake()
    await scene.run_until(nairobi(17, 12))
    await office.be(LEA)
    await office.picture("openers-3-offered")
    await office.press("Show me the words")
    await office.picture("openers-4-words")
    await office.press("I opened with it")
    await office.picture("openers-5-used")


async def test_the_other_side(office: Office) -> None:
    scene = office.scene
    await an_office(office)
    await the_forum(office)
    scene.clock.move_to(nairobi(17, 8))
    await office.be(ADA)
    await tell(office, "2026-03-17", "12.00", "Yes")
    await scene.app.ticks.wake()
    await scene.app.ticks.wake()
    await scene.run_until(nairobi(17, 12))
    await office.be(ADA)
    await office.picture("openers-6-other-side")
    await office.shows("the strongest case")
