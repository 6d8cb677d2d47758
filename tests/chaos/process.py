"""One process of the deployment, with every tick at a pace that fits a run of minutes.

``python -m tests.chaos.process <role> <port> <clock file>``; the settings are in the environment.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from bot.observability import configure_logging
from bot.ports.operating import Role
from bot.web.server import listen
from tests.clients.role_process import QUICK, SharedClock, main

OFTEN = {"wake": 1.0, "flows": 5.0, "catch_up": 1.0, "release": 5.0, "retention": 15.0}
TIMING = replace(QUICK, ticks={**QUICK.ticks, **OFTEN})

if __name__ == "__main__":
    _, role, port, clock = sys.argv
    configure_logging()
    with listen("127.0.0.1", int(port)) as listener:
        asyncio.run(main(Role(role), listener, SharedClock(Path(clock)), TIMING))
