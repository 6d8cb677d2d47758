"""Messages on their way and after: what repositories and services hand to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.ports import Address, MessageRef
from nudges.attention import Kind
from nudges.decisions import Prompt, Status
from nudges.flows.troubles import TroubleKind
from nudges.people import Platform


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where messages go out side by side: a workspace or tenant of a platform.

    Without a platform it is where messages for people stand who cannot be reached anywhere.
    """

    platform: Platform | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one place."""

    id: str
    prompt: Prompt
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery this process may send now, and where to.

    ``identity_id`` is that of the person's account; None for a post in a channel. ``token`` tells this
    claim from any other.
    """

    delivery: Delivery
    to: Address
    identity_id: str | None
    token: str


@dataclass(frozen=True, slots=True)
class Sent:
    """It was accepted by the platform. ``text_version`` tells in which words, where they are a nudge's."""

    at: datetime
    ref: MessageRef
    text_version: str | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """Nothing was delivered; try again at ``due_at``."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Blocked(Postponed):
    """As ``Postponed``, because of a trouble that somebody must mend."""

    trouble: TroubleKind


@dataclass(frozen=True, slots=True)
class Ended:
    """It will not be sent: withdrawn, failed or unknown, with the words for an operator."""

    status: Status
    reason: str


Result: TypeAlias = Sent | Postponed | Ended


@dataclass(frozen=True, slots=True)
class StoredPrompt:
    """A prompt with what became of it."""

    prompt: Prompt
    status: Status
    sent_at: datetime | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    """Part of the card -> choice; the part is ``""`` where the card has one question."""
    ref: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class PromptLine:
    """One line of the operators' list of prompts; times in UTC."""

    id: str
    nudge: str
    person: str
    time_zone: str
    platform: str | None
    due_at: datetime
    sent_at: datetime | None
    status: str
    answer: str | None
    unasked: bool


@dataclass(frozen=True, slots=True)
class PastMessage:
    """One unasked message that went out, as an audit needs it."""

    person_id: str
    kind: Kind
    nudge: str
    sent_at: datetime
    answered_at: datetime | None
    planned_at: datetime
