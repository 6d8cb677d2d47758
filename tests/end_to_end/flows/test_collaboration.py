"""Two colleagues of different pillars do something together, from the first word to the thanks."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, nairobi, row

WHAT, MEASURE = "One list of open wells", "Both offices use it by June"


async def two_pillars(office: Office) -> None:
    await office.scene.taking_part(
        row(ADA, role_group="R2"),
        row(BO, role_group="R5", entity="Relief Office", pillar="Humanitarian"),
    )
    office.scene.clock.move_to(nairobi(2, 10))


async def choose_day(office: Office, day: str) -> None:
    await office.dialog.locator("#in-day").select_option(day)


async def agreed(office: Office) -> None:
    """Ada opens a joint step, with a time for her first one; Bo agrees."""
    await office.be(ADA)
    await office.type("joint step", "")
    await expect(office.dialog).to_contain_text("A joint step")
    await office.fill(what=WHAT, measure=MEASURE)
    await office.name("colleague", "Bo")
    await office.picture("collaboration-1-opening")
    await office.send()
    await office.shows("A time for the first step")
    await office.press("Set a time")
    await choose_day(office, "2026-03-05")
    await office.fill(time="15:10")
    await office.choose("A call")
    await office.picture("collaboration-2-plan")
    await office.send()
    await office.shows("Thursday 5 March at 15:10")
    await office.scene.run_until(nairobi(3, 17))
    await office.be(BO)
    await office.shows(MEASURE)
    await office.picture("collaboration-3-asked")
    await office.press("Agree")
    await office.shows("Ada hears of it")


async def test_joint_work_from_the_first_word_to_what_came_of_it(office: Office) -> None:
    await two_pillars(office)
    await agreed(office)

    await office.scene.run_until(nairobi(5, 16))
    await office.be(ADA)
    await office.shows("You planned to get in touch with Bo now, with a call")
    await office.press("Done")
    await office.shows("The first step is taken")
    await office.press("Add a step")
    await office.fill(what="Compare the two lists")
    await office.picture("collaboration-4-step")
    await office.send()
    await office.type("my joint work", "Compare the two lists")
    await office.picture("collaboration-5-joint-work")
    await office.press("It is done")
    await office.choose("In part")
    await office.fill(outcome="A list of forty wells", lesson="Start with one district")
    await office.picture("collaboration-6-done")
    await office.send()
    await office.shows("Bo reads what came of it.")

    await office.scene.run_until(nairobi(6, 12))
    await office.be(BO)
    await office.shows("A list of forty wells")
    await office.press("Say thanks")
    await expect(office.dialog).to_contain_text("To Ada")
    await office.fill(words="Your list saved us a week.")
    await office.picture("collaboration-7-thanks")
    await office.send()
    await office.shows("On its way to Ada.")


async def test_a_date_that_passed_is_settled_between_the_two(office: Office) -> None:
    await two_pillars(office)
    await agreed(office)
    scene = office.scene

    await scene.run_until(nairobi(4, 10))
    await office.be(ADA)
    await office.shows("It is agreed")
    await office.press("Add a step")
    await office.fill(what="Send the well data")
    await office.choose("Bo")
    await choose_day(office, "2026-03-12")
    await office.send()
    await office.shows("Bo is asked in their next free moment")

    scene.clock.move_to(nairobi(9, 8))
    await scene.run_until(nairobi(10, 17))
    await office.be(BO)
    await office.shows("Send the well data")
    await office.picture("tasks-1-asked")
    await office.press("Agree to the date")
    await office.shows("The date is agreed")

    scene.clock.move_to(nairobi(16, 16))
    await scene.run_until(nairobi(19, 12))
    await office.be(ADA)
    await office.shows("Before you chase it")
    await office.picture("tasks-2-overdue")
    await office.press("I will offer a new date")
    await choose_day(office, "2026-03-30")
    await office.send()
    await office.shows("You hear when it is accepted.")

    await office.be(BO)
    await office.type("my joint work", "a date for you to say")
    await office.picture("tasks-3-list")
    await office.press("Agree to the date")
    await scene.run_until(nairobi(23, 12))
    await office.be(ADA)
    await office.shows("The date: Monday 30 March.")
