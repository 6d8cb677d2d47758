"""What comes up around a meeting: a day before, at its start, and when it has ended."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Publish, Raised
from nudges.events import UNTIL, EventKind
from nudges.flows.meetings.agendas import Agenda, Meeting, Moment, Opening
from nudges.letters import Letter
from nudges.people import Person

EVERY_SECOND_WEEK = timedelta(days=14)

OPENING_LINE = Letter("meeting_opening", Kind.POST)

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
