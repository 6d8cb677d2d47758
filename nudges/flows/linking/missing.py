"""People whose chat no code can be sent to: their coordinators can mend that in the roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from nudges.attention import Kind
from nudges.effects import Write
from nudges.letters import Letter
from nudges.records import OfOnePerson

STAYS = timedelta(days=14)
"""How long the digest says it, and nobody is written to about it again."""
NO_CHAT = Letter("link_no_chat", Kind.NOTE)


@dataclass(frozen=True, slots=True)
class NoChat(OfOnePerson):
    """That somebody gave this person's address, and that they have no chat that could confirm it."""

    KIND: ClassVar[str] = "link_no_chat"

    id: str
    setting_id: str
    person_id: str
    since: datetime

    @property
    def state(self) -> str:
        return "open"

    @property
    def wake_at(self) -> datetime:
        return self.since + STAYS


def told(found: NoChat, coordinators: Sequence[str]) -> list[Write]:
    """The letters, for whoever keeps the roster; nobody is written to about themselves."""
    return [Write(NO_CHAT, each) for each in coordinators if each != found.person_id]
