"""Fields of a dialog: what each asks for, what stands in it, and what is wrong with that."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from bot.shortening import shorten
from bot.teams.fields import PEOPLE, field_id, person_in, person_value, quoted
from bot.teams.words import Json, is_plain, loosened, rich, run
from nudges.cards import MAX_LABEL, ChoiceInput, Input, Option, PersonInput, TextInput
from nudges.texts import Speaker

MAX_INPUT_LABEL = 300
MAX_HINT = 500
MAX_FAULT = 300
MAX_TEXT = 4000
MAX_LISTED = 7
"""Up to so many options are all shown; more go into a menu."""
MAX_PERSON = 300
BETWEEN = " · "
"""Stands between a colleague's name and their entity."""
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the fields of one dialog need to know."""

    speak: Speaker
    filled: Mapping[str, Any]
    faults: Mapping[str, str]
    people: tuple[Json, ...] = ()
    """Options of person fields, offered before anything is typed."""


def input_of(field: Input, drawing: Drawing) -> Iterator[Json]:
    filled = drawing.filled.get(field_id(field))
    yield {
        "id": field_id(field),
        "label": shorten(field.label, MAX_INPUT_LABEL),
        "isRequired": field.required,
        "errorMessage": drawing.speak("teams.required"),
        **_control(field, drawing, filled if isinstance(filled, str) else ""),
    }
    if fault := drawing.faults.get(field.id):
        yield fault_of(fault)
    hint = "" if isinstance(field, ChoiceInput) else field.hint
    if hint.strip():
        yield rich(run(shorten(hint, MAX_HINT), size="Small", isSubtle=True), spacing="Small")


def _control(field: Input, drawing: Drawing, filled: str) -> Json:
    match field:
        case TextInput(day=True):
            return _day(filled)
        case TextInput():
            return _text(field, filled)
        case ChoiceInput():
            return _choice(field, filled)
        case PersonInput():
            return _who(drawing, filled)
        case _:
            assert_never(field)


def _text(field: TextInput, filled: str) -> Json:
    limit = max(1, min(field.limit, MAX_TEXT))
    control = {"type": "Input.Text", "isMultiline": field.multiline, "maxLength": limit}
    return {**control, "value": filled[:limit]} if filled else control


def _day(filled: str) -> Json:
    """A calendar; it stands at no day where what is filled in is none."""
    control: Json = {"type": "Input.Date"}
    return {**control, "value": filled} if _DAY.fullmatch(filled) else control


def _choice(field: ChoiceInput, filled: str) -> Json:
    if not field.options:
        raise ValueError(f"the field {field.id!r} has no options")
    options = [_option(option) for option in field.options]
    offered = {each["value"] for each in options}
    chosen = [value for value in filled.split(",") if value in offered]
    control: Json = {
        "type": "Input.ChoiceSet",
        "choices": options,
        "isMultiSelect": field.multiple,
        "style": "expanded" if len(options) <= MAX_LISTED else "compact",
        "wrap": True,
    }
    return {**control, "value": ",".join(chosen if field.multiple else chosen[:1])} if chosen else control


def _option(option: Option) -> Json:
    """Some clients read Markdown in options, and none takes text runs there."""
    label = shorten(option.label, MAX_LABEL)
    return {"title": label if is_plain(label) else loosened(label), "value": quoted(option.value)}


def _who(drawing: Drawing, filled: str) -> Json:
    """Colleagues are looked up as somebody types; whoever is named already is there from the start."""
    chosen = filled[-MAX_PERSON:]
    person_id, label = person_in(chosen)
    named = [{"title": label, "value": chosen}] if person_id and label else []
    others = [each for each in drawing.people if person_in(each["value"])[0] != person_id]
    return {
        "type": "Input.ChoiceSet",
        "choices": [*named, *others],
        "choices.data": {"type": "Data.Query", "dataset": PEOPLE},
        "style": "filtered",
        "placeholder": drawing.speak("teams.find_person"),
        **({"value": chosen} if named else {}),
    }


def fault_of(text: str) -> Json:
    """What is wrong, for all to see."""
    return rich(run(shorten(text, MAX_FAULT), color="Attention", weight="Bolder"), spacing="Small")


def person_option(person_id: str, name: str) -> Json:
    label = _whole(name)
    return {"title": label, "value": person_value(person_id, label)}


def _whole(name: str) -> str:
    """Name and entity within a label: of two people called alike, the entity says who is meant."""
    person, between, entity = name.rpartition(BETWEEN)
    if len(name) <= MAX_LABEL or not between:
        return shorten(name, MAX_LABEL)
    tail = between + shorten(entity, MAX_LABEL // 2)
    return shorten(person, MAX_LABEL - len(tail)) + tail
