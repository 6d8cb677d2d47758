"""What a coordinator reads in the local chat when posts cannot go to a channel elsewhere.

In the local chat itself nothing can be in the way of a message. A setting may post in Slack too,
though; here Slack is a stand-in that says what it would say of an archived channel.
"""

from bot.ports import SendBlockedError
from nudges.flows.troubles import TroubleKind
from tests.end_to_end.flows.office import Office
from tests.end_to_end.flows.test_channels import DEE, an_office, announces
from tests.integration.scene import ADA, CLEO, nairobi


def archived(user: str) -> Exception | None:
    """People are written to as ever; nothing is posted."""
    return None if user else SendBlockedError("is_archived", TroubleKind.CHANNEL_ARCHIVED)


async def test_a_coordinator_reads_once_what_is_in_the_way_until_it_is_mended(office: Office) -> None:
    scene = office.scene
    await an_office(office)
    named = {"address": "C024BE91L", "name": "joint-work", "purposes": "announcements"}
    await scene.submit(ADA, "channel_add", **named)
    scene.post.before = archived
    await announces(office)

    await office.be(CLEO, channel=True)
    await office.shows("Bo (Relief Office) shares: the road report.")
    await office.be(DEE)
    await office.shows("Posts in #joint-work do not go out: the channel is archived.")
    await office.picture("troubles-1-told")
    assert scene.post.to("") == []
    scene.clock.move_to(nairobi(9, 9, 5))
    await scene.tick()
    await office.be(DEE)
    await office.picture("troubles-2-digest")

    scene.post.before = None
    await scene.run_until(nairobi(9, 12))
    assert [each.card.title for each in scene.post.to("")] == ["One thing less"]
