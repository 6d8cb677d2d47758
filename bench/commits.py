"""What storing each press by itself costs: beside many presses in one transaction.

The grouped presses are the most that a group commit could bring: they follow each other on one connection
that is open already, and nobody waits for the group to fill or for a turn.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bench.click_server import PEOPLE, TEAM, hire
from bench.databases import both_databases
from bot.bootstrap import App, open_app
from bot.db.editions_repository import KnownEditions
from bot.db.schema import upgrade
from bot.db.unit_of_work import SqlUnitOfWork
from bot.db.usable import Connected
from bot.ports import Actor, Press
from bot.ports.storage import Begin, UnitOfWork
from bot.services.front_desk import FrontDeskService
from bot.settings import load_settings
from nudges.people import Platform

GROUP, PRESSES = 32, 320
BEHAVIOURS = 9


@dataclass(frozen=True, slots=True)
class Price:
    """Of one press: milliseconds of CPU here, and how many go through in a second."""

    cpu: float
    a_second: float


@dataclass(frozen=True, slots=True)
class Compared:
    database: str
    each: Price
    """Committed by itself, so many at once as a group holds."""
    grouped: Price
    bare: Price
    """Grouped, where a press that fails takes all the others of its group with it."""
    commit: float
    """The part of a press's CPU that its own commits take."""


async def cases() -> AsyncIterator[Compared]:
    with both_databases() as databases:
        for name, url in databases.items():
            upgrade(url)
            settings = load_settings(database_url=url, secret_key="bench", local_chat=True)  # noqa: S106  no secret
            async with open_app(settings) as app:
                await hire(app)
                yield await _compare(name, app)


async def _compare(database: str, app: App) -> Compared:
    presses = _presses()
    await _at_once(app.desk, presses)
    timed = _Timed(app)
    each = await _price(_at_once(app.desk, presses))
    bare = await _price(_grouped(app, presses, _Shared))
    grouped = await _price(_grouped(app, presses, _Guarded))
    alone = await _price(_in_turn(_desk(app, timed), presses, PRESSES))
    return Compared(database, each, grouped, bare, 1000 * timed.seconds / PRESSES / alone.cpu)


async def _at_once(desk: FrontDeskService, presses: Iterator[Press]) -> None:
    await asyncio.gather(*(_in_turn(desk, presses, PRESSES // GROUP) for _ in range(GROUP)))


async def _in_turn(desk: FrontDeskService, presses: Iterator[Press], many: int) -> None:
    for _ in range(many):
        await desk.press(next(presses))


async def _grouped(app: App, presses: Iterator[Press], units: Callable[[App, AsyncSession], Begin]) -> None:
    for _ in range(PRESSES // GROUP):
        async with AsyncSession(app.engine, expire_on_commit=False, autoflush=False) as session:
            await _in_turn(_desk(app, units(app, session)), presses, GROUP)
            await session.commit()


def _presses() -> Iterator[Press]:
    """Each by somebody, and new."""
    for number in range(BEHAVIOURS * PEOPLE):
        behaviour, person = divmod(number, PEOPLE)
        actor = Actor(Platform.SLACK, TEAM, f"U{person:05}")
        yield Press(actor, f"did:B{1 + behaviour}", f"press {number}")


async def _price(work: Awaitable[None]) -> Price:
    began, busy = time.perf_counter(), time.process_time()
    await work
    busy, waited = time.process_time() - busy, time.perf_counter() - began
    return Price(1000 * busy / PRESSES, PRESSES / waited)


def _desk(app: App, begin: Begin) -> FrontDeskService:
    return replace(app.desk, deps=replace(app.deps, begin=begin))


@dataclass(frozen=True, slots=True)
class _Shared:
    """Units of work that are all one transaction; whoever opened it commits."""

    app: App
    session: AsyncSession

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[UnitOfWork]:
        yield _Uncommitted(self.session, (), Connected(), self.app.flows.records, None, KnownEditions())


class _Guarded(_Shared):
    """Each unit of work can be undone alone: nobody's press is lost with somebody else's."""

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[UnitOfWork]:
        async with self.session.begin_nested(), super().__call__() as uow:
            yield uow


class _Uncommitted(SqlUnitOfWork):
    async def commit(self) -> None:
        """Later, with the others."""


@dataclass
class _Timed:
    """The product's own units of work; adds up the CPU of their commits, where one runs at a time."""

    app: App
    seconds: float = 0.0

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[UnitOfWork]:
        async with self.app.deps.begin() as uow:
            commit = uow.commit

            async def timed() -> None:
                began = time.process_time()
                await commit()
                self.seconds += time.process_time() - began

            uow.commit = timed  # type: ignore[method-assign]
            yield uow
