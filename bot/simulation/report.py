"""What a simulation shows at its end: the weeks, and every rule of the attention budget checked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.ports.messages import PastMessage
from bot.ports.storage import UnitOfWork
from bot.simulation.world import World
from nudges.attention import Kind
from nudges.attention_audit import AuditReport, Sent, audit
from nudges.consent import ConsentAct, ConsentRecord


@dataclass(frozen=True, slots=True)
class Week:
    """Messages of one simulated week, and people who asked for quiet."""

    number: int
    welcomes: int
    nudges: int
    check_ins: int
    other: int
    answered: int
    opted_in: int
    snoozed: int
    stopped: int
    practised: int
    """Behaviours practised in the week, each counted once a person."""


@dataclass(frozen=True, slots=True)
class Result:
    """The whole simulation."""

    people: int
    weeks: Sequence[Week]
    audit: AuditReport
    cpu_seconds: float

    @property
    def cpu_per_person_week(self) -> float:
        """Milliseconds."""
        return 1000 * self.cpu_seconds / max(1, self.people * len(self.weeks))

    def to_document(self) -> dict[str, Any]:
        return {
            "people": self.people,
            "weeks": [asdict(week) for week in self.weeks],
            "rules_checked": {rule.value: count for rule, count in self.audit.checked.items()},
            "breaches": [
                {"rule": b.rule.value, "person": b.person_id, "at": b.at.isoformat(), "words": b.words}
                for b in self.audit.breaches
            ],
            "cpu_seconds": round(self.cpu_seconds, 1),
            "cpu_ms_per_person_week": round(self.cpu_per_person_week, 2),
        }


async def result_of(world: World, start: datetime, weeks: int, cpu_seconds: float) -> Result:
    """Read everything back from the database, and check it with the independent audit."""
    people = {person.id: person for person in world.people.values()}
    sent: list[PastMessage] = []
    acts: list[ConsentRecord] = []
    practised: Counter[int] = Counter()
    async with world.app.deps.begin() as uow:
        for setting in await uow.settings.all():
            sent += await uow.reports.sent(setting.id)
            acts += await uow.reports.consent_acts(setting.id)
            for number in range(1, weeks + 1):
                practised[number] += await _practised(uow, setting.id, start, number)
    messages = [
        Sent(people[m.person_id], m.kind, m.nudge, m.sent_at, m.answered_at, m.planned_at) for m in sent
    ]
    report = audit(messages, acts, (), world.app.deps.planner.rules, world.app.deps.is_holiday)
    table = [_week_of(number, start, sent, acts, practised[number]) for number in range(1, weeks + 1)]
    return Result(len(people), table, report, cpu_seconds)


async def _practised(uow: UnitOfWork, setting_id: str, start: datetime, number: int) -> int:
    first = start.date() + timedelta(weeks=number - 1)
    people = await uow.practices.practised(setting_id, first, first + timedelta(days=6))
    return sum(len(each) for each in people.values())


def _week(start: datetime, at: datetime) -> int:
    return (at - start).days // 7 + 1


def _week_of(
    number: int,
    start: datetime,
    sent: Sequence[PastMessage],
    acts: Sequence[ConsentRecord],
    practised: int,
) -> Week:
    mine = [message for message in sent if _week(start, message.sent_at) == number]
    kinds = Counter(message.kind for message in mine)
    said = Counter(act.act for act in acts if _week(start, act.at) == number)
    return Week(
        number=number,
        welcomes=kinds[Kind.WELCOME],
        nudges=kinds[Kind.NUDGE],
        check_ins=kinds[Kind.CHECK_IN],
        other=kinds[Kind.STILL_USEFUL] + kinds[Kind.CONFIRMATION] + kinds[Kind.REQUEST],
        answered=sum(message.answered_at is not None for message in mine),
        opted_in=said[ConsentAct.OPTED_IN],
        snoozed=said[ConsentAct.SNOOZED],
        stopped=said[ConsentAct.OPTED_OUT],
        practised=practised,
    )
