"""Channels of a setting: where posts that everybody may read go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nudges.people import Platform


class Purpose(StrEnum):
    """What a channel is for. Where none is for a purpose, ANNOUNCEMENTS stands in."""

    ANNOUNCEMENTS = "announcements"
    SUCCESSES = "successes"
    GUIDANCE = "guidance"
    EXCHANGE = "exchange"


class ChannelState(StrEnum):
    """What the platform told of it. What only a refused post tells is a trouble (``flows.troubles``)."""

    OPEN = "open"
    ARCHIVED = "archived"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of a workspace or tenant. ``address`` is the platform's id of it."""

    id: str
    setting_id: str
    platform: Platform
    workspace: str
    address: str
    name: str
    purposes: frozenset[Purpose] = frozenset(Purpose)
    time_zone: str = "UTC"
    """IANA name: where most of its readers are."""
    humanitarian: bool = False
    """Posts that call for joint action are held back here (content model, section 11)."""
    state: ChannelState = ChannelState.OPEN
    former_name: str = ""
    """Its name before ``renamed_at``."""
    renamed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state is ChannelState.OPEN


def channels_for(purpose: Purpose, channels: Iterable[Channel]) -> list[Channel]:
    """One open channel for each workspace: its own for the purpose, else that for announcements."""
    chosen: dict[tuple[Platform, str], Channel] = {}
    usable = (each for each in channels if each.is_open)
    by_fit = sorted(usable, key=lambda c: (purpose not in c.purposes, c.id))
    for channel in by_fit:
        if channel.purposes & {purpose, Purpose.ANNOUNCEMENTS}:
            chosen.setdefault((channel.platform, channel.workspace), channel)
    return list(chosen.values())
