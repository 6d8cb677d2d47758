"""One walk through the real product: whoever is named types, presses and fills in, and all is kept.

Nothing is invented here: what is shown is what the services answered and what they sent.
"""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias
from zlib import crc32

from bot.ports import Home
from bot.services.strangers import opens_for_strangers
from nudges.cards import Card, Form, Reply, split_token
from tests.gallery.filling import TRIES, Filler, Values
from tests.gallery.shown import Led, Refusal, Shape, Shown, actions_of, dialog_of, shape_of
from tests.integration.scene import Scene

LAST = frozenset({"forget", "forget_me", "stop", "optout", "pause", "crisis", "snooze", "snooze_month"})
"""Silences somebody, or everybody: never pressed on the way."""

LATE = frozenset(
    [
        "drop",
        "leave",
        "end",
        "remove",
        "close",
        "decline",
        "declined",
        "stop",
        "retire",
        "reject",
        "never",
        "pass",
        "no",
        "not",
        "anew",
        "settled",
        "off",
        "gone",
        "done",
        "down",
        "less",
        "let",
        "edit",
        "change",
        "merge",
        "shrink",
        "take",
        "unpause",
        "dispute",
    ]
)
"""Words in the names of buttons that end or reopen something: pressed on Fridays, when much has happened."""

READ_ONLY = frozenset({"change", "relays"})
"""Dialogs that are only looked at: after them somebody would have other hours, or no one to write to."""

MOST = 2
"""How often a week what looks alike is pressed in each language, and half as often as it is filled in."""

EAGER_MOST = 12

EMPTY: Values = {}

Step: TypeAlias = tuple[str, str]
"""Whose turn it is, and the token."""


@dataclass
class Walk:
    """What was seen so far, and what is still to be pressed."""

    scene: Scene
    languages: dict[str, str]
    """The language of everybody, by address."""
    others: dict[str, list[str]]
    """Whom each may name: the ids of colleagues of other entities."""
    shown: dict[str, Shown] = field(default_factory=dict)
    """By what it says, so that nothing is kept twice."""
    reached: set[str] = field(default_factory=set)
    """Names of handlers that did something other than say that a button is out of date."""
    submitted: set[str] = field(default_factory=set)
    """Names of dialogs that were accepted."""
    refusals: dict[str, Refusal] = field(default_factory=dict)
    """By what they say: dialogs that stayed open."""
    typed_forms: dict[str, tuple[str, Form]] = field(default_factory=dict)
    """By language and words: what was typed, and the dialog it asks for."""
    by_hand: bool = False
    """Whether whoever walks fills in each dialog; else all are filled in as they open."""
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    """By address and handler: the newest button that somebody has before them."""
    pages: dict[str, Home] = field(default_factory=dict)
    """People's own pages at the end, by a name that says whose."""
    led: dict[str, set[Led]] = field(default_factory=dict)
    """By the name of what a button does: what pressing it led to."""
    _filler: Filler = field(default_factory=Filler)
    _pressed: Counter[tuple[str, Shape]] = field(default_factory=Counter)
    _filled: Counter[tuple[str, str]] = field(default_factory=Counter)
    _emptied: set[str] = field(default_factory=set)
    _prompts: dict[str, str] = field(default_factory=dict)
    """Of the prompts sent: the id of the nudge or letter."""
    _todo: deque[Step] = field(default_factory=deque)
    _late: list[Step] = field(default_factory=list)
    _announced: dict[Step, bool] = field(default_factory=dict)
    _recordless: set[str] = field(default_factory=set)
    _read: int = 0

    def new_week(self) -> None:
        """What was pressed before is worth another look, as everything has moved on."""
        self._pressed.clear()
        self._filled.clear()

    async def type(self, who: str, words: str) -> Reply:
        reply = await self.scene.type(who, words)
        if reply.form is not None:
            self.typed_forms[f"{self.languages.get(who, 'en')}/{words}"] = (words, reply.form)
        await self._take(who, f"words:{words}", reply)
        return reply

    async def press(self, who: str, token: str) -> Reply:
        """Press it whatever it is, and note what it led to."""
        self._pressed[self._key(who, token)] += 1
        reply = await self.scene.press(who, token)
        if not self.is_stale(reply):
            self.reached |= {self._action(token), split_token(token)[0]}
            self._note_form((who, token), reply.form is not None)
        await self._take(who, ":".join(shape_of(token)), reply)
        return reply

    def _note_form(self, step: Step, form: bool) -> None:
        """Of a button that this person does not have before them, only that it opens a form says anything."""
        action = self._action(step[1])
        announced = self._announced.get(step)
        if announced is not None or form:
            declared = self.scene.app.desk.opens_form(action) or opens_for_strangers(action)
            led = Led(declared if announced is None else announced, form)
            self.led.setdefault(action, set()).add(led)

    async def open(self, who: str, name: str) -> None:
        """As a nudge's answer does that leads to a flow without a record."""
        token = f"{name}:"
        if name in self._recordless or self._pressed[self._key(who, token)] >= MOST or self._is_late(token):
            return
        if self.is_stale(await self.press(who, token)) and self._pressed[self._key(who, token)] >= MOST:
            self._recordless.add(name)

    async def work(self, *, friday: bool = False) -> None:
        """Press everything that is not too well known by now, the least known first."""
        if friday:
            self._todo.extend(self._late)
            self._late.clear()
        while self._todo:
            steps = sorted(self._todo, key=self._order)
            self._todo.clear()
            for who, token in steps:
                most = MOST if self._known(token) else EAGER_MOST
                if self._pressed[self._key(who, token)] >= most or split_token(token)[0] in LAST:
                    continue
                if self._is_late(token) and not friday:
                    self._late.append((who, token))
                else:
                    await self.press(who, token)

    def _order(self, step: Step) -> tuple[bool, int, bool]:
        return self._known(step[1]), self._pressed[self._key(*step)], not self._ends(step[1])

    def _known(self, token: str) -> bool:
        return self._action(token) in self.reached

    async def read_post(self) -> None:
        """Look at what was sent since; a post is everybody's."""
        new, self._read = self.scene.post.letters[self._read :], len(self.scene.post.letters)
        if new:
            self._prompts = {line.id: line.nudge for line in await self.scene.lines()}
        for letter in new:
            readers: Iterable[str] = [letter.to] if letter.to in self.languages else self.languages
            for who in readers:
                self._see(who, "sent", letter.card)

    def _see(self, who: str, source: str, what: Card | Form) -> None:
        if (key := repr(what)) not in self.shown:
            language = self.languages.get(who, "en")
            self.shown[key] = Shown(f"walk/{language}/{source}/{len(self.shown)}", what)
        if isinstance(what, Card):
            for action in actions_of(what):
                self._todo.append((who, action.token))
                self._announced[who, action.token] = action.opens_form
                self.tokens[who, self._action(action.token)] = action.token

    def _key(self, who: str, token: str) -> tuple[str, Shape]:
        """What looks alike: the same button of the same kind of message, in one language."""
        name, *rest = shape_of(token)
        if name in ("letter", "answer") and rest:
            rest[0] = self._prompts.get(split_token(token)[1][0], "?")
        return self.languages.get(who, "en"), (name, *rest)

    def _action(self, token: str) -> str:
        """The handler a button leads to: below letters and nudges, the flow's."""
        name, *rest = self._key("", token)[1]
        letters, nudges = self.scene.app.flows.letters, self.scene.app.deps.catalogue.nudges
        if name == "letter" and rest[0] in letters:
            return next((each.action for each in letters[rest[0]].buttons if each.id == rest[1]), name)
        if name == "answer" and rest[0] in nudges:
            return next((each.opens or name for each in nudges[rest[0]].choices if each.id == rest[1]), name)
        return name

    def _is_late(self, token: str) -> bool:
        """Not each: of several such letters some are turned down at once, before anybody said yes."""
        return self._ends(token) and crc32(token.encode()) % 3 > 0

    def _ends(self, token: str) -> bool:
        return bool(LATE & set(self._action(token).split("_")))

    def is_stale(self, reply: Reply) -> bool:
        texts = self.scene.app.deps.texts
        stale = {texts.get(language, "common.stale") for language in texts.languages}
        return any(getattr(block, "text", "") in stale for card in reply.say for block in card.body)

    async def _take(self, who: str, source: str, reply: Reply) -> None:
        for part, card in (("replace", reply.replace), *(("say", each) for each in reply.say)):
            if card is not None:
                self._see(who, f"{source}/{part}", card)
        if reply.form is not None:
            self._see(who, f"{source}/form", reply.form)
            if not self.by_hand:
                await self._fill(who, reply.form)

    async def _fill(self, who: str, form: Form) -> None:
        name, shape = dialog_of(form.token), ":".join(shape_of(form.token))
        key = (self.languages[who], shape)
        if self._filled[key] >= MOST * 2:
            return
        self._filled[key] += 1
        if shape not in self._emptied:
            self._emptied.add(shape)
            await self._take(who, f"{name}/empty", await self.send(who, form))
        if name not in READ_ONLY:
            await self.submit(who, form, f"{shape}/{key[0]}")

    async def submit(self, who: str, form: Form, what: str, given: Values = EMPTY) -> Reply:
        """Fill it in until nothing is wrong with it, or until it seems that nothing will do.

        ``given`` is what some fields get; ``what`` names those of its kind, whose choices go round.
        """
        name = dialog_of(form.token)
        turn, tried = self._filler.turn(what), Counter[str]()
        today = self.scene.clock.now().date()
        reply = Reply()
        for _ in range(TRIES):
            values = self._filler.values(form, name, self.others[who], turn, tried, today)
            reply = await self.send(who, form, {**values, **given})
            if not reply.faults:
                self._filler.learn(name, tried)
                await self._take(who, f"{what}/filled", reply)
                break
            tried.update(reply.faults.keys() & {each.id for each in form.inputs})
        return reply

    async def send(self, who: str, form: Form, values: Values = EMPTY) -> Reply:
        """Send it as it is; what it is refused for is kept."""
        reply = await self.scene.submit(who, form.token, "", **values)
        if reply.faults:
            name = dialog_of(form.token)
            key = f"{name} {self.languages[who]} {sorted(reply.faults.items())}"
            self.refusals.setdefault(key, Refusal(f"{name}/{len(self.refusals)}", form, reply.faults))
        elif not self.is_stale(reply):
            self.submitted.add(dialog_of(form.token))
        return reply
