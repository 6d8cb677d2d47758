"""One run of chaos: a deployment at work, people, the monkey, and the reckoning once the dust has settled."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

import httpx
from sqlalchemy import func, select

from bot.bootstrap import App, open_app
from bot.db.outbox_repository import read_outbox
from bot.db.tables import DeliveryRow
from bot.settings import load_settings
from tests.chaos.checks import check
from tests.chaos.databases import Server
from tests.chaos.diary import Diary, life_of
from tests.chaos.evidence import arrived, collect, stored_about
from tests.chaos.fleet import Fleet
from tests.chaos.hiring import hire
from tests.chaos.history import Breach, History
from tests.chaos.monkey import Monkey
from tests.chaos.outcome import Outcome, Plan
from tests.chaos.people import Crowd
from tests.chaos.slack import RoughSlack
from tests.clients.fake_slack import running
from tests.clients.role_process import SharedClock
from tests.clients.slack_requests import SECRET, TEAM
from tests.end_to_end.program import environment
from tests.integration.scene import NAIROBI, nairobi

FIRST_STOP, LAST_STOP = time(9, 5), time(16, 55)
STEP = timedelta(minutes=25)
"""At each step of a working day time stands still for a moment, so that work is done and troubles happen."""
TIME_TO_START = 15.0
"""Seconds a day waits for somebody who sends."""
TIME_TO_END = 3.0
"""Seconds a step in time waits for messages under way: no clock passes an hour in the middle of a call."""
DUST_SETTLES_IN = 300.0


@dataclass(repr=False)
class Town:
    """A deployment, its people and whoever troubles them."""

    plan: Plan
    app: App
    slack: RoughSlack
    clock: SharedClock
    fleet: Fleet
    crowd: Crowd
    monkey: Monkey
    diary: Diary
    tell: Callable[[str], None]
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self) -> None:
        """Until the monkey has done what was planned."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.crowd.work(self.plan.at_once, self.over))
            group.create_task(self._watch())
            group.create_task(self._days())
            await self._trouble()
            self.over.set()

    async def _trouble(self) -> None:
        loop = asyncio.get_running_loop()
        started, told = loop.time(), 0
        while self.monkey.kills < self.plan.kills and loop.time() < started + self.plan.seconds:
            await self.monkey.act(*self.plan.moods)
            await asyncio.sleep(self.monkey.rng.uniform(0, self.plan.rest))
            if self.monkey.kills >= told + 20:
                told = self.monkey.kills
                self.tell(self._progress(loop.time() - started))

    def _progress(self, seconds: float) -> str:
        return (
            f"{self.monkey.kills:4} kills in {seconds:4.0f} s, {self.clock.now():%d %b %H:%M}, "
            f"{self.crowd.acknowledged} requests acknowledged, {len(self.slack.arrivals)} messages arrived"
        )

    async def _watch(self) -> None:
        """As an operating system's supervisor: what ended is begun again at once."""
        while not self.over.is_set():
            await self.fleet.mend()
            await asyncio.sleep(0.1)

    async def _days(self) -> None:
        """The day stands still at each stop, then goes on to the next; with nobody at work it is lost."""
        while not self.over.is_set():
            await asyncio.sleep(self.plan.pace)
            await self.fleet.somebody_works(TIME_TO_START)
            await self._calls_end(TIME_TO_END)
            self.clock.move_to(next_stop(self.clock.now()))
            self.diary.note("the day goes on")

    async def _calls_end(self, within: float) -> bool:
        """Whether nothing is under way any more; a killed sender's claim looks as if it were."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while loop.time() < until:
            if await self._sending() == 0:
                return True
            await asyncio.sleep(0.2)
        return False

    async def _sending(self) -> int:
        try:
            return (await read_outbox(self.app.engine, self.clock.now())).sending
        except Exception:  # noqa: BLE001  the database is away: that is the monkey's doing
            return -1

    async def settle(self) -> None:
        """Everything is up and nothing goes wrong: whatever is due is done, whatever is open is cleared."""
        self.diary.note("the dust settles")
        self.slack.trouble = 0.0
        async with asyncio.timeout(DUST_SETTLES_IN):
            while not await self.fleet.all_ready():  # noqa: ASYNC110  other processes tell us nothing
                await asyncio.sleep(0.2)
            quiet = 0
            while quiet < 3:
                if not await self._calls_end(2):
                    self.clock.move_to(await self._claims_end())
                    quiet = 0
                    continue
                quiet = 0 if await self.app.dispatcher.waiting() else quiet + 1
                await asyncio.sleep(0.7)

    async def _claims_end(self) -> datetime:
        """When the last claim expires: far off where it was made while the clock was ahead."""
        async with self.app.engine.begin() as connection:
            last = await connection.scalar(select(func.max(DeliveryRow.hold_until)))
        return max(last or self.clock.now(), self.clock.now()) + timedelta(seconds=1)

    async def lives(self, history: History, breaches: Sequence[Breach]) -> Mapping[str, Sequence[str]]:
        """For each breach's person all that happened to them, and what is stored about them."""
        notes = [*self.diary.notes, *arrived(history)]
        return {
            person: [*map(str, life_of(person, notes)), *await stored_about(self.app, person)]
            for person in {each.fault.person for each in breaches} - {""}
        }


def next_stop(now: datetime) -> datetime:
    """The next moment at which the day stands still; there are none at night and at weekends."""
    local = (now + STEP).astimezone(NAIROBI)
    if local.time() > LAST_STOP:
        local = datetime.combine(local.date() + timedelta(days=1), FIRST_STOP, NAIROBI)
    local = max(local, datetime.combine(local.date(), FIRST_STOP, NAIROBI))
    while local.weekday() > 4:
        local = datetime.combine(local.date() + timedelta(days=1), FIRST_STOP, NAIROBI)
    return local


async def play(
    plan: Plan, url: str, server: Server | None, folder: Path, tell: Callable[[str], None]
) -> Outcome:
    """The whole run on a migrated database. The logs of all processes are left in the folder."""
    async with _town(plan, url, server, folder, tell) as town:
        began = town.clock.now()
        while not await town.fleet.all_ready():  # noqa: ASYNC110  as above
            await asyncio.sleep(0.2)
        tell(f"{len(town.fleet.processes)} processes are ready")
        await town.live()
        tell("the dust settles")
        await town.settle()
        found, report = await collect(town.app, town.crowd.deeds, town.slack.arrivals)
        history = replace(found, unseen=town.monkey.unseen)
        breaches = check(history)
        return Outcome(
            plan=plan,
            history=history,
            audit=report,
            breaches=breaches,
            lives=await town.lives(history, breaches),
            kills=town.monkey.kills,
            done=town.monkey.done,
            seen=town.monkey.seen,
            full_disks_met=town.monkey.full_disks_met,
            acknowledged=town.crowd.acknowledged,
            tries=town.crowd.tries,
            went_wrong=town.slack.went_wrong,
            ended_badly=town.fleet.ended_badly,
            days=(town.clock.now() - began) / timedelta(days=1),
        )


@asynccontextmanager
async def _town(
    plan: Plan, url: str, server: Server | None, folder: Path, tell: Callable[[str], None]
) -> AsyncIterator[Town]:
    rng = Random(plan.seed)
    clock = SharedClock(folder / "clock")
    clock.move_to(nairobi(2, 9, 1))
    diary = Diary(clock.now)
    slack = RoughSlack(
        now=clock.now,
        rng=Random(plan.seed + 1),
        diary=diary,
        trouble=0.06,
        troubled={"users.list": "missing_scope"},
    )
    async with running(slack), httpx.AsyncClient() as client:
        settings = _settings(url, slack)
        with patch.dict(os.environ, environment(settings), clear=True):
            loaded = load_settings()
        async with open_app(loaded, clock=clock) as app:
            people = await hire(app, plan.people)
            fleet = Fleet(plan.wanted, settings, clock.file, folder, client, diary)
            crowd = Crowd(people, _words(app), fleet, slack, client, Random(plan.seed + 2), diary)
            file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
            monkey = Monkey(fleet, slack, clock, rng, url, server, file, diary)
            try:
                yield Town(plan, app, slack, clock, fleet, crowd, monkey, diary, tell)
            finally:
                await fleet.end()


def _settings(url: str, slack: RoughSlack) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": "only for tests",
        "SLACK__SIGNING_SECRET": SECRET,
        "SLACK__BOT_TOKEN": f"xoxb-{TEAM}",
        "SLACK__WORKSPACE": TEAM,
        "SLACK__BASE_URL": slack.base_url,
        "SLACK__POSTS_PER_MINUTE": "1000",
    }


def _words(app: App) -> dict[str, str]:
    speak = app.deps.texts.speaker("en")
    behaviours = app.deps.catalogue.framework.behaviours
    return {each: speak(f"behaviour.{each}.did").split(",")[0] for each in behaviours}
