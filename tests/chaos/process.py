"""One process of the deployment, with every tick at a pace that fits a run of minutes.

It is forked from one that has imported the product already, as a run begins some hundred of them.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.observability import configure_logging
from bot.ports.operating import Role
from bot.web.server import listen
from tests.clients.role_process import QUICK, SharedClock, main

OFTEN = {"wake": 1.0, "flows": 5.0, "catch_up": 1.0, "release": 5.0, "retention": 15.0}
TIMING = replace(QUICK, ticks={**QUICK.ticks, **OFTEN})

_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload([__name__])


def begin(
    role: str, port: int, clock: Path, environment: Mapping[str, str]
) -> tuple[ForkServerProcess, Connection]:
    """A process that begins, and what it logs."""
    log, its_log = _NURSERY.Pipe(duplex=False)
    process = _NURSERY.Process(target=_serve, args=(role, port, clock, dict(environment), its_log))
    process.start()
    its_log.close()
    return process, log


def _serve(role: str, port: int, clock: Path, environment: dict[str, str], log: Connection) -> None:
    os.dup2(log.fileno(), sys.stderr.fileno())
    log.close()
    os.environ.clear()
    os.environ.update(environment)
    configure_logging()
    with listen("127.0.0.1", port) as listener:
        asyncio.run(main(Role(role), listener, SharedClock(clock), TIMING))
