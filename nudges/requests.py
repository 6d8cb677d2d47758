"""How long an answer to a request is waited for: counted from when it arrived, not from when it was written.

A request waits for a free moment of its reader (``nudges.candidates``), or for the end of their leave
or quiet. That time is nobody's silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nudges.candidates import REQUEST_STAYS

LOOK_AGAIN = timedelta(hours=12)
"""How soon a record whose request is still on its way is looked at again."""
GIVEN_UP_AFTER = REQUEST_STAYS + timedelta(days=1)
"""A moment chosen on the last day may lie in the next one."""


@dataclass(frozen=True, slots=True)
class Request:
    """One letter that asks somebody something: when it was written, and when it arrived, if it did."""

    written_at: datetime
    arrived_at: datetime | None = None

    def is_lost(self, now: datetime) -> bool:
        """It found no free moment, and none is looked for any more."""
        return self.arrived_at is None and now >= self.written_at + GIVEN_UP_AFTER


def put_off(wake_at: datetime, requests: Sequence[Request], now: datetime) -> datetime | None:
    """When to look at a record that waits for the answers to these; None where its time has come.

    ``wake_at`` is the moment its flow chose, counted from when the requests were written.
    """
    if any(each.arrived_at is None and not each.is_lost(now) for each in requests):
        return now + LOOK_AGAIN
    late = [each.arrived_at - each.written_at for each in requests if each.arrived_at is not None]
    due = wake_at + max(late, default=timedelta())
    return due if due > now else None
