"""What operators are shown of a running process: the outbox in numbers, and how its ticks went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ports import Clock
from nudges.flows.troubles import TroubleKind


class Role(StrEnum):
    """What a process does of a deployment's work: all of it, or one of two parts."""

    ALL = "all"
    WEB = "web"
    """Answers people and platforms."""
    WORKER = "worker"
    """Drives the clock, and sends."""

    @property
    def answers(self) -> bool:
        return self is not Role.WORKER

    @property
    def works(self) -> bool:
        return self is not Role.WEB


OVERDUE_AFTER = timedelta(minutes=30)
"""A message later than this was missed, not merely queued: it gets a new good moment."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A workspace, or a channel of it, that no message of a setting gets into at present."""

    workspace: str
    what: TroubleKind


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How much of what a platform allows is used up in a bucket of calls, both in seconds.

    ``booked`` is how long the calls that have their turn will use all that is allowed; ``resting``
    is what is left of the rest the platform asked for.
    """

    bucket: str
    booked: float
    resting: float


@dataclass(frozen=True, slots=True)
class OutboxNumbers:
    """Messages on their way, at one moment; ``overdue`` ones are among ``planned``.

    ``oldest_overdue`` is how late the latest of them is (zero where none is). ``unknown`` may
    have arrived or not: an operator decides. ``taking_part`` counts people.
    ``cuts`` are what the messages of each setting wait for, ``limits`` where calls have to wait.
    """

    planned: int
    overdue: int
    sending: int
    unknown: int
    oldest_overdue: timedelta
    taking_part: int
    cuts: tuple[Cut, ...] = ()
    limits: tuple[LimitUse, ...] = ()


@dataclass(slots=True)
class TickRecord:
    """How one tick went since the process began."""

    runs: int = 0
    failures: int = 0
    succeeded_at: datetime | None = None
    failing_since: datetime | None = None


class TickRecords:
    """The records of all ticks of a process, by name."""

    def __init__(self, names: Iterable[str], clock: Clock) -> None:
        self._clock = clock
        self._began = clock.now()
        self._of = {name: TickRecord() for name in names}

    @property
    def all(self) -> Mapping[str, TickRecord]:
        return self._of

    def succeeded(self, name: str) -> None:
        record = self._of[name]
        record.runs += 1
        record.succeeded_at = self._clock.now()
        record.failing_since = None

    def failed(self, name: str) -> None:
        record = self._of[name]
        record.runs += 1
        record.failures += 1
        record.failing_since = record.failing_since or self._clock.now()

    def failing(self, name: str, for_longer_than: timedelta) -> bool:
        """Whether it has done nothing but fail for so long."""
        since = self._of[name].failing_since
        return since is not None and since < self._clock.now() - for_longer_than

    def without_success(self, names: Iterable[str], within: timedelta) -> list[str]:
        """Those that did not succeed within this time; none while the process is younger than it."""
        since = self._clock.now() - within
        return [name for name in names if (self._of[name].succeeded_at or self._began) < since]
