"""One connected calendar: the meetings that lie ahead, and the moments that were used."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

A_DAY_BEFORE = timedelta(hours=24)
ENDED = timedelta(minutes=10)
"""After the end, so that the room has emptied (content model, S1-1)."""


class Moment(StrEnum):
    """When something may come up around a meeting."""

    DAY_BEFORE = "day_before"
    START = "start"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting across pillars that lies ahead, with those of the roster who come."""

    series: str
    title: str
    start: datetime
    end: datetime
    chair_id: str
    """Whoever called it; empty where they are not on the roster."""
    people_ids: tuple[str, ...]
    decides: bool = False
    """A decision is on its list."""
    told: tuple[Moment, ...] = ()
    """The moments that have been used."""

    @property
    def key(self) -> str:
        return f"{self.series}/{self.start.isoformat()}"

    def at(self, moment: Moment) -> datetime:
        match moment:
            case Moment.DAY_BEFORE:
                return self.start - A_DAY_BEFORE
            case Moment.START:
                return self.start
            case Moment.ENDED:
                return self.end + ENDED

    def due(self, moment: Moment, at: datetime) -> bool:
        """Whether a moment has come and was not used yet."""
        return moment not in self.told and self.at(moment) <= at

    @property
    def next_moment(self) -> datetime | None:
        return min((self.at(each) for each in Moment if each not in self.told), default=None)


@dataclass(frozen=True, slots=True)
class Opening:
    """A series whose chair wants a line on what everybody is here for, at its start."""

    series: str
    title: str
    chair_id: str
    objective: str
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """One connected calendar. ``sealed`` is its address, encrypted: whoever has it can read it all."""

    KIND: ClassVar[str] = "agenda"

    id: str
    setting_id: str
    owner_id: str
    """Who connected it."""
    sealed: str
    own: bool
    """The owner's own calendar, of which only hours count; else the setting's."""
    read_at: datetime | None = None
    next_read_at: datetime | None = None
    problem: str = ""
    """Why it could not be read the last time: the key of a text."""
    meetings: tuple[Meeting, ...] = ()
    openings: tuple[Opening, ...] = ()
    load_told_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        ids = {self.owner_id, *(p for m in self.meetings for p in (m.chair_id, *m.people_ids))}
        return (ids | {o.chair_id for o in self.openings}) - {""}

    @property
    def state(self) -> str:
        return "failing" if self.problem else "read"

    @property
    def wake_at(self) -> datetime | None:
        return min((at for m in self.meetings if (at := m.next_moment)), default=None)

    def without(self, person_id: str) -> Self | None:
        if person_id == self.owner_id:
            return None
        meetings = tuple(
            replace(
                m,
                chair_id="" if m.chair_id == person_id else m.chair_id,
                people_ids=tuple(p for p in m.people_ids if p != person_id),
            )
            for m in self.meetings
        )
        return replace(
            self, meetings=meetings, openings=tuple(o for o in self.openings if o.chair_id != person_id)
        )
