"""One process of a deployment, quick, and on a clock that the test moves for all of them.

``python -m tests.clients.role_process <role> <listening socket> <clock file>``; the settings are in the
environment.
"""

import asyncio
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.bootstrap import open_app
from bot.cli.memory import collect_rarely
from bot.observability import configure_logging
from bot.ports.operating import Role
from bot.ports.wakeups import Heartbeat
from bot.scheduler import SECONDS
from bot.serving import web_app
from bot.settings import load_settings
from bot.web.server import serve_until_stopped
from bot.working import Timing

OFTEN = ("plan", "dispatch", "reconcile", "digests")
QUICK = Timing({**SECONDS, **dict.fromkeys(OFTEN, 0.5)}, Heartbeat(every=0.5, dead_after=3))


@dataclass(frozen=True, slots=True)
class SharedClock:
    """The system's time, and as many seconds more as the file says."""

    file: Path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.file.read_text()))

    def move_to(self, at: datetime) -> None:
        ahead = (at - datetime.now(UTC)).total_seconds()
        new = self.file.with_suffix(".new")
        new.write_text(str(ahead))
        new.replace(self.file)  # nobody ever reads half a number


async def main(role: Role, listener: socket.socket, clock: SharedClock, timing: Timing = QUICK) -> None:
    async with open_app(load_settings(), clock=clock) as app:
        collect_rarely()  # as ``serve`` does
        await serve_until_stopped(web_app(app, role, timing=timing), listener)


if __name__ == "__main__":
    _, role, number, clock = sys.argv
    configure_logging()
    with socket.socket(fileno=int(number)) as listener:
        asyncio.run(main(Role(role), listener, SharedClock(Path(clock))))
