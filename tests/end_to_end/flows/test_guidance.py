"""Short answers in a browser: asked for in vain, written, found, doubted; a choice with its guardrail."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

QUESTION = "car for a joint visit"


async def test_a_question_that_keeps_coming_becomes_a_short_answer(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA),
        row(BO, entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, role_group="R5", is_coordinator="yes"),
    )
    scene.clock.move_to(nairobi(2, 10))

    for who in (ADA, BO, CLEO):
        await office.be(who)
        await office.type(f"ask {QUESTION}", "No short answer yet")
        if who == ADA:
            await office.picture("guidance-1-nothing")
        await office.press("Keep the question")
        await office.shows("Your question is kept")

    await scene.run_until(nairobi(4, 17))
    await office.be(CLEO)
    await office.shows("was asked by 3 people lately")
    await office.picture("guidance-2-repeated")
    await office.press("Write three lines")
    await expect(office.dialog.locator("#in-title")).to_have_value("Car for a joint visit")
    await office.fill(
        lines="Fill in form F3.\nSend it to the fleet office two days ahead.\nCall 4411 if it is urgent.",
        source="Fleet manual, page 4",
        keywords="vehicle, transport",
    )
    await office.picture("guidance-3-form")
    await office.send()
    await office.shows("Everybody here finds it with “ask”")

    await scene.run_until(nairobi(5, 17))
    await office.be(ADA)
    await office.shows("There is a short answer now")
    await office.be(BO)
    await office.type("ask how do I get a vehicle for a visit", "Fleet manual, page 4")
    await office.picture("guidance-4-answer")
    await office.press("It helped")
    await office.shows("Good to know.")


async def test_a_choice_is_shown_with_its_usual_option_first(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(row(ADA), row(BO, entity="Relief Office", pillar="Humanitarian"))
    scene.clock.move_to(nairobi(2, 10))

    await office.be(ADA)
    await office.type("card", "at most three lines")
    await office.press("A choice of options")
    await office.fill(
        title="Which room for a joint meeting?",
        usual="The shared room",
        second="A hotel",
        other="Ask the fleet office",
        decider="Any section head",
        limit="300 dollars",
        deadline="a week ahead",
        source="Premises note",
    )
    await office.picture("guidance-5-choice-form")
    await office.send()
    await office.shows("Published")

    await office.be(BO)
    await office.type("ask meeting rooms", "Usually: The shared room")
    await office.picture("guidance-6-choice")
    await office.press("Not what I asked")
    await office.shows("No short answer yet")
    await office.type("cards", "1 in all")
    await office.picture("guidance-7-cards")
