"""What the two of a collaboration point read of it."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, Theirs, names, picked
from nudges.flows.collaboration import CollaborationPoint, State
from nudges.records import Record


def point(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Who put the words forward hears the same after a no as after silence."""
    d = document
    own, agreed = d["put_by"] == person_id, d["agreed_at"] is not None
    known = own or agreed
    beside = d["other_id"] if person_id == d["opener_id"] else d["opener_id"]
    plan = d["plans"].get(person_id)
    return {
        "state": State.LAPSED.value if own and d["state"] == State.DECLINED else d["state"],
        "with": names(beside) if known or person_id == d["opener_id"] else Theirs(names(beside)),
        "what": d["what"] if known else Theirs(d["what"]),
        "measure": d["measure"] if known else Theirs(d["measure"]),
        "your_plan": plan and picked(plan, "at", "whom", "channel", "kept"),
        "reached": d["reached"],
        "outcome": d["outcome"],
        "lesson": d["lesson"],
    }


EXPORTS: Mapping[type[Record], Readable] = {CollaborationPoint: point}
