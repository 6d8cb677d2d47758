"""What the benchmarks share: the type of a case, and a product on a throw-away database."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import TypeAlias

from bot.db.schema import upgrade
from bot.settings import load_settings
from bot.simulation.run import Order, simulated
from bot.simulation.world import World
from nudges.people import Person, Setting, WorkingWeek

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


def a_person(number: int, setting: Setting) -> Person:
    """Somebody who works from nine to five in Geneva."""
    return Person(
        id=f"U{number:05}",
        setting_id=setting.id,
        email=f"u{number}@example.org",
        name=f"U {number}",
        role_group="R3",
        entity="Bench",
        pillar="development",
        duty_station="Geneva",
        country="CH",
        time_zone="Europe/Zurich",
        week=WorkingWeek(frozenset(range(5)), time(9), time(17)),
        language="en",
    )
