"""Dates of steps: offered, accepted with one tap, and what to do about one that passed (S17-2)."""

from datetime import datetime

from bot.services.flows.filling import Values, choice_faults, day_field, day_of
from bot.services.flows.tasks.steps import DAY, own_task, short
from bot.services.practising import noted_reply, record_own
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Reply, token
from nudges.flows.tasks import (
    FOLLOWED_UP_AFTER,
    OPEN,
    WAITS,
    State,
    accept,
    after_working_days,
    late_at,
    look_later,
    offer_date,
)
from nudges.practice import Source
from nudges.records import NotPossibleError
from nudges.working_time import local_date


async def accepted(visit: Visit, record_id: str) -> Reply:
    """The offered date holds, with one tap."""
    task = await own_task(visit, record_id)
    owner = await visit.uow.people.get(task.owner_id)
    late = late_at(owner, task.offer.day, visit.deps.is_holiday) if owner and task.offer else None
    await visit.turn.keep(*accept(task, visit.person.id, late))
    return short(visit, "task.accepted")


async def open_date(visit: Visit, record_id: str) -> Reply:
    """The dialog for a new date."""
    task = await own_task(visit, record_id)
    if task.state not in OPEN or task.awaits not in ("", visit.person.id):
        raise NotPossibleError(task.state)
    return Reply(
        form=Form(
            token=token("task_new_date", record_id),
            title=visit.speak("task.date_title"),
            submit=visit.speak("task.offer"),
            inputs=(_day(visit),),
            intro=visit.speak("task.date_intro", task=task.what),
        )
    )


async def date_offered(visit: Visit, values: Values, record_id: str) -> Reply:
    task = await own_task(visit, record_id)
    faults = choice_faults(values, visit.speak, _day(visit))
    day = None if faults else day_of(values, DAY)
    if day is None:
        return Reply(faults=faults)
    await visit.turn.keep(*offer_date(task, visit.person.id, day, _follow_up(visit)))
    return short(visit, "task.offered")


def _follow_up(visit: Visit) -> datetime | None:
    today = local_date(visit.person, visit.now)
    return after_working_days(visit.person, today, FOLLOWED_UP_AFTER, visit.deps.is_holiday)


async def chased(visit: Visit, record_id: str) -> Reply:
    """They asked what changed: noted by their own word; five working days later one look more."""
    task = await own_task(visit, record_id)
    if visit.person.id != task.waiting_id:
        raise NotPossibleError(task.state)
    record = await record_own(visit, "B5", Source.DID, key=f"{record_id}/{task.due}")
    if task.late and task.state is State.AGREED:
        await visit.turn.keep(look_later(task, visit.person.id, _follow_up(visit)))
    return noted_reply(visit, record)


async def waits(visit: Visit, record_id: str) -> Reply:
    """Not a word of it for three days."""
    task = await own_task(visit, record_id)
    await visit.turn.keep(look_later(task, visit.person.id, visit.now + WAITS))
    return short(visit, "task.waits")


def _day(visit: Visit) -> ChoiceInput:
    return day_field(visit, DAY, visit.speak("task.field_day"))
