"""The real product on a virtual clock and a database of the test's own; only the chat is a fake.

Whatever the product shows anybody here must fit into Slack and into Teams, or the test fails.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.ports import Actor, Command, Home, Press, Shortcut, Submission
from bot.ports.calendar_reading import CalendarProblemError
from bot.ports.messages import PromptLine
from bot.services.naming import Making
from bot.services.rosters import Imported, import_roster
from bot.settings import Settings, load_settings
from nudges.cards import Card, Reply
from nudges.flows.meetings.occurrences import Occurrence
from nudges.people import Person, Platform, Setting, SettingKind
from nudges.roster.file import COLUMNS
from nudges.tables import Row, Table
from tests.contract.slack_wire import reply_fits_slack
from tests.contract.teams_wire import reply_fits_teams
from tests.integration.post import Letter, Post, fits

SOUTH = "South"
NAIROBI = ZoneInfo("Africa/Nairobi")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday, three in the morning in Nairobi; the fortnightly nudges come up a week later."""

ADA, BO, CLEO = "ada@example.org", "bo@example.org", "cleo@example.org"


def _fitting(reply: Reply) -> Reply:
    return reply_fits_teams(reply_fits_slack(reply))


def row(email: str, **cells: str) -> dict[str, str]:
    """A roster row of a colleague who works nine to five in Nairobi, whatever the holidays."""
    plain = {
        "email": email,
        "name": email.partition("@")[0].title(),
        "role_group": "R3",
        "entity": "Seed Fund",
        "pillar": "Development",
        "time_zone": "Africa/Nairobi",
        "working_hours": "09:00-17:00",
    }
    return plain | cells


def roster(*rows: dict[str, str], name: str = "roster.csv") -> Table:
    body = [Row(n, tuple(each.get(c, "") for c in COLUMNS.names)) for n, each in enumerate(rows, start=2)]
    return Table(name, Row(1, COLUMNS.names), tuple(body))


def nairobi(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 by Nairobi's wall clock."""
    return datetime(2026, 3, day, hour, minute, tzinfo=NAIROBI)


FLOWS_APART = timedelta(hours=12)
"""Rarer than the other ticks, as in a running process, and often enough for what takes days."""


@dataclass
class Calendars:
    """The calendars of the tests' own web, by address; none is there unless a test puts it there."""

    at: dict[str, list[Occurrence]] = field(default_factory=dict)

    async def read(self, address: str, start: datetime, end: datetime) -> list[Occurrence]:
        if address not in self.at:
            raise CalendarProblemError("unreachable")
        return [each for each in self.at[address] if start <= each.start < end]


# No repr: asyncio draws one of whatever a task returns, and this would draw the whole catalogue.
@dataclass(repr=False)
class World:
    """What every process of one deployment shares."""

    settings: Settings
    clock: VirtualClock
    post: Post
    calendars: Calendars


@dataclass(repr=False)
class Scene(World):
    """One deployment: what happens to it, and what it does."""

    app: App
    _keys: "count[int]" = field(default_factory=count)
    _flows_at: datetime | None = None

    @asynccontextmanager
    async def another_process(self) -> AsyncIterator["Scene"]:
        """The product once more on the same database, platform and clock."""
        async with _opened(self, f"process {next(self._keys)}") as app:
            yield replace(self, app=app)

    async def bring(
        self,
        *rows: dict[str, str],
        setting: str = SOUTH,
        dry_run: bool = False,
        kind: SettingKind | None = None,
    ) -> Imported:
        table, app = roster(*rows), self.app
        making = Making(kind=kind)
        return await import_roster(
            app.deps, table, setting, app.known, app.homes, dry_run=dry_run, making=making
        )

    async def tick(self) -> int:
        """Everything the clock drives, once. Returns how many messages went out."""
        ticks = self.app.ticks
        await ticks.calendars()
        await ticks.wake()
        await ticks.flows()
        await ticks.plan()
        await ticks.digests()
        sent = await ticks.dispatch()
        await ticks.catch_up()
        await ticks.reconcile()
        return sent

    async def run_until(self, end: datetime) -> None:
        """Let time pass: plan and send whenever something is due."""
        while self.clock.now() < end:
            await self._pass()
            self.clock.move_to(min(await self._next(), end))
        await self._pass()

    async def _pass(self) -> None:
        ticks = self.app.ticks
        now = self.clock.now()
        if self._flows_at is None or now - self._flows_at >= FLOWS_APART:
            self._flows_at = now
            await ticks.calendars()
            await ticks.flows()
        await ticks.wake()
        await ticks.plan()
        await ticks.dispatch()
        await ticks.catch_up()

    async def _next(self) -> datetime:
        async with self.app.deps.begin() as uow:
            waits = [
                await uow.looks.next_at(),
                await uow.prompts.next_due(),
                await uow.records.next_wake(),
            ]
        soon, far = self.clock.now() + timedelta(minutes=5), self.clock.now() + timedelta(days=7)
        return max(soon, min((moment for moment in waits if moment), default=far))

    def actor(self, email: str) -> Actor:
        """Who they are to the chat they are in."""
        return actor(email)

    async def press(self, who: str, token: str, *, key: str = "") -> Reply:
        press = Press(self.actor(who), token, key or f"press-{next(self._keys)}")
        return _fitting(await self.app.desk.press(press))

    async def type(self, who: str, text: str, *, key: str = "") -> Reply:
        command = Command(self.actor(who), text, key or f"words-{next(self._keys)}")
        return _fitting(await self.app.desk.command(command))

    async def submit(self, who: str, token: str, key: str = "", **values: str | Sequence[str]) -> Reply:
        lists = {name: (v,) if isinstance(v, str) else tuple(v) for name, v in values.items()}
        form = Submission(self.actor(who), token, lists, key or f"form-{next(self._keys)}")
        return _fitting(await self.app.desk.submit(form))

    async def home(self, who: str) -> Home:
        return await self.app.desk.home(self.actor(who))

    async def point(self, who: str, name: str, *, author: str = "", link: str = "", words: str = "") -> Reply:
        """Begin something from the menu of a message, which says no words but one's own."""
        key = f"shortcut-{next(self._keys)}"
        return await self.app.desk.shortcut(Shortcut(self.actor(who), name, key, link, author, words))

    async def taking_part(self, *rows: dict[str, str]) -> None:
        """Bring people who typed at once that they take part; nobody was welcomed."""
        await self.bring(*rows)
        for each in rows:
            await self.type(each["email"], "start")

    async def person(self, email: str) -> Person:
        async with self.app.deps.begin() as uow:
            return (await uow.people.by_email([email]))[email]

    async def setting(self, name: str = SOUTH) -> Setting:
        async with self.app.deps.begin() as uow:
            found = await uow.settings.named(name)
        assert found is not None
        return found

    async def switch_off(self, *nudges: str) -> None:
        """As a process does that knows nothing of what the others planned."""
        setting = await self.setting()
        async with self.app.deps.begin() as uow:
            for nudge in nudges:
                await uow.editions.switch_off(setting.id, nudge, self.clock.now())
            await uow.editions.renew(setting.id, f"without {', '.join(nudges)}")
            await uow.commit()

    async def lines(self, email: str = "", kind: str = "") -> list[PromptLine]:
        async with self.app.deps.begin() as uow:
            found = [line async for line in uow.prompts.lines()]
        return [x for x in found if email in ("", x.person) and kind in ("", x.nudge)]

    async def practised(self, email: str) -> list[tuple[str, str]]:
        """(behaviour, evidence) of everything on record about a person."""
        async with self.app.deps.begin() as uow:
            person = (await uow.people.by_email([email]))[email]
            found = (await uow.people.export(person.id))["practice_records"]
        return [(record["behaviour"], record["evidence"]) for record in found]

    async def acts(self) -> list[str]:
        """Every act of consent, oldest first."""
        async with self.app.deps.begin() as uow:
            found = [a for s in await uow.settings.all() for a in await uow.reports.consent_acts(s.id)]
        return [each.act.value for each in found]

    def last(self, email: str) -> Letter:
        return self.post.to(email)[-1]


def actor(email: str) -> Actor:
    return Actor(Platform.LOCAL, "local", email)


def button(card: Card | None, name: str) -> str:
    """The token of a button on a card that a reply brought."""
    assert card is not None
    return next(a.token for a in card.actions if fits(a, name, None))


@asynccontextmanager
async def _opened(world: World, process: str) -> AsyncIterator[App]:
    """An app whose identifiers, and so whose draws, are the same in every run of a test."""
    numbers = count()
    async with open_app(
        world.settings,
        clock=world.clock,
        new_id=lambda: f"{process}-{next(numbers)}",
        messengers={Platform.LOCAL: world.post},
        calendar_reader=world.calendars,
    ) as app:
        yield app


@asynccontextmanager
async def opened_scene(
    database_url: str, start: datetime = MONDAY, **settings_of: object
) -> AsyncIterator[Scene]:
    """``settings_of`` are further settings of the deployment."""
    settings = load_settings(
        database_url=database_url, secret_key="only for tests", local_chat=True, **settings_of
    )
    clock = VirtualClock(start)
    world = World(settings, clock, Post(clock), Calendars())
    async with _opened(world, "first") as app:
        yield Scene(world.settings, world.clock, world.post, world.calendars, app)
