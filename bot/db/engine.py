"""Engines: SQLite tuned for one busy process, PostgreSQL as it comes."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from bot.db.inline_sqlite import DRIVER as INLINE_SQLITE
from bot.db.inline_sqlite import InlineSession, InlineSqliteDialect

_DRIVERS = {
    "sqlite": INLINE_SQLITE,
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


CONNECTIONS = 15
"""To PostgreSQL, the most of one process; its jobs have a few of their own."""


_PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    # Ids are by chance, so a batch touches pages all over the file. SQLite's own 2 MB of them, and 4 MB of
    # log before they are copied back, took a fifth of planning 100,000 people.
    "cache_size=-32768",
    "wal_autocheckpoint=8000",
)


class DatabaseUrlError(ValueError):
    """The database address cannot be used; the text says what to write instead."""


def async_url(address: str) -> URL:
    """The address with the driver we use. Raises ``DatabaseUrlError``."""
    try:
        url = make_url(address)
    except Exception as error:
        raise DatabaseUrlError(
            f'"{address}" is not a database address; write "sqlite:///crosspillar.db" '
            'or "postgresql://user:password@host/name"'
        ) from error
    driver = _DRIVERS.get(url.drivername.partition("+")[0])
    if driver is None:
        raise DatabaseUrlError(f'database "{url.drivername}" is not known; use sqlite or postgresql')
    return url.set(drivername=driver)


def sync_url(address: str) -> URL:
    """The same database for synchronous use (migrations)."""
    url = async_url(address)
    return url.set(drivername="sqlite") if url.drivername.startswith("sqlite") else url


def server_options(address: str) -> Mapping[str, Any] | None:
    """How psycopg itself connects to the same server; None for SQLite, which has none."""
    url = async_url(address)
    if url.drivername.startswith("sqlite"):
        return None
    _, options = url.get_dialect()().create_connect_args(url)
    return options


def make_private(address: str) -> None:
    """Make an SQLite file that is not there yet, for its owner's eyes alone.

    SQLite would let everybody on the machine read it; the files it puts beside take after it.
    Where it cannot be made, connecting to it says why.
    """
    url = async_url(address)
    if url.drivername.startswith("sqlite") and url.database not in (None, "", ":memory:"):
        with suppress(OSError):
            os.close(os.open(url.database, os.O_CREAT | os.O_EXCL, 0o600))


def open_engine(address: str, *, durable: bool = True) -> AsyncEngine:
    """An engine for the address; nothing is connected yet. Its errors, which are logged, quote no data.

    ``durable``: what is committed outlasts the machine's failure too, for which SQLite waits for the disk;
    otherwise it outlasts only the program's. PostgreSQL has settings of its own for this.
    """
    url = async_url(address)
    if not url.drivername.startswith("sqlite"):
        # All are kept: what a pool lets overflow it opens and closes for each of many at once.
        return create_async_engine(
            url, pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", partial(_tune_sqlite, "FULL" if durable else "NORMAL"))
    return engine


@asynccontextmanager
async def losable_transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction of its own, without a session; rolled back where an error leaves it.

    What it writes may be lost when the machine fails, so SQLite waits for no disk.

    The engine's own ``begin`` gives its connection back in a task: until that ran, everybody else in the
    loop needs one more, and with hundreds in the loop most of these are opened anew.
    """
    connection = await engine.connect()
    try:
        async with _waiting_for_no_disk(connection), connection.begin():
            yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _waiting_for_no_disk(connection: AsyncConnection) -> AsyncIterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    sqlite: Any = (await connection.get_raw_connection()).driver_connection
    [usual] = sqlite.execute("PRAGMA synchronous").fetchone()
    sqlite.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        sqlite.execute(f"PRAGMA synchronous={usual}")


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Makes the sessions of units of work: what is read stays readable after the commit."""
    inline = isinstance(engine.dialect, InlineSqliteDialect)
    kind = InlineSession if inline else AsyncSession
    return async_sessionmaker(engine, class_=kind, expire_on_commit=False, autoflush=False)


def _tune_sqlite(synchronous: str, connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own: the dialect does (``do_begin``).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (*_PRAGMAS, f"synchronous={synchronous}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
