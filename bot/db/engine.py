"""Engines: SQLite tuned for one busy process, PostgreSQL as it comes."""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.db.inline_sqlite import DRIVER as INLINE_SQLITE
from bot.db.inline_sqlite import InlineSession, InlineSqliteDialect

_DRIVERS = {
    "sqlite": INLINE_SQLITE,
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


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


def open_engine(address: str) -> AsyncEngine:
    """An engine for the address; nothing is connected yet. Its errors, which are logged, quote no data."""
    url = async_url(address)
    if not url.drivername.startswith("sqlite"):
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _tune_sqlite)
    return engine


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Makes the sessions of units of work: what is read stays readable after the commit."""
    inline = isinstance(engine.dialect, InlineSqliteDialect)
    kind = InlineSession if inline else AsyncSession
    return async_sessionmaker(engine, class_=kind, expire_on_commit=False, autoflush=False)


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own: the dialect does (``do_begin``).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
