"""Whatever a stranger sends to a running product: turned away, unread, and nothing is stored."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.slack.app import PATH as SLACK
from bot.teams.app import PATH as TEAMS
from tests.clients.fake_teams import running_fake_teams
from tests.clients.fake_teams import signed as signed_by_teams
from tests.clients.slack_requests import SECRET, TEAM, direct_message, interaction, press, signed, slash
from tests.fuzz.driving import AsyncTry, a_database, on_a_loop, writes_to_databases
from tests.fuzz.mutating import as_json
from tests.fuzz.sending import Sent
from tests.fuzz.target import Target
from tests.integration.pages_scene import SITE, opened_pages

ALLOWED = {
    SLACK: {401, 413},
    TEAMS: {401, 413},
    "/pages/settings/s-1/roster": {401, 403},
    "/pages/you": {401, 403, 405},
    "/chat/ada@example.org/press": {400, 403, 404, 413},
    "/pictures/sealed.png": {404, 405},
    "/healthz": {405},
}
"""What an address may answer to whoever nobody vouches for."""

SETTINGS = {"signing_secret": SECRET, "bot_token": "xoxb-1-1-abc", "workspace": TEAM}
_ANOTHER = SECRET[::-1]
"""Nobody's secret: what is signed with it looks genuine and is not."""


def _seeds() -> Iterator[Sent]:
    for body in (
        interaction(press("did:1")),
        direct_message("help"),
        slash("help", response_url="https://x"),
    ):
        yield Sent(SLACK, signed(body, secret=_ANOTHER), body)
        yield Sent(SLACK, {}, body)
    service = "https://smba.trafficmanager.net/emea/"
    activity = json.dumps({"type": "message", "serviceUrl": service, "channelId": "msteams", "text": "help"})
    token = signed_by_teams(service, key="nobody's")
    for authorization in (f"Bearer {token}", f"Bearer {token.rpartition('.')[0]}.", "Bearer a.b.c", ""):
        yield Sent(TEAMS, {"authorization": authorization, "content-type": "application/json"}, activity)
    ours = {"origin": SITE, "content-type": "application/x-www-form-urlencoded", "cookie": "session=a"}
    for path in ALLOWED.keys() - {SLACK, TEAMS}:
        yield Sent(path, ours, "form_key=a&token=b")


def _known(path: str) -> str:
    """One of the addresses, whichever others mutations make of them."""
    return path if path in ALLOWED else list(ALLOWED)[len(path) % len(ALLOWED)]


@asynccontextmanager
async def _opened() -> AsyncIterator[AsyncTry]:
    with a_database() as url:
        async with (
            running_fake_teams() as teams,
            opened_pages(url, slack=SETTINGS, teams=teams.settings) as pages,
        ):
            with writes_to_databases() as written:

                async def attempt(data: bytes) -> None:
                    sent = Sent.of(data)
                    if sent is None:
                        return
                    sent = replace(sent, path=_known(sent.path))
                    answer = await sent.post(pages.app)
                    assert answer.status_code in ALLOWED[sent.path], (sent.path, answer.status_code)
                    assert written == [], "a stranger's request was stored"

                yield attempt


TARGET = Target(
    seeds=[each.written() for each in _seeds()],
    opened=lambda: on_a_loop(_opened()),
    words=[b"Bearer ", b"v0=", b"multipart/form-data; boundary=", b"999999999999", b"\\u0000"],
    mutate=as_json,
)
