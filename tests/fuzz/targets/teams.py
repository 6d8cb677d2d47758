"""Whatever comes with a good token from Teams: done, or passed over."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nudges.cards import Reply, say
from tests.fuzz.driving import AsyncTry, a_database, listened, on_a_loop
from tests.fuzz.mutating import as_json
from tests.fuzz.target import Target
from tests.integration.test_teams_requests import FAIR, open_scene

_REPLY = Reply(replace=say("Noted", "Thank you."), say=(say("More", "One thing."),))


@asynccontextmanager
async def _opened() -> AsyncIterator[AsyncTry]:
    words = listened("teams.failed", "teams.not_shown")
    with a_database() as url:
        async with open_scene(url, words) as scene:
            scene.desk.reply = _REPLY

            async def attempt(data: bytes) -> None:
                try:
                    told = dict(json.loads(data))
                except (ValueError, TypeError, RecursionError):
                    return
                fair = scene.amina.activity("message")
                answer = await scene.amina.bring({**fair, **told, "serviceUrl": scene.teams.service})
                assert answer.status_code < 500 or answer.status_code == 501, answer.status_code
                words.check()
                scene.teams.calls.clear()

            yield attempt


TARGET = Target(
    seeds=[json.dumps(each).encode() for each in FAIR],
    opened=lambda: on_a_loop(_opened()),
    words=[b"message", b"who:", b"many:", b"people", b"19:x@thread.tacv2", b"channelDeleted", b"\\ud800"],
    mutate=as_json,
)
