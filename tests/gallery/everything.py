"""Everything at once, for a platform's own tests: render each, and check it as the platform would."""

import asyncio
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from shutil import copy

from bot.db.schema import upgrade
from bot.ports import Home
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from bot.services.front_desk import DIALOGS, PRESSES, SUBMISSIONS
from nudges.cards import Form
from tests.gallery.catalogue import catalogue_cards
from tests.gallery.shown import Led, Refusal, Shown
from tests.gallery.stories import tell
from tests.gallery.touring import tour, walking

DAYS = 26
"""Of the tour: long enough for what comes of a month, short enough to be done in less than a minute."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """What the product can show, and what of it was reached by using it."""

    shown: tuple[Shown, ...]
    reached: AbstractSet[str]
    submitted: AbstractSet[str]
    refusals: tuple[Refusal, ...]
    typed_forms: Mapping[str, tuple[str, Form]]
    """By language and words: what was typed, and the dialog it asks for."""
    pages: Mapping[str, Home]
    """People's own pages when the tour ends, by a name that says whose."""
    led: Mapping[str, AbstractSet[Led]]
    """By the name of what a button does: what pressing it led to, while it was not out of date."""

    @property
    def flows(self) -> Flows:
        """Not kept, so that a gallery can be handed from process to process."""
        return Flows(FLOWS)

    @property
    def unreached(self) -> set[str]:
        """Names of buttons that never did anything."""
        return {*PRESSES, *DIALOGS, *self.flows.presses} - self.reached

    @property
    def unsubmitted(self) -> set[str]:
        """Names of dialogs that were never accepted."""
        return {*SUBMISSIONS, *self.flows.submissions} - self.submitted


def open_gallery(folder: Path) -> Gallery:
    """Tour the product and tell stories on databases in ``folder``, and add the whole catalogue."""
    template = folder / "empty.sqlite3"
    upgrade(f"sqlite:///{template}")
    copies = [copy(template, folder / f"{name}.sqlite3") for name in ("tour", "stories")]
    return asyncio.run(_opened(*(f"sqlite:///{each}" for each in copies)))


async def _opened(for_tour: str, for_stories: str) -> Gallery:
    async with walking(for_tour) as walk, walking(for_stories) as told:
        await tour(walk, DAYS)
        await tell(told)
        flows = walk.scene.app.flows
        walks = (walk, told)
        return Gallery(
            (*catalogue_cards(flows), *chain.from_iterable(each.shown.values() for each in walks)),
            walk.reached | told.reached,
            walk.submitted | told.submitted,
            tuple(chain.from_iterable(each.refusals.values() for each in walks)),
            walk.typed_forms | told.typed_forms,
            walk.pages,
            {name: walk.led.get(name, set()) | told.led.get(name, set()) for name in walk.led | told.led},
        )
