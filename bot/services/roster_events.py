"""The events a roster brings: arrivals and leave; and taking back those that it calls off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from bot.ports.storage import UnitOfWork
from bot.services.withdrawing import take_back_events
from nudges.attention import Reason
from nudges.candidates import Happening
from nudges.chance import stable_id
from nudges.events import EventKind
from nudges.people import Person

LEAVE_NOTICE = timedelta(days=3)
"""How long before leave the person may be asked who their successor should meet."""


def arrivals(people: Iterable[Person], now: datetime) -> list[Happening]:
    return [_event(person, EventKind.ARRIVED, now) for person in people]


def departures(people: Iterable[Person]) -> list[Happening]:
    """That the leave of these people is near, once for each span."""
    return [
        _event(person, EventKind.LEAVE_STARTING, datetime.combine(leave.first, time(), UTC) - LEAVE_NOTICE)
        for person in people
        for leave in person.leave
    ]


async def take_back_leave(uow: UnitOfWork, before: Mapping[str, Person], after: Sequence[Person]) -> None:
    """Forget the leave that was moved or cancelled, and withdraw what was planned because of it.

    ``before`` holds people as they were, by id.
    """
    stays = {each.id for each in departures(after)}
    for person in after:
        gone = {each.id for each in departures([before[person.id]])} - stays
        if gone:
            await take_back_events(uow, person.id, gone, Reason.LATE)


def _event(person: Person, kind: EventKind, at: datetime) -> Happening:
    return Happening(stable_id(person.id, kind, at.date().isoformat()), kind, at, person.id)
