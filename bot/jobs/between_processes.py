"""Wake-ups between processes: Procrastinate's jobs on the PostgreSQL that all of them share.

A job says no more than "look into this workspace". Its queueing lock keeps a second one from
waiting beside it, its lock keeps a second sender from working beside the first. Jobs are deleted
when they end, whatever came of them: what is due stands in ``deliveries``.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from bot.ports.messages import Workspace
from bot.ports.wakeups import Drain, Heartbeat
from nudges.people import Platform

QUEUE = "sending"
TASK = "drain"
CONNECTIONS = 4
"""At most, besides the one that listens: each is needed for a moment at the begin and end of a job."""
AT_ONCE = 16
"""Workspaces that one process serves side by side."""
AGAIN = 1.0
"""Seconds until listening begins anew where the database was away."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BetweenProcesses:
    """Implements ``bot.ports.wakeups.Wakeups``."""

    jobs: App
    heartbeat: Heartbeat

    async def wake(self, workspaces: Iterable[Workspace]) -> None:
        wanted = {_key(each): each for each in workspaces}
        if not wanted:
            return
        # Asked first: each job that its lock refuses would be an error in the server's log.
        waiting = await self.jobs.job_manager.list_jobs_async(queue=QUEUE, status=Status.TODO.value)
        for key in wanted.keys() - {each.queueing_lock for each in waiting}:
            with suppress(AlreadyEnqueued):
                await self._defer(key, wanted[key])

    async def _defer(self, key: str, workspace: Workspace) -> None:
        job = self.jobs.configure_task(TASK, queue=QUEUE, lock=key, queueing_lock=key)
        await job.defer_async(platform=workspace.platform, workspace=workspace.name)

    async def reap(self) -> int:
        """A job of a dead sender would keep its workspace locked for ever.

        It is never put back: with another one waiting, its queueing lock would refuse it.
        """
        manager = self.jobs.job_manager
        await manager.prune_stalled_workers(self.heartbeat.dead_after)
        stalled = await manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=self.heartbeat.dead_after
        )
        reaped = 0
        for job in stalled:
            with suppress(ConnectorException):  # another process was first
                await manager.finish_job(job, Status.FAILED, delete_job=True)
                reaped += 1
        return reaped


def _key(workspace: Workspace) -> str:
    return f"ws:{workspace.platform or ''}:{workspace.name}"


@asynccontextmanager
async def between_processes(
    server: Mapping[str, Any], drain: Drain | None, patience: float, heartbeat: Heartbeat
) -> AsyncIterator[BetweenProcesses]:
    """Wake-ups for as long as the process serves; without ``drain`` it only wakes others.

    ``server`` is how psycopg connects. ``patience``: seconds a sender has to come to an end.
    """
    connector = PsycopgConnector(kwargs=dict(server), min_size=0, max_size=CONNECTIONS)
    jobs = App(connector=connector)
    async with jobs.open_async():
        wakeups = BetweenProcesses(jobs, heartbeat)
        if drain is None:
            yield wakeups
            return
        _take_up(jobs, drain)
        working = asyncio.create_task(_work(jobs, patience, heartbeat))
        try:
            yield wakeups
        finally:
            working.cancel()
            await asyncio.wait([working])


def _take_up(jobs: App, drain: Drain) -> None:
    @jobs.task(name=TASK, queue=QUEUE)
    async def _(platform: str | None, workspace: str) -> None:
        await drain(Workspace(Platform(platform) if platform else None, workspace))


async def _work(jobs: App, patience: float, heartbeat: Heartbeat) -> None:
    """Procrastinate's worker ends when the database is away for longer; then another one begins."""
    while True:
        try:
            await jobs.run_worker_async(
                queues=[QUEUE],
                concurrency=AT_ONCE,
                delete_jobs="always",
                install_signal_handlers=False,
                shutdown_graceful_timeout=patience,
                update_heartbeat_interval=heartbeat.every,
                stalled_worker_timeout=heartbeat.dead_after,
            )
        except Exception:
            log.exception("wakeups.interrupted")
        await asyncio.sleep(AGAIN)
