"""In a crisis: which forums exist that can meet at once, and which was called together (Review, 58, 98)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.effects import Effect, Practised, Write
from nudges.flows.forums.letters import ACTIVATED, MECHANISM_REVIEW
from nudges.flows.forums.register import BEHAVIOUR, Forum
from nudges.flows.forums.register import State as ForumState
from nudges.practice import Source
from nudges.records import NotPossibleError

MOST_SHOWN = 3
REVIEW_AFTER = timedelta(hours=48)


class State(StrEnum):
    ACTIVE = "active"
    REVIEWED = "reviewed"
    STOOD_DOWN = "stood_down"


@dataclass(frozen=True, slots=True)
class Activation:
    """A forum called together in a crisis."""

    KIND: ClassVar[str] = "mechanism_activation"

    id: str
    setting_id: str
    forum_id: str
    by_id: str
    at: datetime
    state: State = State.ACTIVE
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return (self.by_id,) if self.by_id else ()

    def without(self, person_id: str) -> Self | None:
        return replace(self, by_id="", wake_at=None) if person_id == self.by_id else self


Step: TypeAlias = tuple[Activation, list[Effect]]


def usable(forums: Iterable[Forum]) -> list[Forum]:
    """Up to three running forums meant for a crisis, quickest first."""
    fit = [each for each in forums if each.state is ForumState.RUNNING and each.crisis_hours is not None]
    return sorted(fit, key=lambda each: (each.crisis_hours or 0, each.name))[:MOST_SHOWN]


def activate(activation: Activation, owner_id: str) -> Step:
    """It is called together: that is practised; its owner hears of it, unless they did it themselves."""
    called = replace(activation, wake_at=activation.at + REVIEW_AFTER)
    told = [Write(ACTIVATED, owner_id)] if owner_id not in ("", activation.by_id) else []
    return called, [Practised(called.by_id, BEHAVIOUR, Source.FLOW), *told]


def review(activation: Activation) -> Step:
    """After 48 hours: is it still the right one?"""
    resting = replace(activation, wake_at=None)
    return resting, [Write(MECHANISM_REVIEW, activation.by_id)] if activation.state is State.ACTIVE else []


def answer(activation: Activation, *, stays: bool) -> Activation:
    if activation.state is not State.ACTIVE:
        raise NotPossibleError(activation.state)
    return replace(activation, state=State.REVIEWED if stays else State.STOOD_DOWN, wake_at=None)
