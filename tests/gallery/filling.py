"""Filling in any dialog as far as it lets one: with the longest words first, then with what it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zlib import crc32

from nudges.cards import ChoiceInput, Form, PersonInput, TextInput
from tests.gallery.cast import address, longest

Values = Mapping[str, Sequence[str]]
TRIES = 12
SEVERAL = "Alpha, Beta, Gamma"


@dataclass
class Filler:
    """Remembers what a field took, so that it is not asked in vain again."""

    _taken: dict[tuple[str, str], int] = field(default_factory=dict)
    _turns: dict[str, int] = field(default_factory=dict)

    def turn(self, name: str) -> int:
        """How often a dialog of this name was filled before; its choices go round with it."""
        self._turns[name] = self._turns.get(name, -1) + 1
        return self._turns[name]

    def values(
        self, form: Form, name: str, people: Sequence[str], turn: int, tried: Mapping[str, int], today: date
    ) -> Values:
        """What is sent; ``tried``: how often each field was refused, ``people``: whom one may name."""
        again = sum(tried.values())
        named = iter([*people[(turn + again) % len(people) :], *people] * 2)
        return {
            each.id: self._value(
                each,
                crc32(f"{name} {each.id} {turn}".encode()),
                tried.get(each.id, 0) + self._taken.get((name, each.id), 0),
                today,
            )
            if not isinstance(each, PersonInput)
            else (next(named),)
            for each in form.inputs
        }

    def learn(self, name: str, tried: Mapping[str, int]) -> None:
        for each, times in tried.items():
            self._taken[name, each] = self._taken.get((name, each), 0) + times

    def _value(self, asked: TextInput | ChoiceInput, turn: int, tries: int, today: date) -> Sequence[str]:
        match asked:
            case TextInput():
                ways = _words(asked, today)
                return (ways[tries % len(ways)],)
            case ChoiceInput():
                options = [each.value for each in asked.options]
                if not asked.required and turn % 2 and not tries:
                    return ()
                turn //= 2
                if len(options) > 10:
                    options = options[:5]  # days and hours: what comes soon is what moves on
                if not asked.multiple:
                    return (options[(turn + tries) % len(options)],)
                many = (options, options[:2], options[:1], options[-1:], options[1:3])
                return many[(turn + tries) % len(many)]


def _words(asked: TextInput, today: date) -> list[str]:
    soon = (today + timedelta(days=8)).isoformat()
    ways = [
        longest(asked.limit),
        asked.initial,
        "20",
        "9:30",
        soon,
        address("ben"),
        address("dee"),
        "https://example.org/a",
        "Seed Fund 6\nRelief Office 5",
        SEVERAL,
        "3",
        f"{soon} 10:00",
    ]
    return [each for each in ways if each and len(each) <= asked.limit] or ["x"]
