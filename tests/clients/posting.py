"""One process that posts in many channels as fast as it may, for a while.

``python -m tests.clients.posting <database> <Slack> <name> <seconds>`` prints how often Slack said no.
"""

import asyncio
import sys
import time

from bot.clock import SystemClock
from bot.db.engine import open_engine
from bot.db.shared_limits import SharedLimits
from bot.ports import Address, SendLaterError
from bot.ports.limits import Rate
from bot.slack.client import Pace
from bot.slack.messenger import SlackMessenger
from nudges.cards import say
from nudges.people import Platform

WORKSPACES = ("T1", "T2")
LANES = 3
LIMIT = Rate(40, 8.0, burst=2)
"""Of the order of what Slack allows."""


async def main(database: str, slack: str, name: str, seconds: float) -> None:
    engine, clock = open_engine(database), SystemClock()
    pace = Pace(SharedLimits(engine, clock), {"chat.postMessage": (LIMIT,)})
    messenger = SlackMessenger(lambda workspace: f"xoxb-{workspace}", base_url=slack, clock=clock, pace=pace)
    end = time.monotonic() + seconds

    async def lane(workspace: str, number: int) -> None:
        sent = 0
        while time.monotonic() < end:
            # Never the same channel again within its own second.
            to = Address(Platform.SLACK, workspace, channel_id=f"C{name}{number}{sent % 40}")
            try:
                await messenger.send(to, say("A word", "For all."), key=f"{name}{workspace}{number}-{sent}")
                sent += 1
            except SendLaterError as error:
                await asyncio.sleep(error.seconds)

    await asyncio.gather(*(lane(each, number) for each in WORKSPACES for number in range(LANES)))
    await engine.dispose()


if __name__ == "__main__":
    database, slack, name, seconds = sys.argv[1:]
    asyncio.run(main(database, slack, name, float(seconds)))
