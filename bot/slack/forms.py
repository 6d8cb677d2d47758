"""Forms drawn as Slack modals, and their values read back. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, assert_never

from bot.shortening import ELLIPSIS, shorten
from bot.slack.blocks import section
from bot.slack.words import Json, plain
from nudges.cards import MAX_LABEL, ChoiceInput, Form, Input, PersonInput, TextInput

CALLBACK = "crosspillar_form"
PERSON_PREFIX = "person:"
"""An action id beginning like this asks us for people as somebody types."""

MAX_TITLE = 24
MAX_BLOCKS = 100
MAX_INPUT_LABEL = 2000
MAX_TEXT = 3000
MAX_LISTED = 10
"""Up to so many options are all shown; more go into a menu."""
MAX_OPTIONS = 100
MAX_OPTION_VALUE = 150
MAX_METADATA = 3000
BETWEEN = " · "
"""Stands between a colleague's name and their entity."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The message a form was opened from, kept in the modal so that it can be redrawn later."""

    channel: str = ""
    message: str = ""
    home: bool = False
    """Opened from the person's own page, which is to be drawn anew afterwards."""


NOWHERE = Origin()


def draw_form(form: Form, *, cancel: str, origin: Origin = NOWHERE) -> Json:
    """The modal for a form. Raises ``ValueError`` where Slack cannot hold it."""
    if len({field.id for field in form.inputs}) < len(form.inputs):
        raise ValueError(f"the form {form.title!r} uses an input id twice")
    blocks = [*_opening(form), *(_input(field) for field in form.inputs)] or _least(form)
    metadata = json.dumps({"token": form.token, **asdict(origin)})
    if len(blocks) > MAX_BLOCKS or len(metadata) > MAX_METADATA:
        raise ValueError(f"the form {form.title!r} is too large for a Slack modal")
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": plain(shorten(form.title, MAX_TITLE)),
        "submit": plain(shorten(form.submit, MAX_TITLE)),
        "close": plain(shorten(cancel, MAX_TITLE)),
        "blocks": blocks,
    }


def read_form(view: Mapping[str, Any]) -> tuple[str, Origin, dict[str, tuple[str, ...]]]:
    """The token, the origin and the values by input id of a submitted modal."""
    kept = json.loads(view["private_metadata"])
    state: dict[str, dict[str, Json]] = view["state"]["values"]
    values = {field: _values(next(iter(elements.values()))) for field, elements in state.items()}
    origin = Origin(kept["channel"], kept["message"], kept.get("home", False))
    return kept["token"], origin, values


def place_faults(view: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, str]:
    """Faults by the block they are shown at; one that fits no field goes to the first field.

    Empty where the modal has no field at all.
    """
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    placed = {field: faults[field] for field in fields if field in faults}
    stray = [text for field, text in faults.items() if field not in fields]
    if fields and stray:
        placed[fields[0]] = " ".join([*filter(None, [placed.get(fields[0])]), *stray])
    return placed


def person_options(people: Iterable[tuple[str, str]]) -> list[Json]:
    """Options of a person field from (person id, name and entity)."""
    return [_option(person_id, name) for person_id, name in people][:MAX_OPTIONS]


def _whole(name: str) -> str:
    """Name and entity within a label: of two people called alike, the entity says who is meant."""
    person, between, entity = name.rpartition(BETWEEN)
    if len(name) <= MAX_LABEL or not between:
        return name
    tail = between + shorten(entity, MAX_LABEL // 2)
    return shorten(person, MAX_LABEL - len(tail)) + tail


def _opening(form: Form) -> Iterator[Json]:
    """Slack cuts long titles off; a title that does not fit is repeated in full."""
    if len(form.title) > MAX_TITLE:
        yield from section(form.title)
    yield from section(form.intro)


def _least(form: Form) -> list[Json]:
    """Slack refuses a modal without blocks."""
    return list(section(form.title.strip() or ELLIPSIS))


def _input(field: Input) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.id,
        "label": plain(shorten(field.label, MAX_INPUT_LABEL)),
        "optional": not field.required,
        "element": _element(field),
    }
    hint = "" if isinstance(field, ChoiceInput) else field.hint
    return {**block, "hint": plain(shorten(hint, MAX_INPUT_LABEL))} if hint.strip() else block


def _element(field: Input) -> Json:
    match field:
        case TextInput(day=True):
            return _day(field)
        case TextInput():
            return _text(field)
        case ChoiceInput():
            return _choice(field)
        case PersonInput():
            return _person(field)
        case _:
            assert_never(field)


def _person(field: PersonInput) -> Json:
    element = {"type": "external_select", "action_id": PERSON_PREFIX + field.id, "min_query_length": 1}
    if field.initial is None:
        return element
    return {**element, "initial_option": _option(field.initial.value, field.initial.label)}


def _text(field: TextInput) -> Json:
    limit = max(1, min(field.limit, MAX_TEXT))
    element: Json = {
        "type": "plain_text_input",
        "action_id": f"text:{field.id}",
        "multiline": field.multiline,
        "max_length": limit,
    }
    return {**element, "initial_value": field.initial[:limit]} if field.initial else element


def _day(field: TextInput) -> Json:
    element: Json = {"type": "datepicker", "action_id": f"day:{field.id}"}
    return {**element, "initial_date": field.initial} if field.initial else element


def _choice(field: ChoiceInput) -> Json:
    if not 0 < len(field.options) <= MAX_OPTIONS:
        raise ValueError(f"the field {field.id!r} has {len(field.options)} options, not 1 to {MAX_OPTIONS}")
    options = [_option(option.value, option.label) for option in field.options]
    chosen = [option for option in options if option["value"] in field.initial]
    element: Json = {"type": _kind(field), "action_id": f"choice:{field.id}", "options": options}
    if chosen and field.multiple:
        element["initial_options"] = chosen
    elif chosen:
        element["initial_option"] = chosen[0]
    return element


def _kind(field: ChoiceInput) -> str:
    listed = len(field.options) <= MAX_LISTED
    if field.multiple:
        return "checkboxes" if listed else "multi_static_select"
    return "radio_buttons" if listed else "static_select"


def _option(value: str, label: str) -> Json:
    if not 0 < len(value) <= MAX_OPTION_VALUE:
        raise ValueError(f"the option {label!r} needs a value of 1 to {MAX_OPTION_VALUE} characters")
    return {"text": plain(shorten(_whole(label), MAX_LABEL)), "value": value}


def _values(element: Mapping[str, Any]) -> tuple[str, ...]:
    if element["type"] == "plain_text_input":
        return (element["value"],) if element.get("value") else ()
    if element["type"] == "datepicker":
        return (element["selected_date"],) if element.get("selected_date") else ()
    one = element.get("selected_option")
    chosen = element.get("selected_options") or ([one] if one else [])
    return tuple(option["value"] for option in chosen)
