"""The whole product connected to the emulated Slack: people there, a clock to move, signed requests."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import httpx
from slack_sdk.web.async_client import AsyncWebClient
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.ports.messages import PromptLine
from bot.ports.operating import Role
from bot.services.rosters import import_roster
from bot.serving import web_app
from bot.settings import load_settings
from bot.slack.app import PATH
from nudges.roster.file import COLUMNS
from nudges.tables import Row, Table
from tests.clients.fake_slack import FakeSlack, running_fake_slack
from tests.clients.serving import serving
from tests.clients.slack_emulator import EmulatedSlack
from tests.clients.slack_requests import Json, interaction, press, signed, slash
from tests.end_to_end.slack_reading import button_of, words_of

NAIROBI = ZoneInfo("Africa/Nairobi")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""Three in the morning in Nairobi."""
SETTING = "Country office"
COMMON = {"time_zone": "Africa/Nairobi", "working_hours": "09:00-17:00", "role_group": "R3"}
OFFICE = {
    "amina": {"name": "Amina Diallo", "pillar": "Development", "entity": "Seed Fund"},
    "bruno": {"name": "Bruno Costa", "pillar": "Humanitarian", "entity": "Relief Office"},
    "chen": {
        "name": "Chen Wei",
        "pillar": "Development",
        "entity": "Coordination Office",
        "is_coordinator": "yes",
    },
}
"""By the names the emulator gives them; all but the coordinator are ordinary colleagues."""


def nairobi(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 by Nairobi's wall clock."""
    return datetime(2026, 3, day, hour, minute, tzinfo=NAIROBI)


@dataclass
class Finishing:
    """Our application; it has a request at work until everything the request began has ended."""

    app: ASGIApp
    at_work: int = 0
    _idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        self.at_work += 1
        self._idle.clear()
        try:
            await self.app(scope, receive, send)
        finally:
            self.at_work -= 1
            if not self.at_work:
                self._idle.set()

    async def idle(self) -> None:
        """Wait until all requests that came in are done with; one has come before."""
        await self._idle.wait()


@dataclass(frozen=True, slots=True)
class Office:
    """One deployment with its workspace. ``answers`` hears what is said to a slash command."""

    slack: EmulatedSlack
    app: App
    clock: VirtualClock
    answers: FakeSlack
    http: httpx.AsyncClient
    bot: Finishing
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def api(self) -> AsyncWebClient:
        return AsyncWebClient(self.slack.bot_token, base_url=self.slack.base_url)

    async def direct(self, name: str) -> str:
        """The id of somebody's conversation with the bot."""
        opened = await self.api.conversations_open(users=[self.slack.users[name]])
        return str(opened["channel"]["id"])

    async def inbox(self, name: str) -> list[Json]:
        """Everything in somebody's conversation with the bot, oldest first."""
        return await self.history(await self.direct(name))

    async def history(self, conversation: str) -> list[Json]:
        """Everything in a conversation or a channel, oldest first."""
        answer = await self.api.conversations_history(channel=conversation, limit=200)
        messages: list[Json] = answer["messages"]
        return messages[::-1]

    async def message(self, name: str, words: str) -> Json:
        """The latest message to somebody that shows these words."""
        return next(one for one in reversed(await self.inbox(name)) if words in words_of(one))

    async def tick(self) -> int:
        """Everything the clock drives, once. Returns how many messages went out."""
        ticks = self.app.ticks
        await ticks.plan()
        await ticks.digests()
        sent = await ticks.dispatch()
        await ticks.catch_up()
        await ticks.reconcile()
        await ticks.release()
        return sent

    async def run_until(self, end: datetime) -> None:
        """Let time pass: plan and send whenever something is due."""
        while self.clock.now() < end:
            await self.tick()
            self.clock.move_to(min(await self._next(), end))
        await self.tick()

    async def _next(self) -> datetime:
        async with self.app.deps.begin() as uow:
            waits = [await uow.looks.next_at(), await uow.prompts.next_due()]
        soon, far = self.clock.now() + timedelta(minutes=5), self.clock.now() + timedelta(hours=3)
        return max(soon, min([*(moment for moment in waits if moment), far]))

    async def post(self, body: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Send as Slack does, signed unless ``headers`` are given, and wait until all work has ended."""
        answer = await self.http.post(PATH, content=body, headers=headers or signed(body))
        await self.bot.idle()
        return answer

    async def trigger(self, name: str) -> str:
        made = await self.api.api_call("views.generateTriggerId", json={"user_id": self.slack.users[name]})
        return str(made["trigger_id"])

    async def views(self, name: str, kind: str) -> Sequence[Json]:
        """The dialogs somebody has open (``modal``), the last one last, or their page (``home``)."""
        async with httpx.AsyncClient() as browser:
            found: list[Json] = (await browser.get(f"{self.slack.url}/_views")).json()
        user = self.slack.users[name]
        return [view for view in found if view["type"] == kind and view["user_id"] == user]

    async def pressing(self, name: str, message: Json, label: str, line: str = "") -> Json:
        """What Slack sends when somebody presses a button of a message in their conversation."""
        button = button_of(message, label, line)
        moment = f"1700000001.{next(self._numbers):06}"
        action = {"type": "button", "action_id": button["action_id"], "value": button["value"]}
        return press(
            button["value"],
            user=self.slack.users[name],
            channel=await self.direct(name),
            message=message["ts"],
            trigger=await self.trigger(name),
            actions=[{**action, "action_ts": moment}],
        )

    async def tap(self, name: str, message: Json, label: str, line: str = "") -> None:
        """Press a button once; Slack must be told that it arrived."""
        answer = await self.post(interaction(await self.pressing(name, message, label, line)))
        assert answer.status_code == 200, answer.text

    async def join(self, *names: str) -> None:
        """The welcome goes out, and these people say yes."""
        await self.run_until(nairobi(2, 17))
        for name in names:
            await self.tap(name, await self.message(name, "this is Crosspillar"), "Yes, try it")

    async def say(self, name: str, words: str) -> Json:
        """Type the slash command; the hidden message it is answered with."""
        trigger = await self.trigger(name)
        body = slash(words, response_url=self.answers.response_url, trigger=trigger)
        answer = await self.post(body.replace("U000000007", self.slack.users[name]))
        assert answer.status_code == 200, answer.text
        return self.answers.said[-1][1]

    async def lines(self, name: str, kind: str = "") -> list[PromptLine]:
        """The prompts of somebody, or of everybody for an empty name."""
        async with self.app.deps.begin() as uow:
            found = [line async for line in uow.prompts.lines()]
        return [x for x in found if x.person.startswith(name) and kind in ("", x.nudge)]

    async def practised(self, name: str) -> list[tuple[str, str]]:
        """(behaviour, evidence) of everything on record about somebody."""
        async with self.app.deps.begin() as uow:
            person = (await uow.people.by_email([f"{name}@example.org"]))[f"{name}@example.org"]
            found = (await uow.people.export(person.id))["practice_records"]
        return [(record["behaviour"], record["evidence"]) for record in found]

    async def acts(self) -> list[str]:
        """Every act of consent, oldest first."""
        async with self.app.deps.begin() as uow:
            found = [a for s in await uow.settings.all() for a in await uow.reports.consent_acts(s.id)]
        return [each.act.value for each in found]


def roster(slack: EmulatedSlack) -> Table:
    """The office as a coordinator would upload it, with everybody's member id."""
    rows = []
    for line, (name, cells) in enumerate(OFFICE.items(), start=2):
        ids = {"email": f"{name}@example.org", "slack_id": f"{slack.team_id}:{slack.users[name]}"}
        row = {**COMMON, **ids, **cells}
        rows.append(Row(line, tuple(row.get(column, "") for column in COLUMNS.names)))
    return Table("roster.csv", Row(1, COLUMNS.names), tuple(rows))


@asynccontextmanager
async def opened_office(slack: EmulatedSlack, database_url: str) -> AsyncIterator[Office]:
    """The product wired as in production, on a Monday before work, with the roster in."""
    settings = load_settings(
        database_url=database_url,
        secret_key="only for tests",
        local_chat=False,
        slack=slack.settings,
    )
    clock, numbers = VirtualClock(MONDAY), count()
    async with open_app(settings, clock=clock, new_id=lambda: f"id-{next(numbers)}") as app:
        await import_roster(app.deps, roster(slack), SETTING, app.known, app.homes)
        async with served(slack, app, clock) as office:
            yield office


@asynccontextmanager
async def served(slack: EmulatedSlack, app: App, clock: VirtualClock) -> AsyncIterator[Office]:
    """A product that listens to this workspace, and perhaps to others; ``http`` has its address."""
    bot = Finishing(web_app(app, role=Role.WEB))
    async with (
        running_fake_slack() as answers,
        serving(bot) as url,
        httpx.AsyncClient(base_url=url) as http,
    ):
        yield Office(slack, app, clock, answers, http, bot)
