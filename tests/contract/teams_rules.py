"""What Teams asks of a card, read from it as it goes over the wire: its schema, and what that leaves out."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match

Json: TypeAlias = dict[str, Any]

MOST_BYTES = 28 * 1024
"""Of a message, the envelope of its card included."""
ENVELOPE = 1024
MOST_ACTIONS = 6
BEYOND = {"choices.data", "msteams"}
"""What Teams documents and the schema does not know: looking people up as somebody types, large pictures."""
WORDS = frozenset(
    {"text", "title", "value", "label", "placeholder", "errorMessage", "altText", "tooltip", "token", "form"}
)


def broken_rules(card: Json) -> list[str]:
    """Every rule a card breaks, in words."""
    return [*_frame(card), *_inside(card), *(found for each in card["body"] for found in schema_faults(each))]


def skeleton(part: Any, name: str = "") -> object:
    """All of a card but its words; two cards with the same one are the same to the schema."""
    if isinstance(part, Mapping):
        return tuple(sorted((key, skeleton(value, key)) for key, value in part.items()))
    if isinstance(part, list):
        return tuple(skeleton(each) for each in part)
    return "words" if name in WORDS and isinstance(part, str) else part


_KNOWN: dict[object, tuple[str, ...]] = {}


def schema_faults(element: Json) -> tuple[str, ...]:
    """What the schema has against an element, looked at once for all that differ in words only."""
    shape = skeleton(element)
    if shape not in _KNOWN:
        card = {"type": "AdaptiveCard", "version": "1.5", "body": [_plain(element)]}
        error = best_match(_schema().iter_errors(card))
        _KNOWN[shape] = (error.message[:300],) if error else ()
    return _KNOWN[shape]


@cache
def _schema() -> Draft6Validator:
    found = files("adaptive_cards") / "schemas" / "schema-1.5.json"
    return Draft6Validator(json.loads(found.read_text(encoding="utf-8")))


def _plain(element: Json) -> Json:
    """Without that; a field that looks people up is a menu then."""
    known = {key: value for key, value in element.items() if key not in BEYOND}
    return {**known, "style": "compact"} if "choices.data" in element else known


def _frame(card: Json) -> Iterator[str]:
    if card.get("type") != "AdaptiveCard" or card.get("version") != "1.5":
        yield "no Adaptive Card of version 1.5"
    if unknown := card.keys() - {"type", "version", "$schema", "body"}:
        yield f"unknown parts of a card: {unknown}"
    if (size := len(json.dumps(card, ensure_ascii=False).encode())) > MOST_BYTES - ENVELOPE:
        yield f"{size} bytes"
    if not card["body"]:
        yield "an empty card"


def _inside(card: Json) -> Iterator[str]:
    parts = list(_parts(card))
    ids = Counter(part["id"] for part in parts if "id" in part)
    yield from (f"the id {each!r} twice" for each, times in ids.items() if times > 1)
    for part in parts:
        kind = part.get("type", "")
        if kind == "ActionSet" and not 0 < len(part["actions"]) <= MOST_ACTIONS:
            yield f"{len(part['actions'])} buttons in a row"
        if kind.startswith("Action.") and not part.get("title", "").strip():
            yield "a button without words"
        if kind in ("TextBlock", "TextRun") and not part["text"]:
            yield "an empty text"
        if kind == "Input.ChoiceSet":
            yield from _choices(part)
        if kind == "Input.Text" and not 0 < part["maxLength"] <= 4000:
            yield "a strange limit of a field"
        if kind == "Input.Text" and len(part.get("value", "")) > part["maxLength"]:
            yield "more words than the field takes"


def _choices(field: Json) -> Iterator[str]:
    known = [choice["value"] for choice in field["choices"]]
    yield from (f"the choice {each!r} twice" for each, times in Counter(known).items() if times > 1)
    chosen = field.get("value", "").split(",") if field.get("isMultiSelect") else [field.get("value", "")]
    yield from (f"{each!r} is chosen but not offered" for each in chosen if each and each not in known)
    if any("," in each for each in known) and field.get("isMultiSelect"):
        yield "a comma in a choice among several"


def _parts(part: Any) -> Iterator[Json]:
    if isinstance(part, dict):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _parts(each)
