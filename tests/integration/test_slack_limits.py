"""Messages wait for their turn: within Slack's limits, all through, and nobody longer than needed."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.integration.slack_scene import TEAM, Office, open_office

pytestmark = pytest.mark.each_database

SLACK_ALLOWS = {
    "chat.postMessage": (300, 60.0),
    "conversations.open": (50, 60.0),
    "conversations.history": (50, 60.0),
}


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with open_office(database_url) as opened:
        opened.slack.allowed = dict(SLACK_ALLOWS)
        opened.slack.channel_gap = 1.0
        yield opened


def people(many: int, prefix: str = "p") -> list[str]:
    return [f"{prefix}{n:05}" for n in range(many)]


async def test_new_conversations_are_opened_at_the_pace_slack_allows(office: Office) -> None:
    everybody = people(150)
    await office.hire(*everybody)
    await office.plan(*everybody)
    await office.run_for(timedelta(minutes=4))
    assert office.slack.refused == []
    assert set((await office.statuses()).values()) == {"sent"}
    opened = office.slack.times("conversations.open", TEAM)
    assert len(office.slack.keys()) == len(set(office.slack.keys())) == len(opened) == 150
    assert (len(opened) - 1) / (opened[-1] - opened[0]) >= 0.95 * 50 / 60


async def test_who_was_written_to_before_does_not_wait_for_those_who_were_not(office: Office) -> None:
    known, new = people(100, "known"), people(200, "new")
    await office.hire(*known, *new)
    await office.plan(*known)
    await office.run_for(timedelta(minutes=3))
    async with office.another() as restarted:
        await restarted.plan(*new, key="-2")
        await restarted.plan(*known, key="-2")
        began = office.clock.now()
        await restarted.run_for(timedelta(minutes=1, seconds=15))
        sent = {line.id for line in await office.lines() if line.sent_at and line.sent_at >= began}
    assert {f"p-{name}-2" for name in known} <= sent
    assert office.slack.refused == []


async def test_posts_in_one_channel_are_a_second_apart(office: Office) -> None:
    await office.hire("ada")
    await office.open_channel("C1")
    await office.plan(*people(20, "post"), channel="C1")
    await office.run_for(timedelta(minutes=1))
    assert len(office.slack.posted) == 20
    assert office.slack.refused == []


async def test_while_slack_wants_rest_nobody_calls_and_then_all_goes_out(office: Office) -> None:
    everybody = people(30)
    await office.hire(*everybody)
    office.slack.script["chat.postMessage"] = [429]
    office.slack.retry_after = 47
    await office.plan(*everybody)
    async with office.another() as other:
        await office.run_for(timedelta(minutes=4), others=[other])
    assert office.slack.early == 0
    assert set((await office.statuses()).values()) == {"sent"}
    assert len(office.slack.keys()) == len(set(office.slack.keys())) == 30


async def test_two_processes_together_keep_the_limit_and_use_it(office: Office) -> None:
    everybody = people(120)
    await office.hire(*everybody)
    await office.plan(*everybody)
    async with office.another() as other:
        await office.run_for(timedelta(minutes=4), others=[other])
    assert office.slack.refused == []
    opened = office.slack.times("conversations.open", TEAM)
    assert len(opened) == 120
    assert (len(opened) - 1) / (opened[-1] - opened[0]) >= 0.95 * 50 / 60
    assert len(office.slack.keys()) == len(set(office.slack.keys())) == 120


async def test_one_workspace_does_not_wait_for_another(office: Office) -> None:
    await office.hire(*people(60, "a"))
    await office.hire(*people(60, "b"), workspace="T2")
    await office.plan(*people(60, "a"))
    await office.plan(*people(60, "b"), workspace="T2")
    began = office.clock.now()
    await office.run_for(timedelta(minutes=2))
    for workspace in (TEAM, "T2"):
        opened = office.slack.times("conversations.open", workspace)
        assert len(opened) == 60
        assert opened[-1] - began.timestamp() <= 80
    assert office.slack.refused == []
