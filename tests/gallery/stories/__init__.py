"""Stories for what the tour does not come to: told one after the other in one setting."""

from tests.gallery.stories import disagreeing, leading, reading, running, together
from tests.gallery.telling import Teller
from tests.gallery.walking import Walk

STORIES = (
    *leading.STORIES,
    *disagreeing.STORIES,
    *together.STORIES,
    *reading.STORIES,
    *running.STORIES,
)


async def tell(walk: Walk) -> None:
    """Everybody begins, one of them only after a no; then every story."""
    walk.by_hand = True
    t = Teller(walk)
    await t.says("crowd1", "handover")
    await t.tap("crowd1", "optout")
    for who in walk.languages:
        await t.says(who.partition("@")[0], "start")
    await t.days(7)
    for story in STORIES:
        await story(t)
