"""Dialogs of Slack filled in, as its clients bring them back."""

from collections.abc import Mapping, Sequence

from tests.clients.slack_requests import Json

_SEVERAL = {"checkboxes", "multi_static_select"}
_WORDS = {"plain_text_input"}


def filled(view: Json, said: Mapping[str, str]) -> Json:
    """A dialog's state. ``said``, by the labels of fields: words, or an option; all else as it stands."""
    fields = [block for block in view["blocks"] if block["type"] == "input"]
    strange = said.keys() - {field["label"]["text"] for field in fields}
    assert not strange, strange
    return {field["block_id"]: _state(field["element"], said.get(field["label"]["text"])) for field in fields}


def _state(element: Json, said: str | None) -> Json:
    value = _written(element, said) if element["type"] in _WORDS else _chosen(element, said)
    return {element["action_id"]: {"type": element["type"], **value}}


def _written(element: Json, said: str | None) -> Json:
    return {"value": element.get("initial_value") if said is None else said}


def _chosen(element: Json, said: str | None) -> Json:
    found = _initial(element) if said is None else _named(element, said)
    if element["type"] in _SEVERAL:
        return {"selected_options": found}
    return {"selected_option": found[0] if found else None}


def _initial(element: Json) -> Sequence[Json]:
    one = element.get("initial_option")
    return [one] if one else element.get("initial_options", [])


def _named(element: Json, said: str) -> Sequence[Json]:
    found = [each for each in element["options"] if each["text"]["text"] == said]
    assert found, (said, element["options"])
    return found
