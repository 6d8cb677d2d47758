"""The local chat in a real browser: choose a person, read, press, fill in, type."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, Request, Route, ViewportSize, expect

from bot.local.messages import direct
from nudges.cards import say
from tests.end_to_end.fake_desk import (
    AMINA,
    ANSWERED,
    BRUNO,
    CHANNEL,
    CHITRA,
    QUESTION,
    Site,
    build_site,
    chat_engine,
    served,
)

PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Visit:
    """An open browser page on a running site."""

    page: Page
    site: Site
    url: str

    async def be(self, email: str, query: str = "") -> None:
        """Open somebody's chat and wait until it hears of changes."""
        async with self.page.expect_response(re.compile("/events")):
            await self.page.goto(f"{self.url}/chat/{email}{query}")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log").get_by_role("listitem")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def command(self, text: str) -> None:
        await self.page.get_by_label("Write to Crosspillar").fill(text)
        await self.page.keyboard.press("Enter")


@pytest_asyncio.fixture(loop_scope="session")
async def visit(page: Page) -> AsyncIterator[Visit]:
    """Fails the test where the page's script does."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    async with chat_engine() as engine:
        site = build_site(engine)
        async with served(site.app) as url:
            yield Visit(page, site, url)
            await page.close()
    assert errors == []


async def lose_the_answer(route: Route) -> None:
    """The server hears the request; the page never hears the answer."""
    await route.fetch()
    await route.abort()


async def test_a_person_is_found_by_words_and_chosen(visit: Visit) -> None:
    await visit.page.goto(f"{visit.url}/chat")
    await visit.page.get_by_label("Search by name, role or organisation").fill("humanitarian MANAGER")
    await expect(visit.page.get_by_role("link")).to_have_count(1)
    await visit.page.get_by_role("link", name="Chitra Rao").click()
    await expect(visit.page.get_by_text("in Kolkata")).to_be_visible()
    await expect(visit.page.get_by_text("Nothing here yet.")).to_be_visible()


async def test_a_person_is_found_by_the_full_name_of_their_role_too(visit: Visit) -> None:
    await visit.page.goto(f"{visit.url}/chat")
    await visit.page.get_by_label("Search by name, role or organisation").fill("managers in the field")
    await expect(visit.page.get_by_role("link")).to_have_count(1)
    await expect(visit.page.get_by_title(CHITRA.role_in_full)).to_have_text(re.compile(CHITRA.role))


async def test_words_that_match_nobody_say_so(visit: Visit) -> None:
    await visit.page.goto(f"{visit.url}/chat")
    await visit.page.get_by_label("Search by name, role or organisation").fill("xyz")
    await expect(visit.page.get_by_text("Nobody matches these words.")).to_be_visible()


async def test_a_message_arrives_while_the_page_is_open(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await visit.site.tell(AMINA)
    await expect(visit.messages.get_by_role("heading")).to_have_text(QUESTION.title)
    await expect(visit.page.get_by_text("Nothing here yet.")).to_be_hidden()


async def test_a_pressed_message_is_replaced_and_keeps_the_focus(visit: Visit) -> None:
    await visit.site.tell(AMINA)
    await visit.be(AMINA.email)
    await visit.button("Draft a message").focus()
    await visit.page.keyboard.press("Enter")
    await expect(visit.messages).to_have_count(1)
    await expect(visit.messages).to_contain_text("A draft is ready for you.")
    await expect(visit.messages).to_be_focused()
    await expect(visit.button("Draft a message")).to_have_count(0)


async def test_a_double_click_counts_once(visit: Visit) -> None:
    await visit.site.tell(AMINA)
    await visit.be(AMINA.email)
    await visit.button("Why this?").dblclick()
    await expect(visit.messages).to_have_count(2)
    assert list(visit.site.desk.presses.values()) == ["why"]


async def test_after_a_lost_answer_the_second_try_is_the_same_press(visit: Visit) -> None:
    await visit.site.tell(AMINA)
    await visit.be(AMINA.email)
    keys: list[str] = []

    def remember(request: Request) -> None:
        if request.url.endswith("/press"):
            keys.append(json.loads(request.post_data or "")["key"])

    visit.page.on("request", remember)
    await visit.page.route("**/press", lose_the_answer, times=1)
    await visit.button("Why this?").click()
    await expect(visit.page.get_by_role("alert")).to_contain_text("Please try again")
    await visit.button("Why this?").click()
    await expect(visit.messages).to_have_count(2)
    assert keys[0] == keys[1]


async def test_after_a_lost_answer_other_words_are_another_command(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await visit.page.route("**/command", lose_the_answer, times=1)
    await visit.command("help")
    await expect(visit.page.get_by_role("alert")).to_contain_text("Please try again")
    await visit.command("did")
    await expect(visit.messages.last).to_contain_text("This week")
    assert visit.site.desk.commands == ["help", "did"]


async def test_a_command_is_answered_and_shown_as_typed(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await visit.command("/did")
    await expect(visit.messages.nth(0)).to_contain_text("/did")
    await expect(visit.messages.nth(1)).to_contain_text("This week")
    await expect(visit.page.get_by_label("Write to Crosspillar")).to_have_value("")


async def test_a_command_is_sent_from_its_hint(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await visit.button("help").click()
    await expect(visit.messages.nth(1)).to_contain_text("What you can ask for")


async def test_a_dialog_shows_its_faults_at_the_fields_and_then_sends(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await visit.command("thanks")
    await visit.dialog.get_by_label("Search: Whom").fill("bru")
    await expect(visit.dialog.get_by_role("radio", name="Chitra")).to_have_count(0)
    await visit.dialog.get_by_label("Bruno Keller, Observer Mission").check()
    await visit.dialog.get_by_label("Search: Whom").fill("chi")
    await expect(visit.dialog.get_by_role("radio", name="Chitra")).to_be_visible()
    await visit.dialog.get_by_label("To them only").check()
    what = visit.dialog.get_by_label("What they did")
    await what.fill("Helped")
    await visit.button("Send the thanks").click()
    await expect(visit.dialog.get_by_text("Please say a little more")).to_be_visible()
    await expect(what).to_be_focused()
    await expect(what).to_have_attribute("aria-invalid", "true")
    await what.fill("Shared the convoy plan early")
    await visit.button("Send the thanks").click()
    await expect(visit.dialog).to_be_hidden()
    await expect(visit.messages.last).to_contain_text("They will read it this morning.")
    first, second = visit.site.desk.submissions
    assert first.key != second.key
    assert second.values == {
        "who": ("p2",),
        "what": ("Shared the convoy plan early",),
        "where": ("private",),
        "when": (),
    }


async def test_a_dialog_is_left_without_sending(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await visit.command("thanks")
    await visit.button("Cancel").click()
    await expect(visit.dialog).to_be_hidden()
    assert visit.site.desk.submissions == []


async def test_another_persons_new_message_is_marked_until_it_is_read(visit: Visit) -> None:
    await visit.be(AMINA.email)
    bruno = visit.page.get_by_role("link", name="Bruno Keller")
    await visit.site.tell(BRUNO)
    await expect(bruno).to_contain_text("New message")
    await expect(bruno.locator(".dot")).to_be_visible()
    await bruno.click()
    await expect(visit.messages).to_have_count(1)
    await visit.be(AMINA.email)
    await expect(bruno.locator(".dot")).to_be_hidden()


async def test_a_channel_shows_what_everybody_sees(visit: Visit) -> None:
    await visit.site.post(say("A pact is public"), "c1")
    await visit.be(AMINA.email)
    await visit.page.get_by_role("link", name=CHANNEL.name).click()
    await expect(visit.page.get_by_role("heading", level=1)).to_have_text(f"#{CHANNEL.name}")
    await expect(visit.messages).to_contain_text("A pact is public")


async def test_the_keyboard_leads_from_the_words_to_a_name(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await visit.command("thanks")
    search = visit.dialog.get_by_label("Search: Whom")
    await search.fill("bruno")
    await expect(visit.dialog.locator(".people label")).to_have_count(1)
    await search.press("Enter")
    await expect(visit.dialog.get_by_label("Bruno Keller")).to_be_checked()
    await expect(visit.dialog, "the dialog is not sent by it").to_be_visible()


async def test_a_long_list_of_names_says_how_to_find_the_others(visit: Visit) -> None:
    visit.site.desk.many = True
    await visit.be(AMINA.email)
    await visit.command("thanks")
    found = visit.dialog.locator(".people")
    await expect(found.locator("label")).to_have_count(8)
    await expect(found).to_contain_text("Type a name to find the others.")
    await visit.dialog.get_by_label("Search: Whom").fill("colleague 11")
    await expect(found.locator("label")).to_have_count(1)
    await expect(found).not_to_contain_text("Type a name")


async def test_moving_the_clock_in_the_top_bar_moves_the_page(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await expect(visit.page.locator("#clock")).to_contain_text("Monday 23 November 2026 09:30")
    for hour in ("10:30", "11:30"):
        await visit.button("Next hour").press("Enter")
        await expect(visit.page.locator("#clock")).to_contain_text(hour)
    await expect(visit.page.get_by_text("08:30 UTC")).to_be_visible()
    await expect(visit.button("Next hour")).to_be_focused()


async def test_the_clock_can_be_moved_before_a_person_is_chosen(visit: Visit) -> None:
    await visit.page.goto(f"{visit.url}/chat")
    await visit.button("Next hour").click()
    await expect(visit.page.get_by_text("07:30 UTC")).to_be_visible()


async def test_erased_messages_leave_the_open_page(visit: Visit) -> None:
    await visit.site.tell(AMINA)
    await visit.be(AMINA.email)
    await visit.site.messages.forget(AMINA.email)
    await expect(visit.messages).to_have_count(0)


async def test_a_page_that_lost_its_connection_catches_up(visit: Visit) -> None:
    await visit.site.tell(AMINA)
    await visit.be(AMINA.email)
    (message,) = await visit.site.messages.conversation(direct(AMINA.email), AMINA.email)
    await visit.page.evaluate("events.close()")
    await visit.site.messages.redraw(message.id, ANSWERED, visit.site.clock.now())
    await visit.page.evaluate("listen()")
    await expect(visit.messages).to_contain_text("A draft is ready for you.")


@pytest.mark.parametrize("width", [1280, 860])
async def test_no_command_is_cut_off_beside_the_list_of_people(visit: Visit, width: int) -> None:
    await visit.page.set_viewport_size({"width": width, "height": 800})
    await visit.be(AMINA.email)
    hints = visit.page.get_by_role("group", name="Commands you can use")
    assert await hints.evaluate("line => line.scrollWidth <= line.clientWidth")
    for hint in await hints.get_by_role("button").all():
        await expect(hint).to_be_in_viewport(ratio=1)


async def test_on_a_phone_every_command_can_be_scrolled_to(visit: Visit) -> None:
    await visit.page.set_viewport_size(PHONE)
    await visit.be(AMINA.email)
    last = visit.page.get_by_role("group", name="Commands you can use").get_by_role("button").last
    await last.scroll_into_view_if_needed()
    await expect(last).to_be_in_viewport(ratio=1)


async def test_the_page_fits_a_phone(visit: Visit) -> None:
    await visit.page.set_viewport_size(PHONE)
    await visit.site.tell(AMINA)
    await visit.be(AMINA.email)
    assert await visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await expect(visit.page.get_by_role("link", name="Bruno Keller")).to_be_hidden()
    menu = visit.page.get_by_role("button", name="People and conversations")
    await menu.click()
    await expect(menu).to_have_attribute("aria-expanded", "true")
    await visit.page.get_by_role("link", name="Bruno Keller").click()
    await expect(visit.page).to_have_url(re.compile("bruno"))


async def test_the_own_page_answers_among_the_messages(visit: Visit) -> None:
    await visit.be(AMINA.email)
    await visit.page.get_by_role("link", name="Home").click()
    await expect(visit.page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    await expect(visit.messages).to_have_text(re.compile("You pressed 0 times"))
    await visit.button("Why this?").click()
    await expect(visit.page.get_by_role("heading", name="Crosspillar", level=1)).to_be_visible()
    await expect(visit.messages).to_have_text(re.compile("Because planning begins"))


async def test_a_dialog_of_the_own_page_keeps_its_faults_and_then_leads_to_what_is_said(visit: Visit) -> None:
    await visit.be(AMINA.email, "?in=~home")
    await visit.button("Say thanks").click()
    await visit.dialog.get_by_label("Search: Whom").fill("bru")
    await visit.dialog.get_by_label("Bruno Keller, Observer Mission").check()
    await visit.dialog.get_by_label("To them only").check()
    what = visit.dialog.get_by_label("What they did")
    await what.fill("Helped")
    await visit.button("Send the thanks").click()
    await expect(visit.dialog.get_by_text("Please say a little more")).to_be_visible()
    await what.fill("Shared the convoy plan early")
    await visit.button("Send the thanks").click()
    await expect(visit.messages).to_have_text(re.compile("They will read it this morning"))
