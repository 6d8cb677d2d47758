"""The flows' tick: records whose moment came, and what time alone brings in every setting."""

from collections.abc import Awaitable, Iterable
from datetime import datetime, timedelta

import structlog

from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.flow import Daily, Flow, Flows
from bot.services.turn import Turn
from nudges.people import Setting
from nudges.records import Record
from nudges.requests import put_off

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
        if later := await _too_early(flows, uow, record, record.wake_at, now):
            await uow.records.put_off(record, later)
            await uow.commit()
            return
        turn = Turn(deps, uow, await uow.settings.get(record.setting_id), now)
        await flows.wakes[type(record)](turn, record)
        await uow.commit()


async def _too_early(
    flows: Flows, uow: UnitOfWork, record: Record, wake_at: datetime, now: datetime
) -> datetime | None:
    """When to look again at a record whose request arrived late, or has not arrived yet; None if now."""
    state, letter = flows.awaits.get(type(record), ("", None))
    if letter is None or record.state != state:
        return None
    return put_off(wake_at, await uow.prompts.requests(record.id, letter.id), now)


async def _put_off(deps: Deps, record: Record) -> None:
    async with deps.begin() as uow:
        await uow.records.put_off(record, deps.clock.now() + PUT_OFF)
        await uow.commit()


async def run_daily(deps: Deps, flows: Flows) -> int:
    """Let every flow see to every setting that is not paused. Returns how many settings there were.

    Raises ``ExceptionGroup`` in the end where flows broke; the others ran all the same.
    """
    async with deps.begin() as uow:
        settings = [each for each in await uow.settings.all() if _runs(each)]
    broken = [error for setting in settings for error in await _see_to(deps, flows, setting)]
    if broken:
        raise ExceptionGroup("some flows did not run", broken)
    return len(settings)


async def _see_to(deps: Deps, flows: Flows, setting: Setting) -> list[Exception]:
    """Everything flows bring in a setting; what broke."""
    broken = [
        await _tried(flow.apart(deps, setting), flow, setting) for flow in flows.all if flow.apart is not None
    ]
    daily = [(flow, flow.daily) for flow in flows.all if flow.daily is not None]
    try:
        await _look(deps, setting, (look for _, look in daily))
    except Exception:  # noqa: BLE001  it is met again, and told, where each flow runs by itself
        broken += [await _tried(_look(deps, setting, [look]), flow, setting) for flow, look in daily]
    return [each for each in broken if each is not None]


async def _tried(work: Awaitable[None], flow: Flow, setting: Setting) -> Exception | None:
    try:
        await work
    except Exception as error:  # noqa: BLE001  it is raised again in the end
        error.add_note(f"in flow {flow.name} of setting {setting.id}")
        return error
    return None


async def _look(deps: Deps, known: Setting, daily: Iterable[Daily]) -> None:
    """Most have nothing to do: one transaction for all costs a third of one for each."""
    async with deps.begin() as uow:
        setting = await uow.settings.alone(known.id)  # what one process begins, another does not begin again
        if _runs(setting):
            turn = Turn(deps, uow, setting, deps.clock.now())
            for look in daily:
                await look(turn)
            await uow.commit()


def _runs(setting: Setting) -> bool:
    return setting.paused_since is None and setting.crisis_since is None
