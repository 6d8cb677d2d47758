"""A thread in a browser: asked for, opened, written in by both, changed, closed; and a coordinator's rule."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

TEXT = "The trucks leave at six.\nCan your gate be open by then?"


async def asks(office: Office) -> None:
    await office.be(ADA)
    await office.type("relay", "You have no thread")
    await office.press("New thread")
    await office.name("colleague", "Bo")
    await office.picture("relay-1-ask")
    await office.send()
    await office.shows("is asked in their next free moment")
    await office.picture("relay-2-asked")


async def says_yes(office: Office) -> None:
    await office.be(BO)
    await office.shows("would like to write with you")
    await office.picture("relay-3-question")
    await office.press("Open the thread")
    await office.shows("The thread is open")


async def writes(office: Office) -> None:
    await office.press("Write")
    await expect(office.dialog).to_contain_text("attachments cannot be passed on")
    await office.fill(words=TEXT)
    await office.picture("relay-4-write")
    await office.send()
    await office.shows("Passed on to Ada")
    await office.press("Change")
    await expect(office.dialog.locator("#in-words")).to_have_value(TEXT)
    await office.fill(words="The trucks leave at seven.")
    await office.send()
    await office.shows("Passed on anew to Ada")
    await expect(office.message("The trucks leave at six")).to_have_count(0)
    await office.picture("relay-5-passed-on")


async def test_two_write_to_each_other_and_close_the_thread(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, role_group="R2"),
        row(BO, role_group="R5", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, is_coordinator="yes"),
    )
    scene.clock.move_to(nairobi(2, 10))
    await asks(office)
    await scene.run_until(nairobi(3, 17))
    await says_yes(office)
    await writes(office)
    await scene.run_until(nairobi(4, 10))

    await office.be(ADA)
    await office.shows("The trucks leave at seven.")
    await office.picture("relay-6-reader")
    await office.press("Write back")
    await office.fill(words="Seven is fine.")
    await office.send()
    await office.type("my threads", "What is written in a thread")
    await office.picture("relay-7-list")
    assert await scene.practised(ADA) == [("B8", "confirmed")]
    await office.press("Close")
    await office.shows("The thread is closed")

    await scene.run_until(nairobi(5, 17))
    await office.be(BO)
    await office.shows("Your thread with Ada (Seed Fund) is closed")
    await office.picture("relay-8-closed")

    await office.be(CLEO)
    await office.page.get_by_label("Write to Crosspillar").fill("relays")
    await office.page.keyboard.press("Enter")
    await office.choose("Relief Office")
    await office.picture("relay-9-rules")
    await office.send()
    await office.shows("No shared threads for Relief Office")
    await office.be(ADA)
    await office.type("relay with Bo", "Relief Office has no shared threads here")


async def test_it_all_reads_in_french(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, language="fr"), row(BO, entity="Relief Office", pillar="Humanitarian", language="fr")
    )
    scene.clock.move_to(nairobi(2, 10))
    await office.be(ADA)
    await office.page.get_by_role("textbox").last.fill("fil avec Bo")
    await office.page.keyboard.press("Enter")
    await office.shows("Un fil avec Bo")
    await office.press("Demander")
    await office.shows("prochain moment libre")
    await scene.run_until(nairobi(3, 17))
    await office.be(BO)
    await office.press("Ouvrir le fil")
    await office.press("Écrire")
    await office.fill(words="Les camions partent à six heures.")
    await office.send()
    await scene.run_until(nairobi(4, 10))
    await office.be(ADA)
    await office.shows("Bo (Relief Office)")
    await office.picture("relay-10-french")
