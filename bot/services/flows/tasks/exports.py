"""What the two of a task read of it: a step of their joint work."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, names
from nudges.flows.tasks import Task
from nudges.records import Record


def task(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Both find it under their joint work; what it led to is the word of whoever waited for it."""
    d = document
    does = person_id == d["owner_id"]
    offer = d["offer"]
    return {
        "you": "do it" if does else "wait for it",
        "with": names(d["waiting_id"] if does else d["owner_id"]),
        "what": d["what"],
        "due": d["due"],
        "your_offer": offer["day"] if offer and offer["by"] == person_id else None,
        "result": None if does else d["result"],
    }


EXPORTS: Mapping[type[Record], Readable] = {Task: task}
