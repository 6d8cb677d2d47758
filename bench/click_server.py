"""The product, and beside it an endpoint that does nothing, in a process of their own.

``python -m bench.click_server <database url> <address of Slack's methods>`` prints its port.
"""

import asyncio
import sys
from logging import CRITICAL

import structlog
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.scene import a_person
from bot.bootstrap import App, open_app
from bot.cli.memory import collect_rarely
from bot.ports import Actor, Command
from bot.ports.operating import Role
from bot.serving import web_app
from bot.settings import load_settings
from bot.settings_slack import Slack
from bot.web.server import listen, serve_until_stopped
from nudges.people import Identity, Platform, Setting

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  no secret
TEAM = "T0BENCH"
PEOPLE = 200


async def bare(request: Request) -> Response:
    """What any answer costs at least."""
    await request.body()
    return Response()


async def main(database: str, slack: str) -> None:
    # What follows so many presses waits for Slack's limits, and says so.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(CRITICAL))
    settings = load_settings(
        database_url=database,
        secret_key="bench",  # noqa: S106  no secret
        slack=Slack(
            signing_secret=SecretStr(SECRET),
            bot_token=SecretStr("xoxb-bench"),
            workspace=TEAM,
            base_url=slack,
        ),
    )
    async with open_app(settings) as app:
        await hire(app)
        collect_rarely()  # as ``serve`` does
        listener = listen("127.0.0.1", 0)
        print(listener.getsockname()[1], flush=True)
        await serve_until_stopped(
            web_app(app, role=Role.WEB, extra=[Route("/bare", bare, methods=["POST"])]), listener
        )


async def hire(app: App) -> None:
    """People who take part."""
    setting = Setting("bench", "Bench")
    people = [a_person(number, setting) for number in range(PEOPLE)]
    async with app.deps.begin() as uow:
        await uow.settings.add(setting)
        await uow.people.add(people)
        await uow.people.set_identities(
            [Identity(f"i{each.id}", each.id, Platform.SLACK, TEAM, each.id) for each in people]
        )
        await uow.commit()
    for each in people:
        await app.desk.command(Command(Actor(Platform.SLACK, TEAM, each.id), "start", f"start {each.id}"))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
