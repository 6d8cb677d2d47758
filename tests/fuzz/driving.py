"""What targets need around them: an event loop, a database, and an eye on it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.db.schema import upgrade
from nudges.texts import Speaker
from tests.end_to_end.fake_desk import english
from tests.fuzz.target import Try

AsyncTry = Callable[[bytes], Coroutine[Any, Any, None]]

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@contextmanager
def on_a_loop(opened: AbstractAsyncContextManager[AsyncTry]) -> Iterator[Try]:
    """What needs an event loop, tried from outside of it."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        attempt = runner.run(stack.enter_async_context(opened))
        try:
            yield lambda data: runner.run(attempt(data))
        finally:
            runner.run(stack.aclose())


@contextmanager
def writes_to_databases() -> Iterator[list[str]]:
    """Every statement by which this process changes a database from now on."""
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(_WRITES):
            written.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def a_database() -> Iterator[str]:
    """The address of a new one."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fuzzed.sqlite3"
        upgrade(url)
        yield url


@dataclass(frozen=True, slots=True)
class Listened(Speaker):
    """Says the product's words, and remembers which of those it must ``never`` need it did need."""

    never: frozenset[str]
    needed: list[str] = field(default_factory=list)

    def __call__(self, key: str, /, **values: object) -> str:
        if key in self.never:
            self.needed.append(key)
        return Speaker.__call__(self, key, **values)

    def check(self) -> None:
        """Fail where any of them was said since the last time."""
        needed = self.needed[:]
        self.needed.clear()
        assert not needed, f"the product had to say {', '.join(needed)}"


def listened(*never: str) -> Listened:
    return Listened(english().texts, "en", frozenset(never))
