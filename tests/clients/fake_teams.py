"""A Bot Connector of the tests' own, on loopback, with Microsoft's sign-in and keys beside it.

It keeps messages as Teams does, answers as it is told where something is to fail, and signs tokens
for what it would send to the bot.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Answer = Callable[[web.Request], web.StreamResponse]

TENANT = "11111111-aaaa-4aaa-8aaa-111111111111"
OTHER_TENANT = "22222222-bbbb-4bbb-8bbb-222222222222"
CLIENT = "99999999-cccc-4ccc-8ccc-999999999999"
AMINA = "aaaaaaaa-0000-4000-8000-00000000000a"
ISSUER = "https://api.botframework.com"
KEY_ID = "the-key-of-teams"
OURS = "ours"
"""The token a bot gets to speak with."""


@cache
def a_key(_name: str) -> rsa.RSAPrivateKey:
    """The same key for the same name: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(service: str, *, key: str = KEY_ID, key_id: str = KEY_ID, **changed: Any) -> str:
    """A token as Teams sends it along; None takes a claim out."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": CLIENT,
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "serviceurl": service,
        **changed,
    }
    stated = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(stated, a_key(key), algorithm="RS256", headers={"kid": key_id})


@dataclass
class FakeTeams:
    """``calls`` are (what, body) in order. ``answers`` replaces the answer of a call by its name."""

    url: str = ""
    calls: list[tuple[str, Any]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id: the activity as it is shown now, with its conversation."""
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Accounts by user id."""

    @property
    def service(self) -> str:
        return f"{self.url}/emea/"

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    @property
    def settings(self) -> dict[str, str]:
        """For a product that is to speak with this Teams."""
        return {
            "client_id": CLIENT,
            "client_secret": "a~secret~of~the~app",
            "tenants": TENANT,
            "test_host": self.host,
            "login_url": self.url,
            "openid_url": f"{self.url}/v1/.well-known/openidconfiguration",
        }

    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    def in_conversation(self, conversation: str) -> list[dict[str, Any]]:
        return [each for each in self.messages.values() if each["conversation"]["id"] == conversation]

    async def handle(self, name: str, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        self.calls.append((name, body))
        if name in self.silent:
            await asyncio.Event().wait()
        if name in self.answers:
            return self.answers[name](request)
        answer: web.StreamResponse = getattr(self, f"_{name}")(request, body)
        return answer

    def _keys(self, _request: web.Request, _body: Any) -> web.Response:
        jwk = json.loads(RSAAlgorithm.to_jwk(a_key(KEY_ID).public_key()))
        known = {**jwk, "kid": KEY_ID, "use": "sig", "endorsements": ["msteams"]}
        return web.json_response({"keys": [known]})

    def _token(self, _request: web.Request, _body: Any) -> web.Response:
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": OURS})

    def _open(self, _request: web.Request, body: Any) -> web.Response:
        return web.json_response({"id": f"a:{body['members'][0]['id']}"}, status=201)

    def _send(self, request: web.Request, body: Any) -> web.Response:
        message = f"17000000{len(self.messages):05}"
        self.messages[message] = {**body, "conversation": {"id": request.match_info["conversation"]}}
        return web.json_response({"id": message}, status=201)

    def _update(self, request: web.Request, body: Any) -> web.Response:
        message = request.match_info["message"]
        if message not in self.messages:
            return _refusal(404, "ActivityNotFoundInConversation")
        self.messages[message] |= body
        return web.json_response({"id": message})

    def _member(self, request: web.Request, _body: Any) -> web.Response:
        found = self.members.get(request.match_info["user"])
        return web.json_response(found) if found else _refusal(404, "MemberNotFoundInConversation")


async def _body(request: web.Request) -> Any:
    if request.content_type == "application/json":
        return await request.json()
    return dict(await request.post())


def _refusal(status: int, code: str, headers: Mapping[str, str] | None = None) -> web.Response:
    body = {"error": {"code": code, "message": "No."}}
    return web.json_response(body, status=status, headers=dict(headers or {}))


def refuse(status: int, code: str = "", **headers: str) -> Answer:
    """Teams' way of saying no."""
    return lambda _: _refusal(
        status, code, {name.replace("_", "-"): value for name, value in headers.items()}
    )


def page(text: str, *, status: int) -> Answer:
    """What a proxy answers instead of Teams."""
    return lambda _: web.Response(text=text, status=status, content_type="text/html")


def hang_up(request: web.Request) -> web.StreamResponse:
    """Read the request, then break the connection."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


_CONVERSATION = "{region}/v3/conversations"
_REGIONS = ("", "/emea", "/amer")
_ROUTES = (
    ("GET", "/v1/.well-known/keys", "keys"),
    ("POST", "/{tenant}/oauth2/v2.0/token", "token"),
    ("POST", _CONVERSATION, "open"),
    ("POST", _CONVERSATION + "/{conversation}/activities", "send"),
    ("PUT", _CONVERSATION + "/{conversation}/activities/{message}", "update"),
    ("GET", _CONVERSATION + "/{conversation}/members/{user}", "member"),
)


@asynccontextmanager
async def running_fake_teams() -> AsyncIterator[FakeTeams]:
    """Start a friendly one on a free port, stop it at the end."""
    teams, app = FakeTeams(), web.Application()

    def handler(name: str) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await teams.handle(name, request)

        return handle

    for method, path, name in _ROUTES:
        for region in _REGIONS if "{region}" in path else ("",):
            app.router.add_route(method, path.replace("{region}", region), handler(name))
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    teams.url = f"http://{host}:{port}"
    try:
        yield teams
    finally:
        await runner.cleanup()
