"""The catalogue of nudges: what may be said to whom, when, how often and why.

Structure only; the words live in the locale files (see ``texts.Texts``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nudges.framework import Framework
from nudges.triggers import Trigger


class Unit(StrEnum):
    """What is randomised, and so what a decision is about."""

    PERSON = "person"
    CHANNEL = "channel"
    PAIR = "pair"
    GROUP = "group"
    DRAFT = "draft"


class Channel(StrEnum):
    """Where the nudge appears."""

    DIRECT_MESSAGE = "direct_message"
    PUBLIC_POST = "public_post"
    PAIR_MESSAGE = "pair_message"
    GROUP_MESSAGE = "group_message"
    PRIVATE_REPLY = "private_reply"
    """Seen only by the person, where they asked or typed."""
    FORM = "form"
    CHECK_IN_LINE = "check_in_line"


PUSHED = frozenset({Channel.DIRECT_MESSAGE, Channel.PAIR_MESSAGE})
"""Nudges that are a message of their own to one person; the others are shown where people are."""


class TriggerType(StrEnum):
    """The content model's word for what brings a nudge up."""

    TIME = "time"
    EVENT = "event"
    PULL = "pull"


class Randomise(StrEnum):
    """What a trial may flip for this nudge."""

    SEND_OR_HOLD = "send_or_hold"
    LINE_SHOWN = "line_shown"
    FIELD_SHOWN = "field_shown"
    DEFAULT_ON = "default_on"
    ORDER = "order"
    FORMAT = "format"
    NOW_OR_NEXT_ROUND = "now_or_next_round"
    NEVER = "never"


class Per(StrEnum):
    """What a cap counts over."""

    PERSON = "person"
    CHANNEL = "channel"
    PAIR = "pair"
    FORUM = "forum"
    REPORT = "report"
    SERIES = "series"
    THREAD = "thread"
    PACT = "pact"
    STEP = "step"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``at_most`` times in ``days`` days (None: ever) for each ``per``."""

    at_most: int
    days: int | None
    per: Per = Per.PERSON


class Effect(StrEnum):
    """What an answer does beyond being stored."""

    NOTED = "noted"
    PRACTISED = "practised"
    """Opens the same record of practice as ``did`` (measurement: no private path)."""
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on the card; ``behaviour`` is given where the effect is PRACTISED.

    ``opens`` names the action of a flow that goes on from here, with the record the nudge
    is about.
    """

    id: str
    effect: Effect
    behaviour: str | None = None
    opens: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What counts as practised, whether or not the nudge was sent.

    ``days`` is the length of the outcome window from the decision, in days.
    """

    behaviours: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Nudge:
    """One definition of the catalogue (content model, section 4)."""

    id: str
    solution: str
    barriers: tuple[int, ...]
    cells: tuple[tuple[str, str], ...]
    trigger_type: TriggerType
    triggers: tuple[Trigger, ...]
    channel: Channel
    friction: int
    """Effort asked: 0 read, 1 one tap, 2 up to two minutes, 3 up to fifteen."""
    caps: tuple[Cap, ...]
    unit: Unit
    randomise: Randomise
    completion: Completion
    choices: tuple[Choice, ...]
    facts: frozenset[str]
    """Placeholders its text may use; they come from the triggering event."""
    paragraphs: tuple[int, ...]
    joint_action: bool
    """False for information only; True is held back under a humanitarian flag."""
    flow: str | None
    """The flow that must be running before this nudge may be sent; None: it stands alone."""
    follow_up: str
    """A short identifier of what comes after, or "none"."""
    roles: frozenset[str] = field(init=False, compare=False)
    """Of the cells; kept, because it is asked for each nudge and person in turn."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(role for role, _ in self.cells))

    def behaviours_for(self, role_group: str) -> frozenset[str]:
        """The behaviours this nudge serves in a role group."""
        return frozenset(b for role, b in self.cells if role == role_group)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The framework and its nudges, in the content model's order."""

    framework: Framework
    nudges: Mapping[str, Nudge]

    def running(self, flows: Iterable[str] = ()) -> tuple[Nudge, ...]:
        """The nudges whose flow, if they need one, is among ``flows``."""
        running = frozenset(flows)
        return tuple(n for n in self.nudges.values() if n.flow is None or n.flow in running)

    def sendable(self, flows: Iterable[str] = ()) -> tuple[Nudge, ...]:
        """The running nudges that are a message to one person."""
        return tuple(n for n in self.running(flows) if n.channel in PUSHED)
