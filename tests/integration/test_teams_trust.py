"""Who may bring the bot anything in Teams: one good token, and every bad one."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.admission import MAX_BODY
from bot.settings_teams import Teams
from bot.teams.app import PATH, Answered, teams_routes
from bot.teams.guard import Guard
from tests.clients.fake_teams import (
    AMINA,
    CLIENT,
    OTHER_TENANT,
    TENANT,
    FakeTeams,
    page,
    running_fake_teams,
    signed,
)


@dataclass
class Taken:
    """Remembers what was let in."""

    activities: list[Mapping[str, Any]] = field(default_factory=list)

    async def take(self, activity: Mapping[str, Any]) -> Answered:
        self.activities.append(activity)
        return Answered()


@dataclass(frozen=True)
class Door:
    """The route, and the Teams that knocks at it."""

    teams: FakeTeams
    taken: Taken
    client: httpx.AsyncClient

    async def knock(
        self, activity: Any = None, *, token: str | None = None, **headers: str
    ) -> httpx.Response:
        body = self.activity() if activity is None else activity
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        bearer = {"authorization": f"Bearer {token or signed(self.teams.service)}"}
        return await self.client.post(PATH, content=content, headers={**bearer, **headers})

    def activity(self, **changed: Any) -> dict[str, Any]:
        return {
            "type": "message",
            "id": "1",
            "channelId": "msteams",
            "serviceUrl": self.teams.service,
            "from": {"id": "29:amina", "aadObjectId": AMINA},
            "conversation": {"id": "a:1", "tenantId": TENANT, "conversationType": "personal"},
            "channelData": {"tenant": {"id": TENANT}},
            "text": "help",
            **changed,
        }


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with running_fake_teams() as teams:
        taken = Taken()
        app = Starlette(routes=[*teams_routes(Guard(Teams.model_validate(teams.settings)), taken)])
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as client:
            yield Door(teams, taken, client)


async def test_a_token_of_teams_for_this_bot_lets_an_activity_in(door: Door) -> None:
    answer = await door.knock()
    assert (answer.status_code, len(door.taken.activities)) == (200, 1)


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"iss": "https://api.example.org"}, id="another-issuer"),
        pytest.param({"iss": None}, id="no-issuer"),
        pytest.param({"aud": OTHER_TENANT}, id="another-audience"),
        pytest.param({"aud": None}, id="no-audience"),
        pytest.param({"exp": int(time.time()) - 3600}, id="expired"),
        pytest.param({"nbf": int(time.time()) + 3600}, id="not-yet"),
        pytest.param({"serviceurl": "https://smba.trafficmanager.net/amer/"}, id="another-service"),
        pytest.param({"serviceurl": None}, id="no-service"),
        pytest.param({"key": "somebody-else"}, id="another-signature"),
        pytest.param({"key": "somebody-else", "key_id": "unknown"}, id="unknown-key"),
        pytest.param(
            {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "tid": TENANT}, id="of-a-person"
        ),
    ],
)
async def test_no_other_token_does(door: Door, claims: dict[str, Any]) -> None:
    answer = await door.knock(token=signed(door.teams.service, **claims))
    assert (answer.status_code, door.taken.activities) == (401, [])


@pytest.mark.parametrize("header", ["", "Basic eHg6eHg=", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c"])
async def test_no_token_and_what_is_none_does_not(door: Door, header: str) -> None:
    answer = await door.knock(authorization=header)
    assert (answer.status_code, door.taken.activities) == (401, [])


async def test_a_token_that_nobody_signed_does_not(door: Door) -> None:
    head, claims, _ = signed(door.teams.service).split(".")
    unsigned = "eyJhbGciOiJub25lIiwia2lkIjoidGhlLWtleS1vZi10ZWFtcyJ9"
    for token in (f"{unsigned}.{claims}.", f"{head}.{claims}."):
        assert (await door.knock(token=token)).status_code == 401
    assert door.taken.activities == []


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"channelData": {"tenant": {"id": OTHER_TENANT}}}, id="two-tenants"),
        pytest.param(
            {"channelData": {"tenant": {"id": OTHER_TENANT}}, "conversation": {"tenantId": OTHER_TENANT}},
            id="another-tenant",
        ),
        pytest.param({"channelData": {}, "conversation": {"id": "a:1"}}, id="no-tenant"),
        pytest.param({"channelData": [], "conversation": "a:1"}, id="odd-shapes"),
        pytest.param({"channelId": "webchat"}, id="another-channel"),
    ],
)
async def test_a_good_token_for_a_tenant_that_is_not_served_does_not(
    door: Door, changed: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await door.knock(door.activity(**changed))
    assert (answer.status_code, door.taken.activities) == (403, [])
    if "channelId" not in changed:
        assert "teams_tenant_refused" in capsys.readouterr().err


async def test_capital_letters_in_a_tenant_s_id_do_no_harm(door: Door) -> None:
    answer = await door.knock(door.activity(channelData={"tenant": {"id": TENANT.upper()}}))
    assert answer.status_code == 200


@pytest.mark.parametrize("service", ["https://example.org/emea/", "http://127.0.0.1:9/emea/", None, 7])
async def test_an_activity_that_names_a_foreign_service_does_not_even_with_its_token(
    door: Door, service: Any
) -> None:
    answer = await door.knock(door.activity(serviceUrl=service), token=signed(str(service)))
    assert (answer.status_code, door.taken.activities, door.teams.names()) == (403, [], ["keys"])


@pytest.mark.parametrize("body", [b"{", b"[]", b"[" * 5000, b'{"serviceUrl": "https://example.org/"}'])
async def test_without_a_good_token_it_does_not_matter_what_a_body_holds(door: Door, body: bytes) -> None:
    for token in ("a.b.c", signed(door.teams.service, key="somebody-else")):
        answer = await door.knock(body, token=token)
        assert (answer.status_code, door.taken.activities) == (401, [])


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'"x"', b"[" * 5000])
async def test_what_is_no_activity_is_refused(door: Door, body: bytes) -> None:
    assert (await door.knock(body)).status_code == 400


async def test_a_large_body_is_given_up_before_it_is_read_whole(door: Door) -> None:
    answer = await door.knock(b" " * (MAX_BODY + 1))
    assert (answer.status_code, door.teams.calls) == (413, [])


async def test_without_microsoft_s_keys_teams_is_asked_to_come_again(door: Door) -> None:
    door.teams.answers["keys"] = page("Bad gateway", status=502)
    assert (await door.knock()).status_code == 503


async def test_keys_are_fetched_once_and_not_for_every_unknown_one(door: Door) -> None:
    await door.knock()
    for _ in range(3):
        await door.knock(token=signed(door.teams.service, key_id="unknown"))
    assert door.teams.names() == ["keys"]


async def test_neither_tokens_nor_words_are_logged(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    token = signed(door.teams.service, aud="another")
    await door.knock(door.activity(text="a private word"), token=token)
    await door.knock(door.activity(channelData={"tenant": {"id": f"{OTHER_TENANT}\nforged"}}))
    logged = capsys.readouterr().err
    assert "teams_token_refused" in logged
    for secret in (token, "a private word", CLIENT, "\nforged"):
        assert secret not in logged
