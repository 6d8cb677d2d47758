"""What invented people write: sentences that fit the kind of field, from the tables in ``config/samples``."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import yaml

from bot.content.files import default_root
from nudges.cards import Form, TextInput
from nudges.people import Person
from nudges.texts import FALLBACK

Topic = Mapping[str, str]
"""Sentences by kind, all about the same thing; ``about`` are the words by which it is known again."""

_KINDS: Mapping[str, tuple[str, ...]] = {
    "name": ("title",),
    "title": ("title",),
    "about": ("title",),
    "what": ("what",),
    "objective": ("what",),
    "measure": ("measure",),
    "question": ("question",),
    "problem": ("question",),
    "same": ("question",),
    "merged": ("question",),
    "answer": ("answer",),
    "lines": ("answer",),
    "result": ("effect",),
    "outcome": ("effect",),
    "changed": ("effect",),
    "effect": ("effect",),
    "done": ("what",),
    "decided": ("decided",),
    "decision": ("decided",),
    "changes": ("changes",),
    "usual": ("usual",),
    "second": ("second",),
    "third": ("third",),
    "other": ("other",),
    "limit": ("limit",),
    "deadline": ("deadline",),
    "chance": ("chance",),
    "words": ("thanks", "lesson"),
    "line": ("lesson", "obstacle"),
    "lesson": ("lesson",),
    "sentence": ("lesson",),
    "word": ("lesson",),
    "reason": ("obstacle",),
    "why": ("answer",),
    "item": ("item",),
    "source": ("item",),
    "input": ("item",),
    "shared": ("shared",),
    "used": ("used",),
    "said": ("question",),
    "did": ("decided",),
    "objection": ("obstacle",),
    "then": ("lesson",),
    "means": ("what",),
    "needs": ("measure",),
    "term": ("term",),
    "meaning": ("meaning",),
    "wrong": ("wrong",),
}
"""By a field's name: the kinds of sentence that suit it, the best first."""
_BY_FORM: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("guidance_save:answer", "title"): ("question",),
    ("pact_plan", "when"): ("chance",),
    ("less", "what"): ("less",),
    ("hurdle_line", "line"): ("obstacle",),
    ("nominate", "line"): ("thanks",),
    ("message", "words"): ("decided", "effect"),
    ("relay_write", "words"): ("question", "answer"),
}
"""Where a name means something else in one dialog, known by how its token begins."""
SHORTEST_NUMBER, SHORTEST_HOUR = 3, 5
"""Characters: a field that holds no more is for such."""
_ANY = ("what", "measure", "decided", "effect", "lesson")
_NUMBERS = frozenset({"minutes", "people", "crisis", "times"})
_HOURS = frozenset({"time", "start", "end"})
_COLLEAGUES = frozenset({"whom", "ask", "decider", "name_1", "name_2", "name_3"})
_LISTS = frozenset({"tags", "keywords", "fields"})
_GENERAL = "general"
"""In a table: kinds whose sentences suit every topic, several each."""


@cache
def topics(language: str) -> Mapping[str, Topic]:
    """By name. A language without a table gets the fallback's."""
    folder = default_root().joinpath("samples")
    file = folder.joinpath(f"{language}.yaml")
    if not file.is_file():
        return topics(FALLBACK)
    read: dict[str, dict[str, Any]] = json.loads(json.dumps(yaml.safe_load(file.read_text("utf-8"))))
    general = read.pop(_GENERAL)
    return {name: _topic(number, each, general) for number, (name, each) in enumerate(read.items())}


def _topic(number: int, own: Mapping[str, Any], general: Mapping[str, Sequence[str]]) -> Topic:
    """A topic with its own sentences, and its turn of those that suit every topic."""
    shared = {kind: several[number % len(several)] for kind, several in general.items()}
    return shared | {k: ", ".join(v) if isinstance(v, list) else v for k, v in own.items()}


@dataclass(slots=True)
class Writer:
    """Remembers what was written, so that nothing is said twice while there is anything else to say."""

    _said: Counter[tuple[str, str]] = field(default_factory=Counter)

    def sheet(
        self, form: Form, person: Person, others: Sequence[Person], today: date, rng: Random
    ) -> "Sheet":
        """For one dialog: a topic it mentions already, else one that was used least."""
        known = topics(person.language)
        words = _words(f"{form.title} {form.intro}")
        fits = [name for name, topic in known.items() if words & _words(topic["about"])]
        asked = [_kinds(form.token, field.id) for field in form.inputs if isinstance(field, TextInput)]
        uses = {name: self._uses(name, asked) for name in known}
        fresh = [name for name in known if uses[name] == min(uses.values())]
        topic = rng.choice(fits or fresh)
        return Sheet(self, form.token, topic, known[topic], others, today, rng)

    def _uses(self, topic: str, asked: Sequence[Sequence[str]]) -> int:
        """How often what a dialog asks for was said about a topic."""
        return sum(min(self._said[topic, kind] for kind in kinds) for kinds in asked)

    def choose(self, topic: str, kinds: Sequence[str]) -> str:
        """The least used kind; the first of those that are equal."""
        best = min(kinds, key=lambda kind: self._said[topic, kind])
        self._said[topic, best] += 1
        return best


@dataclass(frozen=True, slots=True)
class Sheet:
    """One dialog being filled in: all its fields are about one topic."""

    writer: Writer
    token: str
    topic: str
    known: Topic
    others: Sequence[Person]
    today: date
    rng: Random
    _written: set[str] = field(default_factory=set)
    """The kinds that stand in it already."""

    def words(self, asked: TextInput, attempt: int) -> str:
        """What is written into a field; after a fault something of another shape.

        Where something stood there already and was sent as it was, own words come first.
        """
        others = attempt - bool(asked.initial)
        if others > 0:
            shapes = self._shapes()
            return shapes[(others - 1) % len(shapes)]
        return (self._given(asked) or self._sentence(asked))[: asked.limit]

    def _given(self, asked: TextInput) -> str:
        """What is no sentence: a number, an hour, a day, a name or a list; empty where one is wanted."""
        entities = sorted({each.entity for each in self.others})[:3]
        match asked.id:
            case name if name in _NUMBERS or asked.limit <= SHORTEST_NUMBER:
                given = str(self.rng.choice((30, 45, 60)))
            case name if name in _HOURS or asked.limit <= SHORTEST_HOUR:
                given = "10:00"
            case _ if asked.day:
                given = self._soon()
            case name if name in _COLLEAGUES:
                given = self.rng.choice(self.others).name if self.others else ""
            case "members":
                given = "\n".join(f"{entity} 2" for entity in entities)
            case name if name in _LISTS:
                given = self.known["about"]
            case _:
                given = ""
        return given

    def _sentence(self, asked: TextInput) -> str:
        """One that suits the field; else any of the topic that stands nowhere in this dialog."""
        own = self._open(_kinds(self.token, asked.id), asked.limit)
        kinds = own or self._open(_ANY, asked.limit)
        if not kinds:
            return self.known["title"][: asked.limit].rsplit(" ", 1)[0]
        kind = self.writer.choose(self.topic, kinds)
        self._written.add(kind)
        return self.known[kind]

    def _open(self, kinds: Sequence[str], limit: int) -> list[str]:
        return [kind for kind in kinds if kind not in self._written and len(self.known[kind]) <= limit]

    def _shapes(self) -> tuple[str, ...]:
        address = self.others[0].email if self.others else "3"
        return self._soon(), "10:00", "3", address, "https://calendar.example/a.ics"

    def _soon(self) -> str:
        return (self.today + timedelta(days=self.rng.randint(2, 12))).isoformat()


def _kinds(token: str, name: str) -> Sequence[str]:
    """The kinds of sentence that suit a field of a dialog, the best first."""
    here = (kinds for (begin, field), kinds in _BY_FORM.items() if field == name and token.startswith(begin))
    return next(here, _KINDS.get(name, _ANY))


def _words(text: str) -> set[str]:
    return {word.strip(".,;:!?“”’«»()").lower() for word in text.split()}
