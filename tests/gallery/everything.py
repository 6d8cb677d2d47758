"""Everything at once, for a platform's own tests: render each, and check it as the platform would."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.db.schema import upgrade
from tests.gallery.catalogue import catalogue_cards
from tests.gallery.shown import Shown
from tests.gallery.walking import Walk, walked, walking

DAYS = 40
"""Of the walk: long enough for what comes of a month, short enough to be done in half a minute."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """What the product can show, and how much of it was reached by using it."""

    shown: tuple[Shown, ...]
    walk: Walk


def open_gallery(folder: Path) -> Gallery:
    """Walk through the product on a database in ``folder`` and add the whole catalogue."""
    file = folder / "gallery.sqlite3"
    upgrade(f"sqlite:///{file}")
    return asyncio.run(_opened(f"sqlite:///{file}"))


async def _opened(url: str) -> Gallery:
    async with walking(url) as walk:
        await walked(walk, DAYS)
        catalogue = catalogue_cards(walk.scene.app.flows)
        return Gallery((*catalogue, *walk.shown.values()), walk)
