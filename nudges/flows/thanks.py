"""Thanks across entities: in private, to the supervisor too, or in public (content model, S10-1).

Nothing is posted before the one who is thanked agrees, and nobody learns that they did not.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Publish, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError

THANKS = Letter("thanks", Kind.REQUEST)
THANKS_COPIED = Letter("thanks_copied", Kind.REQUEST)
"""To the one who is thanked, where their supervisor reads it too."""
TO_SUPERVISOR = Letter("thanks_to_supervisor", Kind.REQUEST)
MAY_BE_PUBLIC = Letter(
    "thanks_may_be_public",
    Kind.REQUEST,
    (Button("yes", "thanks_publish"), Button("no", "thanks_keep", unkept=True)),
)
IN_PUBLIC = Letter("thanks_in_public", Kind.POST)


class Way(StrEnum):
    PRIVATE = "private"
    SUPERVISOR = "supervisor"
    PUBLIC = "public"


class State(StrEnum):
    SENT = "sent"
    ASKED = "asked"
    """May it be public?"""
    PUBLISHED = "published"
    KEPT = "kept"
    """It stays between the two."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """One line from one person to one other."""

    KIND: ClassVar[str] = "thanks"

    id: str
    setting_id: str
    author_id: str
    thanked_id: str
    words: str
    way: Way
    sent_at: datetime
    state: State = State.SENT
    supervisor_id: str = ""
    """Who reads it too; empty where nobody does."""
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return tuple(each for each in (self.author_id, self.thanked_id, self.supervisor_id) if each)

    def without(self, person_id: str) -> Self | None:
        """Thanks stay where only their third reader went."""
        if person_id in (self.author_id, self.thanked_id):
            return None
        return replace(self, supervisor_id="") if person_id == self.supervisor_id else self


Step: TypeAlias = tuple[Thanks, list[Effect]]
"""The thanks after a step, and what is to happen around them."""


def send(thanks: Thanks) -> Step:
    """On their way; in public only once the one who is thanked agrees."""
    match thanks.way:
        case Way.PUBLIC:
            return replace(thanks, state=State.ASKED), [Write(MAY_BE_PUBLIC, thanks.thanked_id)]
        case Way.SUPERVISOR if thanks.supervisor_id:
            copied = Write(THANKS_COPIED, thanks.thanked_id)
            return thanks, [copied, Write(TO_SUPERVISOR, thanks.supervisor_id)]
        case _:
            return thanks, [Write(THANKS, thanks.thanked_id)]


def publish(thanks: Thanks) -> Step:
    """The one who is thanked agrees."""
    _asked(thanks)
    return replace(thanks, state=State.PUBLISHED), [Publish(IN_PUBLIC, Purpose.SUCCESSES)]


def keep_between(thanks: Thanks) -> Step:
    """The one who is thanked would rather not; nobody is told."""
    _asked(thanks)
    return replace(thanks, state=State.KEPT), []


def _asked(thanks: Thanks) -> None:
    if thanks.state is not State.ASKED:
        raise NotPossibleError(thanks.state)
