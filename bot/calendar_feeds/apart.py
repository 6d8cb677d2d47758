"""A calendar read in a process of its own, which is ended where that takes too long.

A few letters in an entry are enough to keep what unrolls it busy for ever (``INTERVAL=0``) or to fill the
memory (``FREQ=SECONDLY``), and a thread cannot be ended. The process is given the calendar and nothing
else: no setting, no key, no connection.
"""

import asyncio
import json
import os
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.calendar_feeds.files import UnreadableCalendarError, read_occurrences
from nudges.flows.meetings.occurrences import Occurrence

PATIENCE = 10
"""Seconds; a calendar of the largest size takes three."""
MEMORY = 2**30
"""Bytes; a calendar of the largest size takes a fifth."""


async def read_apart(
    content: bytes, start: datetime, end: datetime, patience: float = PATIENCE
) -> list[Occurrence]:
    """As ``read_occurrences``. Raises ``TimeoutError``, too, after so many seconds."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, start.isoformat(), end.isoformat()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        async with asyncio.timeout(patience):
            told, _ = await process.communicate(content)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise UnreadableCalendarError(f"its process ended with {process.returncode}")
    return [_read(**each) for each in json.loads(told)]


def _read(*, start: str, end: str, attendees: Sequence[str], **words: str) -> Occurrence:
    begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return Occurrence(start=begins, end=ends, attendees=tuple(attendees), **words)


def _main(start: str, end: str) -> None:
    """In the process itself, with limits that also hold where nobody is left to end it."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content = sys.stdin.buffer.read()
    try:
        found = read_occurrences(content, datetime.fromisoformat(start), datetime.fromisoformat(end))
    except UnreadableCalendarError as error:
        sys.exit(str(error))
    sys.stdout.write(json.dumps([asdict(each) for each in found], default=datetime.isoformat))


if __name__ == "__main__":
    _main(*sys.argv[1:])
