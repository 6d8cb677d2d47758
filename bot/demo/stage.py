"""Setting the scene: some weeks have already passed when the visitor comes in."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from random import Random

from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.local.messages import LocalMessages
from bot.local.messenger import LocalMessenger
from bot.services.rosters import import_roster
from bot.settings import Settings
from bot.simulation.behaviour import Colleague, Temperament
from bot.simulation.run import everybody, seeded_ids
from bot.simulation.world import OverheardMessenger, UnreadMessenger, World
from bot.spreadsheets import read_table
from nudges.people import Platform
from nudges.tables import Table

SETTING = "Zamoria (sample)"
FIRST_DAY = date(2026, 10, 5)
WEEKS_BEFORE = 5
"""Weeks that passed: enough for a closed four-week window and a picture."""
TODAY = FIRST_DAY + timedelta(weeks=WEEKS_BEFORE)
OPENING = datetime.combine(TODAY, time(13, 0), UTC)
"""Monday afternoon in most of the setting: the digest is out, the newcomer was welcomed."""
SEED = 2026
JOIN_INTRODUCTIONS = 18
"""So many typed "intro" in the second week: enough for pairs across all pillars, fewer than take part."""
LIVELY = Temperament(answers=1.0, fatigue=0.015)
"""Colleagues who answer more than typical ones: a quiet setting shows little in two minutes."""

NEWCOMER = "grace.njoroge@sample.example"
STAFF = "samuel.mensah@sample.example"
MANAGER = "wanjiru.kamande@sample.example"
COORDINATOR = "jonas.weber@sample.example"


def _eager() -> Colleague:
    """Someone the visitor may play: always answered so far, so that messages keep coming."""
    always = Temperament(opts_in=1.0, answers=1.0, snoozes=0.0, stops=0.0, fatigue=0.0)
    return Colleague(attention=1.0, patience=1.0, busyness=0.1, practice=0.5, temperament=always)


@asynccontextmanager
async def staged(settings: Settings, progress: Callable[[str], None]) -> AsyncIterator[World]:
    """The sample setting on its sixth Monday. ``progress`` hears one line a step."""
    rng = Random(SEED)
    clock = VirtualClock(datetime.combine(FIRST_DAY, time(), UTC))
    messenger = OverheardMessenger(UnreadMessenger())
    ids = seeded_ids(rng)
    async with open_app(settings, clock=clock, new_id=ids, messengers={Platform.LOCAL: messenger}) as app:
        messenger.use(LocalMessenger(LocalMessages(app.engine), clock))
        roster = sample_roster()
        progress("Importing the sample roster …")
        await import_roster(app.deps, _without(roster, NEWCOMER), SETTING, app.known, app.homes)
        world = World(app, clock, messenger, rng)
        world.join(await everybody(app), LIVELY)
        for email in (STAFF, MANAGER, COORDINATOR):
            world.colleagues[email] = _eager()
        progress(f"Letting {WEEKS_BEFORE} weeks pass …")
        await world.run_until(datetime.combine(FIRST_DAY + timedelta(weeks=1), time(9), UTC))
        await world.begin("intro", JOIN_INTRODUCTIONS)
        await world.run_until(datetime.combine(TODAY - timedelta(days=1), time(), UTC))
        await _let_visitor_in(app, world, roster)
        await world.run_until(OPENING)
        yield world


def sample_roster() -> Table:
    """The invented setting that ships with the product."""
    source = files("config").joinpath("examples/sample-roster.csv")
    return read_table(source.read_bytes(), "sample-roster.csv")


def _without(roster: Table, email: str) -> Table:
    return replace(roster, rows=tuple(row for row in roster.rows if email not in row.cells))


async def _let_visitor_in(app: App, world: World, roster: Table) -> None:
    """The newcomer arrives; the people whom the visitor may play stop answering by themselves."""
    await import_roster(app.deps, roster, SETTING, app.known, app.homes)
    world.join(await everybody(app), LIVELY)
    world.away |= {NEWCOMER, STAFF, MANAGER, COORDINATOR}
