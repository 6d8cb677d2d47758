"""Draws messages as Slack does, in a real browser, with somebody else's renderer of Block Kit.

It draws messages and the blocks of dialogs, not the frame of a dialog.
"""

import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Error, Locator, Page

from tests.clients.node import node_binary, require_package

BOT = "Crosspillar"
SCRIPT = Path(__file__).with_suffix(".mjs")
HTML = """<!doctype html><meta charset="utf-8"><style>.person .uppercase.text-center { display: none }</style>
<body style="margin: 0; background: white">
<div id="root" style="width: 640px; padding: 16px; font-family: sans-serif"></div></body>"""


@dataclass(frozen=True, slots=True)
class Said:
    """Who said it, when by their own clock (without a zone), and what."""

    name: str
    at: datetime
    blocks: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page that shows one message at a time, or some; ``errors`` keeps whatever went wrong in it."""

    page: Page
    errors: list[str] = field(default_factory=list)

    async def draw(self, blocks: Sequence[dict[str, Any]]) -> Locator:
        """A message of the bot's. Returns what is shown now."""
        return await self.draw_all([Said(BOT, datetime.fromisoformat("2026-03-02T10:00"), blocks)])

    async def draw_all(self, messages: Sequence[Said]) -> Locator:
        """What was said, oldest first."""
        shown = [
            {"name": s.name, "app": s.name == BOT, "time": s.at.isoformat(), "blocks": s.blocks}
            for s in messages
        ]
        await self.page.evaluate("messages => draw(messages)", shown)
        return self.page.locator("#root")


def bundle(folder: Path) -> Path:
    """Bundle the renderer into ``folder``; answers its script, beside which lies its style."""
    for name in ("esbuild", "react", "react-dom", "slack-blocks-to-jsx"):
        require_package(name)
    script = folder / "slack.js"
    subprocess.run([node_binary(), str(SCRIPT), str(script)], check=True, timeout=60)
    return script


@asynccontextmanager
async def drawing(page: Page, script: Path) -> AsyncIterator[Drawing]:
    """The page ready to draw."""
    opened = Drawing(page)

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            opened.errors.append(message.text)

    def failed(error: Error) -> None:
        opened.errors.append(error.message)

    page.on("console", heard)
    page.on("pageerror", failed)
    await page.set_viewport_size({"width": 680, "height": 900})
    await page.set_content(HTML)
    await page.add_style_tag(path=script.with_suffix(".css"))
    await page.add_script_tag(path=script)
    yield opened
