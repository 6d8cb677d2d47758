"""Walks through the real product: types every word, presses every button, fills in every dialog.

Nothing is invented here: what is kept is what the services answered and what they sent. The walk is
the same each time, and ends after a fixed number of days.
"""

from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import TypeAlias

from bot.bootstrap import open_app
from bot.clock import VirtualClock
from bot.services import front_desk
from bot.settings import Attention, load_settings
from nudges.cards import Card, Form, Reply, split_token
from nudges.commands import COMMANDS, COORDINATOR_COMMANDS
from nudges.people import Platform
from tests.gallery.cast import cast
from tests.gallery.filling import TRIES, Filler
from tests.gallery.shown import Shape, Shown, actions_of, shape_of
from tests.integration.post import Post
from tests.integration.scene import MONDAY, Calendars, Scene, nairobi

EAGER = Attention.model_construct(
    per_week=1000, gap_hours=0, halve_after=10**6, rest_after=10**6, still_useful_days=10**4
)
"""Nobody's rest matters here: what is looked for is everything that can be said."""

ENDING = frozenset({"forget", "forget_me", "stop", "optout", "pause", "crisis", "snooze", "snooze_month"})
"""Silences somebody, or everybody, so it comes at the end of a day, and is taken back."""

Step: TypeAlias = tuple[str, str]
"""Whose turn it is, and the token or the words."""


@dataclass
class Walk:
    """What was seen so far, and what is still to be pressed."""

    scene: Scene
    languages: dict[str, str]
    filler: Filler
    most: int = 3
    shown: dict[object, Shown] = field(default_factory=dict)
    pressed: Counter[tuple[str, Shape]] = field(default_factory=Counter)
    submitted: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    _todo: deque[Step] = field(default_factory=deque)
    _numbers: "count[int]" = field(default_factory=count)
    _read: int = 0

    def see(self, who: str, source: str, what: Card | Form) -> None:
        key = repr(what)
        if key not in self.shown:
            name = f"walk/{self.languages.get(who, 'en')}/{source}/{len(self.shown)}"
            self.shown[key] = Shown(name, what)
        if isinstance(what, Card):
            self._todo.extend((who, action.token) for action in actions_of(what))

    async def type(self, who: str, words: str) -> None:
        await self._take(who, f"words:{words}", await self.scene.type(who, words))

    async def work(self) -> None:
        """Press everything that is not too well known by now."""
        while self._todo:
            self._todo = deque(sorted(self._todo, key=self._known))
            now, self._todo = list(self._todo), deque()
            for who, token in now:
                if self._known((who, token)) < self.most and split_token(token)[0] not in ENDING:
                    self.pressed[self._key(who, token)] += 1
                    await self._take(who, ":".join(shape_of(token)), await self.scene.press(who, token))

    def _key(self, who: str, token: str) -> tuple[str, Shape]:
        return self.languages.get(who, "en"), shape_of(token)

    def _known(self, step: Step) -> int:
        return self.pressed[self._key(*step)]

    async def read_post(self, everybody: Iterable[str]) -> None:
        """What was sent since; a post is everybody's."""
        new, self._read = self.scene.post.letters[self._read :], len(self.scene.post.letters)
        for letter in new:
            readers = [letter.to] if letter.to in self.languages else list(everybody)
            for who in readers:
                self.see(who, "sent", letter.card)

    async def _take(self, who: str, source: str, reply: Reply) -> None:
        for part, card in (("replace", reply.replace), *(("say", each) for each in reply.say)):
            if card is not None:
                self.see(who, f"{source}/{part}", card)
        if reply.form is not None:
            self.see(who, f"{source}/form", reply.form)
            await self._fill(who, reply.form)

    async def _fill(self, who: str, form: Form) -> None:
        name = split_token(form.token)[0]
        shape = ":".join(shape_of(form.token))
        key = (self.languages[who], shape)
        if self.submitted[key] >= self.most * 2:
            return
        self.submitted[key] += 1
        if self.submitted[key] == 1:
            try:
                await self._take(who, f"{name}/empty", await self.scene.submit(who, form.token))
            except (KeyError, IndexError, ValueError, StopIteration) as e:
                import traceback
                print("CRASH", form.token, repr(e)[:100], traceback.extract_tb(e.__traceback__)[-1])
        turn, tried = self.filler.turn(f"{shape}/{key[0]}"), Counter[str]()
        today = self.scene.clock.now().date()
        for _ in range(TRIES):
            values = self.filler.values(form, name, turn, tried, today)
            reply = await self.scene.submit(who, form.token, **values)
            if not reply.faults:
                self.filler.learn(name, tried)
                await self._take(who, f"{shape}/filled", reply)
                return
            tried.update(reply.faults.keys() & {each.id for each in form.inputs})
        self.faults[name] += 1


@asynccontextmanager
async def walking(database_url: str, start: datetime = MONDAY) -> AsyncIterator[Walk]:
    """A walk that stands at its beginning: everybody takes part."""
    settings = load_settings(database_url=database_url, secret_key="only for tests", local_chat=True)
    settings = settings.model_copy(update={"attention": EAGER})
    clock = VirtualClock(start)
    post, calendars, numbers = Post(clock), Calendars(), count()
    async with open_app(
        settings,
        clock=clock,
        new_id=lambda: f"first-{next(numbers)}",
        messengers={Platform.LOCAL: post},
        calendar_reader=calendars,
    ) as app:
        scene = Scene(settings, clock, post, calendars, app)
        rows = cast()
        await scene.bring(*rows)
        people = {each["email"]: (await scene.person(each["email"])).id for each in rows}
        languages = {each["email"]: each["language"] for each in rows}
        yield Walk(scene, languages, Filler(list(people.values())))


def words_of(walk: Walk) -> dict[str, list[str]]:
    """Every command's first word, by language."""
    names = [*COMMANDS, *COORDINATOR_COMMANDS, *walk.scene.app.flows.words]
    texts = walk.scene.app.deps.texts
    return {
        language: [
            texts.get(language, f"command.{name}.words").split(",")[0].strip()
            for name in names
            if name not in ENDING
        ]
        for language in texts.languages
    }


async def walked(walk: Walk, days: int) -> None:
    scene = walk.scene
    words = words_of(walk)
    everybody = list(walk.languages)
    await scene.tick()
    await walk.read_post(everybody)
    walkers = [who for who in everybody if not who.startswith("crowd")]
    for who in everybody:
        await scene.type(who, words[walk.languages[who]][1])
    for day in range(days):
        for hour in (10, 15):
            scene.clock.move_to(nairobi(2, hour) + timedelta(days=day))
            await scene.tick()
            await walk.read_post(everybody)
            await walk.work()
        if day % 7 < 2:
            for who in walkers:
                for each in words[walk.languages[who]]:
                    await walk.type(who, each)
                await walk.work()
