"""When a forum meets next, told in chat: a success for its chair to open with, the other side's case."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.end_to_end.flows.test_spotlights import DEE, LEA, an_office
from tests.integration.scene import ADA, BO, nairobi, row


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
    await office.choose("Small: saved time or trouble", "Yes, introduce us")
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
    await office.send()
    await office.shows("It is in the register")


async def tell(office: Office, decides: str) -> None:
    """The forum meets at noon, and something is decided there or not."""
    await office.type("forum", "Water group")
    await office.press("Details")
    await office.press("When it meets next")
    await office.dialog.locator("#in-day").select_option("2026-03-17")
    await office.dialog.locator("#in-hour").select_option("12.00")
    await office.choose(decides)
    await office.picture("openers-1-next")
    await office.send()
    await office.shows("Water group meets on 17 March, 12:00 (Nairobi time).")


async def until_it_meets(office: Office) -> None:
    """What was told is looked at first, and then what it brought, before the day is decided."""
    await office.scene.app.ticks.wake()
    await office.scene.app.ticks.wake()
    await office.scene.run_until(nairobi(17, 12))


async def test_the_chair_of_senior_leaders_is_offered_a_success_to_open_with(office: Office) -> None:
    scene = office.scene
    await a_success(office)
    await the_forum(office)
    scene.clock.move_to(nairobi(17, 8))
    await office.be(LEA)
    await tell(office, "No")
    await until_it_meets(office)

    await office.be(LEA)
    offer = office.message("Thirty seconds to open with")
    await expect(offer).to_contain_text("One pass for both gates. 40 trucks a week wait two hours less.")
    await office.picture("openers-2-offered")
    await office.press("Show me the words")
    await office.shows("Trucks waited at two gates")
    await office.shows("Here they are.")
    await office.picture("openers-3-words")
    await office.press("I opened with it")
    await office.shows("It counts as said in public.")
    assert ("B1", "self_reported") in await scene.practised(LEA)


async def test_where_something_is_decided_whoever_told_may_argue_the_other_side(office: Office) -> None:
    scene = office.scene
    await an_office(office)
    await the_forum(office)
    scene.clock.move_to(nairobi(17, 8))
    await office.be(ADA)
    await tell(office, "Yes")
    await until_it_meets(office)

    await office.be(ADA)
    await office.shows("the strongest case Relief Office could make")
    await office.picture("openers-4-other-side")
    await office.press("Write one line")
    await office.fill(line="Wells now, or nobody comes back.")
    await office.send()
    await office.shows("Your line was not kept.")


async def test_it_reads_in_french(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, language="fr"),
        row(BO, role_group="R2", entity="Relief Office", pillar="Humanitarian", language="fr"),
    )
    form = (await scene.type(ADA, "forum new")).form
    assert form is not None
    given = {"name": "Groupe Eau", "purpose": "Choisir les puits", "members": "Seed Fund 4\nRelief Office 6"}
    choices = {"cadence": "weekly", "minutes": "60", "tags": "eau", "new": "no"}
    await scene.submit(ADA, form.token, **given, **choices)
    scene.clock.move_to(nairobi(17, 8))
    await office.be(BO)
    await office.page.get_by_role("textbox").last.fill("instances")
    await office.page.keyboard.press("Enter")
    await office.shows("Groupe Eau")
    await office.press("Détails")
    await office.press("Sa prochaine séance")
    await office.dialog.locator("#in-day").select_option("2026-03-17")
    await office.dialog.locator("#in-hour").select_option("12.00")
    await office.choose("Oui")
    await office.picture("openers-5-french")
    await office.send()
    await office.shows("Groupe Eau se réunit le 17 mars, 12:00 (heure de Nairobi).")
    await until_it_meets(office)
    await office.be(BO)
    await office.picture("openers-6-french")
    await office.shows("Seed Fund pourrait avancer\u202f?")
