"""Draws Adaptive Cards in a real browser, with Microsoft's own renderer and a reader of Markdown.

The frame of a dialog is not drawn, and a few things look otherwise than in Teams: its look is its own.
"""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Error, Locator, Page

from tests.clients.node import node_binary, require_package

SCRIPT = Path(__file__).with_suffix(".mjs")
NARROW, WIDE = 320, 500
"""Pixels: a card in a chat beside something else or on a phone, and in an ordinary window."""
HTML = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; background: #f5f5f5; font-family: 'Segoe UI', 'Open Sans', sans-serif }
#root { width: %dpx }
.card { background: white; border: 1px solid #d1d1d1; border-radius: 4px; margin-bottom: 16px }
.ac-pushButton { font: 600 14px 'Segoe UI', 'Open Sans', sans-serif; padding: 5px 12px; background: white;
  border: 1px solid #d1d1d1; border-radius: 4px; color: #242424 }
.ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: white }
.ac-textInput, .ac-choiceSetInput-filtered-textbox { width: 100%%; box-sizing: border-box }
.ac-input { font: 14px 'Segoe UI', 'Open Sans', sans-serif }
input[type=radio], input[type=checkbox] { width: auto !important }
p { margin: 0 }
</style><div id="root"></div>"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page that shows some cards at a time; ``errors`` keeps whatever went wrong in it."""

    page: Page
    errors: list[str] = field(default_factory=list)

    async def draw(self, *cards: dict[str, Any]) -> list[list[str]]:
        """Show them below each other; answers what the renderer finds wrong with each."""
        found: list[list[str]] = await self.page.evaluate("cards => draw(cards)", cards)
        return found

    @property
    def cards(self) -> Locator:
        """What is shown now."""
        return self.page.locator(".card")

    async def press_all(self) -> None:
        """Click every button shown, in order."""
        await self.page.evaluate("document.querySelectorAll('.card button').forEach(each => each.click())")

    async def pressed(self) -> list[Any]:
        """What the buttons pressed since the last call bring: their data, or the address they open."""
        sent: list[Any] = await self.page.evaluate("window.pressed.splice(0)")
        return sent

    async def serve(self, url: str, png: bytes) -> None:
        """Let the page find a picture there."""
        await self.page.route(url, lambda route: route.fulfill(body=png, content_type="image/png"))

    async def sticking_out(self) -> list[str]:
        """Words of whatever is wider than its card, or cut off."""
        found: list[str] = await self.page.evaluate(
            "[...document.querySelectorAll('.card, .ac-pushButton > div')]"
            ".filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText)"
        )
        return found

    async def resize(self, width: int) -> None:
        await self.page.evaluate("width => document.getElementById('root').style.width = width + 'px'", width)


def bundle(folder: Path) -> Path:
    """Bundle the renderer into ``folder``; answers its script, beside which lies its style."""
    for name in ("esbuild", "adaptivecards", "markdown-it"):
        require_package(name)
    script = folder / "teams.js"
    subprocess.run([node_binary(), str(SCRIPT), str(script)], check=True, timeout=60)
    return script


@asynccontextmanager
async def drawing(page: Page, script: Path, width: int = WIDE) -> AsyncIterator[Drawing]:
    """The page ready to draw."""
    opened = Drawing(page)

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            opened.errors.append(message.text)

    def failed(error: Error) -> None:
        opened.errors.append(error.message)

    page.on("console", heard)
    page.on("pageerror", failed)
    await page.set_viewport_size({"width": WIDE + 40, "height": 900})
    await page.set_content(HTML % width)
    await page.add_style_tag(path=script.with_suffix(".css"))
    await page.add_script_tag(path=script)
    yield opened
