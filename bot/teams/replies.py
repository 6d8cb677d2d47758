"""Carries out a front desk's reply in Teams, once Teams has its answer: redraws, and says the rest."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bot.ports import Actor, SendLaterError
from bot.shortening import shorten
from bot.teams.buttons import row_of
from bot.teams.cards import LinkOf, document, lines
from bot.teams.client import Connector, Drawn, Place
from bot.teams.errors import meaning
from bot.teams.incoming import Incoming
from bot.teams.messenger import drawn
from bot.teams.words import MAX_CARD, Json
from bot.turns import REPLY_PATIENCE
from nudges.cards import MAX_LABEL, Card, Form, say
from nudges.texts import Speaker

MAX_REPEATED = 12 * 1024
"""Bytes of typed words a button brings back: a card holds them even where each is escaped in JSON."""

log = structlog.get_logger(__name__)


def repeated(words: str) -> str:
    """What a button can bring back of what was typed: nearly always all of it."""
    return words.encode()[:MAX_REPEATED].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody did something: what is answered to them alone goes to their own conversation."""

    actor: Actor
    place: Place
    is_personal: bool
    message: str = ""
    """The pressed message; empty where nothing was pressed."""

    @classmethod
    def of(cls, incoming: Incoming, actor: Actor) -> "Spot":
        return cls(actor, incoming.place, incoming.is_personal, incoming.message)


@dataclass(frozen=True, slots=True)
class Answerer:
    """A failing call is logged and the rest goes on: what counts is stored already."""

    connector: Connector
    speak: Speaker
    link_of: LinkOf

    async def redraw(self, card: Card, spot: Spot) -> None:
        """The pressed message, for everybody who sees it; without one the card is said."""
        if not spot.message:
            await self.tell((card,), spot)
            return
        await self._attempt(partial(self._update, card, spot), "replace")

    async def tell(self, cards: tuple[Card, ...], spot: Spot) -> None:
        """One message each, for this person's eyes only."""
        for card in cards:
            await self._attempt(partial(self._tell, card, spot), "say")

    async def offer(self, form: Form, data: Json, spot: Spot) -> None:
        """A button that opens a dialog: Teams opens them from a press only, and only where announced."""
        await self._attempt(lambda: self._post(self._doorway(form, data), spot), "form")

    async def apologise(self, spot: Spot) -> None:
        """Say that nothing was stored."""
        await self.tell((say("", self.speak("teams.failed")),), spot)

    def _doorway(self, form: Form, data: Json) -> Drawn:
        title = shorten(form.title, MAX_CARD // 100)
        button = {
            "type": "Action.Submit",
            "title": shorten(self.speak("teams.open"), MAX_LABEL),
            "style": "positive",
            "data": {**data, "msteams": {"type": "task/fetch"}},
        }
        return Drawn(document([*lines(title), row_of([button])]), title)

    async def _update(self, card: Card, spot: Spot) -> None:
        message = drawn(card, self.link_of)
        await self.connector.update(spot.place, spot.message, message, patience=REPLY_PATIENCE)

    async def _tell(self, card: Card, spot: Spot) -> None:
        await self._post(drawn(card, self.link_of), spot)

    async def _post(self, message: Drawn, spot: Spot) -> None:
        place = spot.place
        if not spot.is_personal:
            nowhere = replace(place, conversation="")
            conversation = await self.connector.open(nowhere, spot.actor.user_id, patience=REPLY_PATIENCE)
            place = replace(place, conversation=conversation)
        await self.connector.send(place, message, patience=REPLY_PATIENCE)

    async def _attempt(self, call: Callable[[], Awaitable[None]], step: str) -> None:
        """Again and again where nothing was sent because Teams wants patience; what is in doubt only once."""
        left = REPLY_PATIENCE
        while True:
            try:
                await call()
                return
            except Exception as error:  # noqa: BLE001  the database's errors, too: the rest must go on
                wait = _asked_to_wait(error)
                if wait is None or wait > left:
                    log.warning("teams_reply_failed", step=step, error=type(error).__name__)
                    return
            left -= wait
            await self.connector.pause(wait)


def _asked_to_wait(error: Exception) -> float | None:
    """Seconds after which a call that sent nothing may be made again; None where it may not."""
    found = meaning(error)
    return max(1.0, found.seconds) if isinstance(found, SendLaterError) else None
