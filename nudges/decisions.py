"""What a decision point leaves behind: the decision and, where one was planned, the prompt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from nudges.attention import Kind, Reason


class Slot(StrEnum):
    """Which of a day's few decision points this is."""

    DAY = "day"
    CHECK_IN = "check_in"
    WELCOME = "welcome"
    USUAL_LINE = "usual_line"
    """From here on: a part of a card or form was as designed, or not (``nudges.parts``)."""
    NORM_LINE = "norm_line"
    PLAN_OFFER = "plan_offer"
    PRESELECTION = "preselection"
    ORDER = "order"


class Outcome(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    """A trial's coin said no; the moment was available."""
    UNAVAILABLE = "unavailable"


class Status(StrEnum):
    """The life of a prompt."""

    PLANNED = "planned"
    SENT = "sent"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    """Taken back before it was sent: it had lost its point."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Perhaps delivered: an operator decides."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The record of one decision point (measurement design, section 6).

    Probabilities are those in force at the draw; draws are uniform numbers in [0, 1).
    ``eligible`` holds every nudge that came up and was not barred, or, where all were
    barred, those.
    """

    id: str
    setting_id: str
    person_id: str
    local_date: date
    slot: Slot
    at: datetime
    eligible: tuple[str, ...]
    outcome: Outcome = Outcome.UNAVAILABLE
    reason: Reason | None = None
    nudge: str | None = None
    choice_probability: float | None = None
    choice_draw: float | None = None
    send_probability: float | None = None
    send_draw: float | None = None
    channel_id: str = ""
    """Of a decision about a channel; then there is no person."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One message for one person, or one post for one channel, at one time.

    ``decision_id`` is empty where the person asked for it. ``facts`` fill the places of its
    text; ``cause`` names the event it answers, so that one event raises a nudge once.
    After ``not_after`` it has lost its point.
    """

    id: str
    decision_id: str
    setting_id: str
    person_id: str
    kind: Kind
    nudge: str
    due_at: datetime
    not_after: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    cause: str = ""
    channel_id: str = ""
    """Of a post; then ``person_id`` is empty."""

    @property
    def recipient(self) -> str:
        """The id of the person or channel it is for."""
        return self.person_id or self.channel_id


@dataclass(frozen=True, slots=True)
class Plan:
    """What one look at one person brought."""

    decisions: tuple[Decision, ...] = ()
    prompts: tuple[Prompt, ...] = ()
