"""The form in which a coordinator writes a nudge's words. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nudges.catalogue import Nudge
from nudges.editions import Words
from nudges.nudge_words import VARIED, Flaw, keys_of, longest, places_for, root_of, wordings
from nudges.texts import Speaker, numbered, placeholders

_BLANK_LINES = re.compile(r"\n{3,}")
_UNSEEN = ("Cc", "Cs")
"""Kinds of characters no message can show: controls, and halves of letters."""


@dataclass(frozen=True, slots=True)
class Field:
    """One text. ``name`` is the form's; ``places`` are those it has to keep. Two that are ``half`` as wide
    stand side by side.
    """

    name: str
    label: str
    hint: str
    value: str
    faults: Sequence[str]
    places: Sequence[str]
    long: bool
    half: bool


@dataclass(frozen=True, slots=True)
class WordsForm:
    """The texts of a nudge in one language, with a field for each wording the catalogue has."""

    nudge: Nudge
    original: Words
    speak: Speaker

    def fields(self, words: Words, flaws: Sequence[Flaw] = ()) -> list[Field]:
        return [self._field(*each, words, flaws) for each in self._slots()]

    def read(self, sent: Mapping[str, str]) -> Words:
        """The texts that were sent. A wording that was left empty is none; the others move up."""
        found: dict[str, str] = {}
        for key in keys_of(self.nudge):
            names = [self._name(numbered(key, number)) for number in range(self._count(key))]
            given = [tidy(sent.get(name, ""), lines=key.endswith(".body")) for name in names]
            filled = enumerate(each for each in given if each)
            found.update((numbered(key, number), each) for number, each in filled)
        return found

    @property
    def may_use(self) -> list[str]:
        """The places to choose from."""
        return sorted(places_for(self.nudge, f"{root_of(self.nudge.id)}.body"))

    def _slots(self) -> list[tuple[str, int]]:
        """Wording by wording: each title stands above the text it goes with."""
        every = [(key, number) for key in keys_of(self.nudge) for number in range(self._count(key))]
        varied = {f"{root_of(self.nudge.id)}.{part}" for part in VARIED}
        return sorted(every, key=lambda each: (each[0] not in varied, each[1]))

    def _count(self, key: str) -> int:
        return len(wordings(self.original, key))

    def _field(self, key: str, number: int, words: Words, flaws: Sequence[Flaw]) -> Field:
        here, kind = numbered(key, number), self._name(key).partition(".")[0]
        several = kind in VARIED and self._count(key) > 1
        return Field(
            name=self._name(here),
            label=self._label(key, kind, number),
            hint=self._word(
                f"hint.{kind}_of" if several else f"hint.{kind}",
                most=longest(key),
                original=self.original[key],
            ),
            value=words.get(here, ""),
            faults=[self._word(f"flaw.{each.rule}", **each.values) for each in flaws if each.key == here],
            places=sorted(placeholders(self.original[key])),
            long=kind == "body",
            half=kind in ("choice", "reply"),
        )

    def _label(self, key: str, kind: str, number: int) -> str:
        if kind in ("choice", "reply"):
            place = [each.id for each in self.nudge.choices].index(key.rpartition(".")[2])
            return self._word(f"field.{kind}", number=place + 1)
        if self._count(key) > 1:
            return self._word(f"field.{kind}_of", number=number + 1)
        return self._word(f"field.{kind}")

    def _name(self, key: str) -> str:
        return key.removeprefix(f"{root_of(self.nudge.id)}.")

    def _word(self, key: str, **values: object) -> str:
        return self.speak(f"pages.catalogue.{key}", **values)


def tidy(text: str, *, lines: bool) -> str:
    """Without what no message can show; in one line, unless it may have ``lines``."""
    shown = "".join(each for each in text if each == "\n" or unicodedata.category(each) not in _UNSEEN)
    if not lines:
        return " ".join(shown.split("\n")).strip()
    return _BLANK_LINES.sub("\n\n", "\n".join(each.strip() for each in shown.split("\n"))).strip()
