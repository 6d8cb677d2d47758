"""What is public stands once on each platform, in the same words, and says where else."""

from nudges.cards import ChoiceInput
from nudges.channels import Channel
from nudges.people import Platform
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, nairobi, row
from tests.integration.two_chats import TENANT, WORKSPACE, TwoChats, on_slack, on_teams, two_chats


async def name_channels(town: TwoChats) -> None:
    setting = await town.scene.setting()
    places = (
        (Platform.SLACK, WORKSPACE, "C1", "all"),
        (Platform.SLACK, WORKSPACE, "C2", "more"),
        (Platform.TEAMS, TENANT, "19:t", "General"),
    )
    async with town.scene.app.deps.begin() as uow:
        for platform, workspace, address, name in places:
            channel = Channel(f"here-{address[:2]}", setting.id, platform, workspace, address, name)
            await uow.channels.save(channel)
        await uow.commit()


async def test_a_leader_s_decision_stands_once_on_each_platform(database_url: str) -> None:
    async with two_chats(database_url) as town:
        await town.scene.bring(
            row(ADA, role_group="R1", slack_id=f"{WORKSPACE}:U1"), row(BO, teams_id=f"{TENANT}:bo")
        )
        for who in (on_slack("U1"), on_teams("bo")):
            await town.type(who, "start")
        await name_channels(town)
        town.scene.clock.move_to(nairobi(2, 10))
        page = (await town.type(on_slack("U1"), "decided")).say[0]
        form = (await town.press(on_slack("U1"), page.actions[0].token)).form
        assert form is not None
        lines = {
            each.id: each.initial[0] if isinstance(each, ChoiceInput) else f"Line of {each.id}"
            for each in form.inputs
        }
        answer = await town.submit(on_slack("U1"), form.token, **lines)
        assert not answer.faults
        await town.scene.app.ticks.dispatch()
        (slack,), (teams,) = ([x for x in post.letters if not x.to] for post in (town.slack, town.teams))
        assert slack.card.body == teams.card.body
        assert "Also posted in General (Teams)." in slack.card.footer
        assert "Also posted in #all (Slack)." in teams.card.footer
        assert "Line of" in words_of(slack.card)
