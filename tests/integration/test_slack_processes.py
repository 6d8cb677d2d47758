"""Two real processes share two workspaces of one PostgreSQL database, on real time."""

import asyncio
import sys

from tests.clients.busy_slack import BusySlack
from tests.clients.fake_slack import running
from tests.clients.posting import LIMIT, WORKSPACES

SECONDS = 12.0
WARM_UP = 2.0


async def post_for_a_while(database: str, slack: BusySlack) -> None:
    async def process(name: str) -> None:
        arguments = (database, slack.base_url, name, str(SECONDS))
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.clients.posting", *arguments
        )
        assert await started.wait() == 0

    await asyncio.gather(process("a"), process("b"))


async def test_processes_use_the_limit_together_and_never_break_it(postgres_url: str) -> None:
    async with running(BusySlack()) as slack:
        # Slack allows "so many, or more": a call that was held up on its way is not one too many.
        slack.allowed["chat.postMessage"] = (LIMIT.limit + 6, LIMIT.seconds)
        await post_for_a_while(postgres_url, slack)
    assert slack.refused == []
    for workspace in WORKSPACES:
        times = slack.times("chat.postMessage", workspace)
        busy = [each for each in times if each >= times[0] + WARM_UP]
        assert len(busy) / (busy[-1] - busy[0]) >= 0.95 * LIMIT.limit / LIMIT.seconds
    assert len(slack.keys()) == len(set(slack.keys()))


async def test_a_rest_that_one_process_is_asked_for_is_kept_by_both(postgres_url: str) -> None:
    async with running(BusySlack(retry_after=3, grace=0.5)) as slack:
        slack.script["chat.postMessage"] = [429]
        await post_for_a_while(postgres_url, slack)
    assert slack.early == 0
    [rested] = slack.resting
    others = [each for each in WORKSPACES if each != rested[0]]
    asked, until = slack.resting[rested]
    assert any(asked + 1 < at < until for at in slack.times("chat.postMessage", others[0]))
    assert any(at >= until for at in slack.times("chat.postMessage", rested[0]))
