"""Sealing with Fernet (PyPI ``cryptography``): encrypted, and noticed where it was changed.

Keys change without a pause and without touching the database: put the new one first in
``CROSSPILLAR_SEALING_KEYS`` and leave the old one behind it. What is written from then on is
sealed with the first; all of them open. Tokens of workspaces are sealed anew by the clock;
every other sealed text is gone after 90 days at most, so that the old key can be taken out
then. A key that is lost makes what it sealed unreadable, nothing else. The secret
key always opens: it seals where no sealing key is set.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.ports.sealing import UnreadableError

_PURPOSE = b"crosspillar sealing"
"""Makes the derived key differ from every other use of the same secret."""


class MultiKeySealer:
    """Implements ``bot.ports.sealing.Sealer``. The first of ``secrets`` seals, all open."""

    def __init__(self, secrets: Iterable[bytes]) -> None:
        self._keys = MultiFernet([Fernet(_derived(secret)) for secret in secrets])

    def seal(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise UnreadableError from None


def _derived(secret: bytes) -> bytes:
    """A Fernet key from a secret of any length."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
    return urlsafe_b64encode(derived)
