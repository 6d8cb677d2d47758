"""Draft checks: before something is sent, whose data or view would change it? (S5, S6; B4, B7)

Entities are filled in as consulted, at most three, and can be taken out with one tap. Closing
the check with one of them named counts as practised by one's own word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.effects import Effect, Practised
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

MOST_PRESELECTED = 3
"""Content model, S5-2."""
LAPSES_AFTER = timedelta(days=30)
REASONS = ("time", "clearance", "not_relevant")
"""Why nobody is consulted, one tap."""


class State(StrEnum):
    OPEN = "open"
    CONSULTED = "consulted"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Draft(OfOnePerson):
    """One thing about to be sent. Only its title is known here, never the text."""

    KIND: ClassVar[str] = "draft"
    WHOSE: ClassVar[str] = "author_id"

    id: str
    setting_id: str
    author_id: str
    about: str
    entities: tuple[str, ...]
    opened_at: datetime
    state: State = State.OPEN
    wake_at: datetime | None = None
    reason: str = ""


Step: TypeAlias = tuple[Draft, Sequence[Effect]]


def start(draft: Draft) -> Draft:
    """A check begins; where nobody is to be consulted it is over at once."""
    if not draft.entities:
        return replace(draft, state=State.SKIPPED)
    return replace(draft, wake_at=draft.opened_at + LAPSES_AFTER)


def close(draft: Draft, entities: Iterable[str], behaviour: str) -> Step:
    """The author says whose view is in it. With at least one entity it is practised, by own word."""
    _require(draft, State.OPEN)
    named = tuple(dict.fromkeys(entities))
    if not named:
        return replace(draft, state=State.SKIPPED, entities=(), wake_at=None), []
    consulted = replace(draft, state=State.CONSULTED, entities=named, wake_at=None)
    return consulted, [Practised(draft.author_id, behaviour, Source.FLOW, confirmed=False)]


def explain(draft: Draft, reason: str) -> Draft:
    """Why nobody was consulted; the first reason stays."""
    _require(draft, State.SKIPPED)
    if draft.reason or reason not in REASONS:
        raise NotPossibleError(reason)
    return replace(draft, reason=reason)


def _require(draft: Draft, *states: State) -> None:
    if draft.state not in states:
        raise NotPossibleError(draft.state)
