"""What a leader will say about working together, to whom and when (S8-3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish, Write
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

LAPSES_AFTER = timedelta(days=14)
"""How long after its moment a message can still be posted; then its words go."""

ITS_MOMENT = Letter(
    "message_moment",
    Kind.REMINDER,
    (
        Button("post", "message_post"),
        Button("edit", "message_edit"),
        Button("move", "message_move"),
        Button("said", "message_said"),
    ),
)
POSTED = Letter("message_posted", Kind.POST)


class State(StrEnum):
    PLANNED = "planned"
    POSTED = "posted"
    SAID = "said"
    """Elsewhere, by the leader's own word."""
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class LeaderMessage(OfOnePerson):
    KIND: ClassVar[str] = "leader_message"
    WHOSE: ClassVar[str] = "leader_id"

    id: str
    setting_id: str
    leader_id: str
    words: str
    audience: str
    at: datetime
    state: State = State.PLANNED
    wake_at: datetime | None = None


Step: TypeAlias = tuple[LeaderMessage, Sequence[Effect]]


def plan(message: LeaderMessage) -> Step:
    """Remind the leader at exactly the moment they chose."""
    waiting = replace(message, wake_at=message.at + LAPSES_AFTER)
    return waiting, [Write(ITS_MOMENT, message.leader_id, key=message.at.isoformat(), at=message.at)]


def edit(message: LeaderMessage, words: str, audience: str) -> LeaderMessage:
    _require_planned(message)
    return replace(message, words=words, audience=audience)


def move(message: LeaderMessage, at: datetime) -> Step:
    """Another moment; the reminder comes then."""
    _require_planned(message)
    return plan(replace(message, at=at))


def post(message: LeaderMessage) -> Step:
    """Said to everybody in the setting's channel: practised."""
    _require_planned(message)
    posted = replace(message, state=State.POSTED, wake_at=None)
    practised = Practised(message.leader_id, "B1", Source.FLOW)
    return posted, [Publish(POSTED, Purpose.ANNOUNCEMENTS, alone=message.leader_id), practised]


def unpost(message: LeaderMessage) -> LeaderMessage:
    """It waited for a second yes and did not get it: never said."""
    return replace(message, state=State.LAPSED, words="", audience="", wake_at=None)


def said(message: LeaderMessage) -> Step:
    """Said elsewhere, such as in a meeting: practised by the leader's own word."""
    _require_planned(message)
    practised = Practised(message.leader_id, "B1", Source.FLOW, confirmed=False)
    return replace(message, state=State.SAID, words="", wake_at=None), [practised]


def wake(message: LeaderMessage) -> Step:
    """A message that was never sent leaves nothing behind."""
    if message.state is State.PLANNED:
        return unpost(message), []
    return replace(message, wake_at=None), []


def _require_planned(message: LeaderMessage) -> None:
    if message.state is not State.PLANNED:
        raise NotPossibleError(message.state)
