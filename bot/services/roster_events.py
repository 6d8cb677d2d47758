"""The events a roster brings: arrivals and leave; and taking back those that it calls off."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from bot.ports.messages import Ended
from bot.ports.storage import UnitOfWork
from nudges.attention import Reason
from nudges.candidates import Happening
from nudges.chance import stable_id
from nudges.decisions import Status
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
            await uow.looks.take_back(gone)
            await _withdraw_caused(uow, person.id, gone)


async def _withdraw_caused(uow: UnitOfWork, person_id: str, happening_ids: Collection[str]) -> None:
    planned = await uow.prompts.open_of(person_id)
    # A cause is an event's id, and after a plus sign the days that were waited.
    moot = [each for each in planned if each.prompt.cause.partition("+")[0] in happening_ids]
    await uow.prompts.settle({each.id: Ended(Status.WITHDRAWN, Reason.LATE.value) for each in moot}, None)


def _event(person: Person, kind: EventKind, at: datetime) -> Happening:
    return Happening(stable_id(person.id, kind, at.date().isoformat()), kind, at, person.id)
