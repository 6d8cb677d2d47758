"""Troubles: what keeps messages from a workspace or a channel until somebody mends it.

The messages wait. The setting's coordinators are told once, in words, however many messages wait.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from nudges.attention import Kind
from nudges.chance import stable_id
from nudges.effects import Write
from nudges.letters import Letter

QUIET = timedelta(days=3)
FOUND = Letter("trouble_found", Kind.NOTE)


class TroubleKind(StrEnum):
    """What is wrong; the texts ``trouble.<kind>`` say what to do."""

    DISCONNECTED = "disconnected"
    """The platform no longer knows the app there, or its credentials."""
    PERMISSION = "permission"
    """The app lacks a right it needs."""
    MESSAGES_OFF = "messages_off"
    """Direct messages to people are switched off for the app."""
    CHANNEL_GONE = "channel_gone"
    CHANNEL_ARCHIVED = "channel_archived"
    NOT_IN_CHANNEL = "not_in_channel"
    NOT_ALLOWED = "not_allowed"
    """The workspace's rules do not let the app post in the channel."""

    @property
    def of_channel(self) -> bool:
        """Whether it concerns one channel only."""
        return self in _OF_CHANNEL


_OF_CHANNEL = frozenset(
    {
        TroubleKind.CHANNEL_GONE,
        TroubleKind.CHANNEL_ARCHIVED,
        TroubleKind.NOT_IN_CHANNEL,
        TroubleKind.NOT_ALLOWED,
    }
)


class State(StrEnum):
    OPEN = "open"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is in the way of one setting's messages in one place.

    ``channel_id`` is the channel's id here, empty where the whole workspace is concerned; a right that
    is lacking is of the channel where that was met.
    """

    KIND: ClassVar[str] = "trouble"

    id: str
    setting_id: str
    platform: str
    workspace: str
    channel_id: str
    what: TroubleKind
    since: datetime
    state: State = State.OPEN

    @property
    def people(self) -> Collection[str]:
        return ()

    @property
    def wake_at(self) -> datetime | None:
        return None

    def without(self, person_id: str) -> Self | None:
        return self

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    def ended_by(self, platform: str, workspace: str, channel_id: str) -> bool:
        """Whether a message that came through there proves that this is over.

        A post proves nothing of messages to people, nor one of them of a channel; either
        proves that the workspace knows the app.
        """
        if (self.platform, self.workspace) != (platform, workspace):
            return False
        return self.what is TroubleKind.DISCONNECTED or self.channel_id == channel_id


def trouble_id(setting_id: str, platform: str, workspace: str, channel_id: str, what: TroubleKind) -> str:
    """One for each kind in each place: two that take turns are told once each."""
    return stable_id(setting_id, Trouble.KIND, platform, workspace, channel_id, what)


def found(known: Trouble | None, new: Trouble, coordinators: Sequence[str]) -> tuple[Trouble, list[Write]]:
    """The trouble after it was met (again), and the letters: none where it is known.

    One that comes and goes (some messages get through, others do not) is told once in a while.
    """
    if known is not None and known.is_open:
        return known, []
    if known is not None and new.since - known.since < QUIET:
        return replace(known, state=State.OPEN), []
    return new, [Write(FOUND, each, new.since.isoformat()) for each in coordinators]


def mended(trouble: Trouble) -> Trouble:
    """The trouble once a message came through."""
    return replace(trouble, state=State.MENDED)
