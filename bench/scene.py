"""What the benchmarks share: the type of a case, and a product on a throw-away database."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from bot.db.schema import upgrade
from bot.settings import load_settings
from bot.simulation.run import Order, simulated
from bot.simulation.world import World

Work: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Case:
    """One path beside its baseline: the same units of work, so that the ratio says what ours costs."""

    name: str
    baseline_name: str
    units: int
    ours: Work
    baseline: Work
    result: Callable[[], str] = str
    """What came out, where more than time counts; asked after both ran."""


@asynccontextmanager
async def world_of(people: int) -> AsyncIterator[World]:
    """So many invented people on a fresh SQLite database, on a Monday at midnight UTC."""
    with tempfile.TemporaryDirectory(prefix="crosspillar-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        settings = load_settings(database_url=url, secret_key="bench", local_chat=True)  # noqa: S106  no secret
        async with simulated(settings, Order(people, 1, 1, date(2026, 11, 2))) as world:
            yield world
