"""The plan tick: look at everybody whose turn it is, and write decisions and prompts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from nudges.attention import Attention
from nudges.candidates import Happening
from nudges.consent import Consent
from nudges.decisions import Decision, Prompt
from nudges.people import Standing
from nudges.working_time import instant, local_date, next_working_day

BATCH = 200
"""People a transaction: small, so that SQLite's one writer is never held for long."""

_HAPPENINGS_KEPT = timedelta(days=120)


async def plan_due(deps: Deps) -> int:
    """Plan for everybody whose look is due. Returns how many people were looked at.

    Safe to run twice at once, or again after a crash: a decision point is decided once.
    """
    looked_at = 0
    while True:
        async with deps.begin() as uow:
            now = deps.clock.now()
            batch = await uow.looks.due(now, BATCH)
            if batch:
                await _plan_batch(deps, uow, batch, now)
                await uow.commit()
        looked_at += len(batch)
        if len(batch) < BATCH:
            return looked_at


async def _plan_batch(deps: Deps, uow: UnitOfWork, batch: Sequence[Attention], now: datetime) -> None:
    ids = [attention.person.id for attention in batch]
    happened = await uow.looks.happenings(ids, now - _HAPPENINGS_KEPT, now)
    decisions: list[Decision] = []
    prompts: list[Prompt] = []
    looks: dict[str, datetime | None] = {}
    for attention in batch:
        person_events: Sequence[Happening] = happened.get(attention.person.id, ())
        plan = deps.planner.plan(attention, person_events, now)
        decisions.extend(plan.decisions)
        prompts.extend(plan.prompts)
        looks[attention.person.id] = next_look(deps, attention, now)
    await uow.prompts.add(decisions, prompts)
    await uow.looks.schedule(looks)


def next_look(deps: Deps, attention: Attention, now: datetime) -> datetime | None:
    """When to look at this person again: at the start of their next working day, or never.

    Whoever was welcomed decides alone whether there is a next time. Somebody who cannot be
    reached is looked at all the same: their platform may be connected tomorrow.
    """
    person = attention.person
    waiting = attention.consent is Consent.NOT_ASKED
    taking_part = attention.consent is Consent.OPTED_IN
    if person.standing is not Standing.ACTIVE or not (waiting or taking_part):
        return None
    today = local_date(person, now)
    day = next_working_day(person, today, deps.is_holiday)
    return None if day is None else instant(person, day, person.week.start)
