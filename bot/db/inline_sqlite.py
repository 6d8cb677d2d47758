"""SQLite on the event loop, without a thread for every connection (decision record 0011).

SQLite runs inside this process anyway, our statements are short, and no transaction of ours
awaits anything but the database; so calls are made in place. A lock held by another process
makes us wait at most the busy time-out.
"""

import sqlite3
from collections import deque
from collections.abc import Generator
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool, StaticPool
from sqlalchemy.util import await_only
from sqlalchemy.util.concurrency import in_greenlet

DRIVER = "sqlite+inline"


class InlineSession(AsyncSession):
    """A session that does its work in place: half of what a statement cost was the way there and back.

    What is not named here goes the long way, and comes to the same.
    """

    _connected = False

    async def execute(self, *args: Any, **options: Any) -> Any:
        return (await self._in_place()).execute(*args, **options)

    async def scalar(self, *args: Any, **options: Any) -> Any:
        return (await self._in_place()).scalar(*args, **options)

    async def scalars(self, *args: Any, **options: Any) -> Any:
        return (await self._in_place()).scalars(*args, **options)

    async def commit(self) -> None:
        (await self._in_place()).commit()
        self._connected = False

    async def rollback(self) -> None:
        self._connected = False
        await super().rollback()

    async def close(self) -> None:
        self._connected = False
        self.sync_session.close()

    async def _in_place(self) -> Session:
        if not self._connected:
            await self.connection()  # the long way, as the pool may have to wait for one
            self._connected = True
        return self.sync_session


class _Nothing:
    """Something to await that is there at once."""

    def __await__(self) -> Generator[Any, None, None]:
        yield from ()


def _wait_for_nothing() -> None:
    """Connections that are used by themselves, without our session, insist on one await a statement."""
    if in_greenlet():
        await_only(_Nothing())


class _Cursor(sqlite3.Cursor):
    """Fetches all rows at once: a statement left half-read would keep its old view of the file.

    The connection could then not begin to write again once another had written: SQLite says
    "database is locked" at once, whatever the busy time-out.
    """

    _rows: deque[Any] | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> "_Cursor":
        super().execute(sql, parameters)
        self._rows = deque(super().fetchall()) if self.description else None
        return self

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or 1, len(self._rows)))] if self._rows else []

    def fetchall(self) -> list[Any]:
        rows, self._rows = list(self._rows or ()), None
        return rows

    async def _async_soft_close(self) -> None:
        """Asked of every asynchronous cursor once its rows are there; nothing is left to close."""


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class InlineSqliteDialect(SQLiteDialect_pysqlite):
    """The standard library's driver, called in place under an asynchronous engine."""

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool if cls._is_url_file_db(url) else StaticPool

    def create_connect_args(self, url: URL) -> Any:
        args, options = super().create_connect_args(url)
        # One task at a time uses a connection, but not always in the thread that opened it.
        return args, {**options, "check_same_thread": False, "factory": _Connection}

    def do_begin(self, dbapi_connection: Any) -> None:
        # Two writers that both began by reading would otherwise deadlock instead of queueing.
        dbapi_connection.execute("BEGIN IMMEDIATE")

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        _wait_for_nothing()
        super().do_execute(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]  # SQLAlchemy's

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        _wait_for_nothing()
        super().do_executemany(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]  # as above


registry.register("sqlite.inline", __name__, InlineSqliteDialect.__name__)
