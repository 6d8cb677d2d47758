"""An independent check of the attention budget over what was really sent.

The planner promises; this module looks at the outcome. It shares the vocabulary of
``nudges.attention`` but none of its arithmetic, so that one mistake cannot hide in both.
The simulation runs it at its end, and so does the soak test.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from nudges.attention import AttentionRules
from nudges.attention_checks import CHECKS, Acts, Case, Quiet, Rule, Sent, Told
from nudges.consent import ConsentRecord
from nudges.working_time import IsHoliday

__all__ = ["AuditReport", "Breach", "Quiet", "Rule", "Sent", "audit"]


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken rule. ``words`` are for operators."""

    rule: Rule
    person_id: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """``checked`` says to how many messages each rule applied: nothing checked proves nothing."""

    checked: Mapping[Rule, int]
    breaches: tuple[Breach, ...]


def audit(
    sent: Iterable[Sent],
    acts: Iterable[ConsentRecord],
    quiet: Iterable[Quiet],
    rules: AttentionRules,
    is_holiday: IsHoliday,
) -> AuditReport:
    """Check all unasked messages; they and the acts may come in any order.

    The ``detail`` of a SNOOZED act is the ISO moment until which it lasts, as it is stored.
    """
    acts_of, quiet_of, sent_to = defaultdict(list), defaultdict(list), defaultdict(list)
    for act in sorted(acts, key=lambda each: each.at):
        acts_of[act.person_id].append(act)
    for time in quiet:
        quiet_of[time.setting_id].append(time)
    for message in sent:
        if message.kind.unasked:
            sent_to[message.person.id].append(message)
    breaches: list[Breach] = []
    checked: Counter[Rule] = Counter(dict.fromkeys(Rule, 0))
    for person_id, messages in sent_to.items():
        case = Case(Acts(acts_of[person_id]), quiet_of, rules, is_holiday)
        breaches.extend(_breaches(messages, case, checked))
    return AuditReport(checked, tuple(breaches))


def _breaches(messages: Sequence[Sent], case: Case, checked: Counter[Rule]) -> Iterator[Breach]:
    told: list[Told] = []
    for message in sorted(messages, key=lambda each: each.sent_at):
        local = message.sent_at.astimezone(ZoneInfo(message.person.time_zone))
        day = local.toordinal()
        now = Told(message, local, day, (day - 1) // 7)
        for rule, check in CHECKS.items():
            words = check(now, told, case)
            checked[rule] += words is not None
            if words:
                yield Breach(rule, message.person.id, message.sent_at, f"{message.nudge}: {words}")
        told.append(now)
