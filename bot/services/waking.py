"""The flows' tick: records whose moment came, and what time alone brings in every setting."""

from datetime import timedelta

import structlog

from bot.services.deps import Deps
from bot.services.flow import Flows
from bot.services.turn import Turn
from nudges.records import Record

BATCH = 200
"""Records one tick looks at; the next one takes the rest."""
PUT_OFF = timedelta(hours=1)
"""How long a record that breaks its flow is left alone, so that it cannot hold up the others."""

log = structlog.get_logger(__name__)


async def wake_due(deps: Deps, flows: Flows) -> int:
    """Let flows look at every record whose moment came. Returns how many there were.

    Each record is a transaction of its own, and checked again inside it: another process
    may have been first.
    """
    async with deps.begin() as uow:
        due = await uow.records.due(deps.clock.now(), BATCH)
    for record in due:
        try:
            await _wake(deps, flows, record)
        except Exception:
            log.exception("record.not_woken", kind=record.KIND, record=record.id)
            await _put_off(deps, record)
    return len(due)


async def _wake(deps: Deps, flows: Flows, known: Record) -> None:
    async with deps.begin() as uow:
        now = deps.clock.now()
        record = await uow.records.get(type(known), known.id)
        if record is None or record.wake_at is None or record.wake_at > now:
            return
        turn = Turn(deps, uow, await uow.settings.get(record.setting_id), now)
        await flows.wakes[type(record)](turn, record)
        await uow.commit()


async def _put_off(deps: Deps, record: Record) -> None:
    async with deps.begin() as uow:
        await uow.records.put_off(record, deps.clock.now() + PUT_OFF)
        await uow.commit()


async def run_daily(deps: Deps, flows: Flows) -> int:
    """Let every flow see to every setting that is not paused. Returns how many settings there were."""
    async with deps.begin() as uow:
        settings = await uow.settings.all()
    running = [each for each in settings if each.paused_since is None and each.crisis_since is None]
    for setting in running:
        for flow in flows.all:
            if flow.apart is not None:
                await flow.apart(deps, setting)
            if flow.daily is None:
                continue
            async with deps.begin() as uow:
                await flow.daily(Turn(deps, uow, setting, deps.clock.now()))
                await uow.commit()
    return len(running)
