"""SQLite without a thread for every connection.

aiosqlite hands each call to a thread and waits for it, which costs several times what the
call itself does (decision record 0011). SQLite runs inside this process anyway, our
statements are short, and no transaction of ours awaits anything but the database; so the
calls are made in place. A lock held by another process makes us wait at most the busy
time-out.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from typing import Any

import aiosqlite


class InlineConnection(aiosqlite.Connection):
    """An aiosqlite connection whose calls are made at once instead of by a thread."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, iter_chunk_size=64)
        self._tx = _AtOnce()  # type: ignore[assignment]  # all that is ever asked of the queue is put_nowait

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        # The base class would start its thread here.
        return self._connect().__await__()


class _AtOnce:
    """Stands in for the queue to the thread: whatever is put in is done before it returns."""

    def put_nowait(self, call: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, function = call
        try:
            result = function()
        except Exception as error:
            if future is None:
                raise
            future.set_exception(error)
        else:
            if future is not None:
                future.set_result(result)


def connector(path: str) -> Callable[[], InlineConnection]:
    """Opens connections to one database file."""
    return lambda: InlineConnection(lambda: sqlite3.connect(path, check_same_thread=False))
