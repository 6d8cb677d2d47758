"""A question to a colleague of another entity, from the first word to what came of the answer."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, nairobi, row


async def test_a_colleague_is_asked_answers_and_hears_what_came_of_it(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(row(ADA, role_group="R5"), row(BO, entity="Relief Office", pillar="Humanitarian"))
    scene.clock.move_to(nairobi(2, 10))

    await office.be(ADA)
    await office.type("consult", "Whom to ask?")
    await office.press("Bo")
    await expect(office.dialog).to_contain_text("To Bo")
    await office.fill(about="the water plan", question="How many wells are open in the north?")
    await office.picture("consultation-1-form")
    await office.send()
    await office.shows("On its way")

    await scene.run_until(nairobi(3, 17))
    await office.be(BO)
    await office.shows("How many wells are open in the north?")
    await office.picture("consultation-2-asked")
    await office.press("Answer")
    await office.fill(answer="Eleven, by our count of Monday.")
    await office.send()

    await scene.run_until(nairobi(4, 17))
    await office.be(ADA)
    await office.shows("Eleven, by our count of Monday.")
    await office.press("I used it")
    await office.shows("Your colleague hears of it.")
    await office.picture("consultation-3-answered")

    await scene.run_until(nairobi(20, 17))
    await office.be(BO)
    await office.shows("It was used.")
