"""A coordinator judges an area of the scorecard on the page and reads what it comes to."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, row


async def test_an_area_is_judged_and_its_score_shown(office: Office) -> None:
    await office.scene.taking_part(row(ADA, is_coordinator="yes"))
    await office.be(ADA)
    await office.type("scorecard", "scorecard 2026-Q1")
    await office.press("Strategic assessments")
    await expect(office.dialog).to_contain_text("“Unknown” lowers coverage")
    await office.dialog.get_by_role("group").nth(0).get_by_label("partly met").check()
    await office.picture("scorecard-1-form")
    await office.send()
    await office.shows("50% (coverage 50%)")
    await office.picture("scorecard-2-shown")
