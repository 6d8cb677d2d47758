"""People, their settings, and where in chat they are reached."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache

from nudges.editions import AS_THE_CATALOGUE, Edition


class Platform(StrEnum):
    LOCAL = "local"
    SLACK = "slack"
    TEAMS = "teams"


class SettingKind(StrEnum):
    """What a setting is, said when it is made."""

    MISSION = "mission"
    """A country context, with a head of mission who may ask for the Steering Group's advice."""
    HEADQUARTERS = "headquarters"
    """A headquarters hub; the last rung of the ladder is hidden there."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The place where integration is sought: a country context or a headquarters hub."""

    id: str
    name: str
    kind: SettingKind = SettingKind.MISSION
    paused_since: datetime | None = None
    """A coordinator stopped everything unasked."""
    crisis_since: datetime | None = None
    edition: Edition = AS_THE_CATALOGUE


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """Local working days (0 is Monday) and hours; ``start`` is before ``end``."""

    days: frozenset[int]
    start: time
    end: time

    @property
    def first_day(self) -> int:
        """The weekday the working week begins with: the first after the longest rest."""
        return _after_the_longest_rest(self.days)


@cache
def _after_the_longest_rest(days: frozenset[int]) -> int:
    rests = {d: next(n for n in range(1, 8) if (d - n) % 7 in days) for d in days}
    return max(sorted(days), key=lambda d: rests[d])


@dataclass(frozen=True, slots=True)
class Leave:
    """Away on all days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class Standing(StrEnum):
    """Whether the person is still on the roster."""

    ACTIVE = "active"
    LEFT = "left"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Person:
    """One human of one setting, with where and when they work."""

    id: str
    setting_id: str
    email: str
    name: str
    role_group: str
    entity: str
    pillar: str
    duty_station: str
    country: str
    """ISO 3166-1 alpha-2 code; decides the public holidays."""
    time_zone: str
    """IANA name."""
    week: WorkingWeek
    language: str
    manager_id: str | None = None
    is_coordinator: bool = False
    humanitarian: bool = False
    """Joint-action prompts are held back for this person (content model, section 11)."""
    leave: tuple[Leave, ...] = ()
    standing: Standing = Standing.ACTIVE


@dataclass(frozen=True, slots=True)
class Identity:
    """Where one person is reached: a platform, its workspace or tenant, the user there."""

    id: str
    person_id: str
    platform: Platform
    workspace: str
    user_id: str
