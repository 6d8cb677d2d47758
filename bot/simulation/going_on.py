"""What invented colleagues do beyond one press: fill in dialogs, go on from a reply, begin by themselves.

Enough to lead every flow through its states; nothing of it knows any flow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from random import Random

from bot.ports import Actor, Command, FrontDesk, Press, Submission
from bot.simulation.sentences import Sheet, Writer
from nudges.cards import Card, ChoiceInput, Form, Input, PersonInput, Reply, Style, TextInput, split_token
from nudges.people import Person

STEPS = 12
"""Presses and dialogs in one go, at most: a person then does something else."""
TRIES = 6
GOES_ON = 0.6
"""How often somebody who was offered more buttons presses one."""
CLOSES = 0.15
"""How often a dialog is closed without sending it."""
FILLS_OPTIONAL = 0.5
ABOUT_ONESELF = frozenset(
    {"forget_me", "keep_me", "change", "export", "words", "snooze_month", "optout", "stop"}
)
"""Buttons about oneself, which have tests of their own; pressed here they would empty the setting."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One colleague at it. ``key`` is the same for the same doing in every run."""

    desk: FrontDesk
    actor: Actor
    person: Person
    others: Sequence[Person]
    """Of other pillars: whoever is named is always one of them."""
    today: date
    rng: Random
    key: str
    writer: Writer

    async def begin(self, words: str) -> None:
        """Type a command and go on from there."""
        await self.go_on(await self.desk.command(Command(self.actor, words, self.key)))

    async def go_on(self, reply: Reply, step: int = 1) -> None:
        """Do with a reply what people do: fill in its dialog, or press one of its buttons."""
        if step > STEPS:
            return
        if reply.form is not None:
            await self._fill(reply.form, step)
            return
        tokens = [t for card in _cards(reply) for t in _inviting(card)]
        if tokens and self.rng.random() < GOES_ON:
            press = Press(self.actor, self.rng.choice(tokens), f"{self.key}/{step}")
            await self.go_on(await self.desk.press(press), step + 1)

    async def _fill(self, form: Form, step: int) -> None:
        if self.rng.random() < CLOSES:
            return
        sheet = self.writer.sheet(form, self.person, self.others, self.today, self.rng)
        values = {field.id: self._value(field, 0, sheet) for field in form.inputs}
        for attempt in range(1, TRIES + 1):
            key = f"{self.key}/{step}/{attempt}"
            reply = await self.desk.submit(Submission(self.actor, form.token, values, key))
            if not reply.faults:
                await self.go_on(reply, step + 1)
                return
            wrong = [field for field in form.inputs if field.id in reply.faults]
            values |= {field.id: self._value(field, attempt, sheet) for field in wrong}

    def _value(self, field: Input, attempt: int, sheet: Sheet) -> tuple[str, ...]:
        """What is written or ticked; after a fault something of another shape."""
        if not field.required and attempt == 0 and self.rng.random() > FILLS_OPTIONAL:
            return ()
        match field:
            case TextInput():
                return ((not attempt and field.initial) or sheet.words(field, attempt)[: field.limit],)
            case ChoiceInput():
                return self._ticked(field)
            case PersonInput():
                return (self.rng.choice(self.others).id,) if self.others else ()

    def _ticked(self, field: ChoiceInput) -> tuple[str, ...]:
        values = [option.value for option in field.options]
        if field.initial and self.rng.random() < FILLS_OPTIONAL:
            return field.initial
        most = min(len(values), 3) if field.multiple else min(len(values), 1)
        return tuple(self.rng.sample(values, self.rng.randint(min(1, most), most)))


def _cards(reply: Reply) -> Iterator[Card]:
    if reply.replace is not None:
        yield reply.replace
    yield from reply.say


def _inviting(card: Card) -> Iterator[str]:
    """The buttons that lead on: not those drawn small, and not those about oneself."""
    for action in chain(*(group.actions for group in card.groups), card.actions):
        if action.style is not Style.QUIET and split_token(action.token)[0] not in ABOUT_ONESELF:
            yield action.token
