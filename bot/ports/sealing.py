"""Making text unreadable for everybody who has the database but not the keys."""

from typing import Protocol


class UnreadableError(Exception):
    """The text was sealed with a key that is no longer there, or was changed."""


class Sealer(Protocol):
    """Seals what only its author may read."""

    def seal(self, text: str) -> str:
        """A text from which nothing can be read; never the same twice."""
        ...

    def unseal(self, sealed: str) -> str:
        """What was sealed. Raises ``UnreadableError``."""
        ...
