"""The product looks at itself every quarter, in public (content model, section 8; Review, 89, 102)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.digests import WeekCounts
from nudges.effects import Effect, Publish, Write
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.working_time import IsHoliday, instant, is_working, local_date, works_on

STAYS_DUE = timedelta(days=14)
"""So long into a quarter its audit may still go out, should nothing have run on the first day."""

NUMBERS = Letter("self_audit", Kind.POST)
DECIDED = Letter("self_audit_decided", Kind.POST)
DECIDE = Letter(
    "self_audit_decide",
    Kind.NOTE,
    (Button("keep", "self_audit_keep"), Button("pause", "self_audit_pause")),
)


class State(StrEnum):
    PUBLISHED = "published"
    KEPT = "kept"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class SelfAudit:
    """One quarter's own numbers, as they were published. ``snoozed`` and ``stopped`` count people."""

    KIND: ClassVar[str] = "self_audit"

    id: str
    setting_id: str
    first_day: date
    sent: int
    answered: int
    snoozed: int
    stopped: int
    state: State = State.PUBLISHED
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return ()

    @property
    def ignored(self) -> int:
        return self.sent - self.answered

    @property
    def quarter(self) -> str:
        return f"{self.first_day.year}-Q{(self.first_day.month + 2) // 3}"

    def without(self, person_id: str) -> Self | None:
        return self


Step: TypeAlias = tuple[SelfAudit, list[Effect]]


def quarter_start(day: date) -> date:
    """The first day of a day's quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def last_quarter(day: date) -> tuple[date, date]:
    """The first day of the quarter before a day's own, and the day after its last."""
    end = quarter_start(day)
    return quarter_start(end - timedelta(days=1)), end


def is_due(reader: Person, now: datetime, is_holiday: IsHoliday) -> bool:
    """From the readers' first working day of a quarter on, in their working hours."""
    today = local_date(reader, now)
    begins = quarter_start(today)
    days = (begins + timedelta(days=n) for n in range(STAYS_DUE.days))
    first = next((day for day in days if works_on(reader, day, is_holiday)), None)
    if first is None or today >= begins + STAYS_DUE:
        return False
    return now >= instant(reader, first, reader.week.start) and is_working(reader, now, is_holiday)


def moment(day: date) -> datetime:
    """When a day begins by universal time: the counts of a quarter need no finer border."""
    return datetime.combine(day, time(), tzinfo=UTC)


def counted(audit_id: str, setting_id: str, first_day: date, counts: WeekCounts) -> SelfAudit:
    return SelfAudit(
        id=audit_id,
        setting_id=setting_id,
        first_day=first_day,
        sent=sum(counts.sent.values()),
        answered=sum(counts.answered.values()),
        snoozed=counts.snoozed,
        stopped=counts.stopped,
    )


def publish(audit: SelfAudit, coordinators: Collection[str]) -> Step:
    """Post the numbers, and ask the coordinators whether it goes on."""
    letters = [Write(DECIDE, each) for each in coordinators]
    return audit, [Publish(NUMBERS, Purpose.ANNOUNCEMENTS), *letters]


def decide(audit: SelfAudit, coordinator_id: str, *, keep: bool) -> Step:
    """The first coordinator's word holds, and is posted below the numbers."""
    if audit.state is not State.PUBLISHED:
        raise NotPossibleError(audit.state)
    decided = replace(audit, state=State.KEPT if keep else State.PAUSED)
    return decided, [Publish(DECIDED, Purpose.ANNOUNCEMENTS, alone=coordinator_id)]
