"""Addresses at which a chat platform fetches the pictures of cards, for as long as somebody may look back.

Whoever fetches one is not asked who they are, so an address can be neither guessed nor made up: it
holds, sealed, from what the picture is drawn and until when. Nothing is stored for it.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Clock
from bot.ports.sealing import Sealer, UnreadableError
from nudges.cards import Attachment, Picture

PATH = "/pictures"
LASTS = timedelta(days=30)
LONGEST = 1024
"""Characters of a sealed source that are worth opening: ours have some 200."""
_KIND = "picture"
"""Sealed along, as the same keys seal other texts too."""


@dataclass(frozen=True, slots=True)
class PictureLinks:
    """``address`` is where people's browsers reach this deployment."""

    address: str
    sealer: Sealer
    clock: Clock

    def of(self, shown: Picture | Attachment) -> str | None:
        """A new address for a picture that can be drawn again; None for anything else."""
        if not isinstance(shown, Picture) or not shown.source:
            return None
        until = (self.clock.now() + LASTS).isoformat()
        return f"{self.address}{PATH}/{self.sealer.seal(json.dumps([_KIND, until, shown.source]))}"

    def source(self, sealed: str) -> str | None:
        """From what the picture at an address is drawn; None where it is not ours, or is over."""
        if len(sealed) > LONGEST:
            return None
        try:
            kind, until, source = json.loads(self.sealer.unseal(sealed))
        except (UnreadableError, ValueError, TypeError):
            return None
        over = kind != _KIND or datetime.fromisoformat(until) <= self.clock.now()
        return None if over else str(source)
