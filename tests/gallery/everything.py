"""Everything at once, for a platform's own tests: render each, and check it as the platform would."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.db.schema import upgrade
from bot.ports import Home
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from bot.services.front_desk import PRESSES, SUBMISSIONS
from tests.gallery.catalogue import catalogue_cards
from tests.gallery.shown import Shown
from tests.gallery.touring import tour, walking

DAYS = 40
"""Of the tour: long enough for what comes of a month, short enough to be done in less than a minute."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """What the product can show, and what of it was reached by using it."""

    shown: tuple[Shown, ...]
    reached: frozenset[str]
    submitted: frozenset[str]
    pages: Mapping[str, Home]
    """People's own pages when the tour ends, by a name that says whose."""

    @property
    def flows(self) -> Flows:
        """Not kept, so that a gallery can be handed from process to process."""
        return Flows(FLOWS)

    @property
    def unreached(self) -> set[str]:
        """Names of buttons that never did anything on the tour."""
        return {*PRESSES, *self.flows.presses} - self.reached

    @property
    def unsubmitted(self) -> set[str]:
        """Names of dialogs that were never accepted on the tour."""
        return {*SUBMISSIONS, *self.flows.submissions} - self.submitted


def open_gallery(folder: Path) -> Gallery:
    """Tour the product on a database in ``folder`` and add the whole catalogue."""
    url = f"sqlite:///{folder / 'gallery.sqlite3'}"
    upgrade(url)
    return asyncio.run(_opened(url))


async def _opened(url: str) -> Gallery:
    async with walking(url) as walk:
        await tour(walk, DAYS)
        flows = walk.scene.app.flows
        shown = (*catalogue_cards(flows), *walk.shown.values())
        return Gallery(shown, frozenset(walk.reached), frozenset(walk.submitted), walk.pages)
