"""Where two people share a workspace, their platform has a conversation for them; else we carry one."""

import pytest

from bot.ports import Actor
from nudges.cards import Link
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, nairobi, row
from tests.integration.two_chats import TENANT, WORKSPACE, TwoChats, on_slack, on_teams, two_chats

IN_TEAMS = f"https://teams.microsoft.com/l/chat/0/0?tenantId={TENANT}&users=bo%40example.org"
IN_SLACK = f"slack://user?team={WORKSPACE}&id=U2"
ADA_SLACK = on_slack("U1")


async def neighbours(town: TwoChats, column: str, ada: str, bo: str) -> None:
    await town.scene.bring(
        row(ADA, **{column: ada}), row(BO, entity="Relief Office", pillar="Humanitarian", **{column: bo})
    )


@pytest.mark.parametrize(
    ("column", "accounts", "who", "address"),
    [
        ("slack_id", (f"{WORKSPACE}:U1", f"{WORKSPACE}:U2"), ADA_SLACK, IN_SLACK),
        ("teams_id", (f"{TENANT}:a", f"{TENANT}:b"), on_teams("a"), IN_TEAMS),
    ],
)
async def test_no_thread_is_carried_between_two_who_share_a_workspace(
    sqlite_url: str, column: str, accounts: tuple[str, str], who: Actor, address: str
) -> None:
    async with two_chats(sqlite_url) as town:
        await neighbours(town, column, *accounts)
        await town.type(who, "start")
        bo = await town.scene.person(BO)
        for answer in (
            await town.type(who, "relay bo"),
            await town.press(who, f"relay_ask:{bo.id}"),
            await town.submit(who, "relay_ask", colleague=bo.id),
        ):
            links = [each for each in answer.say[-1].body if isinstance(each, Link)]
            assert links == [Link("Write to Bo", address)]


@pytest.mark.parametrize("apart", [False, True])
async def test_an_introduction_leads_to_their_own_conversation_or_offers_to_carry_one(
    sqlite_url: str, apart: bool
) -> None:
    far = "T0FAR" if apart else WORKSPACE
    async with two_chats(sqlite_url) as town:
        await neighbours(town, "slack_id", f"{WORKSPACE}:U1", f"{far}:U2")
        for who in (ADA_SLACK, on_slack("U2", far)):
            await town.type(who, "start")
            await town.submit(who, "introduction_wishes", meet="either")
        town.scene.clock.move_to(nairobi(10, 8))
        await town.scene.run_until(nairobi(10, 18))
        (card,) = [each.card for each in town.letters(ADA_SLACK) if BO in words_of(each.card)]
        links = [each.url for each in card.body if isinstance(each, Link)]
        assert links == ([] if apart else [IN_SLACK])
        assert ("You share no chat" in words_of(card)) == apart
