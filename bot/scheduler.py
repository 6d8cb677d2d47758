"""The clock of a running process: APScheduler ticks, the domain decides."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.ports.operating import TickRecords
from bot.tracing import failed, traced

log = structlog.get_logger(__name__)

SECONDS: Mapping[str, int] = {
    "wake": 60,
    "flows": 3 * 3600,
    "calendars": 300,
    "plan": 60,
    "dispatch": 15,
    "catch_up": 15,
    "reconcile": 60,
    "digests": 300,
    "release": 3600,
    "retention": 6 * 3600,
    "tokens": 1800,
    "members": 24 * 3600,
}
"""How often each tick runs."""

AT_THE_LATEST = 60
"""Seconds after the start until each tick ran first: a restart must not put the slow ones off."""

Tick = Callable[[], Awaitable[int]]


def schedule(
    ticks: Mapping[str, Tick], records: TickRecords, seconds: Mapping[str, float] = SECONDS
) -> AsyncIOScheduler:
    """A scheduler, not yet started, that runs each tick at its pace and notes how it went.

    In memory only: what is due stands in the database, so a missed tick loses nothing. Its
    default grace of one second would drop late ticks; None runs them once, however late.
    """
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for name, tick in ticks.items():
        soon = datetime.now(UTC) + timedelta(seconds=min(seconds[name], AT_THE_LATEST))
        every = IntervalTrigger(seconds=seconds[name])
        scheduler.add_job(_guarded(name, tick, records), every, id=name, next_run_time=soon)
    return scheduler


def _guarded(name: str, tick: Tick, records: TickRecords) -> Callable[[], Any]:
    async def run() -> None:
        with traced(f"tick {name}") as span:
            try:
                done = await tick()
            except asyncio.CancelledError:
                # The process ends. APScheduler would write a traceback as for a fault; another tick goes on.
                log.info("tick.stopped", tick=name)
            except Exception:
                records.failed(name)
                failed(span)
                log.exception("tick.failed", tick=name)
            else:
                records.succeeded(name)
                if done:
                    log.info("tick.done", tick=name, count=done)

    return run
