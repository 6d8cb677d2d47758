"""The same deployment with its people scattered: every other one is in Slack, the rest in Teams.

Stories that are told of one chat can be told here as they are: nobody shares a workspace with
whoever comes next in the alphabet.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.bootstrap import open_app
from bot.clock import VirtualClock
from bot.ports import Actor
from bot.services.rosters import Imported
from bot.settings import load_settings
from nudges.chance import stable_id
from nudges.channels import Channel
from nudges.people import Identity, Platform
from tests.integration.post import Letter, Post
from tests.integration.scene import MONDAY, Calendars, Scene

WORKSPACES = {Platform.SLACK: "T0NEAR", Platform.TEAMS: "tenant"}


def chat_of(email: str) -> Platform:
    return Platform.SLACK if ord(email[0]) % 2 else Platform.TEAMS


@dataclass(repr=False)
class Scattered(Scene):
    """People are known in their chat by their address, so that the stories find their messages."""

    def actor(self, email: str) -> Actor:
        platform = chat_of(email)
        return Actor(platform, WORKSPACES[platform], email)

    async def bring(self, *rows: dict[str, str], **named: Any) -> Imported:
        done = await super().bring(*rows, **named)
        async with self.app.deps.begin() as uow:
            setting = await self.setting()
            for each in await uow.people.of_setting(setting.id):
                place = (chat_of(each.email), WORKSPACES[chat_of(each.email)], each.email)
                await uow.people.set_identities([Identity(stable_id(each.id, *place), each.id, *place)])
            slack = (Platform.SLACK, WORKSPACES[Platform.SLACK], "C1")
            await uow.channels.save(Channel("all", setting.id, *slack, "all"))
            await uow.commit()
        return done


@asynccontextmanager
async def scattered(database_url: str) -> AsyncIterator[Scattered]:
    settings = load_settings(database_url=database_url, secret_key="only for tests")
    clock, numbers, calendars, letters = VirtualClock(MONDAY), count(), Calendars(), list[Letter]()
    slack, teams = (Post(clock, platform, letters) for platform in WORKSPACES)
    async with open_app(
        settings,
        clock=clock,
        new_id=lambda: f"scattered-{next(numbers)}",
        messengers={Platform.SLACK: slack, Platform.TEAMS: teams},
        calendar_reader=calendars,
    ) as app:
        yield Scattered(settings, clock, slack, calendars, app)
