"""Whatever Slack answers: nothing is lost, nothing goes out twice, and who can mend it is told once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.db.outbox_repository import read_outbox
from bot.ports.installations import Installation
from bot.ports.operating import Role
from bot.serving import web_app
from nudges.people import Platform
from tests.clients.busy_slack import Accident
from tests.integration.slack_scene import COORDINATOR, TEAM, Office, open_office

THREE = ("ada", "bo", "cleo")
PASSING = [429, "ratelimited", 500, 503, "internal_error", *Accident]
"""Slack works again right after."""


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with open_office(database_url) as opened:
        await opened.hire(*THREE)
        await opened.hire(COORDINATOR, coordinator=True)
        yield opened


def once_each(office: Office) -> bool:
    """Whether every letter was posted, and none twice."""
    return len(office.slack.keys()) == len(set(office.slack.keys())) == len(THREE)


@pytest.mark.parametrize("fault", PASSING, ids=str)
async def test_a_message_that_meets_a_passing_fault_arrives_once(
    office: Office, fault: int | str | Accident
) -> None:
    office.slack.script["chat.postMessage"] = [fault]
    await office.plan(*THREE)
    await office.run_for(timedelta(minutes=5))
    assert once_each(office)
    assert set((await office.statuses()).values()) == {"sent"}
    assert office.slack.early == 0
    assert office.told() == []


@pytest.mark.parametrize("fault", [429, 500, Accident.HANGS, Accident.HANGS_UP_DONE], ids=str)
async def test_a_conversation_that_could_not_be_opened_is_opened_later(
    office: Office, fault: int | str | Accident
) -> None:
    office.slack.script["conversations.open"] = [fault]
    await office.plan(*THREE)
    await office.run_for(timedelta(minutes=5))
    assert once_each(office)
    assert office.slack.early == 0


async def test_an_outage_loses_nothing(office: Office) -> None:
    office.slack.troubled = dict.fromkeys(("conversations.open", "chat.postMessage"), "fatal_error")
    await office.plan(*THREE)
    await office.run_for(timedelta(minutes=20))
    assert office.slack.posted == []
    office.slack.troubled.clear()
    await office.run_for(timedelta(minutes=5))
    assert once_each(office)


async def test_what_may_have_arrived_and_cannot_be_looked_up_is_not_sent_again_but_counted(
    office: Office,
) -> None:
    office.slack.script["chat.postMessage"] = [Accident.HANGS_UP_DONE]
    office.slack.troubled["conversations.history"] = "missing_scope"
    await office.plan(*THREE)
    await office.run_for(timedelta(minutes=10))
    assert once_each(office)
    assert sorted((await office.statuses()).values()) == ["sent", "sent", "unknown"]
    assert (await read_outbox(office.app.engine, office.clock.now())).unknown == 1
    assert {"key": "digest.need_unknown", "values": {"count": 1}} in (await office.digest())["needs"]


async def operators_read(office: Office) -> tuple[float, str]:
    """How many troubles there are by /metrics, and what /readyz says of workspaces."""
    pages = httpx.ASGITransport(web_app(replace(office.app, dispatcher=office.dispatcher), role=Role.WEB))
    async with httpx.AsyncClient(transport=pages, base_url="http://127.0.0.1") as client:
        families = text_string_to_metric_families((await client.get("/metrics")).text)
        ready = (await client.get("/readyz")).json()
    found = [each for each in families if each.name == "crosspillar_troubles_open"]
    return sum(sample.value for each in found for sample in each.samples), ready["checks"]["workspaces"]


@pytest.mark.parametrize("method", ["conversations.open", "chat.postMessage"])
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("account_inactive", "trouble.disconnected"),
        ("token_revoked", "trouble.disconnected"),
        ("missing_scope", "trouble.permission"),
    ],
)
async def test_where_the_workspace_lets_nothing_in_all_waits_until_it_is_mended(
    office: Office, method: str, code: str, text: str
) -> None:
    office.slack.troubled[method] = code
    await office.plan(*THREE)
    await office.run_for(timedelta(hours=1))
    refused = len([each for each in office.slack.seen if each.method == method])
    assert refused <= 4 * 5  # each quarter of an hour the few calls that are under way at once
    assert office.slack.posted == []
    statuses = await office.statuses()
    assert set(statuses.values()) == {"planned"}
    assert len(statuses) == len(THREE) + 1  # what the coordinator is to know is written once
    values = {"channel": "", "workspace": "T1"}
    assert {"key": text, "values": values} in (await office.digest())["needs"]
    kind = text.partition(".")[2]
    assert await operators_read(office) == (1, f"no message gets into T1: {kind}")
    office.slack.troubled.clear()
    await office.run_for(timedelta(minutes=20))
    assert once_each(office)
    assert sorted((await office.statuses()).values()) == ["sent", "sent", "sent", "withdrawn"]
    assert {"key": text, "values": values} not in (await office.digest())["needs"]
    assert await operators_read(office) == (0, "ok")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("channel_not_found", "Posts in #all do not go out: the channel is gone"),
        ("is_archived", "Posts in #all do not go out: the channel is archived"),
        ("not_in_channel", "Posts in #all do not go out: the app is not in the channel"),
        ("restricted_action", "Posts in #all do not go out: the rules of the workspace"),
    ],
)
async def test_a_channel_that_cannot_be_posted_in_is_told_to_the_coordinator_once(
    office: Office, code: str, words: str
) -> None:
    await office.open_channel("C1")
    office.slack.troubled_channels["C1"] = code
    await office.plan("post1", "post2", "post3", channel="C1")
    await office.run_for(timedelta(hours=1))
    [told] = office.told()
    assert told.startswith(words)
    office.slack.troubled_channels.clear()
    await office.run_for(timedelta(minutes=20))
    posts = [each for each in office.slack.posted if each["channel"] == "C1"]
    assert len(posts) == 3
    assert set((await office.statuses()).values()) == {"sent"}


async def test_a_trouble_that_comes_and_goes_is_told_once_in_days(office: Office) -> None:
    await office.open_channel("C1")
    for number in range(3):
        office.slack.troubled_channels["C1"] = "not_in_channel"
        await office.plan("post", channel="C1", key=str(number))
        await office.run_for(timedelta(minutes=16))
        office.slack.troubled_channels.clear()
        await office.run_for(timedelta(minutes=16))
    assert len(office.told()) == 1
    assert len([each for each in office.slack.posted if each["channel"] == "C1"]) == 3


@pytest.mark.parametrize(
    ("method", "code"),
    [("chat.postMessage", "channel_not_found"), ("conversations.open", "user_disabled")],
)
async def test_people_who_cannot_be_reached_are_counted_and_not_tried_again(
    office: Office, method: str, code: str
) -> None:
    office.slack.script[method] = [code] * 12
    await office.plan(*THREE)
    await office.run_for(timedelta(minutes=30))
    assert office.slack.posted == []
    assert set((await office.statuses()).values()) == {"failed"}
    needs = (await office.digest())["needs"]
    assert {"key": "digest.need_unreachable", "values": {"count": 3}} in needs
    tried = len(office.slack.seen)
    await office.plan(*THREE, key="-2")
    await office.run_for(timedelta(minutes=5))
    assert len(office.slack.seen) == tried


async def test_what_is_due_where_the_app_was_removed_waits_until_it_is_back(office: Office) -> None:
    here = Installation(Platform.SLACK, TEAM, "South", "sealed", office.clock.now())
    async with office.app.deps.begin() as uow:
        await uow.installations.save(here)
        await uow.installations.remove(Platform.SLACK, TEAM, office.clock.now())
        await uow.commit()
    await office.plan(*THREE)
    await office.run_for(timedelta(hours=1))
    assert (office.slack.posted, set((await office.statuses()).values())) == ([], {"planned"})
    async with office.app.deps.begin() as uow:
        await uow.installations.save(here)
        await uow.commit()
    await office.run_for(timedelta(minutes=20))
    assert once_each(office)


async def test_what_waits_for_a_removed_app_ends_once_it_lost_its_point(office: Office) -> None:
    async with office.app.deps.begin() as uow:
        await uow.installations.save(Installation(Platform.SLACK, TEAM, "South", "s", office.clock.now()))
        await uow.installations.remove(Platform.SLACK, TEAM, office.clock.now())
        await uow.commit()
    await office.plan(*THREE)
    await office.run_for(timedelta(minutes=1))
    await office.pass_time(days=8)
    await office.run_for(timedelta(minutes=1))
    assert (office.slack.posted, set((await office.statuses()).values())) == ([], {"withdrawn"})


async def test_a_removed_app_is_one_line_of_the_digest(office: Office) -> None:
    office.slack.troubled["chat.postMessage"] = "account_inactive"
    await office.plan(*THREE)
    await office.run_for(timedelta(minutes=1))
    needs = str((await office.digest())["needs"])
    assert ("trouble.disconnected" in needs, "need_workspace" in needs) == (True, False)
    async with office.app.deps.begin() as uow:
        await uow.installations.save(Installation(Platform.SLACK, TEAM, "South", "s", office.clock.now()))
        await uow.installations.remove(Platform.SLACK, TEAM, office.clock.now())
        await uow.commit()
    needs = str((await office.digest())["needs"])
    assert ("trouble.disconnected" in needs, "need_workspace" in needs) == (False, True)


async def test_a_post_does_not_end_what_keeps_messages_from_people(office: Office) -> None:
    await office.open_channel("C1")
    office.slack.troubled["conversations.open"] = "messages_tab_disabled"
    await office.plan(*THREE)
    await office.run_for(timedelta(minutes=1))
    await office.plan("post", channel="C1")
    await office.run_for(timedelta(minutes=1))
    assert [each["channel"] for each in office.slack.posted] == ["C1"]
    assert "trouble.messages_off" in str((await office.digest())["needs"])
