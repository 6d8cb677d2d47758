"""A visitor's tour of the demo: the real command, a real browser, what stands on the page."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, ViewportSize, expect

from bot.demo.stage import COORDINATOR, MANAGER, NEWCOMER, STAFF, sample_roster
from tests.end_to_end.program import running

PHONE: ViewportSize = {"width": 390, "height": 844}
SHARE = re.compile(r"(?:\d+–\d+%|few|nearly all) of (\d+) people")
SMALLEST_GROUP = 10
MORNINGS = 8
"""Within so many something comes to everybody who takes part: the check-in at the latest."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a browser and the demo's address."""

    page: Page
    url: str

    async def be(self, email: str) -> None:
        """Open somebody's chat and wait until it hears of changes."""
        async with self.page.expect_response(re.compile("/events")):
            await self.page.goto(f"{self.url}/chat/{email}")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log").get_by_role("listitem").filter(has=self.page.locator("article"))

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def message(self, words: str) -> Locator:
        """The latest message with these words."""
        return self.messages.filter(has_text=words).last

    async def offered(self, label: str) -> Locator:
        """The latest message with a button of this label; some mornings may pass until there is one."""
        found = self.messages.filter(has=self.page.get_by_role("button", name=label))
        for _ in range(MORNINGS):
            if await found.count():
                break
            await self.let_pass("Next morning")
        return self.page.locator(f"#{await found.last.get_attribute('id')}")

    async def type(self, words: str, answer: str) -> Locator:
        """Write to the bot and wait for the answer, known by words of its own."""
        before = await self.messages.filter(has_text=answer).count()
        await self.page.get_by_label("Write to Crosspillar").fill(words)
        await self.page.keyboard.press("Enter")
        await expect(self.messages.filter(has_text=answer)).not_to_have_count(before)
        return self.message(answer)

    async def let_pass(self, step: str) -> str:
        """Press a button of the strip; the new time it shows."""
        moment = self.page.locator("#top-bar").get_by_text(re.compile(r", \d\d:\d\d$"))
        before = await moment.inner_text()
        await self.page.get_by_role("button", name=step).click()
        await expect(moment).not_to_have_text(before)
        return await moment.inner_text()

    async def fits(self, side: str) -> bool:
        """Whether the page needs no scrolling, sideways (``Width``) or down (``Height``)."""
        page = "document.documentElement"
        return bool(await self.page.evaluate(f"{page}.scroll{side} <= {page}.client{side}"))


def press(card: Locator, label: str) -> Locator:
    return card.get_by_role("button", name=label, exact=True)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo's address. It must end in order, say nothing on standard error and leave no file."""
    folder = tmp_path_factory.mktemp("demo")
    scratch = folder / "scratch"
    scratch.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(scratch))
        with running("demo", "--port", "0", folder=folder) as product:
            line = product.line_with("Open http")
            yield line.split()[1].removesuffix("/chat")
            ended = product.stop()
    assert (ended.status, ended.err) == (0, "")
    assert list(scratch.iterdir()) == []


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(demo: str, page: Page, tmp_path: Path) -> AsyncIterator[Visitor]:
    """Fails the test where the page's script does, and keeps a picture of where the test ended."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Visitor(page, demo)
    await page.screenshot(path=tmp_path / "end.png")
    await page.close()
    assert errors == []


async def test_the_bare_address_leads_to_the_choice_of_people(visitor: Visitor) -> None:
    await visitor.page.goto(visitor.url)
    await expect(visitor.page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
    await expect(visitor.page.get_by_text("Sample", exact=True)).to_be_visible()
    for role in ("a newcomer", "a colleague who takes part", "a manager", "a coordinator"):
        await expect(visitor.page.get_by_role("link", name=f"{role}: ")).to_be_visible()


async def test_a_manager_is_led_from_the_chat_to_their_group_on_the_pages(visitor: Visitor) -> None:
    await visitor.be(MANAGER)
    answer = await visitor.type("pages", "This link signs you in")
    await answer.get_by_role("link", name="Open the pages").click()
    await visitor.page.get_by_role("button", name="Sign in as").click()
    await visitor.page.get_by_role("link", name="Your group").first.click()
    await expect(visitor.page.get_by_role("table").first).to_contain_text(SHARE)


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "http://elsewhere.test"}])
async def test_no_other_page_moves_the_clock(demo: str, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient() as client:
        refused = await client.post(f"{demo}/demo/advance", data={"step": "hour"}, headers=headers)
    assert refused.status_code == 403
    assert "another page" in refused.text


async def test_a_newcomer_joins_and_answers_what_comes(visitor: Visitor) -> None:
    await visitor.be(NEWCOMER)
    welcome = visitor.message("Hello Grace, this is Crosspillar")
    await expect(welcome).to_contain_text("never you")
    await press(welcome, "Yes, try it").click()
    await expect(visitor.messages).to_have_count(1)
    await expect(visitor.messages).to_contain_text("Your first message will come")
    await expect(visitor.messages.get_by_role("button")).to_have_count(0)
    await _answer_one(await visitor.offered("Quiet for a week"))
    why = await visitor.type("why", "Why did I get this?")
    await expect(why).to_contain_text(re.compile(r"“.+” came on \d+ \w+ \d{4}, \d\d:\d\d"))
    assert await visitor.fits("Height"), "only the lists scroll; the command box stays where it is"


async def _answer_one(card: Locator) -> None:
    """One tap on the first button that opens no dialog, whatever the message is; it shows the answer then."""
    first = card.locator("button:not([aria-haspopup])").first
    before = await card.get_by_role("button").count()
    check_in = await card.get_by_role("group").count() > 0
    await first.click()
    await expect(card).to_contain_text("✓" if check_in else "Your answer: ")
    assert await card.get_by_role("button").count() < before


async def test_a_manager_sees_shares_and_never_counts_or_names(visitor: Visitor) -> None:
    await visitor.be(MANAGER)
    view = await visitor.type("practice", "What is practised")
    words = await view.inner_text()
    shown = [await one.inner_text() for one in await view.get_by_role("definition").all()]
    sizes = [SHARE.fullmatch(line) for line in shown]
    assert len(sizes) > 1
    assert all(size and int(size[1]) >= SMALLEST_GROUP for size in sizes), shown
    assert "Your group" in words
    names = [row.cells[1] for row in sample_roster().rows]
    assert [name for name in names if name in words] == []


async def test_a_coordinator_has_a_digest_with_a_picture(visitor: Visitor) -> None:
    await visitor.be(COORDINATOR)
    digest = visitor.message("Zamoria (sample): week of 2–8 November")
    await expect(digest).to_contain_text("People on the roster who take part")
    picture = digest.get_by_role("img", name=re.compile("^A picture"))
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.complete && image.naturalWidth") > 300


async def test_the_other_side_is_named_through_the_form(visitor: Visitor) -> None:
    await visitor.be(STAFF)
    noted = await visitor.type("did met", "Meet other pillars. Thank you.")
    await press(noted, "Name who with").click()
    await visitor.dialog.get_by_label("Search: Colleague").fill("jonas")
    await visitor.dialog.get_by_label("Jonas Weber · Sample Growth Agency").check()
    await press(visitor.dialog, "Ask them").click()
    await expect(visitor.dialog).to_be_hidden()
    await expect(visitor.messages.last).to_contain_text("Jonas Weber will be asked once.")


async def test_somebody_of_ones_own_pillar_is_no_other_side(visitor: Visitor) -> None:
    await visitor.be(STAFF)
    noted = await visitor.type("did shared", "Share across pillars. Thank you.")
    await press(noted, "Name who with").click()
    found = visitor.dialog.locator(".answers.people")
    await visitor.dialog.get_by_label("Search: Colleague").fill("jonas")
    await expect(found).to_contain_text("Jonas Weber")
    await visitor.dialog.get_by_label("Search: Colleague").fill("grace")
    await expect(found).not_to_contain_text("Jonas Weber")
    await found.get_by_label("Grace Njoroge").check()
    await press(visitor.dialog, "Ask them").click()
    await expect(visitor.dialog).to_contain_text("Grace Njoroge is of your own pillar.")


async def test_a_wrong_time_is_shown_at_its_field_and_then_saved(visitor: Visitor) -> None:
    await visitor.be(STAFF)
    settings = await visitor.type("settings", "Your settings")
    await press(settings, "Change hours or language").click()
    begins = visitor.dialog.get_by_label("Work begins")
    await begins.fill("nine")
    await press(visitor.dialog, "Save").click()
    fault = visitor.dialog.get_by_role("alert").filter(visible=True)
    await expect(fault).to_have_text("Write the time like 09:00.")
    await expect(begins).to_be_focused()
    await begins.fill("09:15")
    await press(visitor.dialog, "Save").click()
    await expect(visitor.dialog).to_be_hidden()
    await expect(visitor.messages.last).to_contain_text("Saved.")


async def test_quiet_for_a_week_takes_one_tap(visitor: Visitor) -> None:
    await visitor.be(MANAGER)
    await press(await visitor.offered("Quiet for a week"), "Quiet for a week").click()
    await expect(visitor.message("Quiet until")).to_contain_text("Nothing unasked will come before then.")


async def test_stopping_takes_one_tap(visitor: Visitor) -> None:
    await visitor.be(COORDINATOR)
    await press(await visitor.offered("Stop these"), "Stop these").click()
    await expect(visitor.message("Nothing unasked will come any more.")).to_be_visible()


async def test_what_is_stored_is_listed_and_then_forgotten(visitor: Visitor) -> None:
    await visitor.be("peter.lado@sample.example")
    listed = await visitor.type("what do you know about me", "What is stored about you")
    await expect(listed).to_contain_text("peter.lado@sample.example")
    await expect(visitor.message("You were asked whether to take part")).to_be_visible()
    sure = await visitor.type("forget me", "Forget everything about you?")
    await press(sure, "Forget me").click()
    await expect(visitor.messages.filter(has_text="What is stored about you")).to_have_count(0)
    await expect(visitor.messages).to_have_count(1)
    await expect(visitor.messages).to_contain_text("Deleted: your roster entry")
    await visitor.page.wait_for_timeout(1500)  # a look of the page that hears of changes
    await expect(visitor.messages).to_contain_text("Goodbye, and thank you.")
    await visitor.page.get_by_role("link", name="Choose a person").click()
    await expect(visitor.page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()


async def test_the_strip_leads_to_nobody_who_was_forgotten(visitor: Visitor) -> None:
    await visitor.page.goto(f"{visitor.url}/demo/be/peter.lado@sample.example")
    await expect(visitor.page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
    await visitor.page.get_by_role("link", name="a manager: ").click()
    await expect(visitor.page.get_by_text("You are")).to_be_visible()


async def test_the_strip_is_one_line_on_a_laptop_and_speaks_of_the_visitors_own_morning(
    visitor: Visitor,
) -> None:
    await visitor.page.set_viewport_size({"width": 1280, "height": 800})
    await visitor.be("jonas.weber@sample.example")
    strip = await visitor.page.locator("#top-bar").bounding_box()
    assert strip is not None
    assert strip["height"] < 50
    await visitor.page.get_by_role("button", name="Next morning").click()
    await expect(visitor.page.locator("#top-bar time")).to_have_text(re.compile("10:30$"))
    await expect(visitor.page.locator("#clock")).to_contain_text("10:30 in Zurich")


async def test_the_page_speaks_the_language_of_whoever_it_is_for(visitor: Visitor) -> None:
    await visitor.be("rosa.quispe@sample.example")
    settings = await visitor.type("settings", "Your settings")
    await press(settings, "Change hours or language").click()
    await visitor.dialog.get_by_label("Français").check()
    await press(visitor.dialog, "Save").click()
    await expect(visitor.dialog).to_be_hidden()
    await visitor.page.reload()
    words = visitor.page.get_by_label("Écrire à Crosspillar")
    await words.fill("paramètres")
    await visitor.page.keyboard.press("Enter")
    await press(visitor.message("Vos réglages"), "Changer horaires ou langue").click()
    await expect(press(visitor.dialog, "Annuler")).to_be_visible()
    await expect(visitor.page.get_by_text("Changer de personne")).to_be_visible()


async def test_a_phone_needs_no_sideways_scrolling(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size(PHONE)
    await visitor.page.goto(visitor.url)
    assert await visitor.fits("Width")
    for email in (COORDINATOR, STAFF):
        await visitor.be(email)
        assert await visitor.fits("Width")
    await visitor.type("what do you know about me", "What is stored about you")
    assert await visitor.fits("Width")
    for button in ("Next hour", "Next morning", "Next Monday"):
        await expect(visitor.page.get_by_role("button", name=button)).to_be_in_viewport()
