"""A deployment in which people are reached on Slack and on Teams; both are recording fakes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from bot.bootstrap import open_app
from bot.clock import VirtualClock
from bot.ports import Actor, Command, Press, Submission
from bot.ports.linking import OwnAccount
from bot.settings import load_settings
from nudges.cards import Reply
from nudges.people import Platform
from tests.contract.slack_wire import reply_fits_slack
from tests.contract.teams_wire import reply_fits_teams
from tests.integration.post import Letter, Post
from tests.integration.scene import MONDAY, Calendars, Scene

WORKSPACE, TENANT = "T0NEAR", "tenant"


def on_slack(user: str, workspace: str = WORKSPACE) -> Actor:
    return Actor(Platform.SLACK, workspace, user)


def on_teams(user: str, tenant: str = TENANT) -> Actor:
    return Actor(Platform.TEAMS, tenant, user)


class TwoChats:
    """What people do and get in either chat."""

    def __init__(self, scene: Scene, slack: Post, teams: Post) -> None:
        self.scene, self.slack, self.teams = scene, slack, teams
        self._keys = count()

    async def type(self, who: Actor, text: str, key: str = "") -> Reply:
        command = Command(who, text, key or f"typed-{next(self._keys)}")
        return _fitting(await self.scene.app.desk.command(command))

    async def press(self, who: Actor, token: str, key: str = "") -> Reply:
        press = Press(who, token, key or f"pressed-{next(self._keys)}")
        return _fitting(await self.scene.app.desk.press(press))

    async def submit(self, who: Actor, token: str, key: str = "", **values: str) -> Reply:
        lists: dict[str, tuple[str, ...]] = {name: (value,) for name, value in values.items()}
        form = Submission(who, token, lists, key or f"sent-{next(self._keys)}")
        return _fitting(await self.scene.app.desk.submit(form))

    def letters(self, who: Actor) -> list[Letter]:
        return (self.slack if who.platform is Platform.SLACK else self.teams).to(who.user_id)

    async def accounts(self, email: str) -> list[OwnAccount]:
        person = await self.scene.person(email)
        async with self.scene.app.deps.begin() as uow:
            return await uow.people.own_accounts(person.id)


def _fitting(reply: Reply) -> Reply:
    return reply_fits_teams(reply_fits_slack(reply))


@asynccontextmanager
async def two_chats(database_url: str) -> AsyncIterator[TwoChats]:
    settings = load_settings(database_url=database_url, secret_key="only for tests")
    clock, numbers, calendars = VirtualClock(MONDAY), count(), Calendars()
    slack, teams = Post(clock, Platform.SLACK), Post(clock, Platform.TEAMS)
    async with open_app(
        settings,
        clock=clock,
        new_id=lambda: f"two-{next(numbers)}",
        messengers={Platform.SLACK: slack, Platform.TEAMS: teams},
        calendar_reader=calendars,
    ) as app:
        yield TwoChats(Scene(settings, clock, slack, calendars, app), slack, teams)
