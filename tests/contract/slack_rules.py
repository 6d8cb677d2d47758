"""Slack's limits that no library checks, read from a message or a view as it goes over the wire."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_TEXT = {"section": 3000, "header": 150, "button": 75, "option": 75, "label": 2000, "hint": 2000}
MOST_ELEMENTS = {"actions": 25, "context": 10}
MOST_OPTIONS = {"checkboxes": 10, "radio_buttons": 10, "static_select": 100, "multi_static_select": 100}
MOST_OF = {"action_id": 255, "block_id": 255, "value": 2000, "alt_text": 2000, "accessibility_label": 75}
"""Longest plain values, in characters. An option's value is shorter."""
MOST_MESSAGE = 4000
"""Characters of the words for notifications: longer ones are cut by Slack, and posted in parts later."""


MOST_FAULT = 150
"""Slack names no limit for what is said at a field: so much is two lines of a dialog."""


def broken_rules(payload: Json, surface: str) -> list[str]:
    """Every rule a message (``surface`` "message") or a view ("modal", "home") breaks, in words."""
    return list(_broken(payload, surface))


def broken_faults(faults: Mapping[str, str], view: Json | None = None) -> Iterator[str]:
    """What is wrong with the texts at the fields of a dialog, and with their places where it is known."""
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"] if view else faults
    for field, words in faults.items():
        if field not in fields:
            yield f"{field} is no field"
        if not words.strip():
            yield f"an empty fault at {field}"
        if len(words) > MOST_FAULT:
            yield f"{len(words)} characters in the fault at {field}"


def _broken(payload: Json, surface: str) -> Iterator[str]:
    blocks = payload["blocks"]
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"{len(blocks)} blocks"
    for name in ("action_id", "block_id"):
        yield from (f"{name} {each!r} twice" for each in _twice(list(_values(blocks, name))))
    for block in blocks:
        yield from _block(block)
    for name, most in MOST_OF.items():
        yield from (f"{name} of {len(v)}" for v in _values(blocks, name) if not 0 < len(v) <= most)
    yield from (_message(payload) if surface == "message" else _view(payload, surface))


def _message(payload: Json) -> Iterator[str]:
    if not 0 < len(payload["text"]) <= MOST_MESSAGE:
        yield f"words of {len(payload['text'])} for notifications"


def _view(payload: Json, surface: str) -> Iterator[str]:
    if len(payload.get("private_metadata", "")) > 3000:
        yield "too much private_metadata"
    if len(payload.get("callback_id", "")) > 255:
        yield "a long callback_id"
    if surface == "modal":
        yield from _text(payload["title"], 24, "title")
        if any(block["type"] == "input" for block in payload["blocks"]) and "submit" not in payload:
            yield "inputs and no submit"
        for name in ("submit", "close"):
            if name in payload:
                yield from _text(payload[name], 24, name)


def _block(block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind in ("section", "header"):
        yield from _text(block["text"], MOST_TEXT[kind], kind)
    elif kind == "input":
        yield from _text(block["label"], MOST_TEXT["label"], "label")
        yield from _text(block["hint"], MOST_TEXT["hint"], "hint") if "hint" in block else ()
        yield from _element(block["element"])
    elif kind in MOST_ELEMENTS:
        if not 0 < len(block["elements"]) <= MOST_ELEMENTS[kind]:
            yield f"{len(block['elements'])} elements in {kind}"
        for element in block["elements"]:
            yield from _element(element)
    elif kind == "rich_text":
        yield from ("empty rich text" for each in _values(block, "text") if not each)
    elif kind not in ("image", "divider"):
        yield f"an unknown block {kind}"


def _element(element: Json) -> Iterator[str]:
    kind = element["type"]
    if kind == "button":
        yield from _text(element["text"], MOST_TEXT["button"], "button")
    elif kind == "plain_text":
        yield from _text(element, 2000, "context")
    elif kind in MOST_OPTIONS:
        yield from _options(element)
    elif kind in ("plain_text_input", "datepicker"):
        yield from _filled_in(element)
    elif kind not in ("external_select", "multi_external_select"):
        yield f"an unknown element {kind}"


def _filled_in(element: Json) -> Iterator[str]:
    if not 0 < element.get("max_length", 1) <= 3000:
        yield "max_length"
    if len(element.get("initial_value", "")) > element.get("max_length", 3000):
        yield "an initial value longer than allowed"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", element.get("initial_date", "2026-01-01")):
        yield "an initial date that is none"


def _options(element: Json) -> Iterator[str]:
    kind, options = element["type"], element["options"]
    if not 0 < len(options) <= MOST_OPTIONS[kind]:
        yield f"{len(options)} options in {kind}"
    yield from (f"option {each!r} twice" for each in _twice([option["value"] for option in options]))
    chosen = element.get("initial_options", [element[key] for key in ("initial_option",) if key in element])
    yield from (f"initial option {each['value']!r} is none" for each in chosen if each not in options)
    for option in options:
        yield from _text(option["text"], MOST_TEXT["option"], "option")
        if not 0 < len(option["value"]) <= 150:
            yield f"option value of {len(option['value'])}"


def _text(text: Json, most: int, where: str) -> Iterator[str]:
    words = text["text"]
    if not words.strip():
        yield f"an empty {where}"
    if len(words) > most:
        yield f"{len(words)} characters in {where}"


def _twice(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _values(part: Any, name: str) -> Iterator[str]:
    """Every string called ``name`` anywhere inside."""
    if isinstance(part, list):
        for each in part:
            yield from _values(each, name)
    elif isinstance(part, dict):
        if isinstance(part.get(name), str):
            yield part[name]
        for each in part.values():
            yield from _values(each, name)
