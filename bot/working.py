"""What a process does by itself while it serves: the ticks, sending, and waking whoever sends."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import structlog

from bot.bootstrap import App
from bot.db.engine import server_options
from bot.jobs.in_process import in_process
from bot.ports.messages import Workspace
from bot.ports.operating import Role, TickRecords
from bot.ports.wakeups import Drain, Heartbeat, Wakeups
from bot.scheduler import SECONDS, Tick, schedule
from bot.tracing import failed, traced

SEND = "send"
"""Beside the ticks: how it went to send what was due in a workspace."""

PATIENCE = 5.0
"""Seconds for the calls under way when a process is asked to stop; no further one begins."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """How many seconds apart each tick runs, and how senders show that they live."""

    ticks: Mapping[str, float]
    heartbeat: Heartbeat

    @property
    def names(self) -> tuple[str, ...]:
        """Of everything that is noted."""
        return (*self.ticks, SEND)


USUAL = Timing(SECONDS, Heartbeat(every=5, dead_after=20))


@asynccontextmanager
async def working(app: App, role: Role, records: TickRecords, timing: Timing) -> AsyncIterator[None]:
    """Everything a process of this role does until the end of the block."""
    drain = _noted(app, records) if role.works else None
    opened = _wakeups(app, drain, timing)
    if opened is None:
        yield
        return
    async with opened as wakeups:
        listening = asyncio.create_task(_wake_at_once(app, wakeups))
        scheduler = schedule(_ticks(app, wakeups) if role.works else {}, records, timing.ticks)
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown()
            listening.cancel()
            app.dispatcher.stopping.set()


def _wakeups(app: App, drain: Drain | None, timing: Timing) -> AbstractAsyncContextManager[Wakeups] | None:
    """None where there is nobody to wake: in the demo, whoever moves the clock sends."""
    server = server_options(app.settings.database_url)
    if server is None:
        return in_process(drain, PATIENCE) if drain else None
    # Here: one process on SQLite needs none of it.
    from bot.jobs.between_processes import between_processes  # noqa: PLC0415

    return between_processes(server, drain, PATIENCE, timing.heartbeat)


def _noted(app: App, records: TickRecords) -> Drain:
    """Draining tells how it went, as ticks do, and is followed by the canaries."""

    async def drain(workspace: Workspace) -> None:
        where = {"platform": workspace.platform or "", "workspace": workspace.name}
        with traced(SEND, **where) as span:
            try:
                sent = await app.dispatcher.drain(workspace)
            except Exception:
                records.failed(SEND)
                failed(span)
                log.exception("send.failed", **where)
            else:
                records.succeeded(SEND)
                if sent:
                    log.info("send.done", count=sent, **where)
                    await _follow(app, workspace)

    return drain


async def _follow(app: App, workspace: Workspace) -> None:
    """Whatever becomes of a canary, the wave has been sent."""
    if workspace.platform is None:
        return
    try:
        await app.canaries.after_wave(workspace.platform)
    except Exception:
        log.exception("canary.failed")


async def _wake_at_once(app: App, wakeups: Wakeups) -> None:
    """What is due the moment it is stored does not wait for the next tick."""
    while True:
        await app.due_bell.heard()
        try:
            await wakeups.wake(await app.dispatcher.waiting())
        except Exception:
            log.exception("wakeup.lost")


def _ticks(app: App, wakeups: Wakeups) -> Mapping[str, Tick]:
    ticks = app.ticks

    async def dispatch() -> int:
        await wakeups.reap()
        await wakeups.wake(await app.dispatcher.waiting())
        return 0

    return {
        "wake": ticks.wake,
        "flows": ticks.flows,
        "calendars": ticks.calendars,
        "plan": ticks.plan,
        "dispatch": dispatch,
        "catch_up": ticks.catch_up,
        "reconcile": ticks.reconcile,
        "digests": ticks.digests,
        "release": ticks.release,
        "retention": ticks.retention,
        "tokens": ticks.tokens,
        "members": ticks.members,
    }
