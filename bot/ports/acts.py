"""Administrative acts: who changed something for others, when and where. For operators and coordinators."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class What(StrEnum):
    PAUSED = "paused"
    RESUMED = "resumed"
    CRISIS = "crisis"
    CRISIS_OVER = "crisis_over"
    ROUNDS = "rounds"
    FORUM = "forum"
    GUIDANCE = "guidance"
    QUESTION = "question"
    SCORECARD = "scorecard"
    SPOTLIGHT_APPROVED = "spotlight_approved"
    SPOTLIGHT_SENT_BACK = "spotlight_sent_back"
    SPOTLIGHT_REJECTED = "spotlight_rejected"
    SPOTLIGHT_HELD = "spotlight_held"
    POST_APPROVED = "post_approved"
    POST_SENT_BACK = "post_sent_back"
    POST_HELD = "post_held"
    FIXERS = "fixers"
    HURDLE_TAKEN = "hurdle_taken"
    HURDLE_FIXED = "hurdle_fixed"
    HURDLE_PASSED_ON = "hurdle_passed_on"
    HURDLE_DECLINED = "hurdle_declined"
    ROSTER = "roster"
    PRACTICE = "practice"
    CALENDAR = "calendar"
    CHANNEL_ADDED = "channel_added"
    CHANNEL_REMOVED = "channel_removed"
    NUDGE_OFF = "nudge_off"
    NUDGE_ON = "nudge_on"
    TEXT_CHANGED = "text_changed"
    TEXT_RESTORED = "text_restored"


class Via(StrEnum):
    """How it was done. Who uses the command line is not known: an operator."""

    CHAT = "chat"
    PAGE = "page"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class AdministrativeAct:
    """``setting_id`` is None where it was for the whole deployment.

    ``person_id`` is None on the command line, and once the person was forgotten. ``detail`` holds
    counts and names of things, nothing about persons.
    """

    at: datetime
    what: What
    via: Via
    setting_id: str | None
    person_id: str | None = None
    detail: Mapping[str, int | str] = field(default_factory=dict)


class Acts(Protocol):
    """Written in the transaction of what was done, so that neither is there without the other."""

    async def add(self, act_id: str, act: AdministrativeAct) -> None: ...
    async def latest(self, limit: int, setting_id: str | None = None) -> list[AdministrativeAct]:
        """The newest first, of one setting or (None) of all that there are."""
        ...
