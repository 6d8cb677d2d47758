"""What invented people write: sentences that fit the kind of field, from the tables in ``config/samples``."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from ruamel.yaml import YAML

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
    "usual": ("decided",),
    "changes": ("measure",),
    "second": ("what",),
    "third": ("measure",),
    "other": ("lesson",),
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
    "shared": ("thanks",),
    "used": ("measure",),
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
    ("hurdle_line", "line"): ("obstacle",),
    ("nominate", "line"): ("thanks",),
    ("message", "words"): ("decided", "effect"),
    ("relay_write", "words"): ("question", "answer"),
}
"""Where a name means something else in one dialog."""
SHORTEST_NUMBER, SHORTEST_HOUR = 3, 5
"""Characters: a field that holds no more is for such."""
_ANY = ("what", "measure", "decided", "effect", "lesson")
_NUMBERS = frozenset({"minutes", "people", "crisis", "times"})
_HOURS = frozenset({"time", "start", "end"})
_DAYS = frozenset({"due", "until", "day", "deadline", "when"})
_COLLEAGUES = frozenset({"whom", "ask", "decider", "name_1", "name_2", "name_3"})
_LISTS = frozenset({"tags", "keywords", "fields"})


@cache
def topics(language: str) -> Mapping[str, Topic]:
    """By name. A language without a table gets the fallback's."""
    folder = default_root().joinpath("samples")
    file = folder.joinpath(f"{language}.yaml")
    if not file.is_file():
        return topics(FALLBACK)
    read: dict[str, dict[str, Any]] = json.loads(json.dumps(YAML(typ="safe").load(file.read_text("utf-8"))))
    return {
        name: {k: ", ".join(v) if isinstance(v, list) else v for k, v in each.items()}
        for name, each in read.items()
    }


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
        uses = {name: sum(n for (topic, _), n in self._said.items() if topic == name) for name in known}
        fresh = [name for name in known if uses[name] == min(uses.values())]
        topic = rng.choice(fits or fresh)
        return Sheet(self, form.token.split(":")[0], topic, known, others, today, rng)

    def choose(self, ways: Sequence[tuple[str, str]]) -> tuple[str, str]:
        """The least used of (topic, kind); the first of those that are equal."""
        best = min(ways, key=lambda way: self._said[way])
        self._said[best] += 1
        return best


@dataclass(frozen=True, slots=True)
class Sheet:
    """One dialog being filled in: all its fields are about one topic."""

    writer: Writer
    form: str
    topic: str
    known: Mapping[str, Topic]
    others: Sequence[Person]
    today: date
    rng: Random

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
            case name if name in _DAYS:
                given = self._soon()
            case name if name in _COLLEAGUES:
                given = self.rng.choice(self.others).name if self.others else ""
            case "members":
                given = "\n".join(f"{entity} 2" for entity in entities)
            case name if name in _LISTS:
                given = self.known[self.topic]["about"]
            case _:
                given = ""
        return given

    def _sentence(self, asked: TextInput) -> str:
        kinds = _BY_FORM.get((self.form, asked.id)) or _KINDS.get(asked.id, _ANY)
        ways = [way for way in self._ways(kinds) if len(self._at(way)) <= asked.limit]
        if ways:
            return self._at(self.writer.choose(ways))
        return self._at((self.topic, "title"))[: asked.limit].rsplit(" ", 1)[0]

    def _ways(self, kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
        """This topic first; others only where all of it was said."""
        yield from ((self.topic, kind) for kind in kinds)
        yield from ((topic, kinds[0]) for topic in self.known if topic != self.topic)

    def _at(self, way: tuple[str, str]) -> str:
        topic, kind = way
        return self.known[topic][kind]

    def _shapes(self) -> tuple[str, ...]:
        address = self.others[0].email if self.others else "3"
        return self._soon(), "10:00", "3", address, "https://calendar.example/a.ics"

    def _soon(self) -> str:
        return (self.today + timedelta(days=self.rng.randint(2, 12))).isoformat()


def _words(text: str) -> set[str]:
    return {word.strip(".,;:!?“”’«»()").lower() for word in text.split()}
