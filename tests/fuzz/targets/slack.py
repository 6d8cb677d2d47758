"""Whatever comes signed by Slack: done, or refused as unreadable."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
from starlette.applications import Starlette

from bot.slack.app import PATH, SlackSettings
from nudges.cards import Reply, say
from tests.clients.fake_slack import running_fake_slack
from tests.clients.scripted_desk import ScriptedDesk
from tests.clients.slack_requests import DIRECT, SECRET, TEAM, USER, event, interaction, signed, slash
from tests.clients.slack_routes import slack_routes
from tests.clients.slack_tokens import those
from tests.fuzz.driving import AsyncTry, listened, on_a_loop
from tests.fuzz.mutating import as_json
from tests.fuzz.target import Target
from tests.integration.test_slack_requests import FAIR

_REPLY = Reply(replace=say("Noted", "Thank you."), say=(say("More", "One thing."),))

_SAID = {"type": "message", "user": USER, "text": "did B1", "ts": "1700000000.000100"}
_MORE: list[dict[str, Any]] = [
    dict(parse_qsl(slash("did B1", response_url="here"))),
    json.loads(event(type="app_mention", channel="C1", user=USER, text="<@U0BOT> help", ts="1.1")),
    json.loads(
        event(
            type="message",
            subtype="message_changed",
            channel=DIRECT,
            ts="1.2",
            message=_SAID | {"text": "did B2"},
            previous_message=_SAID,
        )
    ),
    json.loads(event(type="channel_archive", channel="C1", user=USER)),
]


@asynccontextmanager
async def _opened() -> AsyncIterator[AsyncTry]:
    words, desk = listened("slack.failed"), ScriptedDesk(_REPLY)
    async with running_fake_slack() as slack:
        settings, tokens = SlackSettings(SECRET, base_url=slack.base_url), those({TEAM: "xoxb-1"})
        app = Starlette(routes=slack_routes(settings, desk, tokens=tokens, speak=words))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test") as http:

            async def attempt(data: bytes) -> None:
                body = _body(data, slack.response_url)
                answer = await http.post(PATH, content=body, headers=signed(body))
                assert answer.status_code < 500, answer.status_code
                words.check()
                slack.calls.clear()

            yield attempt


def _body(data: bytes, response_url: str) -> str:
    """As Slack writes this kind of payload, or what is no payload as it is. No address leads outside."""
    try:
        payload: Any = json.loads(data)
        payload |= {"response_url": response_url} if "response_url" in payload else {}
        if "event" in payload or "type" not in payload:
            return json.dumps(payload) if "event" in payload else urlencode(payload)
        return interaction(payload)
    except (ValueError, TypeError, RecursionError):
        return data.decode("utf-8", "replace")


TARGET = Target(
    seeds=[json.dumps(each).encode() for each in (*FAIR, *_MORE)],
    opened=lambda: on_a_loop(_opened()),
    words=[b"message_changed", b"message_deleted", b"tombstone", b"<@U1|x>", b"view_closed", b"\\ud800"],
    mutate=as_json,
)
