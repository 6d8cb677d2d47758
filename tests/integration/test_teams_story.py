"""The whole product in Teams: somebody installs it, is asked once, takes part, answers and goes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.ports.operating import Role
from bot.services.rosters import Imported, import_roster
from bot.serving import check_platforms, web_app
from bot.settings import SettingsError, load_settings
from bot.teams.client import Place
from nudges.consent import Consent
from nudges.people import Identity, Person
from tests.clients.fake_teams import (
    AMINA,
    CLIENT,
    OTHER_TENANT,
    TENANT,
    FakeTeams,
    page,
    refuse,
    running_fake_teams,
)
from tests.clients.teams_activities import CHAT, Client, buttons
from tests.contract.test_teams_messenger import words_of
from tests.integration.scene import ADA, BO, MONDAY, SOUTH, nairobi, roster, row


@dataclass(frozen=True, slots=True)
class Country:
    """A product connected to a Teams of the tests' own. Ada's account there is Amina's."""

    app: App
    teams: FakeTeams
    clock: VirtualClock
    ada: Client

    async def bring(self, *rows: dict[str, str]) -> Imported:
        return await import_roster(self.app.deps, roster(*rows), SOUTH, self.app.known, self.app.homes)

    async def person(self, email: str = ADA) -> Person:
        async with self.app.deps.begin() as uow:
            return (await uow.people.by_email([email]))[email]

    async def accounts(self, email: str = ADA) -> list[Identity]:
        async with self.app.deps.begin() as uow:
            return await uow.people.identities([(await self.person(email)).id])

    async def consent(self) -> Consent:
        person = await self.person()
        async with self.app.deps.begin() as uow:
            return (await uow.looks.consents([person.id]))[person.id]

    async def run_until(self, end: datetime) -> None:
        while self.clock.now() < end:
            ticks = self.app.ticks
            for tick in (ticks.wake, ticks.plan, ticks.dispatch):
                await tick()
            self.clock.move_to(min(self.clock.now() + timedelta(minutes=15), end))

    def chat(self) -> list[dict[str, Any]]:
        return self.teams.in_conversation(CHAT)

    def shown(self) -> list[str]:
        return [" ".join(words_of(each["attachments"][0]["content"])) for each in self.chat()]

    def ids(self) -> list[str]:
        return [key for key, each in self.teams.messages.items() if each["conversation"]["id"] == CHAT]

    def token(self, name: str) -> str:
        """Of the button of the last message whose token begins so."""
        found = [each["data"]["token"] for each in buttons(self.chat()[-1]["attachments"])]
        return next(str(each) for each in found if str(each).startswith(name))


@asynccontextmanager
async def connected(database_url: str, **more: object) -> AsyncIterator[Country]:
    """``more`` are settings besides those of Teams."""
    async with running_fake_teams() as teams:
        teams.members[AMINA] = {"id": "29:ada", "name": "Ada", "userPrincipalName": ADA}
        settings = load_settings(
            database_url=database_url, secret_key="only for tests", teams=teams.settings, **more
        )
        clock = VirtualClock(MONDAY)
        async with open_app(settings, clock=clock) as app:
            application = web_app(app, role=Role.WEB)
            async with (
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(application), base_url="http://bot.test"
                ) as http,
                application.router.lifespan_context(application),
            ):
                yield Country(app, teams, clock, Client(teams, http))


@pytest.fixture
async def country(database_url: str) -> AsyncIterator[Country]:
    async with connected(database_url) as opened:
        yield opened


async def test_whoever_installs_it_is_welcomed_once_in_working_hours(country: Country) -> None:
    await country.bring(row(ADA))
    await country.ada.install()
    assert [each.user_id for each in await country.accounts()] == [AMINA]
    assert country.chat() == []
    await country.run_until(nairobi(2, 18))
    assert len(country.shown()) == 1
    assert country.token("optin")
    assert "open" not in country.teams.names()  # where they are is known from the installation
    await country.ada.install()
    await country.run_until(nairobi(5, 18))
    assert len(country.shown()) == 1


async def test_nobody_is_taken_for_a_person_of_another_tenant_by_an_address_made_up_there(
    country: Country,
) -> None:
    await country.bring(row(ADA))
    country.teams.members[AMINA] = {"id": "29:eve", "email": ADA, "userPrincipalName": "eve@example.net"}
    await country.ada.install()
    assert await country.accounts() == []
    del country.teams.members[AMINA]["userPrincipalName"]
    await country.ada.install()
    assert await country.accounts() == []


async def test_a_yes_counts_once_however_often_it_arrives_and_redraws_the_welcome(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA.upper()))
    await country.ada.install()
    await country.run_until(nairobi(2, 18))
    token = country.token("optin")
    answer = (await country.ada.press(token, country.ids()[0])).json()
    assert answer["statusCode"] == 200
    assert await country.consent() is Consent.OPTED_IN
    await country.ada.again()
    async with country.app.deps.begin() as uow:
        acts = [
            each.act.value for s in await uow.settings.all() for each in await uow.reports.consent_acts(s.id)
        ]
    assert acts == ["asked", "opted_in"]


async def test_commands_are_answered_and_a_stranger_is_told(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA))
    await country.ada.write("help")
    assert len(country.shown()) >= 1
    stranger = replace(country.ada, user="cccccccc-0000-4000-8000-00000000000c")
    await stranger.write("help")
    [told] = country.teams.in_conversation(f"a:{stranger.user}")
    assert "roster" in str(told)


async def test_a_button_of_a_card_opens_its_form_in_one_click(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA), row(BO))
    await country.ada.write("my joint work")
    offered = [each["data"] for each in buttons(country.chat()[-1]["attachments"])]
    share = next(each for each in offered if each["token"] == "share")
    assert share["msteams"] == {"type": "task/fetch"}
    opened = (await country.ada.fetch(share)).json()["task"]
    assert (opened["type"], opened["value"]["card"]["contentType"]) == (
        "continue",
        "application/vnd.microsoft.card.adaptive",
    )


async def test_after_removing_the_app_nothing_comes_until_it_is_back(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA))
    await country.ada.install()
    await country.ada.install("remove")
    assert await country.accounts() == []
    await country.run_until(nairobi(3, 18))
    assert country.chat() == []
    await country.ada.install()
    await country.run_until(nairobi(4, 18))
    assert len(country.shown()) == 1


async def test_somebody_without_the_app_is_not_written_to_again_until_they_have_it(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA))
    country.teams.answers["open"] = refuse(403, "ForbiddenOperationException")
    await country.run_until(nairobi(3, 18))
    assert (await country.accounts(), country.teams.names().count("open")) == ([], 1)
    del country.teams.answers["open"]
    await country.ada.install()
    await country.run_until(nairobi(4, 18))
    assert len(country.shown()) == 1


async def test_a_refusal_that_passed_is_forgotten_once_the_person_writes(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA))
    await country.ada.install()
    country.teams.answers["send"] = refuse(403, "MessageWritesBlocked")
    await country.run_until(nairobi(3, 18))
    assert await country.accounts() == []
    del country.teams.answers["send"]
    await country.ada.write("help")
    assert [each.user_id for each in await country.accounts()] == [AMINA]
    assert "roster" not in country.shown()[-1]


async def test_who_wrote_elsewhere_has_no_account_opened_by_it(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA))
    await country.ada.install()
    await country.ada.install("remove")
    await country.ada.mention("help")
    assert await country.accounts() == []


async def test_who_came_onto_the_roster_after_installing_is_found_when_they_write(country: Country) -> None:
    await country.ada.install()
    await country.ada.write("help")
    assert "roster" in country.shown()[-1]
    await country.bring(row(ADA))
    country.clock.move_to(MONDAY + timedelta(minutes=1))
    await country.ada.write("help")
    assert [each.user_id for each in await country.accounts()] == [AMINA]
    assert "roster" not in country.shown()[-1]


async def test_a_look_up_that_failed_is_tried_again_when_they_write(country: Country) -> None:
    await country.bring(row(ADA))
    country.teams.answers["member"] = refuse(502)
    await country.ada.install()
    await country.ada.write("help")
    assert await country.accounts() == []
    del country.teams.answers["member"]
    country.clock.move_to(MONDAY + timedelta(minutes=1))
    await country.ada.write("help")
    assert [each.user_id for each in await country.accounts()] == [AMINA]
    country.teams.calls.clear()
    await country.ada.write("help")
    assert "member" not in country.teams.names()


async def test_messages_wait_while_microsoft_refuses_our_token(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA))
    country.teams.answers["token"] = page('{"error": "invalid_client"}', status=401)
    await country.run_until(nairobi(2, 18))
    assert ([each.user_id for each in await country.accounts()], country.chat()) == ([AMINA], [])
    ready = (await country.ada.http.get("/readyz")).json()
    assert "not reached" in ready["checks"]["teams"]
    del country.teams.answers["token"]
    await country.run_until(nairobi(4, 18))
    assert len(country.shown()) == 1


async def test_the_service_address_of_a_tenant_is_kept_and_refreshed(country: Country) -> None:
    teams = country.app.teams
    assert teams is not None
    assert await teams.references.service_of(TENANT) == f"http://{country.teams.host}"
    await country.bring(row(ADA, teams_id=AMINA))
    await country.ada.install()
    assert await teams.references.service_of(TENANT) == country.teams.service
    moved = country.teams.service.replace("/emea/", "/amer/")
    await teams.references.met(Place(TENANT, moved, CHAT), None)
    assert await teams.references.service_of(TENANT) == moved


async def test_the_import_tells_who_is_not_reached(country: Country) -> None:
    done = await country.bring(row(ADA, teams_id=AMINA), row(BO, teams_id=f"{OTHER_TENANT}:somebody"))
    assert done.unreachable == 1


COLLEAGUES = f"19:{AMINA}_bbbbbbbb-0000-4000-8000-00000000000b@unq.gbl.spaces"


@pytest.mark.parametrize("conversation", [COLLEAGUES, "a:of-another-bot"])
async def test_a_menu_used_in_any_chat_does_not_move_one_s_own(country: Country, conversation: str) -> None:
    await country.bring(row(ADA, teams_id=AMINA))
    await country.ada.install()
    where = {"id": conversation, "conversationType": "personal", "tenantId": TENANT}
    value = {"commandId": "begin", "commandContext": "compose"}
    opened = await country.ada.invoke("composeExtension/fetchTask", value, conversation=where)
    assert opened.json()["task"]
    await country.run_until(nairobi(2, 18))
    assert (len(country.shown()), country.teams.in_conversation(conversation)) == (1, [])


async def test_a_chat_between_two_people_is_never_taken_for_the_bot_s_own(country: Country) -> None:
    await country.bring(row(ADA, teams_id=AMINA))
    await country.ada.install()
    where = {"id": COLLEAGUES, "conversationType": "personal", "tenantId": TENANT}
    await country.ada.write("help", conversation=where)
    assert country.teams.in_conversation(COLLEAGUES) == []
    before = len(country.shown())
    await country.run_until(nairobi(2, 18))
    assert (len(country.shown()), country.teams.in_conversation(COLLEAGUES)) == (before + 1, [])


async def test_refused_credentials_end_the_start_with_the_setting_to_mend(country: Country) -> None:
    country.teams.answers["token"] = page('{"error": "invalid_client"}', status=401)
    with pytest.raises(SettingsError, match="CROSSPILLAR_TEAMS__CLIENT_SECRET: invalid_client") as refused:
        await check_platforms(country.app)
    assert "a~secret" not in str(refused.value)
    assert CLIENT not in str(refused.value)


async def test_microsoft_out_of_reach_is_only_warned_about(
    country: Country, capsys: pytest.CaptureFixture[str]
) -> None:
    country.teams.answers["token"] = page("", status=502)
    await check_platforms(country.app)
    logged = capsys.readouterr().err
    assert "teams_not_reached" in logged
    assert "CROSSPILLAR_TEAMS__TEST_HOST" in logged
