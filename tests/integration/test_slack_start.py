"""Before it serves, the product asks Slack once whether it knows us; operators read how that stands."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.bootstrap import App, open_app
from bot.ports.operating import Role
from bot.serving import check_platforms, web_app
from bot.settings import SettingsError, load_settings
from tests.clients.fake_slack import Answer, FakeSlack, hang_up, page, refuse, running_fake_slack
from tests.clients.slack_requests import SECRET, TEAM


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_fake_slack() as running:
        yield running


def connected(**changes: str) -> dict[str, str]:
    """Settings as they should be, but for the changes."""
    return {"signing_secret": SECRET, "bot_token": "xoxb-1", "workspace": TEAM, **changes}


@pytest.fixture
async def app(slack: FakeSlack, sqlite_url: str) -> AsyncIterator[App]:
    settings = load_settings(
        database_url=sqlite_url,
        secret_key="only for tests",
        slack=connected(base_url=slack.base_url),
    )
    async with open_app(settings) as opened:
        yield opened


async def readiness(app: App) -> tuple[int, dict[str, Any]]:
    transport = httpx.ASGITransport(web_app(app, role=Role.WEB))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.get("/healthz")).text == "ok"
        answer = await client.get("/readyz")
        return answer.status_code, answer.json()


async def test_a_token_slack_knows_is_asked_about_once_and_shown_as_reached(
    app: App, slack: FakeSlack
) -> None:
    await check_platforms(app)
    status, body = await readiness(app)
    assert [method for method, _ in slack.calls] == ["auth.test"]
    assert (status, body["ready"]) == (200, True)
    assert body["checks"]["slack"].startswith("ok, last reached 20")


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("invalid_auth", "check it and the addresses the app allows"),
        ("not_authed", "No token was sent"),
        ("account_inactive", "install it again"),
        ("token_revoked", "install the app again"),
        ("token_expired", "install by OAuth"),
    ],
)
async def test_a_refused_token_stops_the_start_and_says_where_the_right_one_is(
    app: App, slack: FakeSlack, code: str, advice: str
) -> None:
    slack.answers["auth.test"] = refuse(code)
    with pytest.raises(SettingsError, match=code) as stopped:
        await check_platforms(app)
    said = str(stopped.value)
    assert said.startswith("CROSSPILLAR_SLACK__BOT_TOKEN: ")
    assert advice in said
    assert '"OAuth & Permissions", "Bot User OAuth Token"' in said
    assert "xoxb-1" not in said


async def test_a_token_of_another_workspace_stops_the_start_and_names_that_workspace(
    app: App, slack: FakeSlack
) -> None:
    slack.always["auth.test"] = {"team_id": "T000000009"}
    with pytest.raises(
        SettingsError, match=f"CROSSPILLAR_SLACK__WORKSPACE: it says {TEAM}, but .*T000000009"
    ):
        await check_platforms(app)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(hang_up, id="hung-up"),
        pytest.param(page("Bad gateway", status=502), id="proxy-html"),
        pytest.param(page("All good", status=200, kind="text/plain"), id="proxy-text"),
        pytest.param(refuse("internal_error", status=500), id="internal-error"),
    ],
)
async def test_slack_out_of_reach_is_a_warning_and_shown_but_stops_nothing(
    app: App, slack: FakeSlack, answer: Answer
) -> None:
    slack.answers["auth.test"] = answer
    with capture_logs() as logs:
        await check_platforms(app)
    assert [(line["event"], line["log_level"]) for line in logs] == [("slack_not_reached", "warning")]
    status, body = await readiness(app)
    assert (status, body["ready"]) == (200, True)
    assert body["checks"]["slack"].startswith("not reached (not since the start): Slack does not answer")


async def test_slack_that_asks_to_wait_stops_nothing(app: App, slack: FakeSlack) -> None:
    slack.answers["auth.test"] = refuse("ratelimited", status=429, **{"Retry-After": "30"})
    await check_platforms(app)
    assert (await readiness(app))[1]["checks"]["slack"].startswith("not reached yet")


async def test_without_slack_nothing_is_asked_and_readiness_does_not_mention_it(sqlite_url: str) -> None:
    settings = load_settings(database_url=sqlite_url, secret_key="only for tests")
    async with open_app(settings) as app:
        await check_platforms(app)
        assert "slack" not in (await readiness(app))[1]["checks"]


@pytest.mark.parametrize(
    ("setting", "value", "hint"),
    [
        ("bot_token", "xoxp-1", "begins with xoxb-"),
        ("bot_token", "xoxb-", "begins with xoxb-"),
        ("bot_token", "xoxb-1 2", '"OAuth & Permissions", "Bot User OAuth Token"'),
        ("signing_secret", SECRET[1:], "has 32 characters"),
        ("signing_secret", SECRET + "0", "has 32 characters"),
        ("signing_secret", "g" * 32, '"Basic Information", "App Credentials"'),
        ("signing_secret", "", "has 32 characters"),
    ],
)
def test_a_setting_of_the_wrong_shape_is_named_with_where_to_find_it_but_never_shown(
    setting: str, value: str, hint: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(slack=connected(**{setting: value}))
    said = str(refused.value)
    assert said.startswith(f"CROSSPILLAR_SLACK__{setting.upper()}: ")
    assert hint in said
    assert repr(value) not in said
    assert len(value) < 6 or value not in said
