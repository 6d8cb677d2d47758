"""Tokens of installations: found, renewed in time by one process, sealed anew, lost with their key."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as SlackInstallation

from bot.clock import VirtualClock
from bot.db.engine import open_engine
from bot.db.unit_of_work import units_of_work
from bot.ports import SendRefusedError
from bot.ports.members import Member
from bot.ports.sealing import Sealer, UnreadableError
from bot.ports.storage import Begin
from bot.sealing import MultiKeySealer
from bot.settings_slack import Slack
from bot.slack.connection import Connection, connect
from bot.slack.tokens import AHEAD
from nudges.people import Platform
from tests.clients.fake_slack import FakeSlack, refuse, running_fake_slack
from tests.clients.slack_requests import SECRET, TEAM

pytestmark = pytest.mark.each_database

NOW = datetime.now(UTC).replace(microsecond=0)
ORGANISATION = "E000000001"


@dataclass
class Deployment:
    """Two processes would be two connections on the same database."""

    begin: Begin
    slack: FakeSlack
    clock: VirtualClock

    def process(self, *keys: str, **more: str) -> Connection:
        settings = Slack.model_validate(
            {
                "signing_secret": SECRET,
                "client_id": "1.2",
                "client_secret": "secret",
                "may_install": TEAM,
                "base_url": self.slack.base_url,
                **more,
            }
        )
        return connect(settings, self.begin, sealer(*keys), self.clock)

    async def stored(self, workspace: str = TEAM) -> Any:
        async with self.begin() as uow:
            return await uow.installations.get(Platform.SLACK, workspace)


def sealer(*keys: str) -> Sealer:
    return MultiKeySealer([key.encode() for key in keys or ("first key",)])


def granted(ends_in: timedelta | None = None, **more: Any) -> SlackInstallation:
    expires = None if ends_in is None else int((NOW + ends_in).timestamp())
    plain: dict[str, Any] = {
        "app_id": "A1",
        "team_id": TEAM,
        "team_name": "South",
        "bot_token": "xoxb-old",
        "bot_id": "B1",
        "bot_user_id": "U0BOT",
        "bot_scopes": "chat:write,users:read",
        "bot_refresh_token": "xoxe-old",
        "bot_token_expires_at": expires,
        "user_id": "U0ADMIN",
        "user_token": "xoxp-private",
        "installed_at": NOW,
    }
    return SlackInstallation(**(plain | more))


def renewing(request: web.Request) -> web.StreamResponse:
    """Slack grants a new token."""
    answer = {"token_type": "bot", "access_token": "xoxe.xoxb-new", "refresh_token": "xoxe-new"}
    return web.json_response({"ok": True, **answer, "expires_in": 43200})


@pytest.fixture
async def deployment(database_url: str) -> AsyncIterator[Deployment]:
    engine = open_engine(database_url)
    async with running_fake_slack() as slack:
        slack.answers["oauth.v2.access"] = renewing
        yield Deployment(units_of_work(engine), slack, VirtualClock(NOW))
    await engine.dispose()


async def test_what_slack_granted_is_found_again_but_not_the_installers_own_token(
    deployment: Deployment,
) -> None:
    store = deployment.process().store
    await store.async_save(granted())
    bot = await store.async_find_bot(enterprise_id=None, team_id=TEAM)
    assert bot is not None
    assert (bot.bot_token, bot.bot_id, bot.bot_user_id, bot.team_name) == ("xoxb-old", "B1", "U0BOT", "South")
    assert (bot.app_id, bot.bot_refresh_token, bot.installed_at) == ("A1", "xoxe-old", NOW.timestamp())
    assert list(bot.bot_scopes) == ["chat:write", "users:read"]
    assert "xoxp-private" not in sealer().unseal((await deployment.stored()).sealed)
    assert "U0ADMIN" not in str(await deployment.stored())


async def test_deleting_all_of_a_workspace_leaves_nothing_to_find(deployment: Deployment) -> None:
    connection = deployment.process()
    await connection.store.async_save(granted())
    await connection.store.async_delete_all(enterprise_id=None, team_id=TEAM)
    assert await connection.store.async_find_bot(enterprise_id=None, team_id=TEAM) is None
    with pytest.raises(LookupError):
        await connection.sending(TEAM)


async def test_an_organisation_is_found_for_each_of_its_workspaces(deployment: Deployment) -> None:
    connection = deployment.process()
    whole: dict[str, Any] = {"enterprise_id": ORGANISATION, "is_enterprise_install": True}
    whole |= {"enterprise_name": "The system"}
    await connection.store.async_save(granted(**whole, team_id=None, team_name=None))
    for team in (None, TEAM):
        bot = await connection.store.async_find_bot(enterprise_id=ORGANISATION, team_id=team)
        assert bot is not None
        assert (bot.enterprise_id, bot.team_id, bot.is_enterprise_install) == (ORGANISATION, None, True)
    assert await connection.sending(ORGANISATION) == "xoxb-old"
    assert (await deployment.stored(ORGANISATION)).name == "The system"
    assert await connection.workspaces() == [ORGANISATION]


async def test_members_of_an_organisation_are_read_workspace_by_workspace(deployment: Deployment) -> None:
    connection = deployment.process()
    whole: dict[str, Any] = {"enterprise_id": ORGANISATION, "is_enterprise_install": True}
    await connection.store.async_save(granted(**whole, team_id=None))
    deployment.slack.always["auth.teams.list"] = {"teams": [{"id": "T1"}, {"id": "T2"}]}
    deployment.slack.answers["users.list"] = lambda request: web.json_response(
        {"ok": True, "members": [{"id": f"U-{request.query['team_id']}"}]}
    )
    found = [each async for page in connection.members.members(ORGANISATION) for each in page]
    assert found == [Member("U-T1"), Member("U-T2")]


async def test_members_of_a_workspace_without_the_app_cannot_be_read(deployment: Deployment) -> None:
    with pytest.raises(SendRefusedError, match="install it there"):
        await anext(deployment.process().members.members(TEAM))


async def test_a_token_near_its_end_is_renewed_before_it_is_used_to_send(deployment: Deployment) -> None:
    connection = deployment.process()
    await connection.store.async_save(granted(AHEAD + timedelta(minutes=1)))
    assert await connection.sending(TEAM) == "xoxb-old"
    deployment.clock.move_to(NOW + timedelta(minutes=2))
    assert await connection.answering(TEAM) == "xoxb-old"
    assert deployment.slack.calls == []
    assert await connection.sending(TEAM) == "xoxe.xoxb-new"
    [(method, asked)] = deployment.slack.calls
    assert (method, asked["refresh_token"]) == ("oauth.v2.access", "xoxe-old")
    assert await connection.answering(TEAM) == "xoxe.xoxb-new"
    assert (await deployment.stored()).expires_at > NOW + timedelta(hours=11)


async def test_only_one_process_renews_a_token(deployment: Deployment) -> None:
    one, other = deployment.process(), deployment.process()
    await one.store.async_save(granted(timedelta(minutes=5)))
    await asyncio.gather(one.sending(TEAM), other.sending(TEAM), one.keep_tokens(), other.keep_tokens())
    assert len(deployment.slack.calls) == 1
    assert await other.sending(TEAM) == "xoxe.xoxb-new"


@pytest.mark.parametrize("code", ["invalid_refresh_token", "internal_error"])
async def test_where_slack_renews_nothing_the_old_token_serves_on_and_is_tried_again(
    deployment: Deployment, code: str
) -> None:
    connection = deployment.process()
    await connection.store.async_save(granted(timedelta(minutes=5)))
    deployment.slack.answers["oauth.v2.access"] = refuse(code)
    assert [await connection.sending(TEAM) for _ in range(2)] == ["xoxb-old", "xoxb-old"]
    assert len(deployment.slack.calls) == 1
    deployment.slack.answers["oauth.v2.access"] = renewing
    deployment.clock.move_to(NOW + timedelta(minutes=2))
    assert await connection.sending(TEAM) == "xoxe.xoxb-new"


async def test_the_clock_alone_keeps_tokens_alive_and_sealed_with_the_newest_key(
    deployment: Deployment,
) -> None:
    await deployment.process("old").store.async_save(granted())
    assert await deployment.process("new", "old").keep_tokens() == 1
    deployment.clock.move_to(NOW + timedelta(minutes=2))
    assert await deployment.process("new").sending(TEAM) == "xoxb-old"
    with pytest.raises(UnreadableError):
        sealer("old").unseal((await deployment.stored()).sealed)


async def test_tokens_whose_key_was_lost_are_as_good_as_none(deployment: Deployment) -> None:
    await deployment.process("lost").store.async_save(granted(timedelta(minutes=5)))
    connection = deployment.process("another")
    assert await connection.keep_tokens() == 1
    for token in (connection.sending, connection.answering):
        with pytest.raises(LookupError):
            await token(TEAM)


async def test_a_workspace_by_token_and_others_by_oauth_live_side_by_side(deployment: Deployment) -> None:
    connection = deployment.process(bot_token="xoxb-own", workspace="T0OWN")
    await connection.store.async_save(granted())
    assert [await connection.sending(each) for each in ("T0OWN", TEAM)] == ["xoxb-own", "xoxb-old"]
    assert await connection.workspaces() == ["T0OWN", TEAM]
    with pytest.raises(LookupError):
        await connection.answering("T0NOBODY")


async def test_a_bot_alone_can_be_saved_too(deployment: Deployment) -> None:
    store = deployment.process().store
    bot: Bot = granted().to_bot()
    await store.async_save_bot(bot)
    assert (await store.async_find_bot(enterprise_id=None, team_id=TEAM)) is not None
