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

REGRETTED = frozenset(
    "drop leave end remove close decline declined stop retire reject never pass no not anew settled off "
    "gone done down less let edit change merge shrink take unpause dispute".split()
)
"""What a button that ends something is called: pressed on Fridays only, so that much can happen before."""

CALM = frozenset({"change", "relays"})
"""Dialogs that are only looked at: whoever changed their language or hours would walk differently."""

Step: TypeAlias = tuple[str, str]
"""Whose turn it is, and the token or the words."""


@dataclass
class Walk:
    """What was seen so far, and what is still to be pressed."""

    scene: Scene
    languages: dict[str, str]
    others: dict[str, list[str]]
    """Whom each may name: the ids of colleagues of other entities."""
    filler: Filler = field(default_factory=Filler)
    most: int = 2
    shown: dict[object, Shown] = field(default_factory=dict)
    pressed: Counter[tuple[str, Shape]] = field(default_factory=Counter)
    all_pressed: Counter[tuple[str, Shape]] = field(default_factory=Counter)
    all_submitted: set[str] = field(default_factory=set)
    submitted: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    nudges: dict[str, str] = field(default_factory=dict)
    """Of the prompts sent: what each was."""
    _todo: deque[Step] = field(default_factory=deque)
    friday: bool = False
    _friday: list[Step] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)
    _read: int = 0

    def see(self, who: str, source: str, what: Card | Form) -> None:
        key = repr(what)
        if key not in self.shown:
            name = f"walk/{self.languages.get(who, 'en')}/{source}/{len(self.shown)}"
            self.shown[key] = Shown(name, what)
        if isinstance(what, Card):
            self._todo.extend((who, action.token) for action in actions_of(what))

    def new_week(self) -> None:
        """What was pressed before is worth another look, as everything has moved on."""
        self.all_pressed += self.pressed
        self.pressed.clear()
        self.submitted.clear()

    def begin(self, *, friday: bool) -> None:
        self.friday = friday
        if friday:
            self._todo.extend(self._friday)
            self._friday.clear()

    async def type(self, who: str, words: str) -> None:
        await self._take(who, f"words:{words}", await self.scene.type(who, words))

    async def open(self, who: str, name: str) -> None:
        """As a nudge's answer does that leads to a flow without a record."""
        token = f"{name}:"
        if self._known((who, token)) < self.most and not self.ends(token):
            self.pressed[self._key(who, token)] += 1
            await self._take(who, name, await self.scene.press(who, token))

    async def work(self) -> None:
        """Press everything that is not too well known by now."""
        while self._todo:
            self._todo = deque(sorted(self._todo, key=self._known))
            now, self._todo = list(self._todo), deque()
            for who, token in now:
                name = split_token(token)[0]
                if self._known((who, token)) >= self.most or name in ENDING:
                    continue
                if self.ends(token) and not self.friday:
                    self._friday.append((who, token))
                else:
                    self.pressed[self._key(who, token)] += 1
                    await self._take(who, ":".join(shape_of(token)), await self.scene.press(who, token))

    def ends(self, token: str) -> bool:
        """Whether this takes something off the table that others might still need."""
        name, *rest = self._key("", token)[1]
        if name == "letter" and rest[0] != "?":
            buttons = self.scene.app.flows.letters[rest[0]].buttons
            name = next(each.action for each in buttons if each.id == rest[1])
        if name == "answer" and rest[0] != "?":
            choices = self.scene.app.deps.catalogue.nudges[rest[0]].choices
            name = next(each.opens or each.id for each in choices if each.id == rest[1])
        return bool(REGRETTED & set(name.split("_")))

    def _key(self, who: str, token: str) -> tuple[str, Shape]:
        name, *rest = shape_of(token)
        if name in ("letter", "answer"):
            rest[0] = self.nudges.get(split_token(token)[1][0], "?")
        return self.languages.get(who, "en"), (name, *rest)

    def _known(self, step: Step) -> int:
        return self.pressed[self._key(*step)]

    async def read_post(self, everybody: Iterable[str]) -> None:
        """What was sent since; a post is everybody's."""
        new, self._read = self.scene.post.letters[self._read :], len(self.scene.post.letters)
        if new:
            self.nudges = {line.id: line.nudge for line in await self.scene.lines()}
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
        if shape not in self.all_submitted:
            self.all_submitted.add(shape)
            try:
                await self._take(who, f"{name}/empty", await self.scene.submit(who, form.token))
            except (KeyError, IndexError, ValueError, StopIteration) as e:
                import traceback
                print("CRASH", form.token, repr(e)[:100], traceback.extract_tb(e.__traceback__)[-1])
        if name in CALM:
            return
        turn, tried = self.filler.turn(f"{shape}/{key[0]}"), Counter[str]()
        today = self.scene.clock.now().date()
        for _ in range(TRIES):
            values = self.filler.values(form, name, self.others[who], turn, tried, today)
            reply = await self.scene.submit(who, form.token, **values)
            if not reply.faults:
                self.filler.learn(name, tried)
                await self._take(who, f"{shape}/filled", reply)
                return
            tried.update(reply.faults.keys() & {each.id for each in form.inputs})
        self.faults[name] += 1
        if self.faults[name] < 3:
            print("STUCK", form.token, reply.faults, {k: str(v)[:60] for k, v in values.items()})


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
        others = {
            me["email"]: [people[each["email"]] for each in rows if each["entity"] != me["entity"]] for me in rows
        }
        languages = {each["email"]: each["language"] for each in rows}
        yield Walk(scene, languages, others)


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
        if day % 7 > 4:
            continue
        for hour in (10, 15):
            scene.clock.move_to(nairobi(2, hour) + timedelta(days=day))
            walk.begin(friday=day % 7 == 4)
            await scene.tick()
            await walk.read_post(everybody)
            await walk.work()
        if day % 7 == 0:
            walk.new_week()
            for who in walkers[day // 7 % 2 :: 2] if day else walkers:
                for each in words[walk.languages[who]]:
                    await walk.type(who, each)
                for name in walk.scene.app.flows.presses:
                    await walk.open(who, name)
                await walk.work()
