"""What a run of chaos is asked for, and what it ends with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nudges.attention_audit import AuditReport
from tests.chaos.checks import unknown
from tests.chaos.evidence import kinds_of
from tests.chaos.history import Breach, History


@dataclass(frozen=True, slots=True)
class Plan:
    """``kills`` ends the run, or ``seconds`` do. ``moods`` are the troubles that may come, or all."""

    seed: int
    kills: int
    wanted: Counter[str]
    people: int = 60
    at_once: int = 6
    pace: float = 0.8
    """Seconds a stop in the day lasts."""
    rest: float = 0.5
    """Seconds between two troubles, at most."""
    seconds: float = 24 * 3600.0
    moods: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run ends with."""

    plan: Plan
    history: History
    audit: AuditReport
    breaches: Sequence[Breach]
    lives: Mapping[str, Sequence[str]]
    """By person a breach concerns: everything that explains it."""
    kills: int
    done: Counter[str]
    seen: int
    full_disks_met: int
    acknowledged: int
    tries: int
    went_wrong: int
    ended_badly: Sequence[str]
    days: float

    def rows(self) -> list[tuple[str, str]]:
        """The table at the end."""
        history = self.history
        stood = Counter(each.status for each in history.prompts)
        kinds = kinds_of(history)
        return [
            *((name, str(count)) for name, count in sorted(self.done.items())),
            ("kills in all", str(self.kills)),
            ("processes that said the database is away", str(self.seen)),
            ("full disks that PostgreSQL met", str(self.full_disks_met)),
            ("processes that ended by themselves", str(len(self.ended_badly))),
            ("working days", f"{self.days:.1f}"),
            ("requests acknowledged, tried", f"{self.acknowledged}, {self.tries}"),
            ("answers that are checked", str(sum(each.acknowledged for each in history.deeds))),
            ("practice records", str(sum(history.practised.values()))),
            ("messages that arrived", str(len(history.arrivals))),
            ("calls of Slack that went wrong", str(self.went_wrong)),
            *((f"prompts {status}", str(count)) for status, count in sorted(stood.items())),
            ("unknown outcomes", " ".join(unknown(history)) or "0"),
            ("pacts, pauses, other records", f"{kinds['pact']}, {kinds['pause']}, {_others(kinds)}"),
            ("messages held against the budget", str(max(self.audit.checked.values(), default=0))),
            ("breaches", str(len(self.breaches))),
        ]


def _others(kinds: Counter[str]) -> int:
    return kinds.total() - kinds["pact"] - kinds["pause"]
