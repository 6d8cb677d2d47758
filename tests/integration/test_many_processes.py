"""Two web processes and two workers share one PostgreSQL database, and one worker is killed midway."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from bot.bootstrap import App, open_app
from bot.db.outbox_repository import read_outbox
from bot.ports.messages import PromptLine
from bot.services.rosters import import_roster
from bot.settings import load_settings
from bot.slack.app import PATH
from bot.web.server import listen
from tests.clients.busy_slack import Accident, BusySlack
from tests.clients.fake_slack import running
from tests.clients.role_process import SharedClock
from tests.clients.slack_requests import SECRET, interaction, press, signed
from tests.end_to_end.program import PATIENCE, environment
from tests.integration.scene import SOUTH, nairobi, roster, row

WORKSPACE = "T1"
FIRST = ("boss", "ada", "bo", "cleo")
SECOND = ("dina", "eli", "fay", "gil")
HOURS = "09:00-10:55"
"""Welcomes come from 9:30 to 9:55: at 9:58 none is half an hour late, which would plan it anew."""


@dataclass(repr=False)
class Process:
    """One process of the deployment, as an operating system sees it."""

    name: str
    url: str
    process: asyncio.subprocess.Process
    errors: Path

    async def ready(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(f"{self.url}/readyz")
        assert (answer.status_code, answer.json()["role"]) == (200, self.name.partition(" ")[0])

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        """As an orderly end: nothing may have gone wrong before it."""
        self.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(self.process.wait(), 20) == 0
        assert "Traceback" not in self.errors.read_text(), self.errors.read_text()


@dataclass(repr=False)
class Country:
    """A deployment on Slack: its database, seen by an app that does nothing, and its processes."""

    app: App
    slack: BusySlack
    clock: SharedClock
    variables: dict[str, str]
    folder: Path
    processes: AsyncExitStack
    client: httpx.AsyncClient

    async def start(self, *names: str) -> list[Process]:
        """Processes by role and name; all of them are ready."""
        started = [await self._start(name) for name in names]
        await asyncio.gather(*(each.ready(self.client) for each in started))
        return started

    async def _start(self, name: str) -> Process:
        """It may be called at once: whoever does is answered when it serves."""
        errors = self.folder / f"{name}.txt"
        with errors.open("w") as file, listen("127.0.0.1", 0) as listener:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.clients.role_process", name.partition(" ")[0]),
                *(str(listener.fileno()), str(self.clock.file)),
                env=environment(self.variables),
                stderr=file,
                pass_fds=[listener.fileno()],
            )
            url = "http://127.0.0.1:{1}".format(*listener.getsockname())
        self.processes.push_async_callback(_end, process)
        return Process(name, url, process, errors)

    async def lines(self, nudge: str) -> list[PromptLine]:
        async with self.app.deps.begin() as uow:
            return [line async for line in uow.prompts.lines() if line.nudge == nudge]

    async def until(self, nudge: str, **statuses: int) -> None:
        """Wait until so many messages of a kind stand so, and no others are there."""

        async def so() -> bool:
            return Counter(line.status for line in await self.lines(nudge)) == statuses

        await until(so)

    async def quiet(self) -> None:
        """Wait until nothing is due or under way: a clock that jumps makes a claim look like a dead one's."""

        async def so() -> bool:
            outbox = await read_outbox(self.app.engine, self.clock.now())
            return outbox.sending == 0 and not await self.app.dispatcher.waiting()

        await until(so)

    async def hire(self, *names: str) -> None:
        """Bring a roster with these people, and no others."""
        people = [
            row(
                f"{name}@example.org",
                slack_id=f"U{name.upper()}",
                working_hours=HOURS,
                is_coordinator="yes" if name == "boss" else "no",
            )
            for name in names
        ]
        app = self.app
        await import_roster(app.deps, roster(*people), SOUTH, app.known, app.homes)

    async def acts(self) -> Counter[str]:
        async with self.app.deps.begin() as uow:
            found = [a for s in await uow.settings.all() for a in await uow.reports.consent_acts(s.id)]
        return Counter(each.act.value for each in found)

    def posted(self, button: str, name: str = "") -> list[dict[str, Any]]:
        """Messages that hold a button whose token begins so, to one person or to all."""
        whose = f"D{name.upper()}" if name else ""
        return [e for e in self.slack.posted if _token(e, button) and whose in ("", e["channel"])]

    async def press(self, message: dict[str, Any], button: str, webs: list[Process]) -> None:
        """A tap that Slack delivers to every web process at once."""
        token = _token(message, button)
        assert token is not None
        tap = press(
            token,
            user=f"U{message['channel'][1:]}",
            channel=message["channel"],
            message=message["ts"],
            team={"id": WORKSPACE, "domain": "country-office"},
        )
        body = interaction(tap)
        sent = [self.client.post(f"{each.url}{PATH}", content=body, headers=signed(body)) for each in webs]
        assert [each.status_code for each in await asyncio.gather(*sent)] == [200] * len(webs)


def _token(message: dict[str, Any], button: str) -> str | None:
    found = (e.get("value", "") for block in message["blocks"] for e in block.get("elements", ()))
    return next((each for each in found if each.startswith(button)), None)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


async def until(true: Callable[[], bool | Awaitable[bool]], within: float = PATIENCE) -> None:
    """Other processes tell us nothing: we look until it is so."""
    async with asyncio.timeout(within):
        while not (found if isinstance(found := true(), bool) else await found):  # noqa: ASYNC110  as said
            await asyncio.sleep(0.1)


@asynccontextmanager
async def country(url: str, folder: Path) -> AsyncIterator[Country]:
    """One workspace without people, on a Monday when work begins."""
    clock = SharedClock(folder / "clock")
    clock.move_to(nairobi(2, 9, 1))
    async with (
        running(BusySlack()) as slack,
        httpx.AsyncClient(timeout=PATIENCE) as client,
        AsyncExitStack() as processes,
    ):
        variables = {
            "DATABASE_URL": url,
            "SECRET_KEY": "only for tests",
            "SLACK__SIGNING_SECRET": SECRET,
            "SLACK__BOT_TOKEN": f"xoxb-{WORKSPACE}",
            "SLACK__WORKSPACE": WORKSPACE,
            "SLACK__BASE_URL": slack.base_url,
        }
        with patch.dict(os.environ, environment(variables), clear=True):
            settings = load_settings()
        async with open_app(settings, clock=clock) as app:
            yield Country(app, slack, clock, variables, folder, processes, client)


async def test_four_processes_do_everything_once_though_one_is_killed(
    postgres_url: str, tmp_path: Path
) -> None:
    async with country(postgres_url, tmp_path) as south:
        *webs, doomed = await south.start("web a", "web b", "worker a")
        await south.hire(*FIRST)
        await south.until("welcome", planned=4)
        # Its sender dies with a batch under way: one message arrived and nobody knows, one did not arrive.
        south.slack.script["chat.postMessage"] = [Accident.HANGS_DONE, Accident.HANGS]
        south.clock.move_to(nairobi(2, 9, 58))
        await until(lambda: len(south.slack.posted) == 3)
        await doomed.kill()
        workers = await south.start("worker b", "worker c")
        south.clock.move_to(nairobi(2, 10, 1))
        await south.until("welcome", sent=4)

        await south.hire(*FIRST, *SECOND)
        await south.quiet()
        south.clock.move_to(nairobi(3, 9, 1))
        await south.until("welcome", sent=4, planned=4)
        south.clock.move_to(nairobi(3, 9, 58))
        await south.until("welcome", sent=8)

        for message in south.posted("optin"):
            await south.press(message, "optin", webs)
        assert (await south.acts())["opted_in"] == 8
        await south.quiet()
        south.clock.move_to(nairobi(9, 10))
        await south.until("digest", sent=1)
        await south.quiet()

        assert [len(south.posted("optin", name)) for name in (*FIRST, *SECOND)] == [1] * 8
        assert len(south.slack.keys()) == len(set(south.slack.keys()))
        for each in (*webs, *workers):
            await each.stop()
