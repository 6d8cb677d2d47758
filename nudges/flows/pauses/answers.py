"""What the author writes on the way, and the gates of the steps.

It is stored sealed only, and no text of it is in a ``repr``: logs and tracebacks cannot show it.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from nudges.flows.pauses.ladder import Ladder, Rung

SITUATION, MIRROR, PERSPECTIVE, EMPATHY, ASK, OPTIONS, AGREE = range(1, 8)
LAST = AGREE

UNKNOWN = "unknown"
CIRCUMSTANCES = (
    "deadline", "clearance", "staffing", "budget", "security", "instruction", "not_received", "platform",
    UNKNOWN,
)  # fmt: skip  # nine in two lines are easier to read than in nine
"""What may be true for the other side (paragraphs 64 and 65)."""
OWN_CIRCUMSTANCES = ("deadline", "clearance", "staffing", "budget", "security", "instruction", "platform")

REFLEXES = frozenset({"escalate", "drop"})
"""What comes to mind first and neither of which resolves anything (paragraph 65)."""
WAYS = ("new_date", "partial", "swap", "joint_note", "third_person", "escalate", "drop")
LEAST_WAYS = 2

SERIOUS = ("harassment", "misconduct", "protection", "safety")
"""Nothing for a conversation between two: any of these ends it at once, and nothing is kept."""


@dataclass(frozen=True, slots=True, repr=False)
class Answers:
    """Everything of one pause that only its author sees."""

    circumstances: tuple[str, ...] = ()
    own_circumstances: tuple[str, ...] = ()
    their_words: str = ""
    worst_day: str = ""
    message: str = ""
    ways: tuple[str, ...] = ()
    another_way: str = ""
    who: str = ""
    what: str = ""
    by: date | None = None
    tried: tuple[int, ...] = (Rung.SELF,)
    unsafe: tuple[int, ...] = ()

    @property
    def ladder(self) -> Ladder:
        return Ladder(frozenset(map(Rung, self.tried)), frozenset(map(Rung, self.unsafe)))

    def on(self, ladder: Ladder) -> "Answers":
        return replace(self, tried=tuple(sorted(ladder.tried)), unsafe=tuple(sorted(ladder.unsafe)))

    def passes(self, step: int) -> bool:
        """Whether the gate of a step is open: only the first, the sixth and the last have one."""
        match step:
            case 1:
                return bool(self.circumstances)
            case 6:
                counted = set(self.ways) - REFLEXES
                return len(counted) + bool(self.another_way) >= LEAST_WAYS
            case 7:
                return bool(self.who and self.what and self.by)
            case _:
                return True


def to_text(answers: Answers) -> str:
    """For sealing."""
    plain = {name: value for name, value in asdict(answers).items() if value}
    if answers.by is not None:
        plain["by"] = answers.by.isoformat()
    return json.dumps(plain, ensure_ascii=False)


def from_text(text: str) -> Answers:
    """What ``to_text`` made."""
    plain: dict[str, Any] = json.loads(text)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
    }
    if "by" in plain:
        values["by"] = date.fromisoformat(plain["by"])
    return Answers(**values)
