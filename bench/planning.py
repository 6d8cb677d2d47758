"""Planning a day for many people: decisions and prompts stored, beside finding each one's next moment.

The baseline is the plain loop over the same people: their zone, a working day without leave, the week's
share and the gap. It reads no database, knows no nudges and no holidays, and writes nothing.
"""

import gc
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.databases import both_databases
from bench.many_people import NOW, fill
from bot.bootstrap import App, open_app
from bot.cli.memory import collect_rarely
from bot.clock import VirtualClock
from bot.db.engine import open_engine
from bot.db.schema import upgrade
from bot.db.tables import DecisionRow, PromptRow, plain
from bot.settings import load_settings
from nudges.attention import Attention
from nudges.working_time import zone_of

MOST = int(os.environ.get("BENCH_PEOPLE", "100000"))
"""On SQLite; on PostgreSQL, to which as many rows go much slower, a tenth."""
SAMPLE = 2_000
"""People for whom the domain and the baseline are measured, and each prompt is checked."""
WEEK, GAP, PER_WEEK = timedelta(days=7), timedelta(hours=48), 2


@dataclass(frozen=True, slots=True)
class Planned:
    """Microseconds of CPU a person, seconds for all, and what came out."""

    database: str
    people: int
    stored: float
    """Read, planned and written."""
    domain: float
    loop: float
    seconds: float
    decisions: int
    prompts: int
    wrong: int
    """Prompts, of those for the sample, at a moment that the plain rules forbid."""


async def cases() -> AsyncIterator[Planned]:
    with both_databases() as databases:
        for number, size in enumerate((MOST // 100, MOST // 10, MOST)):
            # A database of its own for each size.
            yield await _plan("SQLite", f"{databases['SQLite']}{number}", size)
        yield await _plan("PostgreSQL", databases["PostgreSQL"], MOST // 10)


async def _plan(database: str, url: str, size: int) -> Planned:
    upgrade(url)
    engine = open_engine(url)
    await fill(engine, size)
    await engine.dispose()
    settings = load_settings(database_url=url, secret_key="bench", local_chat=True)  # noqa: S106  no secret
    async with open_app(settings, clock=VirtualClock(NOW)) as app:
        sample, planner = await _sample(app), app.deps.planner
        _cpu(lambda: [planner.plan(each, (), NOW) for each in sample])  # reads zones and holidays
        domain = _cpu(lambda: [planner.plan(each, (), NOW) for each in sample])
        loop = _cpu(lambda: [next_moment(each, NOW) for each in sample])
        collect_rarely()  # as ``serve`` does
        began, busy = time.perf_counter(), time.process_time()
        looked_at = await app.ticks.plan()
        busy, waited = time.process_time() - busy, time.perf_counter() - began
        gc.unfreeze()
        decisions, moments = await _stored(app.engine)
        return Planned(
            database,
            looked_at,
            stored=1e6 * busy / size,
            domain=1e6 * domain / len(sample),
            loop=1e6 * loop / len(sample),
            seconds=waited,
            decisions=decisions,
            prompts=len(moments),
            wrong=sum(not _fits(each, moments[id_]) for id_, each in _by_id(sample) if id_ in moments),
        )


async def _sample(app: App) -> list[Attention]:
    async with app.deps.begin() as uow:
        return await uow.looks.due(NOW, SAMPLE)


def _by_id(sample: Sequence[Attention]) -> list[tuple[str, Attention]]:
    return [(each.person.id, each) for each in sample]


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


async def _stored(engine: AsyncEngine) -> tuple[int, dict[str, datetime]]:
    """How many decisions, and for whom a prompt was planned when."""
    prompts = plain(PromptRow).c
    new = select(prompts.person_id, prompts.due_at).where(prompts.status == "planned")
    async with engine.connect() as connection:
        decisions = await connection.scalar(select(func.count()).select_from(plain(DecisionRow)))
        return decisions or 0, dict((await connection.execute(new)).tuples().all())


def next_moment(attention: Attention, now: datetime) -> datetime | None:
    """The next moment at which a message would be allowed, within two weeks; the plainest way to find it."""
    person, zone = attention.person, zone_of(attention.person.time_zone)
    today = now.astimezone(zone).date()
    sent = [past.at for past in attention.recent]
    for days in range(14):
        day = today + timedelta(days=days)
        if day.weekday() not in person.week.days or any(each.covers(day) for each in person.leave):
            continue
        begins, ends = (
            datetime.combine(day, at, zone).astimezone(UTC) for at in (person.week.start, person.week.end)
        )
        at = max([begins, now, *(each + GAP for each in sent)])
        if at < ends and sum(at - each < WEEK for each in sent) < PER_WEEK:
            return at
    return None


def _fits(attention: Attention, at: datetime) -> bool:
    """Whether a moment is in working hours, on no leave, and far enough from what was sent before."""
    person, local = attention.person, at.astimezone(zone_of(attention.person.time_zone))
    at_work = local.weekday() in person.week.days and person.week.start <= local.time() < person.week.end
    away = any(each.covers(local.date()) for each in person.leave)
    return at_work and not away and all(abs(at - past.at) >= GAP for past in attention.recent)
