"""The browser opens pages, draws text, and reaches nothing outside the machine."""

import pytest
from playwright.async_api import Error, Page

from tests.clients.chromium import VARIABLE, find_chromium

TEXT = "<p style='font: 40px sans-serif; margin: 20px'>{}</p>"


async def _drawn(page: Page, words: str) -> bytes:
    await page.set_content(TEXT.format(words))
    return await page.screenshot()


async def test_text_is_drawn_with_a_font(page: Page) -> None:
    # Without a font every letter is the same empty box, so two words would look the same.
    assert await _drawn(page, "mmm") != await _drawn(page, "www")


async def test_a_button_can_be_pressed(page: Page) -> None:
    await page.set_content("<button onclick=\"this.textContent = 'Done'\">Do</button>")
    await page.get_by_role("button", name="Do").click()
    assert await page.get_by_role("button").text_content() == "Done"


async def test_nothing_leaves_the_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        await page.goto("http://example.org/")


def test_a_missing_browser_fails_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/chromium")
    with pytest.raises(AssertionError, match="/nowhere/chromium"):
        find_chromium()
