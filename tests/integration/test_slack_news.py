"""What Slack tells of its workspaces: accounts, removals, channels; and who belongs to whom."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import httpx
import pytest
import yaml
from aiohttp import web

from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.ports import Actor, Command
from bot.ports.installations import Installation
from bot.ports.operating import Role
from bot.services.rosters import import_roster
from bot.serving import check_platforms, web_app
from bot.settings import load_settings
from bot.slack.app import PATH
from bot.slack.scopes import SCOPES
from nudges.attention import Kind
from nudges.cards import Card, say
from nudges.channels import Channel, ChannelState
from nudges.decisions import Prompt
from nudges.people import Person, Platform
from tests.clients.fake_slack import FakeSlack, refuse, running_fake_slack
from tests.clients.naps import no_wait
from tests.clients.slack_requests import SECRET, TEAM, event, signed
from tests.integration.scene import ADA, BO, CLEO, MONDAY, SOUTH, nairobi, roster, row

ROOM = Channel("room", "", Platform.SLACK, TEAM, "C000000009", "joint-work")


def member(user_id: str, email: str = "", **more: Any) -> dict[str, Any]:
    """A member as ``users.list`` gives them."""
    return {"id": user_id, "team_id": TEAM, "profile": {"email": email} if email else {}, **more}


@dataclass(frozen=True, slots=True)
class Country:
    """A product connected by token to a Slack that answers as it is told."""

    app: App
    slack: FakeSlack
    clock: VirtualClock
    http: httpx.AsyncClient

    async def bring(self, *rows: dict[str, str]) -> None:
        await import_roster(self.app.deps, roster(*rows), SOUTH, self.app.known, self.app.homes)

    def members(self, *members: dict[str, Any]) -> None:
        self.slack.always["users.list"] = {"members": list(members)}

    async def person(self, email: str) -> Person:
        async with self.app.deps.begin() as uow:
            return (await uow.people.by_email([email]))[email]

    async def accounts(self, email: str) -> list[str]:
        """The open accounts of somebody."""
        async with self.app.deps.begin() as uow:
            found = await uow.people.identities([(await self.person(email)).id])
        return [each.user_id for each in found]

    async def hear(self, event_id: str = "Ev1", at: datetime | None = None, **news: Any) -> None:
        happened = {} if at is None else {"event_time": int(at.timestamp())}
        body = json.dumps({**json.loads(event(event_id, **news)), **happened})
        answer = await self.http.post(PATH, content=body, headers=signed(body))
        assert answer.status_code == 200, answer.text

    async def room(self) -> Channel:
        async with self.app.deps.begin() as uow:
            found = await uow.channels.at(Platform.SLACK, TEAM, ROOM.address)
        assert found is not None
        return found

    async def name_room(self) -> None:
        async with self.app.deps.begin() as uow:
            setting = await uow.settings.named(SOUTH)
            assert setting is not None
            await uow.channels.save(replace(ROOM, setting_id=setting.id))
            await uow.commit()

    async def digest(self, week: str = "2026-W10") -> dict[str, Any]:
        async with self.app.deps.begin() as uow:
            setting = await uow.settings.named(SOUTH)
            assert setting is not None
            return await self.app.digests.document(uow, setting, week)


@pytest.fixture
async def country(database_url: str) -> AsyncIterator[Country]:
    async with running_fake_slack() as slack:
        settings = load_settings(
            database_url=database_url,
            secret_key="only for tests",
            slack={
                "signing_secret": SECRET,
                "bot_token": "xoxb-1",
                "workspace": TEAM,
                "base_url": slack.base_url,
            },
        )
        clock = VirtualClock(MONDAY)
        async with open_app(settings, clock=clock, sleep=no_wait) as app:
            transport = httpx.ASGITransport(web_app(app, role=Role.WEB))
            async with httpx.AsyncClient(transport=transport, base_url="http://bot") as http:
                yield Country(app, slack, clock, http)


class TestPeople:
    async def test_accounts_are_found_by_address_over_all_pages_and_only_once(self, country: Country) -> None:
        await country.bring(row(ADA), row(BO))
        country.slack.always["users.list"] = {
            "members": [member("U1", ADA.upper()), member("U9", "stranger@example.org")],
            "response_metadata": {"next_cursor": "more"},
        }
        first = country.slack.always["users.list"]

        def pages(request: Any) -> Any:
            cursor = request.query.get("cursor")
            page = {"members": [member("U2", BO)]} if cursor == "more" else first
            return answered({"ok": True, **page})

        country.slack.answers["users.list"] = pages
        [done] = await country.app.read_members()
        assert (done.members, done.linked, done.problem) == (3, 2, "")
        assert (await country.accounts(ADA), await country.accounts(BO)) == (["U1"], ["U2"])
        [again] = await country.app.read_members()
        assert (again.linked, again.closed, again.changed) == (0, 0, 0)

    async def test_nobody_is_invented_and_strangers_stay_strangers(self, country: Country) -> None:
        await country.bring(row(ADA))
        country.members(member("U9", "stranger@example.org"))
        await country.hear(type="team_join", user=member("U8", "other@example.org"))
        await country.app.read_members()
        async with country.app.deps.begin() as uow:
            assert [each.email for each in await uow.people.active()] == [ADA]
        said = await country.app.desk.command(Command(Actor(Platform.SLACK, TEAM, "U9"), "help", "k"))
        assert "roster" in str(said)

    @pytest.mark.parametrize(
        "mark",
        [
            {"is_bot": True},
            {"is_restricted": True},
            {"is_ultra_restricted": True},
            {"is_stranger": True},
            {"is_invited_user": True},
            {"is_email_confirmed": False},
            {"deleted": True},
        ],
    )
    async def test_bots_guests_and_accounts_at_an_end_are_passed_over(
        self, country: Country, mark: dict[str, bool]
    ) -> None:
        await country.bring(row(ADA))
        country.members(member("U1", ADA, **mark))
        await country.app.read_members()
        assert await country.accounts(ADA) == []

    async def test_a_guest_whom_the_roster_names_by_id_is_one_of_us(self, country: Country) -> None:
        await country.bring(row(ADA, slack_id="U1"))
        country.members(member("U1", ADA, is_restricted=True, tz="Asia/Kathmandu"))
        await country.app.read_members()
        assert await country.accounts(ADA) == ["U1"]
        assert (await country.person(ADA)).time_zone == "Asia/Kathmandu"

    async def test_an_id_in_the_roster_counts_more_than_an_address(self, country: Country) -> None:
        await country.bring(row(ADA, slack_id="U1"), row(BO))
        country.members(member("U1", BO), member("U2", ADA))
        await country.app.read_members()
        assert (await country.accounts(ADA), await country.accounts(BO)) == (["U1"], [])

    async def test_whoever_is_deactivated_is_closed_and_comes_back_when_active_again(
        self, country: Country
    ) -> None:
        await country.bring(row(ADA))
        country.members(member("U1", ADA))
        await country.app.read_members()
        await country.hear("Ev1", type="user_change", user=member("U1", ADA, deleted=True))
        assert await country.accounts(ADA) == []
        await country.hear("Ev2", type="user_change", user=member("U1", ADA))
        assert await country.accounts(ADA) == ["U1"]

    async def test_somebody_who_left_the_roster_gets_no_account(self, country: Country) -> None:
        await country.bring(row(ADA), row(BO))
        await country.bring(row(BO))
        await country.hear(type="team_join", user=member("U1", ADA))
        assert await country.accounts(ADA) == []

    async def test_a_missing_permission_is_told_to_the_operator(self, country: Country) -> None:
        country.slack.answers["users.list"] = refuse("missing_scope")
        [done] = await country.app.read_members()
        assert "missing_scope" in done.problem

    async def test_slack_that_asks_to_wait_is_asked_again(self, country: Country) -> None:
        await country.bring(row(ADA))
        country.members(member("U1", ADA))
        busy = iter([refuse("ratelimited", status=429, **{"Retry-After": "1"})])

        def answer(request: Any) -> Any:
            refusal = next(busy, None)
            page = {"ok": True, "members": [member("U1", ADA)]}
            later = country.clock.now() + timedelta(seconds=2)
            asyncio.get_running_loop().call_later(0.5, country.clock.move_to, later)
            return refusal(request) if refusal else answered(page)

        country.slack.answers["users.list"] = answer
        [done] = await country.app.read_members()
        assert (done.linked, done.problem) == (1, "")


class TestProfiles:
    """Whose word counts: one's own here, then the profile, then the roster."""

    async def test_the_time_zone_of_the_profile_counts_more_than_the_rosters(self, country: Country) -> None:
        await country.bring(row(ADA))
        await country.hear(type="team_join", user=member("U1", ADA, tz="Asia/Kathmandu"))
        assert (await country.person(ADA)).time_zone == "Asia/Kathmandu"
        await country.bring(row(ADA, name="Ada New"))
        person = await country.person(ADA)
        assert (person.name, person.time_zone) == ("Ada New", "Asia/Kathmandu")

    @pytest.mark.parametrize("zone", ["", "Mars/Base"])
    async def test_a_zone_nobody_knows_changes_nothing(self, country: Country, zone: str) -> None:
        await country.bring(row(ADA))
        await country.hear(type="team_join", user=member("U1", ADA, tz=zone))
        assert (await country.person(ADA)).time_zone == "Africa/Nairobi"

    @pytest.mark.parametrize(
        ("listed", "locale", "spoken"),
        [("", "fr-FR", "fr"), ("fr", "en-US", "fr"), ("", "es-ES", "en"), ("fr", "", "fr")],
    )
    async def test_a_language_counts_where_the_profile_says_more_than_the_default(
        self, country: Country, listed: str, locale: str, spoken: str
    ) -> None:
        await country.bring(row(ADA, language=listed))
        await country.hear(type="team_join", user=member("U1", ADA, locale=locale))
        assert (await country.person(ADA)).language == spoken
        await country.bring(row(ADA, language=listed, name="Ada New"))
        assert (await country.person(ADA)).language == spoken

    async def test_a_profile_that_gave_the_language_may_change_it(self, country: Country) -> None:
        await country.bring(row(ADA))
        for number, locale in enumerate(("fr-FR", "en-GB")):
            await country.hear(f"Ev{number}", type="user_change", user=member("U1", ADA, locale=locale))
        assert (await country.person(ADA)).language == "en"

    async def test_what_the_person_chose_here_stays(self, country: Country) -> None:
        await country.bring(row(ADA))
        person = replace(await country.person(ADA), language="fr")
        async with country.app.deps.begin() as uow:
            await uow.people.choose(person, frozenset({"language"}))
            await uow.commit()
        await country.hear(type="user_change", user=member("U1", ADA, locale="en-GB", tz="Europe/Paris"))
        person = await country.person(ADA)
        assert (person.language, person.time_zone) == ("fr", "Europe/Paris")


class TestChannels:
    async def test_a_renamed_channel_is_renamed_here_and_told_once(self, country: Country) -> None:
        await country.bring(row(CLEO, is_coordinator="yes"))
        await country.name_room()
        for kind in ("channel_rename", "group_rename"):
            await country.hear(type=kind, channel={"id": ROOM.address, "name": "joint-action"})
        assert (await country.room()).name == "joint-action"
        country.clock.move_to(nairobi(9, 9))
        values = {"former": "joint-work", "channel": "joint-action"}
        assert {"key": "digest.channel_renamed", "values": values} in (await country.digest())["lines"]
        country.clock.move_to(nairobi(16, 9))
        assert "channel_renamed" not in str((await country.digest("2026-W11"))["lines"])

    @pytest.mark.parametrize(
        ("kind", "state"),
        [
            ("channel_archive", ChannelState.ARCHIVED),
            ("group_archive", ChannelState.ARCHIVED),
            ("channel_deleted", ChannelState.DELETED),
        ],
    )
    async def test_a_channel_that_is_gone_needs_the_coordinator_until_it_is_back(
        self, country: Country, kind: str, state: ChannelState
    ) -> None:
        await country.bring(row(CLEO, is_coordinator="yes"))
        await country.name_room()
        await country.hear("Ev1", type=kind, channel=ROOM.address)
        assert (await country.room()).state is state
        needed = {"key": f"digest.need_channel_{state}", "values": {"channel": "joint-work"}}
        assert needed in (await country.digest())["needs"]
        await country.hear("Ev2", type="channel_unarchive", channel=ROOM.address)
        assert (await country.room()).is_open

    async def test_news_of_a_channel_nobody_named_are_nothing_to_us(self, country: Country) -> None:
        await country.hear("Ev1", type="channel_archive", channel="C1")
        await country.hear("Ev2", type="channel_rename", channel={"id": "C1", "name": "elsewhere"})

    @pytest.mark.parametrize(
        ("code", "trouble"), [("is_archived", "channel_archived"), ("channel_not_found", "channel_gone")]
    )
    async def test_a_post_that_finds_no_channel_tells_the_coordinator_until_it_is_taken_away(
        self, country: Country, code: str, trouble: str
    ) -> None:
        await country.bring(row(CLEO, is_coordinator="yes"))
        await country.name_room()
        country.clock.move_to(nairobi(2, 10))
        await _plan_post(country)
        country.slack.answers["chat.postMessage"] = refuse(code)

        async def card(*_: object) -> Card:
            return say("A title", "A text.")

        await replace(country.app.dispatcher, card_of=card).run()
        assert f"trouble.{trouble}" in str((await country.digest())["needs"])
        async with country.app.deps.begin() as uow:
            await uow.channels.remove(ROOM.id)
            await uow.commit()
        assert "trouble." not in str((await country.digest())["needs"])


class TestRemoval:
    async def test_a_workspace_by_token_waits_until_its_new_token_is_tried(self, country: Country) -> None:
        await country.bring(row(ADA, slack_id="U1"))
        await country.hear(type="app_uninstalled")
        async with country.app.deps.begin() as uow:
            person = (await uow.people.by_email([ADA]))[ADA]
            assert not (await uow.looks.at([person.id], MONDAY))[person.id].reachable
        assert "need_workspace" in str((await country.digest())["needs"])
        await check_platforms(country.app)
        async with country.app.deps.begin() as uow:
            assert (await uow.looks.at([person.id], MONDAY))[person.id].reachable
        assert "need_workspace" not in str((await country.digest())["needs"])

    async def test_news_of_a_removal_that_come_after_the_next_installation_change_nothing(
        self, country: Country
    ) -> None:
        now = country.clock.now()
        here = Installation(Platform.SLACK, TEAM, "South", "sealed", now + timedelta(microseconds=1))
        async with country.app.deps.begin() as uow:
            await uow.installations.save(here)
            await uow.commit()
        for second, kept in ((-1, True), (0, False)):
            await country.hear(f"Ev{second}", now + timedelta(seconds=second), type="app_uninstalled")
            async with country.app.deps.begin() as uow:
                assert (await uow.installations.get(Platform.SLACK, TEAM) == here) is kept


def test_the_manifest_asks_for_what_the_code_asks_for_and_hears_what_it_listens_to() -> None:
    manifest = yaml.safe_load(files("config").joinpath("slack-manifest.yaml").read_text("utf-8"))
    assert list(SCOPES) == manifest["oauth_config"]["scopes"]["bot"]
    assert manifest["oauth_config"]["redirect_urls"] == [
        "https://crosspillar.example.org/slack/oauth_redirect"
    ]
    heard = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert {"app_uninstalled", "tokens_revoked", "team_join", "user_change"} <= heard
    assert {f"{kind}_{what}" for kind in ("channel", "group") for what in _NEWS} <= heard


_NEWS = ("rename", "archive", "unarchive", "deleted")


def answered(body: dict[str, Any]) -> web.StreamResponse:
    return web.json_response(body)


async def _plan_post(country: Country) -> None:
    """A post that is due now."""
    room = await country.room()
    now = country.clock.now()
    prompt = Prompt(
        "p", "", room.setting_id, "", Kind.CHANNEL_NUDGE, "S16-1", now, now.replace(hour=20),
        facts={"record": "none"}, channel_id=room.id,
    )  # fmt: skip  # two lines are easier to read
    async with country.app.deps.begin() as uow:
        await uow.prompts.add([], [prompt])
        await uow.commit()
