"""What people read of hurdles: their own report, and cases that are theirs to fix."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, Theirs, fields, picked
from nudges.flows.hurdles.cases import DECLINED, Case
from nudges.flows.hurdles.log import Fixers, Hurdle, Quiet
from nudges.records import Record


def fixers(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    return {"yours": [what for what, who in document["by_category"].items() if who == person_id]}


def case(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """A fixer's numbers; of those who met it, nobody reads about the others."""
    d = document
    if person_id == d["fixer_id"]:
        return {"state": d["state"], **picked(d, "category", "opened_at", "met_by", "entities", "reason")}
    reason = Theirs(d["reason"], (DECLINED,))
    return {"state": d["state"], "category": d["category"], "reason": reason}


EXPORTS: Mapping[type[Record], Readable] = {
    Hurdle: fields("category", "entity", "met_at", "line"),
    Quiet: fields("nones"),
    Fixers: fixers,
    Case: case,
}
