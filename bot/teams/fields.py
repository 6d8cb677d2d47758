"""How a field of a form and what stands in it are written in a card.

Ids say what kind of value comes back, as Teams brings one string for everything. A choice is
written with its commas quoted, because several come back with commas between them. A person is
written as how they are called and their id, so that the field can be drawn again; a client that has
forgotten the option shows this, so the name comes first.
"""

from collections.abc import Iterable
from urllib.parse import quote, unquote

from nudges.cards import ChoiceInput, Input, PersonInput, TextInput

PEOPLE = "people"
"""The dataset of a person field: Teams asks for it by ``application/search`` as somebody types."""

_WORDS, _ONE, _MANY, _WHO = "words:", "one:", "many:", "who:"


def field_id(field: Input) -> str:
    """The id of its input in a card."""
    match field:
        case TextInput():
            return _WORDS + field.id
        case PersonInput():
            return _WHO + field.id
        case ChoiceInput():
            return (_MANY if field.multiple else _ONE) + field.id


def initial_of(field: Input) -> str:
    """What stands in a field from the start, as it comes back."""
    match field:
        case TextInput():
            return field.initial
        case PersonInput():
            return person_value(field.initial.value, field.initial.label) if field.initial else ""
        case ChoiceInput():
            return ",".join(map(quoted, field.initial))


def quoted(value: str) -> str:
    """A choice's value without commas and bars."""
    return quote(value, safe=":@ +/")


def person_value(person_id: str, name: str) -> str:
    return f"{name}|{quoted(person_id)}"


def person_in(filled: str) -> tuple[str, str]:
    """The id and the name; of words that were typed, which name nobody, no id."""
    name, bar, person_id = filled.rpartition("|")
    return (person_id, name) if bar else ("", filled)


def values_in(field: Input, filled: str) -> tuple[str, ...]:
    """What somebody filled in, without what is empty."""
    match field:
        case TextInput():
            return (filled.strip(),) if filled.strip() else ()
        case PersonInput():
            return _unquoted([person_in(filled)[0]])
        case ChoiceInput():
            return _unquoted(filled.split(",") if field.multiple else [filled])


def _unquoted(chosen: Iterable[str]) -> tuple[str, ...]:
    return tuple(unquote(each.strip()) for each in chosen if each.strip())
