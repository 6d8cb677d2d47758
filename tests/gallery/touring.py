"""The tour that shows everything: weeks of a whole setting's life, the same each time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count

from bot.bootstrap import open_app
from bot.clock import VirtualClock
from bot.settings import Attention, load_settings
from nudges.commands import COMMANDS, COORDINATOR_COMMANDS
from nudges.people import Platform
from tests.gallery.cast import cast
from tests.gallery.walking import LAST, Walk
from tests.integration.post import Post
from tests.integration.scene import MONDAY, Calendars, Scene, nairobi

EAGER = Attention.model_construct(
    per_week=1000, gap_hours=0, halve_after=10**6, rest_after=10**6, still_useful_days=10**4
)
"""Nobody's rest matters here: what is looked for is everything that can be said."""


@asynccontextmanager
async def walking(database_url: str) -> AsyncIterator[Walk]:
    """A walk that stands at its beginning, in a product that runs on a clock of its own."""
    settings = load_settings(database_url=database_url, secret_key="only for tests", local_chat=True)
    settings = settings.model_copy(update={"attention": EAGER})
    clock, calendars, numbers = VirtualClock(MONDAY), Calendars(), count()
    post = Post(clock)
    async with open_app(
        settings,
        clock=clock,
        new_id=lambda: f"first-{next(numbers)}",
        messengers={Platform.LOCAL: post},
        calendar_reader=calendars,
    ) as app:
        scene, rows = Scene(settings, clock, post, calendars, app), cast()
        await scene.bring(*rows)
        ids = {each["email"]: (await scene.person(each["email"])).id for each in rows}
        others = {
            me["email"]: [ids[each["email"]] for each in rows if each["entity"] != me["entity"]]
            for me in rows
        }
        yield Walk(scene, {each["email"]: each["language"] for each in rows}, others)


async def tour(walk: Walk, days: int) -> None:
    """Everybody begins; each working day brings what time brings, and on Mondays every word is typed."""
    scene, walkers = walk.scene, [who for who in walk.languages if not who.startswith("crowd")]
    await scene.tick()
    await walk.read_post()
    for who in walk.languages:
        await walk.type(who, word(walk, who, "start"))
    for day in (day for day in range(days) if day % 7 < 5):
        for hour in (10, 14):
            scene.clock.move_to(nairobi(2, hour) + timedelta(days=day))
            await scene.tick()
            await walk.read_post()
            await walk.work(friday=day % 7 == 4)
        if day % 7 == 0:
            walk.new_week()
            for who in walkers[day // 7 % 2 :: 2] if day else walkers:
                await _try_everything(walk, who)
            await walk.work()
    for who in walkers:
        walk.pages[f"home/{walk.languages[who]}/{who}"] = await scene.home(who)
    for who in walkers:
        await _endings(walk, who)


async def _try_everything(walk: Walk, who: str) -> None:
    flows = walk.scene.app.flows
    for name in (*COMMANDS, *COORDINATOR_COMMANDS, *flows.words):
        if name not in LAST:
            await walk.type(who, word(walk, who, name))
    for name in sorted(flows.presses):
        await walk.open(who, name)


async def _endings(walk: Walk, who: str) -> None:
    """What silences one or all, each taken back; what nobody understands; at last the end of everything."""
    for words in ("zzzz", "setings", "helo", "did B6", "did zzzz"):
        await walk.type(who, words)
    for name in ("snooze", "resume", "pause", "unpause", "crisis", "crisis_over", "stop", "start", "forget"):
        await walk.type(who, word(walk, who, name))
    for token in (
        "leave_running",
        "snooze",
        "snooze_month",
        "resume",
        "stop",
        "optin",
        "keep_me",
        "forget_me",
    ):
        await walk.press(who, token)
    await walk.type(who, "help")


def word(walk: Walk, who: str, name: str) -> str:
    """The first of the words for a command, in somebody's language."""
    return walk.scene.app.deps.texts.get(walk.languages[who], f"command.{name}.words").split(",")[0].strip()
