"""A forum from the register to the owner's decision, as people see it."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

VOTERS = tuple(f"v{n}@example.org" for n in range(4))


async def open_office(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, role_group="R1"),
        row(BO, role_group="R4", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, is_coordinator="yes"),
        *(row(each) for each in VOTERS),
    )
    scene.clock.move_to(nairobi(2, 10))
    await scene.app.ticks.flows()


async def bring_in(office: Office) -> None:
    """Ada brings her forum in and says that it met."""
    await office.be(ADA)
    await office.type("forum", "No forum is in the register yet")
    await office.press("Bring one in")
    await office.fill(
        name="Water group",
        purpose="Agree where to open wells",
        members="Seed Fund 4\nRelief Office 6",
        tags="water, north",
    )
    await office.choose("weekly")
    await office.picture("forum-1-register")
    await office.send()
    await office.shows("It is in the register")
    await office.press("It met")
    await office.fill(minutes="60", people="8")
    await office.send()
    await office.shows("The vote is on its way")


async def test_a_forum_is_brought_in_and_voted_on_and_comes_up_before_a_new_one(office: Office) -> None:
    scene = office.scene
    await open_office(office)
    await bring_in(office)
    await scene.run_until(nairobi(2, 11))
    await office.be(BO, channel=True)
    await office.shows("Water group has met")
    await office.press("It shared information")
    await office.shows("Only the shares are ever shown")
    await office.picture("forum-2-vote")

    await office.be(BO)
    await office.type("forum new", "")
    await expect(office.dialog).to_be_visible()
    await office.fill(
        name="Well group", purpose="Dig more wells", members="Seed Fund 2\nRelief Office 2", tags="water"
    )
    await office.choose("No, it would be new")
    await office.send()
    await office.shows("Something close exists already")
    await office.picture("forum-3-something-close")
    await office.press("Use Water group")
    await office.shows("one meeting fewer")


async def test_its_owner_shortens_it_and_members_are_told(office: Office) -> None:
    scene = office.scene
    await open_office(office)
    await bring_in(office)
    await office.be(ADA)
    await office.type("forum water", "Agree where to open wells")
    await office.press("Decide on it")
    await expect(office.dialog).to_contain_text("person-hours a month")
    await office.choose("Shorten it")
    await office.fill(minutes="30", line="Papers come ahead.")
    await office.choose("Yes")
    await office.picture("forum-4-decision")
    await office.send()
    await office.shows("That frees")
    await office.picture("forum-5-freed")

    await scene.run_until(nairobi(3, 12))
    await office.be(BO, channel=True)
    await office.shows("it takes 30 minutes from now on")
    await office.picture("forum-6-told")

    await office.be(CLEO)
    await office.type("crisis", "")
    await office.press("Yes, hold everything")
    await office.type("mechanisms", "No forum here is marked for a crisis yet")
