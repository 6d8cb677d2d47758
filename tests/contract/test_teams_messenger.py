"""Teams keeps the messenger's contract, and each of its failures is told apart."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.ports import (
    Address,
    LookUpUnsupportedError,
    MessageRef,
    SendBlockedError,
    SendLaterError,
    SendRefusedError,
    SendUnknownError,
)
from bot.settings_teams import Teams
from bot.teams.client import Connector
from bot.teams.messenger import TeamsMessenger
from bot.teams.reach import Reach
from bot.teams.tokens import AppToken
from nudges.cards import Action, ActionGroup, Card, Paragraph, say
from nudges.flows.troubles import TroubleKind
from nudges.people import Platform
from tests.clients.fake_teams import (
    AMINA,
    OTHER_TENANT,
    TENANT,
    Answer,
    FakeTeams,
    hang_up,
    page,
    refuse,
    running_fake_teams,
)
from tests.contract.messenger_contract import MessengerContract
from tests.integration.slack_scene import NOON

CHANNEL = "19:joint-work@thread.tacv2"
PERSON = Address(Platform.TEAMS, TENANT, user_id=AMINA)
IN_CHANNEL = Address(Platform.TEAMS, TENANT, channel_id=CHANNEL)
REF = MessageRef(Platform.TEAMS, TENANT, f"a:{AMINA}", "1700000000001")
CARD = say("A joint visit?", "Two teams go to the same district.")


def words_of(part: Any) -> list[str]:
    """Every word of a card that is shown, in order."""
    if isinstance(part, list):
        return [word for item in part for word in words_of(item)]
    if not isinstance(part, dict):
        return []
    own = [part[name] for name in ("text", "title", "value") if isinstance(part.get(name), str)]
    inner = ("body", "inlines", "items", "columns", "facts", "actions")
    return [*own, *(word for name in inner for word in words_of(part.get(name)))]


def connected(teams: FakeTeams, clock: VirtualClock, *, timeout: float = 5) -> Connector:
    settings = Teams.model_validate(teams.settings)
    return Connector(settings, AppToken(settings, clock), timeout=timeout)


@dataclass(frozen=True, slots=True)
class TeamsStage:
    """Reads as Amina does: what Teams keeps of a conversation."""

    teams: FakeTeams
    connector: Connector
    messenger: TeamsMessenger
    clock: VirtualClock

    @property
    def person(self) -> Address:
        return PERSON

    @property
    def channel(self) -> Address:
        return IN_CHANNEL

    @property
    def missing(self) -> MessageRef:
        return REF

    async def read(self, ref: MessageRef) -> str:
        [attachment] = self.teams.messages[ref.message]["attachments"]
        return "\n".join(words_of(attachment["content"]))

    async def count(self, to: Address) -> int:
        return len(self.teams.in_conversation(to.channel_id or f"a:{to.user_id}"))


@pytest.fixture
async def stage() -> AsyncIterator[TeamsStage]:
    async with running_fake_teams() as teams:
        clock = VirtualClock(NOON)
        connector = connected(teams, clock)

        async def service_of(_: str) -> str:
            return teams.service

        yield TeamsStage(teams, connector, TeamsMessenger(connector, service_of, Reach(clock)), clock)
        await connector.close()


class TestTeamsMessenger(MessengerContract):
    """``stage`` is the module's."""


# What goes wrong --------------------------------------------------------------------------------------


async def test_teams_cannot_tell_whether_a_message_arrived(stage: TeamsStage) -> None:
    with pytest.raises(LookUpUnsupportedError):
        await stage.messenger.find(PERSON, key="k")


@pytest.mark.parametrize(
    ("status", "code", "gone", "advice"),
    [
        (403, "ForbiddenOperationException", True, "must be installed"),
        (403, "MessageWritesBlocked", True, "blocked"),
        (404, "ConversationNotFound", True, "not there any more"),
        (400, "BadSyntax", False, "list of status codes"),
        (413, "MessageSizeTooBig", False, "list of status codes"),
        (404, "ActivityNotFoundInConversation", False, "deleted"),
        (302, "", False, "HTTP 302"),
    ],
)
async def test_a_refusal_says_whether_the_account_is_gone_and_what_to_do(
    stage: TeamsStage, status: int, code: str, gone: bool, advice: str
) -> None:
    name = "update" if code == "ActivityNotFoundInConversation" else "send"
    stage.teams.answers[name] = refuse(status, code)
    call = (
        stage.messenger.redraw(REF, CARD) if name == "update" else stage.messenger.send(PERSON, CARD, key="k")
    )
    with pytest.raises(SendRefusedError, match=advice) as refused:
        await call
    assert (refused.value.gone, isinstance(refused.value, SendBlockedError)) == (gone, False)


@pytest.mark.parametrize("name", ["open", "send"])
async def test_a_tenant_that_switched_the_app_off_closes_nobody_s_account(
    stage: TeamsStage, name: str
) -> None:
    stage.teams.answers[name] = refuse(403, "BotDisabledByAdmin")
    with pytest.raises(SendBlockedError, match="administrators") as blocked:
        await stage.messenger.send(PERSON, CARD, key="k")
    assert blocked.value.trouble is TroubleKind.DISCONNECTED


@pytest.mark.parametrize(
    ("status", "trouble"), [(403, TroubleKind.NOT_IN_CHANNEL), (404, TroubleKind.CHANNEL_GONE)]
)
async def test_a_channel_without_the_app_is_a_trouble_of_the_channel(
    stage: TeamsStage, status: int, trouble: TroubleKind
) -> None:
    stage.teams.answers["send"] = refuse(status)
    with pytest.raises(SendBlockedError, match="add it there") as blocked:
        await stage.messenger.send(IN_CHANNEL, CARD, key="k")
    assert blocked.value.trouble is trouble


async def test_somebody_for_whom_the_app_is_not_installed_is_gone(stage: TeamsStage) -> None:
    stage.teams.answers["open"] = refuse(403, "ForbiddenOperationException")
    with pytest.raises(SendRefusedError, match="installed") as refused:
        await stage.messenger.send(PERSON, CARD, key="k")
    assert refused.value.gone
    assert "send" not in stage.teams.names()


@pytest.mark.parametrize("status", [412, 429])
@pytest.mark.parametrize("name", ["open", "send"])
async def test_a_limit_tells_how_long_to_wait_and_never_less(
    stage: TeamsStage, name: str, status: int
) -> None:
    stage.teams.answers[name] = refuse(status, Retry_After="17")
    with pytest.raises(SendLaterError) as later:
        await stage.messenger.send(PERSON, CARD, key="k")
    assert 17 <= later.value.seconds <= 17 * 1.2
    assert stage.teams.names().count(name) == 1


@pytest.mark.parametrize("headers", [{}, {"Retry_After": "soon"}])
async def test_a_limit_without_a_time_still_means_to_wait(stage: TeamsStage, headers: dict[str, str]) -> None:
    stage.teams.answers["send"] = refuse(429, **headers)
    with pytest.raises(SendLaterError) as later:
        await stage.messenger.send(PERSON, CARD, key="k")
    assert later.value.seconds >= 30


async def test_not_all_who_were_told_to_wait_come_back_at_once(stage: TeamsStage) -> None:
    stage.teams.answers["send"] = refuse(429, Retry_After="100")
    waits = set()
    for number in range(5):
        with pytest.raises(SendLaterError) as later:
            await stage.messenger.send(PERSON, CARD, key=f"k{number}")
        waits.add(later.value.seconds)
    assert len(waits) > 1


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(hang_up, id="hung-up"),
        pytest.param(page("", status=408), id="408"),
        pytest.param(page("Bad gateway", status=502), id="proxy"),
        pytest.param(refuse(500, "ServiceError"), id="500"),
        pytest.param(refuse(503), id="503"),
        pytest.param(refuse(504), id="504"),
        pytest.param(page("All good", status=200), id="proxy-200"),
        pytest.param(page('{"broken', status=200), id="broken-json"),
    ],
)
async def test_a_lost_answer_is_in_doubt_and_never_asked_for_again(stage: TeamsStage, answer: Answer) -> None:
    stage.teams.answers["send"] = answer
    with pytest.raises(SendUnknownError, match="look into the conversation"):
        await stage.messenger.send(PERSON, CARD, key="k")
    assert stage.teams.names().count("send") == 1


async def test_silence_is_in_doubt(stage: TeamsStage) -> None:
    impatient = connected(stage.teams, stage.clock, timeout=0.2)

    async def service_of(_: str) -> str:
        return stage.teams.service

    stage.teams.silent.add("send")
    with pytest.raises(SendUnknownError):
        await TeamsMessenger(impatient, service_of, Reach(stage.clock)).send(PERSON, CARD, key="k")
    await impatient.close()


@pytest.mark.parametrize("name", ["open", "token"])
async def test_a_lost_answer_before_anything_was_posted_is_not_in_doubt(stage: TeamsStage, name: str) -> None:
    stage.teams.answers[name] = hang_up
    with pytest.raises(SendLaterError):
        await stage.messenger.send(PERSON, CARD, key="k")


async def test_teams_out_of_reach_is_not_in_doubt(stage: TeamsStage, unused_tcp_port: int) -> None:
    await stage.connector.token.current()
    settings = stage.connector.settings.model_copy(update={"test_host": f"127.0.0.1:{unused_tcp_port}"})
    connector = Connector(settings, stage.connector.token)

    async def service_of(_: str) -> str:
        return f"http://127.0.0.1:{unused_tcp_port}/emea/"

    with pytest.raises(SendLaterError, match="network"):
        await TeamsMessenger(connector, service_of, Reach(stage.clock)).redraw(REF, CARD)
    await connector.close()


async def test_our_token_goes_to_no_foreign_address(stage: TeamsStage) -> None:
    async def service_of(_: str) -> str:
        return "http://127.0.0.1:9/emea/"

    with pytest.raises(SendLaterError, match="none of Microsoft's"):
        await TeamsMessenger(stage.connector, service_of, Reach(stage.clock)).send(PERSON, CARD, key="k")
    assert stage.teams.calls == []


async def test_a_tenant_that_is_not_served_is_blocked_before_anything_is_asked(stage: TeamsStage) -> None:
    with pytest.raises(SendBlockedError, match="CROSSPILLAR_TEAMS__TENANTS"):
        await stage.messenger.send(replace(PERSON, workspace=OTHER_TENANT), CARD, key="k")
    assert stage.teams.calls == []


async def test_a_card_teams_cannot_hold_is_refused_before_anything_is_asked(stage: TeamsStage) -> None:
    rows = tuple(ActionGroup(f"Line {n}", (Action(f"did:{n}", "Yes" * 20),)) for n in range(200))
    with pytest.raises(SendRefusedError, match="does not fit"):
        await stage.messenger.send(PERSON, Card("", (Paragraph("Your week"),), rows), key="k")
    assert stage.teams.calls == []


async def test_a_conversation_is_opened_once(stage: TeamsStage) -> None:
    for key in ("k1", "k2"):
        await stage.messenger.send(PERSON, CARD, key=key)
    assert stage.teams.names().count("open") == 1


async def test_a_conversation_that_is_known_is_not_asked_for(stage: TeamsStage) -> None:
    ref = await stage.messenger.send(replace(PERSON, conversation="a:known"), CARD, key="k")
    assert (stage.teams.names(), ref.conversation) == (["token", "send"], "a:known")


async def test_one_that_is_known_and_gone_is_opened_anew_and_the_message_sent_there(
    stage: TeamsStage,
) -> None:
    def once(request: Any) -> Any:
        del stage.teams.answers["send"]
        return refuse(404, "ConversationNotFound")(request)

    stage.teams.answers["send"] = once
    ref = await stage.messenger.send(replace(PERSON, conversation="a:known"), CARD, key="k")
    assert stage.teams.names() == ["token", "send", "open", "send"]
    assert ref.conversation == f"a:{AMINA}"


@pytest.mark.parametrize("status", [403, 404])
async def test_a_message_that_cannot_be_redrawn_is_refused_and_nobody_is_gone(
    stage: TeamsStage, status: int
) -> None:
    stage.teams.answers["update"] = refuse(status)
    with pytest.raises(SendRefusedError) as refused:
        await stage.messenger.redraw(REF, CARD)
    assert not refused.value.gone


# The app's token --------------------------------------------------------------------------------------


async def test_the_token_is_asked_for_once_until_shortly_before_its_end(stage: TeamsStage) -> None:
    for minutes in (0, 50, 4, 2):
        stage.clock.move_to(stage.clock.now() + timedelta(minutes=minutes))
        await stage.messenger.send(PERSON, CARD, key=f"k{minutes}")
    assert stage.teams.names().count("token") == 2
    asked = next(body for name, body in stage.teams.calls if name == "token")
    assert asked["scope"] == "https://api.botframework.com/.default"


@pytest.mark.parametrize("status", [400, 401])
async def test_credentials_that_microsoft_refuses_make_messages_wait(stage: TeamsStage, status: int) -> None:
    stage.teams.answers["token"] = page('{"error": "invalid_client"}', status=status)
    with pytest.raises(SendBlockedError, match=r"invalid_client.*SECRET") as blocked:
        await stage.messenger.send(PERSON, CARD, key="k")
    assert blocked.value.trouble is TroubleKind.DISCONNECTED
    assert "not reached" in stage.messenger.reach.words


async def test_a_token_teams_does_not_take_is_replaced_next_time(stage: TeamsStage) -> None:
    stage.teams.answers["send"] = refuse(401, "Unauthorized")
    with pytest.raises(SendBlockedError) as blocked:
        await stage.messenger.send(PERSON, CARD, key="k1")
    assert blocked.value.trouble is TroubleKind.DISCONNECTED
    del stage.teams.answers["send"]
    await stage.messenger.send(PERSON, CARD, key="k2")
    assert stage.teams.names().count("token") == 2
    assert stage.messenger.reach.words.startswith("ok")
