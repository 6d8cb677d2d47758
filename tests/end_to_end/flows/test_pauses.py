"""Stop and think in a browser: seven dialogs, one line for the other side, and the way out of them."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

LEAD = "lead@example.org"


async def goes_on_to(office: Office, title: str) -> None:
    """Send the open dialog; the next one takes its place."""
    await office.dialog.locator("button.primary").click()
    await expect(office.dialog.get_by_role("heading", name=title)).to_be_visible()


async def thinks_of_the_other_side(office: Office) -> None:
    """Steps 1 to 4."""
    await office.type("this annoys me", "Six minutes")
    await office.picture("pause-0-offered")
    await office.press("Start")
    await expect(office.dialog).to_contain_text("Step 1 of 7")
    await goes_on_to(office, "The situation first")
    await expect(office.dialog).to_contain_text("Tick at least one")
    await office.choose("A clearance that takes time", "I do not know; I will ask")
    await office.picture("pause-1-situation")
    await goes_on_to(office, "And for you?")
    await office.choose("A deadline from outside")
    await goes_on_to(office, "In their words")
    await office.fill(words="The figures, before the donor call on Friday.")
    await goes_on_to(office, "On their worst day")
    await office.picture("pause-4-worst-day")


async def asks_and_agrees(office: Office) -> None:
    """Steps 5 to 7, and the line for both."""
    await goes_on_to(office, "Ask, do not infer")
    await office.choose("Send it for me, with my name")
    await office.name("colleague", "Bo")
    await office.picture("pause-5-ask")
    await goes_on_to(office, "Ways out")
    await office.choose("A new date", "Escalate it")
    await goes_on_to(office, "Ways out")
    await expect(office.dialog).to_contain_text("do not count")
    await office.choose("A part of it now")
    await office.picture("pause-6-ways")
    await goes_on_to(office, "The next step")
    await office.choose("I", "Yes, show me the line first")
    await office.fill(words="send the annex without the map")
    await office.dialog.locator("#in-by").select_option("2026-03-13")
    await office.picture("pause-7-agree")
    await goes_on_to(office, "One line for both")
    await office.picture("pause-8-line")
    await office.send()
    await office.shows("gets the line in their next free moment")
    await office.picture("pause-9-agreed")


async def test_somebody_thinks_asks_agrees_and_the_other_side_gets_one_line(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, role_group="R2"), row(BO, entity="Relief Office", pillar="Humanitarian"), row(CLEO)
    )
    scene.clock.move_to(nairobi(2, 10))

    await office.be(ADA)
    await thinks_of_the_other_side(office)
    await asks_and_agrees(office)

    await scene.run_until(nairobi(6, 17))
    await office.be(BO)
    await office.shows("send the annex without the map, by Friday 13 March (Ada)")
    await expect(office.messages.filter(has_text="donor call")).to_have_count(0)
    await expect(office.messages.filter(has_text="What changed")).to_have_count(0)  # settled meanwhile
    await office.picture("pause-10-other-side")
    await office.press("Yes, that is it")

    await scene.run_until(nairobi(24, 17))
    await office.be(ADA)
    await office.shows("Did you reach them?")
    await office.shows("Your date is today")
    await office.press("Stuck")
    await expect(office.dialog).to_contain_text("A rung opens once the one before was tried")
    await office.picture("pause-11-ladder")
    await office.choose("Harassment", "I will try it")
    await goes_on_to(office, "There are people for this")
    await office.picture("pause-12-off-ramp")
    await office.send()
    await office.type("stop and think", "Six minutes")


async def test_what_festers_reaches_a_leader_who_offers_half_an_hour(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, role_group="R2"),
        row(BO, role_group="R2", entity="Relief Office", pillar="Humanitarian"),
        row(LEAD, role_group="R1", entity="Mission Office", pillar="Peace"),
    )
    scene.clock.move_to(nairobi(9, 8))
    await scene.run_until(nairobi(13, 17))

    await office.be(ADA)
    await office.shows("Is there something between entities that nobody is resolving?")
    await office.picture("pause-20-check-in")
    await office.press("Yes, and it festers")
    await office.shows("Ways to settle it")
    await office.picture("pause-21-ways")

    await scene.run_until(nairobi(19, 17))
    await office.be(LEAD)
    await office.shows("Something seems stuck between entities in South")
    await office.picture("pause-22-leader")
    await office.press("Show me a draft")
    await office.name("one_side", "Ada")
    await office.name("other_side", "Bo")
    await office.picture("pause-23-invitation")
    await office.send()
    await office.shows("I ask you in ten days")
    for email in (ADA, BO):
        await scene.type(email, "start")  # silent so far: they would get one message a month

    await scene.run_until(nairobi(31, 17))
    await office.be(BO)
    await office.shows("Would half an hour together help?")
    await office.be(LEAD)
    await office.shows("You offered two sides half an hour together")
    await office.press("Settled")
    await office.shows("Good to hear")
