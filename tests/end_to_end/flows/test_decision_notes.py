"""A senior leader tells everybody in three lines, in a browser."""

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, nairobi, row


async def test_a_decision_is_told_in_three_lines_and_readers_say_whether_it_is_clear(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(row(ADA, role_group="R1"), row(BO))
    await scene.run_until(nairobi(2, 10))

    await office.be(ADA)
    await office.type("decided", "A decision in three lines")
    await office.press("Write it now")
    await office.fill(
        decided="One fleet for both compounds from April",
        changes="Cars are requested with one form, from anywhere",
        ask="The fleet office, extension 4411",
    )
    await office.picture("decision-1-form")
    await office.send()
    await office.shows("On its way")

    await scene.run_until(nairobi(2, 12))
    await office.be(BO, channel=True)
    await office.shows("One fleet for both compounds")
    await office.picture("decision-2-note")

    await scene.run_until(nairobi(3, 12))
    await office.be(BO, channel=True)
    await office.shows("Was this clear?")
    await office.press("Not clear")
    await office.shows("The note says whom you can ask.")
    await office.picture("decision-3-clear")

    await scene.run_until(nairobi(9, 12))
    await office.be(ADA)
    await office.shows("answered, too few to show")
    await office.picture("decision-4-result")
