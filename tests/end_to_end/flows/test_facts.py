"""A perception and what the setting's own records say against it, in the channel and when asking."""

from tests.end_to_end.flows.office import Office
from tests.integration.flows.test_facts import ASKERS, an_office, asked_before
from tests.integration.scene import nairobi


async def test_a_perception_is_posted_with_the_facts_and_asked_about(office: Office) -> None:
    scene = office.scene
    await an_office(scene)
    await asked_before(scene)
    await scene.run_until(nairobi(13, 16))
    await office.be(ASKERS[0], channel=True)
    await office.shows("12 of 12 questions between entities were answered.")
    await office.press("Is it so for you?")
    await office.shows("Is this your experience?")
    await office.message("12 of 12").scroll_into_view_if_needed()
    await office.picture("facts-1-card")
    await office.press("No, not for me")
    await office.shows("It is counted, without your name.")
