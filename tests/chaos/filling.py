"""A Slack modal filled as somebody in a hurry does. Pure."""

from datetime import date, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

WORDS = ("We agreed on the figures", "The annex goes out on Tuesday", "Both sides keep their own list")
FIRST_DAY = date(2026, 3, 16)


def filled(view: Json, rng: Random, colleague: str) -> Json:
    """Slack's state of the modal: every field said, those with a first answer mostly left as they are."""
    inputs = [each for each in view["blocks"] if each["type"] == "input"]
    return {each["block_id"]: _said(each["element"], rng, colleague) for each in inputs}


def _said(element: Json, rng: Random, colleague: str) -> Json:
    return {element["action_id"]: {"type": element["type"], **_value(element, rng, colleague)}}


def _value(element: Json, rng: Random, colleague: str) -> Json:
    match element["type"]:
        case "plain_text_input":
            words = element.get("initial_value") or rng.choice(WORDS)
            return {"value": words[: element.get("max_length", 3000)]}
        case "datepicker":
            day = FIRST_DAY + timedelta(days=rng.randrange(20))
            return {"selected_date": element.get("initial_date") or day.isoformat()}
        case "external_select":
            return {"selected_option": element.get("initial_option") or {"value": colleague}}
        case "checkboxes" | "multi_static_select":
            return {"selected_options": element.get("initial_options") or [rng.choice(element["options"])]}
        case _:
            return {"selected_option": element.get("initial_option") or rng.choice(element["options"])}
