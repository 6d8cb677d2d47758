"""The managers' view among millions of practice records, beside counting anew what it shows."""

import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import quantiles

import httpx

from bench.databases import both_databases
from bench.many_records import DAYS, FIRST, LARGE, ORDINARY, Size, fill, manager_of
from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.db.engine import open_engine
from bot.db.schema import upgrade
from bot.ports.operating import Role
from bot.ports.storage import UnitOfWork
from bot.services.managing import practice_shown
from bot.services.signing_in import SignInService, Vouched
from bot.services.viewing import release_due
from bot.serving import web_app
from bot.settings import load_settings
from bot.web.site import WINDOW, Site
from nudges.practice_view import Window

RECORDS = int(os.environ.get("BENCH_RECORDS", "500000"))
"""Ten million take seven minutes and more, and several gigabytes."""
PEOPLE = 130_000
LOOKS = 100
RECOUNTS = 3
SITE = "https://localhost"


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: half of them take no longer, 99 of 100 no longer, and this process's CPU each."""

    p50: float
    p99: float
    cpu: float


@dataclass(frozen=True, slots=True)
class View:
    """What one setting's view costs, and in seconds what releasing a window costs once."""

    database: str
    setting: str
    use_case: Times
    page: Times
    recount: Times
    """Counting the people of the windows shown from the records, without hiding or units."""
    release: float


async def views() -> AsyncIterator[View]:
    """An ordinary setting and the largest, on each database."""
    with both_databases() as databases:
        for name, url in databases.items():
            async for each in on(name, url, Size(RECORDS, PEOPLE)):
                yield each


async def on(database: str, url: str, size: Size) -> AsyncIterator[View]:
    upgrade(url)
    engine = open_engine(url)
    await fill(engine, size)
    await engine.dispose()
    settings = load_settings(database_url=url, secret_key="bench", local_chat=True, public_url=SITE)  # noqa: S106  no secret
    now = datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=DAYS + 2)
    async with open_app(settings, clock=VirtualClock(now)) as app:
        for setting_id, people in ((ORDINARY, size.ordinary), (LARGE, size.large)):
            yield await _view(app, database, setting_id, people, manager_of(setting_id, size))


async def _view(app: App, database: str, setting_id: str, people: int, manager: str) -> View:
    deps = app.deps
    async with deps.begin() as uow:
        setting = await uow.settings.get(setting_id)
        began = time.perf_counter()
        windows = await release_due(deps, uow, setting, deps.clock.now())
        release = (time.perf_counter() - began) / len(windows)
        await uow.commit()

    async def recount() -> None:
        async with deps.begin() as uow:
            await _recount(uow, setting_id, windows)

    async with _browser(app, f"{manager}@example.org") as http:

        async def page() -> None:
            (await http.get(f"/pages/groups/{manager}/practice")).raise_for_status()

        return View(
            database,
            f"{people:,} people",
            await _times(lambda: practice_shown(deps, setting, manager), LOOKS),
            await _times(page, LOOKS),
            await _times(recount, RECOUNTS),
            release,
        )


async def _recount(uow: UnitOfWork, setting_id: str, windows: list[Window]) -> None:
    for window in windows:
        await uow.practices.practised(setting_id, window.first, window.last)


@asynccontextmanager
async def _browser(app: App, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is signed in, with no network in between."""
    key = await SignInService(app.deps).by_account(Vouched(address=address))
    transport = httpx.ASGITransport(app=web_app(app, Role.WEB))
    cookies = {Site(SITE).cookie_name(WINDOW.cookie): key or ""}
    async with httpx.AsyncClient(transport=transport, base_url=SITE, cookies=cookies) as http:
        yield http


async def _times(work: Callable[[], Awaitable[object]], times: int) -> Times:
    waits, busy = list[float](), time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        await work()
        waits.append(1000 * (time.perf_counter() - began))
    cuts = quantiles(waits, n=100, method="inclusive")
    return Times(cuts[49], cuts[98], 1000 * (time.process_time() - busy) / times)
