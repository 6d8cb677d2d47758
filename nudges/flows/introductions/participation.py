"""Taking part in rounds of introductions: joined by oneself, paused, with one's own wishes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from nudges.attention import Kind
from nudges.chance import stable_id
from nudges.letters import Letter
from nudges.records import OfOnePerson

MISSED = Letter("introduction_missed", Kind.NOTE)

TOPICS = (
    "climate", "data", "education", "elections", "food", "gender", "governance", "health", "justice", "land",
    "livelihoods", "logistics", "peacebuilding", "protection", "returns", "water",
)  # fmt: skip  # names of texts; one list for all languages, so that a topic is the same for everybody
LANGUAGES = ("ar", "en", "es", "fr", "pt", "ru", "sw", "zh")

_PLACE = "@"
"""Begins the name of a place among somebody's topics; see ``wishes``."""


class Meet(StrEnum):
    EITHER = "either"
    REMOTE = "remote"
    IN_PERSON = "in_person"


class State(StrEnum):
    TAKING_PART = "taking_part"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Participation(OfOnePerson):
    """One person in the rounds of their setting; gone when they leave them."""

    KIND: ClassVar[str] = "introduction_participation"

    id: str
    setting_id: str
    person_id: str
    since: datetime
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    meet: Meet = Meet.EITHER
    never_with: tuple[str, ...] = ()
    """Marks of people never to be introduced to. No mark can be read without both ids, so
    neither an export nor what is left after an erasure tells whom somebody would not meet.
    """
    paused_until: date | None = None
    carried_over: bool = False
    missed: str = ""
    """Why they went without in the last round; empty where they did not."""

    @property
    def state(self) -> State:
        return State.PAUSED if self.paused_until else State.TAKING_PART

    @property
    def wake_at(self) -> datetime | None:
        return None

    def available(self, day: date) -> bool:
        """Whether they are in a round of that day; a pause ends on the day they named."""
        return self.paused_until is None or self.paused_until <= day

    def avoids(self, others: Iterable[str]) -> frozenset[str]:
        """Those of these people whom the person does not want to be introduced to."""
        return frozenset(o for o in others if mark(self.person_id, o) in self.never_with)

    def wishes(self, duty_station: str) -> frozenset[str]:
        """What counts as a shared topic: for those who like to meet in person, their place does too."""
        place = {_PLACE + duty_station.casefold()} if duty_station and self.meet is Meet.IN_PERSON else set()
        return frozenset((*self.topics, *place))


def participation_id(person_id: str) -> str:
    return stable_id(person_id, Participation.KIND)


def mark(person_id: str, other_id: str) -> str:
    """What is stored in place of a name the person does not want to meet."""
    return stable_id(person_id, "never_with", other_id)


def avoiding(participation: Participation, other_id: str) -> Participation:
    """Never introduced to this one."""
    marks = {*participation.never_with, mark(participation.person_id, other_id)}
    return replace(participation, never_with=tuple(sorted(marks)))


def no_longer_avoiding(participation: Participation, other_id: str) -> Participation:
    gone = mark(participation.person_id, other_id)
    return replace(participation, never_with=tuple(m for m in participation.never_with if m != gone))


def pause(participation: Participation, until: date | None) -> Participation:
    """Out of the rounds until a day; None ends the pause."""
    return replace(participation, paused_until=until)


def matched(participation: Participation) -> Participation:
    return replace(participation, carried_over=False, missed="")


def first_next_time(participation: Participation, reason: str = "") -> Participation:
    """They went without, or their introduction came to nothing by nobody's choice."""
    return replace(participation, carried_over=True, missed=reason)
