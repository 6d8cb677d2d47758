"""What both databases must do with installations, their tokens and the accounts behind them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from bot.db.engine import open_engine
from bot.db.unit_of_work import units_of_work
from bot.ports.installations import Installation
from bot.ports.storage import Begin, UnitOfWork
from nudges.chance import stable_id
from nudges.people import Identity, Platform
from tests.factories import a_person, a_setting

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
TEAM = "T000000001"
HERE = Installation(Platform.SLACK, TEAM, "Country office", "sealed-1", NOW, bot={"bot_id": "B1"})
ADA = a_person("ada")


def account(person_id: str, workspace: str = TEAM, user_id: str = "U1") -> Identity:
    name = stable_id(person_id, Platform.SLACK, workspace, user_id)
    return Identity(name, person_id, Platform.SLACK, workspace, user_id)


@pytest_asyncio.fixture
async def begin(database_url: str) -> AsyncIterator[Begin]:
    """Units of work on a database with one person who has an account in the workspace."""
    engine = open_engine(database_url)
    opens = units_of_work(engine)
    async with changing(opens) as uow:
        await uow.settings.add(a_setting())
        await uow.people.add([ADA])
        await uow.people.set_identities([account(ADA.id)])
    yield opens
    await engine.dispose()


@asynccontextmanager
async def changing(begin: Begin) -> AsyncIterator[UnitOfWork]:
    async with begin() as uow:
        yield uow
        await uow.commit()


async def reachable(begin: Begin) -> bool:
    async with begin() as uow:
        return (await uow.looks.at([ADA.id], NOW))[ADA.id].reachable


async def test_an_installation_is_found_as_it_was_saved_and_saving_again_replaces_it(begin: Begin) -> None:
    newer = replace(HERE, sealed="sealed-2", expires_at=SOON, enterprise="E1", org_wide=True)
    for each in (HERE, newer):
        async with changing(begin) as uow:
            await uow.installations.save(each)
            assert await uow.installations.get(Platform.SLACK, TEAM) == each
            assert await uow.installations.all(Platform.SLACK) == [each]
            assert await uow.installations.all(Platform.TEAMS) == []


async def test_a_removed_installation_has_no_tokens_and_nobody_is_reached_there(begin: Begin) -> None:
    async with changing(begin) as uow:
        await uow.installations.save(HERE)
    assert await reachable(begin)
    async with changing(begin) as uow:
        await uow.installations.remove(Platform.SLACK, TEAM, SOON)
        assert await uow.installations.get(Platform.SLACK, TEAM) is None
        assert await uow.installations.all(Platform.SLACK) == []
        assert await uow.installations.removed_for(ADA.setting_id) == ["Country office"]
        assert await uow.installations.removed_for("elsewhere") == []
        assert not await uow.installations.hold(HERE, NOW, SOON)
    assert not await reachable(begin)
    async with changing(begin) as uow:
        await uow.installations.save(HERE)
        assert await uow.installations.removed_for(ADA.setting_id) == []
    assert await reachable(begin)


async def test_a_workspace_whose_token_stands_in_the_settings_can_be_removed_and_come_back(
    begin: Begin,
) -> None:
    async with changing(begin) as uow:
        assert not await uow.installations.returned(Platform.SLACK, TEAM)
        await uow.installations.remove(Platform.SLACK, TEAM, NOW)
    assert not await reachable(begin)
    async with changing(begin) as uow:
        assert await uow.installations.removed_for(ADA.setting_id) == [TEAM]
        assert await uow.installations.returned(Platform.SLACK, TEAM)
    assert await reachable(begin)


async def test_nobody_is_reached_in_a_workspace_that_never_had_the_app_until_it_is_installed_there(
    database_url: str, begin: Begin
) -> None:
    engine = open_engine(database_url)
    for home, at_home in (("T0HOME", False), ("", False), (TEAM, True)):
        here = units_of_work(engine, homes={Platform.SLACK: home})
        assert await reachable(here) is at_home
        async with here() as uow:
            assert await uow.installations.missing_for(ADA.setting_id) == ([] if at_home else [TEAM])
            assert await uow.installations.missing_for("elsewhere") == []
            week = await uow.reports.week(ADA.setting_id, NOW - timedelta(days=7), NOW)
        assert (week.on_roster, week.reachable) == (1, int(at_home))
    by_oauth = units_of_work(engine, homes={Platform.SLACK: "T0HOME"})
    async with changing(by_oauth) as uow:
        await uow.installations.save(HERE)
        assert await uow.installations.missing_for(ADA.setting_id) == []
    assert await reachable(by_oauth)
    async with changing(by_oauth) as uow:
        await uow.installations.remove(Platform.SLACK, TEAM, SOON)
        assert await uow.installations.missing_for(ADA.setting_id) == []
        assert await uow.installations.removed_for(ADA.setting_id) == ["Country office"]
    assert not await reachable(by_oauth)
    await engine.dispose()


async def test_coming_back_takes_no_installation_away(begin: Begin) -> None:
    async with changing(begin) as uow:
        await uow.installations.save(HERE)
        assert not await uow.installations.returned(Platform.SLACK, TEAM)
        assert await uow.installations.get(Platform.SLACK, TEAM) == HERE


async def test_one_process_at_a_time_renews_a_token_and_only_the_one_it_saw(begin: Begin) -> None:
    renewed = replace(HERE, sealed="sealed-2", expires_at=SOON)
    async with changing(begin) as uow:
        await uow.installations.save(HERE)
        assert await uow.installations.hold(HERE, NOW, SOON)
        assert not await uow.installations.hold(HERE, NOW, SOON)
        assert await uow.installations.hold(HERE, SOON + timedelta(seconds=1), SOON + timedelta(minutes=1))
        assert await uow.installations.reseal(HERE, renewed)
        assert not await uow.installations.reseal(HERE, replace(HERE, sealed="sealed-3"))
        assert not await uow.installations.hold(HERE, NOW, SOON)
        assert await uow.installations.get(Platform.SLACK, TEAM) == renewed
        assert await uow.installations.hold(renewed, NOW, SOON)


async def test_a_state_counts_once_and_not_for_long(begin: Begin) -> None:
    async with changing(begin) as uow:
        await uow.installations.issue_state("s-1", NOW, SOON)
    async with changing(begin) as uow:
        assert not await uow.installations.consume_state("s-2", NOW)
        assert not await uow.installations.consume_state("s-1", SOON)
        assert await uow.installations.consume_state("s-1", NOW)
        assert not await uow.installations.consume_state("s-1", NOW)


async def test_states_nobody_came_back_with_are_cleared_away(begin: Begin) -> None:
    async with changing(begin) as uow:
        await uow.installations.issue_state("old", NOW, SOON)
        await uow.installations.issue_state("new", SOON, SOON + timedelta(minutes=1))
        assert not await uow.installations.consume_state("old", NOW)


async def test_accounts_of_a_workspace_are_found_with_their_people_closed_ones_too(begin: Begin) -> None:
    async with changing(begin) as uow:
        await uow.people.close_identity(account(ADA.id).id, NOW)
    async with begin() as uow:
        [found] = await uow.people.accounts(Platform.SLACK, TEAM, ["U1", "U2"])
        assert (found.identity, found.person, found.is_open) == (account(ADA.id), ADA, False)
        assert await uow.people.accounts(Platform.SLACK, TEAM) == [found]
        assert await uow.people.accounts(Platform.SLACK, TEAM, ["U2"]) == []
        assert await uow.people.accounts(Platform.SLACK, "T2") == []
