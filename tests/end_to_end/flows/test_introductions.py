"""An introduction from joining to a meeting both confirm, its calendar file, and what others see of it."""

from icalendar import Calendar
from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}
CHIEF = "chief@example.org"
PEOPLE = (
    row(ADA, is_coordinator="yes", name="Ada Okafor"),
    row(BO, name="Bo Lindqvist", **RELIEF),
    row(CLEO, name="Cleo Adeyemi"),
    row(CHIEF, name="Chris Chief", role_group="R1"),
)


async def join(office: Office, email: str, *choices: str) -> None:
    await office.be(email)
    await office.type("intro", "Every second Tuesday")
    await office.press("Join")
    await office.choose(*choices)
    if email == ADA:
        await office.picture("introductions-1-joining")
    await office.send()
    await office.shows("You take part in the rounds.")


async def taken(office: Office) -> tuple[str, bytes]:
    """The name and content of the first file on the page, taken as a person takes it."""
    async with office.page.expect_download() as download:
        await office.page.locator("a.file").first.click()
    file = await download.value
    with open(await file.path(), "rb") as stored:  # noqa: ASYNC230, PTH123  a test may wait for a file
        return file.suggested_filename, stored.read()


async def test_two_people_are_introduced_meet_and_say_so(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(*PEOPLE)
    scene.clock.move_to(nairobi(5, 10))
    await join(office, ADA, "water", "health")
    await join(office, BO, "water")
    await join(office, CLEO, "water")

    await scene.run_until(nairobi(13, 17))
    pairs = [each for each in (ADA, CLEO) if await scene.lines(each, "introduction_made")]
    (met,) = pairs
    left = CLEO if met == ADA else ADA
    await office.be(left)
    await office.shows("There was nobody for you in this round.")
    await office.picture("introductions-2-without")

    await office.be(met)
    await office.shows("Half hours that suit both, in your time")
    await office.picture("introductions-3-introduced")
    await office.press("Times for my calendar")
    await office.shows("Take the one you settle on with Bo Lindqvist.")
    await office.picture("introductions-4-calendar")
    name, content = await taken(office)
    assert name.endswith(".ics")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == "Introduction: Bo Lindqvist"
    await office.press("We have met")
    await office.shows("Your colleague is asked for a word too")

    await scene.run_until(nairobi(16, 17))
    await office.be(BO)
    await office.shows("Did you meet?")
    await office.picture("introductions-5-asked")
    await office.press("We have met")
    await office.shows("It counts for both of you.")
    assert ("B8", "confirmed") in await scene.practised(met)

    await scene.run_until(nairobi(25, 17))
    assert len(await scene.lines(left, "introduction_made")) == 1


async def test_the_coordinator_sees_counts_and_a_leader_opens_the_door(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(*PEOPLE)
    scene.clock.move_to(nairobi(5, 10))
    for email in (ADA, BO, CLEO):
        await join(office, email, "water")
    await scene.run_until(nairobi(20, 10))

    await office.be(ADA)
    await office.type("rounds", "Rounds of introductions")
    await office.shows("Took part")
    await office.picture("introductions-6-rounds")
    await office.press("Allow groups of three")
    await expect(office.page.get_by_role("button", name="Back to pairs only")).to_be_visible()

    await office.be(CHIEF)
    await office.shows("A line that opens the door")
    await office.press("Show me a draft")
    await office.picture("introductions-7-door")
    await office.send()
    await office.be(ADA, channel=True)
    await scene.run_until(nairobi(23, 12))
    await office.shows("You do not need my clearance")
    await office.picture("introductions-8-channel")


async def test_wishes_stay_private_and_a_pause_ends_by_itself(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(row(ADA, name="Ada Okafor"), row(BO, name="Bo Lindqvist", **RELIEF))
    scene.clock.move_to(nairobi(5, 10))
    await join(office, ADA, "water")
    await office.press("Never with …")
    await office.press("Name somebody")
    await office.name("colleague", "Bo")
    await office.send()
    await office.shows("You are not introduced to Bo Lindqvist.")
    await office.type("intro", "You take part in the rounds.")
    await office.press("Never with …")
    await office.shows("Bo Lindqvist (Relief Office)")
    await office.picture("introductions-9-never")
    await office.type("intro", "You take part in the rounds.")
    await office.press("Pause")
    await office.fill(until="2026-03-20")
    await office.send()
    await office.shows("You pause until 20 March.")
    await office.picture("introductions-10-paused")
