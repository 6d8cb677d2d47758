"""Randomness that can be drawn again: the same key and name always give the same number.

A retry, a second process or an auditor therefore draws what the first one drew
(measurement design: u = HMAC(seed, unit, decision)).
"""

import hashlib
import hmac
from dataclasses import dataclass, field

_FULL = float(1 << 53)


@dataclass(frozen=True, slots=True)
class KeyedDraw:
    """Draws by name from a secret key."""

    key: bytes = field(repr=False)

    def __call__(self, *name: str) -> float:
        """A number in [0, 1) for this name, uniform over names."""
        digest = hmac.digest(self.key, "/".join(name).encode(), hashlib.sha256)
        return (int.from_bytes(digest[:8], "big") >> 11) / _FULL


def stable_id(*parts: str) -> str:
    """A short identifier that depends on the parts only: an idempotency key."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()
