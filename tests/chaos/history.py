"""A history of a run: what people saw acknowledged, what arrived at the chat platform, and what stands in
the database once the dust has settled. ``tests.chaos.checks`` says what must hold of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Promise(StrEnum):
    """What is promised whatever fails."""

    KEPT = "an acknowledged answer is kept"
    ONCE = "nothing counts twice"
    ONE_MESSAGE = "no prompt is sent twice"
    TRUE_STATE = "every prompt is in a legal state"
    BUDGET = "the attention budget holds"
    WISHES = "nobody is written to against their wish"
    RECORDS = "every pact and pause is in a legal state"
    SEEN = "that the database is away is seen in health and metrics"


class Act(StrEnum):
    DID = "did"
    ANSWER = "answer"
    START = "start"
    STOP = "stop"
    SNOOZE = "snooze"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing a person did, delivered until it was acknowledged or everybody gave up.

    ``prompt``, ``part`` and ``choice`` say what was pressed; ``behaviour`` what it counts as, if anything.
    Deeds of one person stand in their order. ``began`` and ``ended`` are seconds that really passed since
    the run began, ``clock`` is what the processes took the time for at the end: it may have leapt.
    """

    person: str
    act: Act
    key: str
    acknowledged: bool
    prompt: str = ""
    part: str = ""
    choice: str = ""
    behaviour: str = ""
    began: float = 0.0
    ended: float = 0.0
    clock: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that the platform accepted, whatever its sender learnt of it.

    ``at`` is the processes' time, ``seconds`` have really passed since the run began.
    """

    key: str
    at: datetime
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PromptState:
    """A prompt and its delivery as stored at the end."""

    id: str
    key: str
    status: str
    delivery: str
    due_at: datetime
    answered: bool
    answers: Mapping[str, str] = field(default_factory=dict)
    person: str = ""
    kind: str = ""
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class RecordState:
    """A flow's record at the end. ``wrong`` says what is illegal about it; empty where nothing is."""

    id: str
    kind: str
    state: str
    wake_at: datetime | None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is checked. ``practised`` counts own reports by (person, behaviour)."""

    ended: datetime
    deeds: Sequence[Deed] = ()
    arrivals: Sequence[Arrival] = ()
    prompts: Sequence[PromptState] = ()
    practised: Mapping[tuple[str, str], int] = field(default_factory=dict)
    taking_part: Mapping[str, bool] = field(default_factory=dict)
    records: Sequence[RecordState] = ()
    budget: Sequence["Fault"] = ()
    """What the independent audit of the attention budget found."""
    unseen: Sequence[str] = ()
    """When a process did not say that it could not work."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``person`` is whom it concerns; empty where it is nobody alone."""

    words: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Breach:
    promise: Promise
    fault: Fault
