"""The next meeting of a forum as somebody of it tells: what belongs before it comes up in time.

The same as a connected calendar brings (``nudges.flows.meetings``), for settings without one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from nudges.effects import Effect, Raised
from nudges.events import UNTIL, EventKind
from nudges.flows.forums.register import Forum
from nudges.people import Person
from nudges.records import OfOnePerson

A_DAY_BEFORE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Coming(OfOnePerson):
    """When a forum meets next, and whether a decision is on its list. One a forum."""

    KIND: ClassVar[str] = "forum_coming"
    WHOSE: ClassVar[str] = "teller_id"

    id: str
    setting_id: str
    forum_id: str
    teller_id: str
    starts_at: datetime
    decides: bool
    wake_at: datetime | None = None
    state: str = "ahead"


def told(coming: Coming, at: datetime) -> Coming:
    """Looked at a day before, or at once where that has passed."""
    return replace(coming, wake_at=max(at, coming.starts_at - A_DAY_BEFORE))


def day_before(
    coming: Coming, forum: Forum, roster: Mapping[str, Person], *, opens: bool = False
) -> Sequence[Effect]:
    """The chair may add a line; where a decision is listed, chair and teller may argue the other side.

    ``opens``: the chair will be offered a success to open with, and nothing else about this meeting.
    """
    key, until = coming.starts_at.isoformat(), coming.starts_at.isoformat()
    pillars = {person.entity: person.pillar for person in roster.values()}
    raised: list[Effect] = []
    across = len({pillars[each] for each in forum.entities if each in pillars}) > 1
    if forum.owner_id in roster and across and not opens:
        facts = {"meeting": forum.name, UNTIL: until}
        raised.append(Raised(EventKind.MEETING_NEAR, forum.owner_id, facts, key=key))
    if not coming.decides:
        return raised
    for person_id in sorted({forum.owner_id, coming.teller_id} - ({forum.owner_id} if opens else set())):
        person = roster.get(person_id)
        other = person and _other_entity(person, forum.entities, pillars)
        if person and other:
            facts = {"meeting": forum.name, "counterpart_entity": other, UNTIL: until}
            raised.append(Raised(EventKind.DECISION_MEETING_NEAR, person.id, facts, key=key))
    return raised


def _other_entity(person: Person, entities: Iterable[str], pillars: Mapping[str, str]) -> str | None:
    """An entity of another pillar that sits in the forum."""
    return next(
        (each for each in sorted(entities) if pillars.get(each, person.pillar) != person.pillar), None
    )
