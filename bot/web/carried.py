"""What a page hands on to the next through its reader's browser: sealed, theirs alone, not for long."""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Clock
from bot.ports.sealing import Sealer, UnreadableError
from bot.web.guard import Asked

LIFE = timedelta(minutes=30)


def packed(content: bytes) -> str:
    """Made smaller, as text that can be carried."""
    return base64.b64encode(zlib.compress(content)).decode("ascii")


def unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))


@dataclass(frozen=True, slots=True)
class Carrier:
    """``kind`` says what is carried: the same key seals other things, and some are shown to people."""

    sealer: Sealer
    clock: Clock
    kind: str

    def seal(self, asked: Asked, *values: str) -> str:
        until = self.clock.now() + LIFE
        return self.sealer.seal(json.dumps([self._whose(asked), until.isoformat(), *values]))

    def unseal(self, asked: Asked, sealed: str) -> Sequence[str] | None:
        """The values; None where they are too old, somebody else's, of another kind, or forged."""
        try:
            whose, until, *values = json.loads(self.sealer.unseal(sealed))
        except (UnreadableError, ValueError):
            return None
        if whose != self._whose(asked) or self.clock.now() >= datetime.fromisoformat(until):
            return None
        return [str(value) for value in values]

    def _whose(self, asked: Asked) -> list[str]:
        return [self.kind, asked.reader.setting.id, asked.reader.person.id]
