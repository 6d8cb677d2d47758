"""Meetings from calendars: what comes up around one that people of several pillars attend.

A calendar is connected by a person (their own: only hours are counted, nothing else of it is
kept) or by a coordinator (the setting's: meetings across pillars are kept while they lie
ahead). Prompts belong where attention already is (Review, paragraph 103): a day before, at
the start, and when the meeting has just ended.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Publish, Raised
from nudges.events import UNTIL, EventKind
from nudges.letters import Letter
from nudges.people import Person

READ_EVERY = timedelta(hours=6)
LOOKS_AHEAD = timedelta(days=14)
A_DAY_BEFORE = timedelta(hours=24)
ENDED = timedelta(minutes=10)
"""After the end, so that the room has emptied (content model, S1-1)."""
HEAVY_LOAD = timedelta(hours=20)
"""Hours of meetings in a week above which one may be left out (content model, S3-3)."""
EVERY_SECOND_WEEK = timedelta(days=14)
FEWEST = 2
"""Pillars, and people of the roster, in a meeting across pillars."""

OPENING_LINE = Letter("meeting_opening", Kind.POST)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting as a calendar tells it. Addresses are lower-case; ``series`` is the entry's own id."""

    series: str
    title: str
    start: datetime
    end: datetime
    organiser: str = ""
    attendees: tuple[str, ...] = ()
    text: str = ""
    """What the entry says beside its title; looked at once for a listed decision, never kept."""


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


SaysDecision: TypeAlias = Callable[[str], bool]
"""Whether a calendar entry's words list a decision."""


def read(
    agenda: Agenda,
    occurrences: Iterable[Occurrence],
    roster: Mapping[str, Person],
    at: datetime,
    says_decision: SaysDecision,
) -> Agenda:
    """The setting's calendar after it was read: meetings across pillars that are not over.

    ``roster`` is by address. What has been told of a meeting stays told; one that vanished
    from the calendar is dropped.
    """
    known = {meeting.key: meeting for meeting in agenda.meetings}
    found = [
        replace(meeting, told=known[meeting.key].told) if meeting.key in known else _from(meeting, at)
        for each in occurrences
        if (meeting := across_pillars(each, roster, says_decision)) is not None and meeting.end > at - ENDED
    ]
    return replace(agenda, read_at=at, next_read_at=at + READ_EVERY, problem="", meetings=tuple(found))


def _from(meeting: Meeting, at: datetime) -> Meeting:
    """A meeting heard of late: what has passed already is not made up for."""
    return replace(meeting, told=tuple(each for each in Moment if meeting.at(each) < at))


def across_pillars(
    occurrence: Occurrence, roster: Mapping[str, Person], says_decision: SaysDecision
) -> Meeting | None:
    """The meeting, if people of two pillars of the roster come to it."""
    come = [roster[a] for a in dict.fromkeys((occurrence.organiser, *occurrence.attendees)) if a in roster]
    if len({person.pillar for person in come}) < FEWEST:
        return None
    chair = roster.get(occurrence.organiser)
    return Meeting(
        series=occurrence.series,
        title=occurrence.title,
        start=occurrence.start,
        end=occurrence.end,
        chair_id=chair.id if chair else "",
        people_ids=tuple(person.id for person in come),
        decides=says_decision(f"{occurrence.title}\n{occurrence.text}"),
    )


def unreadable(agenda: Agenda, problem: str, at: datetime) -> Agenda:
    """It could not be read; what is known stays until it can."""
    return replace(agenda, problem=problem, next_read_at=at + READ_EVERY)


Step: TypeAlias = tuple[Agenda, Sequence[Effect]]


def wake(agenda: Agenda, roster: Mapping[str, Person], at: datetime) -> Step:
    """Use every moment that has come. ``roster`` is by id. The end of a meeting ends its keeping."""
    effects: list[Effect] = []
    kept: list[Meeting] = []
    openings = {each.series: each for each in agenda.openings}
    for meeting in agenda.meetings:
        due = [each for each in Moment if meeting.due(each, at)]
        for moment in due:
            effects += _effects(meeting, moment, roster, openings, at)
        if Moment.ENDED not in due:
            kept.append(replace(meeting, told=(*meeting.told, *due)))
    return replace(agenda, meetings=tuple(kept), openings=tuple(openings.values())), effects


def _effects(
    meeting: Meeting,
    moment: Moment,
    roster: Mapping[str, Person],
    openings: dict[str, Opening],
    at: datetime,
) -> list[Effect]:
    match moment:
        case Moment.DAY_BEFORE:
            return _day_before(meeting, roster)
        case Moment.START:
            return _opening(meeting, openings, at)
        case Moment.ENDED:
            return []


def _day_before(meeting: Meeting, roster: Mapping[str, Person]) -> list[Effect]:
    """The chair may add a line to the list; where a decision is on it, others may argue the other side."""
    raised: list[Effect] = []
    until = meeting.start.isoformat()
    if meeting.chair_id in roster:
        facts = {"meeting": meeting.title, UNTIL: until}
        raised.append(Raised(EventKind.MEETING_NEAR, meeting.chair_id, facts, key=meeting.key))
    if meeting.decides:
        come = [roster[each] for each in meeting.people_ids if each in roster]
        for person in come:
            other = next((p.entity for p in come if p.pillar != person.pillar), None)
            if other is not None:
                facts = {"meeting": meeting.title, "counterpart_entity": other, UNTIL: until}
                raised.append(Raised(EventKind.DECISION_MEETING_NEAR, person.id, facts, key=meeting.key))
    return raised


def _opening(meeting: Meeting, openings: dict[str, Opening], at: datetime) -> list[Effect]:
    opening = openings.get(meeting.series)
    if opening is None or not opening.objective or _lately(opening, at):
        return []
    openings[meeting.series] = replace(opening, last_at=at)
    return [Publish(OPENING_LINE, Purpose.EXCHANGE, key=meeting.key)]


def _lately(opening: Opening, at: datetime) -> bool:
    return opening.last_at is not None and at - opening.last_at < EVERY_SECOND_WEEK


def open_with(agenda: Agenda, opening: Opening) -> Agenda:
    """Let a series begin with a line; its words replace those it had."""
    others = tuple(each for each in agenda.openings if each.series != opening.series)
    return replace(agenda, openings=(*others, opening))


def load(occurrences: Iterable[Occurrence]) -> timedelta:
    """Time in meetings; where two overlap, one can only be in one of them."""
    total, until = timedelta(), None
    for each in sorted(occurrences, key=lambda o: (o.start, o.end)):
        start = each.start if until is None else max(each.start, until)
        total += max(each.end - start, timedelta())
        until = each.end if until is None else max(until, each.end)
    return total


def weigh(agenda: Agenda, occurrences: Sequence[Occurrence], at: datetime) -> Step:
    """The owner's own calendar after it was read: where next week is full, say so once in a fortnight.

    Only the title of one meeting across entities is named, and only to its owner.
    """
    weighed = replace(agenda, read_at=at, next_read_at=at + READ_EVERY, problem="", meetings=())
    soon = [each for each in occurrences if at <= each.start < at + timedelta(days=7)]
    recently = agenda.load_told_at is not None and at - agenda.load_told_at < EVERY_SECOND_WEEK
    with_others = [each for each in soon if len(_homes(each)) > 1]
    if recently or not with_others or load(soon) <= HEAVY_LOAD:
        return weighed, []
    largest = max(with_others, key=lambda each: (len(each.attendees), each.start))
    raised = Raised(
        EventKind.MEETING_LOAD_HIGH, agenda.owner_id, {"forum": largest.title}, key=at.date().isoformat()
    )
    return replace(weighed, load_told_at=at), [raised]


def _homes(occurrence: Occurrence) -> set[str]:
    """The organisations of those invited, as far as their addresses tell."""
    invited = (occurrence.organiser, *occurrence.attendees)
    return {address.rpartition("@")[2] for address in invited if "@" in address}
