"""The product beside a Slack of the tests' own, on a virtual clock."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.bootstrap import AT_ONCE, App, open_app
from bot.clock import VirtualClock
from bot.db.engine import open_engine
from bot.db.shared_limits import SharedLimits
from bot.ports import Address, MessageRef
from bot.ports.messages import PromptLine
from bot.services.dispatching import Dispatcher
from bot.settings import load_settings
from bot.slack.client import Pace
from bot.slack.messenger import SlackMessenger
from nudges.attention import Kind
from nudges.cards import Card, say
from nudges.channels import Channel
from nudges.decisions import Prompt
from nudges.digests import week_label
from nudges.people import Identity, Person, Platform, Setting
from tests.clients.busy_slack import BusySlack
from tests.clients.fake_slack import running
from tests.clients.naps import Naps
from tests.factories import a_person, a_prompt, a_setting

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
TEAM = "T1"
COORDINATOR = "boss"
LETTER = "A word. For you."


class Napping(SlackMessenger):
    """As its base; the virtual clock knows when it is at work."""

    def __init__(self, naps: Naps, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._naps = naps

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        with self._naps.working():
            return await super().send(to, card, key=key)


@dataclass(repr=False)
class Office:
    """One process of a deployment; ``another`` opens a second one on the same database and Slack."""

    url: str
    naps: Naps
    slack: BusySlack
    app: App
    dispatcher: Dispatcher

    @property
    def clock(self) -> VirtualClock:
        return self.naps.clock

    @asynccontextmanager
    async def another(self) -> AsyncIterator["Office"]:
        async with _process(self.url, self.naps, self.slack, "second") as other:
            yield other

    async def hire(self, *names: str, workspace: str = TEAM, coordinator: bool = False) -> None:
        """People of one setting with accounts in a workspace, who are reached only by Slack."""
        setting = a_setting(f"setting-{workspace}", name=f"Setting {workspace}")
        people = [self._person(name, setting, coordinator=coordinator) for name in names]
        async with self.app.deps.begin() as uow:
            if await uow.settings.named(setting.name) is None:
                await uow.settings.add(setting)
            await uow.people.add(people)
            await uow.people.set_identities(
                [Identity(f"i-{e.id}", e.id, Platform.SLACK, workspace, f"U{e.id}") for e in people]
            )
            await uow.commit()

    def _person(self, name: str, setting: Setting, *, coordinator: bool) -> Person:
        email = f"{name}@example.org"
        return replace(a_person(name, setting_id=setting.id, is_coordinator=coordinator), email=email)

    async def open_channel(self, address: str, *, name: str = "all", workspace: str = TEAM) -> None:
        channel = Channel(f"here-{address}", f"setting-{workspace}", Platform.SLACK, workspace, address, name)
        async with self.app.deps.begin() as uow:
            await uow.channels.save(channel)
            await uow.commit()

    async def plan(self, *names: str, workspace: str = TEAM, channel: str = "", key: str = "") -> None:
        """A letter to each, due now; or posts of these names in a channel."""
        async with self.app.deps.begin() as uow:
            await uow.prompts.add([], [self._letter(name, workspace, channel, key) for name in names])
            await uow.commit()

    def _letter(self, name: str, workspace: str, channel: str, key: str) -> Prompt:
        now = self.clock.now()
        letter = a_prompt(Kind.POST if channel else Kind.NOTE, "test", prompt_id=f"p-{name}{key}", due_at=now)
        return replace(
            letter,
            person_id="" if channel else name,
            channel_id=f"here-{channel}" if channel else "",
            setting_id=f"setting-{workspace}",
            decision_id="",
            not_after=now + timedelta(days=7),
        )

    async def pass_time(self, **time: float) -> None:
        self.clock.move_to(self.clock.now() + timedelta(**time))

    async def run_for(self, time: timedelta, *, others: Sequence["Office"] = ()) -> None:
        """Dispatch every fifteen seconds, reconcile every minute, as a running process does."""
        end = self.clock.now() + time
        for tick in count():
            if self.clock.now() >= end:
                return
            began = self.clock.now()
            await asyncio.gather(*(each.dispatcher.run() for each in (self, *others)))
            if tick % 4 == 3:
                await asyncio.gather(*(each.dispatcher.reconcile() for each in (self, *others)))
            while began <= self.clock.now():
                began += timedelta(seconds=15)
            self.clock.move_to(began)

    async def lines(self) -> list[PromptLine]:
        async with self.app.deps.begin() as uow:
            return [line async for line in uow.prompts.lines()]

    async def digest(self, workspace: str = TEAM) -> dict[str, Any]:
        """This week's digest, as data."""
        async with self.app.deps.begin() as uow:
            setting = await uow.settings.get(f"setting-{workspace}")
            return await self.app.digests.document(uow, setting, week_label(self.clock.now().date()))

    def told(self) -> list[str]:
        """What the coordinator's direct messages hold, beside the tests' own letters."""
        posts = [each for each in self.slack.posted if each["channel"] == f"D{COORDINATOR}"]
        return [each["blocks"][1]["text"]["text"] for each in posts if each["text"] != LETTER]

    async def statuses(self) -> dict[str, str]:
        return {line.id: line.status for line in await self.lines()}


async def _token(workspace: str) -> str:
    return f"xoxb-{workspace}"


@asynccontextmanager
async def _process(url: str, naps: Naps, slack: BusySlack, name: str) -> AsyncIterator[Office]:
    settings = load_settings(database_url=url, secret_key="only for tests", local_chat=True)
    engine, clock = open_engine(url), naps.clock

    messenger = Napping(
        naps,
        _token,
        base_url=slack.base_url,
        timeout=1,
        clock=clock,
        pace=Pace(SharedLimits(engine, clock), sleep=naps.sleep),
    )
    numbers = count()
    async with open_app(
        settings,
        clock=clock,
        new_id=lambda: f"{name}-{next(numbers)}",
        messengers={Platform.SLACK: messenger},
    ) as app:
        real = app.dispatcher.card_of

        async def card_of(prompt: Prompt, person: Person, setting: Setting) -> Card:
            if prompt.nudge == "test":
                return say("A word", "For you.")
            return await real(prompt, person, setting)

        dispatcher = Dispatcher(app.deps, {Platform.SLACK: messenger}, card_of, at_once=AT_ONCE)
        yield Office(url, naps, slack, app, dispatcher)
    await engine.dispose()


@asynccontextmanager
async def open_office(url: str) -> AsyncIterator[Office]:
    """A working day's noon, with nobody there yet."""
    clock = VirtualClock(NOON)
    async with (
        running(BusySlack(now=clock.now)) as slack,
        _process(url, Naps(clock), slack, "first") as office,
    ):
        yield office
