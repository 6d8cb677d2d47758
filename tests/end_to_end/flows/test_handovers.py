"""Names passed on when a post changes hands, in a browser."""

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, nairobi, row

DAN = "dan@example.org"
RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}


async def test_names_wait_for_the_successor_and_introduce_them(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(row(ADA), row(BO, **RELIEF))
    scene.clock.move_to(nairobi(2, 10))

    await office.be(ADA)
    await office.type("handover", "Names worth passing on")
    await office.press("Name them")
    await office.name("name_1", "Bo")
    await office.picture("handover-1-form")
    await office.send()
    await office.shows("The names wait for your successor")

    scene.clock.move_to(nairobi(4, 10))
    await scene.bring(row(ADA), row(BO, **RELIEF), row(DAN))
    await scene.type(DAN, "start")
    await scene.run_until(nairobi(12, 17))
    await office.be(DAN)
    await office.shows("Ada (Seed Fund) held your post before you")
    await office.picture("handover-2-successor")
    await office.be(BO)
    await office.shows("Now Dan (Seed Fund) takes over")
