"""How invented colleagues treat messages: when they press what, if anything.

A model for demonstrations and for tests of the loop, not a claim about real people: its
numbers are plausible guesses, all of them in ``Temperament``.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from math import log
from random import Random

from nudges.cards import Card, split_token
from nudges.people import Person
from nudges.working_time import (
    IsHoliday,
    is_working,
    next_working_moment,
)


@dataclass(frozen=True, slots=True)
class Temperament:
    """Chances (0 to 1) and times that hold for everyone; each person varies around them."""

    opts_in: float = 0.80
    puts_off_welcome: float = 0.08
    answers: float = 0.95
    """Of an attentive person who has had no message lately."""
    snoozes: float = 0.03
    stops: float = 0.0005
    """Of a person who has had no message lately."""
    stops_more_per_prompt: float = 0.25
    """How much each recent message adds to ``stops``, as a share of it."""
    fatigue: float = 0.04
    """The share of attention that each recent message costs a patient person."""
    memory: timedelta = timedelta(days=28)
    """How long a message counts as recent."""
    next_choice: float = 0.6
    """How likely each further choice is, compared with the one before it."""
    minutes_to_answer: float = 12.0
    """Median for a person who is not busy."""
    busy_minutes: float = 150.0
    """What being as busy as can be adds to it."""
    spread: float = 0.9
    """Standard deviation of the logarithm of the time to answer."""
    outside_hours: float = 0.1
    """How often an answer that falls outside working hours is given all the same."""


TYPICAL = Temperament()


@dataclass(frozen=True, slots=True)
class Reaction:
    """What is pressed, in this order within moments, and when (UTC)."""

    at: datetime
    tokens: tuple[str, ...]


@dataclass(slots=True)
class Colleague:
    """One invented person. The traits run from 0 to 1; ``patience`` is above 0."""

    attention: float
    patience: float
    busyness: float
    practice: float
    """How often they say in a check-in that they practised a behaviour."""
    temperament: Temperament = TYPICAL
    _recent: deque[datetime] = field(default_factory=deque)

    @classmethod
    def drawn(cls, rng: Random, temperament: Temperament = TYPICAL) -> "Colleague":
        """A person with traits of their own."""
        return cls(
            attention=rng.betavariate(5, 2),
            patience=rng.uniform(0.4, 1.0),
            busyness=rng.betavariate(2, 3),
            practice=rng.betavariate(2, 3),
            temperament=temperament,
        )

    def react(
        self, card: Card, sent_at: datetime, person: Person, is_holiday: IsHoliday, rng: Random
    ) -> Reaction | None:
        """What the person does with a message that reached them, or None where they let it pass.

        Only tokens of the card are pressed. Messages must be given in order of time: each
        one makes the person a little more tired of the next.
        """
        recent = self._count_recent(sent_at)
        tokens = self._press(_Offer(card), recent, rng)
        return Reaction(self._moment(sent_at, person, is_holiday, rng), tokens) if tokens else None

    def _count_recent(self, sent_at: datetime) -> int:
        while self._recent and self._recent[0] <= sent_at - self.temperament.memory:
            self._recent.popleft()
        self._recent.append(sent_at)
        return len(self._recent) - 1

    def _press(self, offer: "_Offer", recent: int, rng: Random) -> tuple[str, ...]:
        """The tokens to press; the chances of the kinds of reaction are laid side by side."""
        mood = rng.random()
        for chance, tokens in self._ways(offer, recent, rng):
            if mood < chance:
                return tokens
            mood -= chance
        return ()

    def _ways(self, offer: "_Offer", recent: int, rng: Random) -> Iterator[tuple[float, tuple[str, ...]]]:
        t = self.temperament
        if offer.opt_in:
            yield t.opts_in, offer.opt_in[:1]
            yield t.puts_off_welcome, offer.later[:1]
            return
        yield t.stops * (1 + t.stops_more_per_prompt * recent), offer.stop[:1]
        yield t.snoozes, offer.later[:1]
        freshness = max(0.0, 1 - t.fatigue / self.patience) ** recent
        yield t.answers * self.attention * freshness, self._answer(offer, rng)

    def _answer(self, offer: "_Offer", rng: Random) -> tuple[str, ...]:
        if offer.check_in:
            return tuple(self._check_in(offer.check_in, rng))
        for token in offer.answers:
            if rng.random() < 1 - self.temperament.next_choice:
                return (token,)
        return offer.answers[:1]

    def _check_in(self, behaviours: dict[str, dict[str, str]], rng: Random) -> Iterator[str]:
        for choices in behaviours.values():
            said = "yes" if rng.random() < self.practice else "no"
            if said in choices:
                yield choices[said]

    def _moment(self, sent_at: datetime, person: Person, is_holiday: IsHoliday, rng: Random) -> datetime:
        t = self.temperament
        median = t.minutes_to_answer + t.busy_minutes * self.busyness
        at = sent_at + timedelta(minutes=rng.lognormvariate(log(median), t.spread))
        if is_working(person, at, is_holiday) or rng.random() < t.outside_hours:
            return at
        start = next_working_moment(person, at, is_holiday) or at
        return start + timedelta(minutes=rng.uniform(1, 60))


class _Offer:
    """The tokens of a card by what they do; those of other kinds are left alone."""

    def __init__(self, card: Card) -> None:
        self.check_in: dict[str, dict[str, str]] = {}
        """Behaviour to answer (yes, no) to token."""
        names: dict[str, list[str]] = {"answer": [], "letter": [], "snooze": [], "stop": [], "optin": []}
        groups = (group.actions for group in card.groups)
        for action in chain(*groups, card.actions):
            name, arguments = split_token(action.token)
            kind = "snooze" if name.startswith("later") else name
            if kind in names:
                names[kind].append(action.token)
            elif kind == "checkin" and len(arguments) == 3:
                self.check_in.setdefault(arguments[1], {})[arguments[2]] = action.token
        self.answers = tuple(names["answer"] or names["letter"])
        self.later = tuple(names["snooze"])
        self.stop = tuple(names["stop"])
        self.opt_in = tuple(names["optin"])
