"""What is kept of a calendar that was read: meetings across pillars, or how full a week is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from nudges.effects import Effect, Raised
from nudges.events import EventKind
from nudges.flows.meetings.agendas import ENDED, Agenda, Meeting, Moment
from nudges.flows.meetings.occurrences import Occurrence, homes, load
from nudges.people import Person

READ_EVERY = timedelta(hours=6)
LOOKS_AHEAD = timedelta(days=14)
HEAVY_LOAD = timedelta(hours=20)
"""Hours of meetings in a week above which one may be left out (content model, S3-3)."""
SAID_AGAIN_AFTER = timedelta(days=14)
FEWEST = 2
"""Pillars, and people of the roster, in a meeting across pillars."""

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


def weigh(agenda: Agenda, occurrences: Sequence[Occurrence], at: datetime) -> tuple[Agenda, Sequence[Effect]]:
    """The owner's own calendar after it was read: where next week is full, say so once in a fortnight.

    Only the title of one meeting across entities is named, and only to its owner.
    """
    weighed = replace(agenda, read_at=at, next_read_at=at + READ_EVERY, problem="", meetings=())
    soon = [each for each in occurrences if at <= each.start < at + timedelta(days=7)]
    recently = agenda.load_told_at is not None and at - agenda.load_told_at < SAID_AGAIN_AFTER
    with_others = [each for each in soon if len(homes(each)) > 1]
    if recently or not with_others or load(soon) <= HEAVY_LOAD:
        return weighed, []
    largest = max(with_others, key=lambda each: (len(each.attendees), each.start))
    raised = Raised(
        EventKind.MEETING_LOAD_HIGH, agenda.owner_id, {"forum": largest.title}, key=at.date().isoformat()
    )
    return replace(weighed, load_told_at=at), [raised]
