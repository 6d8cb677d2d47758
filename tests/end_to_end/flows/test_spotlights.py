"""A success from four lines to a reader who could reuse it; a colleague thanked; a chain traced."""

from datetime import timedelta

from playwright.async_api import expect

from bot.local.messages import channel
from tests.end_to_end.flows.office import Office
from tests.integration.post import titles_of
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

DEE, LEA = "dee@example.org", "lea@example.org"
RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}
RIGHTS = {"entity": "Rights Office", "pillar": "Human Rights"}


async def an_office(office: Office) -> None:
    await office.scene.taking_part(
        row(ADA, role_group="R2"),
        row(BO, **RELIEF),
        row(CLEO, **RIGHTS),
        row(DEE, **RIGHTS, is_coordinator="yes"),
        row(LEA, role_group="R1"),
    )
    office.scene.clock.move_to(nairobi(2, 10))


async def until_posted(office: Office, *titles: str) -> str:
    """Its title, once it stands there: other flows post in the same channel, which has one place a week."""
    here = channel((await office.scene.setting()).id)
    for _ in range(70):
        await office.scene.run_until(office.scene.clock.now() + timedelta(days=1))
        messages = await office.scene.app.local_messages.conversation(here, LEA)
        for each in messages:
            if each.card.title in titles:
                return each.card.title
    raise AssertionError(f"{titles} was never posted")


async def test_four_lines_find_a_reader_who_could_reuse_them(office: Office) -> None:
    scene = office.scene
    await an_office(office)

    await office.be(ADA)
    await office.type("spotlight", "What worked, large or small")
    await office.picture("spotlight-1-menu")
    await office.press("Write four lines")
    await office.fill(
        problem="Relief trucks and rights monitors waited at two gates.",
        done="One gate pass, checked once by either office.",
        changed="40 vehicles a week wait two hours less.",
    )
    await office.name("colleague_1", "Bo")
    await office.name("colleague_2", "Cleo")
    await office.choose("Small: saved time or trouble", "Yes, introduce us")
    await office.dialog.locator("button.primary").click()
    await expect(office.dialog).to_contain_text("a number above without a source")
    await office.picture("spotlight-2-no-source")
    await office.fill(source="Gate log, February")
    await office.send()
    await office.shows("Your colleagues are asked")

    await scene.run_until(nairobi(3, 17))
    await office.be(BO)
    await office.shows("May this be told?")
    await office.picture("spotlight-3-asked")
    await office.press("Yes, with my name")
    await office.shows("once everybody named agrees")
    await office.be(CLEO)
    await office.press("Yes, my entity only")

    await scene.run_until(nairobi(4, 12))
    await office.be(DEE)
    await office.type("spotlights", "Successes that wait")
    await office.picture("spotlight-4-list")
    await office.press("Approve")
    await office.shows("At the earliest on")

    title = await until_posted(office, *titles_of("S11-2"))
    await office.be(LEA, channel=True)
    await office.shows(title)
    await office.press("I could reuse this")
    await office.shows("each get the other’s name and address")
    await office.picture("spotlight-5-posted")

    await scene.run_until(scene.clock.now() + timedelta(days=4))
    await office.be(ADA)
    await office.shows("lea@example.org")
    await office.picture("spotlight-6-reuse")


async def test_a_leader_thanks_one_of_three_who_were_named(office: Office) -> None:
    scene = office.scene
    await an_office(office)

    await office.be(ADA)
    for colleague in ("Bo", "Cleo", "Dee"):
        await office.page.get_by_label("Write to Crosspillar").fill("nominate")
        await office.page.keyboard.press("Enter")
        await office.name("colleague", colleague)
        await office.fill(line=f"{colleague} opened the gate pass to all of us")
        await office.picture("nomination-1-form")
        await office.send()
        await office.shows(f"{colleague} is asked first")

    await scene.run_until(nairobi(4, 17))
    for email in (BO, CLEO, DEE):
        await office.be(email)
        await office.shows("A colleague named you")
        await office.picture("nomination-2-asked")
        await office.press("Yes, that is fine")
        await office.shows("A senior leader may thank you in public")

    await office.be(LEA)
    await office.type("recognise", "Three colleagues, in no order")
    await office.picture("nomination-3-three")
    await office.press("Thank them")
    await office.fill(words="You made two offices work as one at the gate. Thank you.")
    await office.picture("nomination-4-words")
    await office.send()
    await office.shows("It is on its way to the channel")

    await until_posted(office, "A word of thanks")
    await office.be(BO, channel=True)
    await office.shows("You made two offices work as one")
    await office.picture("nomination-5-posted")


async def test_a_chain_of_contributions_is_traced(office: Office) -> None:
    scene = office.scene
    await an_office(office)

    await office.be(ADA)
    await office.page.get_by_label("Write to Crosspillar").fill("chain")
    await office.page.keyboard.press("Enter")
    await office.fill(
        about="The bridge at Kali",
        input="A flood map of the valley",
        shared="Sent round in the weekly call",
        used="Route planning for relief",
        decision="The bridge is mended first",
        effect="The road stayed open in the rains",
    )
    await office.picture("chain-1-lines")
    await office.dialog.locator("button.primary").click()
    await expect(office.dialog).to_contain_text("Whose line is it?")
    await office.name("used", "Bo")
    await office.name("decision", "Cleo")
    await office.picture("chain-2-owners")
    await office.send()
    await office.shows("Each owner is asked once")

    await scene.run_until(nairobi(4, 17))
    await office.be(BO)
    await office.shows("Is your part told rightly?")
    await office.picture("chain-3-asked")
    await office.press("Yes, that is right")
    await office.be(CLEO)
    await office.press("In my own words")
    await office.fill(decision="Mend the bridge first, said the area team")
    await office.send()
    await office.shows("It stands as you confirmed it")

    await until_posted(office, *titles_of("S12-2"))
    await office.be(LEA, channel=True)
    await office.shows("Mend the bridge first, said the area team (Rights Office)")
    await office.picture("chain-4-posted")
