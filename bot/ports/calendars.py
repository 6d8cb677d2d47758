"""Calendar entries, as flows ask for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Entry:
    """A time to hold. ``uid`` stays the same when the same meeting is written again, so that an
    entry imported twice is there once.
    """

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str
    owner_email: str
    owner_name: str


CalendarFile: TypeAlias = Callable[[Entry, datetime], bytes]
"""Writes an entry, at a moment, as the content of an ``.ics`` file."""
