"""A term two entities read differently, and one objective read in a small group."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}


async def say(office: Office, words: str) -> None:
    """Write to the bot something that opens a dialog."""
    await office.page.get_by_label("Write to Crosspillar").fill(words)
    await office.page.keyboard.press("Enter")
    await expect(office.dialog).to_be_visible()


async def test_a_term_is_offered_posted_and_explained_to_whoever_taps(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(row(ADA), row(BO, **RELIEF))
    await scene.run_until(nairobi(3, 10))
    await office.be(ADA)
    await say(office, "acronym")
    await office.fill(term="QIP", meaning="quick impact project", wrong="quality improvement plan")
    await office.picture("acronym-1-form")
    await office.send()
    await office.shows("It is posted when its turn comes")

    await scene.run_until(nairobi(11, 16))
    await office.be(BO, channel=True)
    await office.shows("QIP")
    await office.press("The first")
    await office.shows("quick impact project")
    await office.picture("acronym-2-answer")
    await office.press("Ask Ada")
    await expect(office.dialog).to_contain_text("To Ada")


async def test_a_small_group_reads_one_objective_side_by_side(office: Office) -> None:
    scene = office.scene
    people = (
        row(ADA, is_coordinator="yes"),
        row(BO, **RELIEF),
        row(CLEO, entity="Blue Line", pillar="Peace"),
    )
    await scene.taking_part(*people)
    await scene.run_until(nairobi(3, 10))
    for who in (ADA, BO, CLEO):
        await office.be(who)
        await office.type("reflect", "One objective, several readings")
        await office.press("Join")
        await office.shows("You take part from the next round on.")
    await office.be(ADA)
    await say(office, "objective")
    await office.fill(objective="Children who return find a school within an hour’s walk.")
    await office.send()
    await office.shows("The next small groups write on it")

    await scene.run_until(nairobi(12, 16))
    lines = {
        ADA: ("We train teachers for the schools.", "Numbers of returning children."),
        BO: ("We feed children in schools.", "Which schools have teachers."),
        CLEO: ("We keep the roads to schools safe.", "Where children walk."),
    }
    for who, (means, needs) in lines.items():
        await office.be(who)
        await office.shows("Two lines on one objective")
        if who == ADA:
            await office.picture("reading-1-asked")
        await office.press("Write two lines")
        await office.fill(means=means, needs=needs)
        await office.send()
    await scene.run_until(nairobi(16, 16))
    await office.be(BO)
    await office.shows("How the others read it")
    await office.message("How the others read it").scroll_into_view_if_needed()
    await office.picture("reading-2-shown")

    await say(office, "other side")
    await office.fill(line="They carry the risk at the gate.")
    await office.picture("other-side-form")
    await office.send()
    await office.shows("Your line was not kept.")
