"""What people read of terms and readings: their own text, the others' once it was shown."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, Theirs, fields, names, picked
from nudges.flows.reflection.acronyms import Acronym, State
from nudges.flows.reflection.other_side import OtherSide
from nudges.flows.reflection.readings import SHOWN, Group, Membership, Objective
from nudges.records import Record


def acronym(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """A no of the colleague who would explain it is told to nobody."""
    d = document
    shown = picked(d, "entity", "term", "meaning", "wrong")
    if person_id == d["author_id"]:
        agreed = d["state"] == State.AGREED
        state = d["state"] if agreed else State.PROPOSED.value
        return {"state": state, **shown, "explained_by": names(d["explainer_id"])}
    return {name: Theirs(value) for name, value in shown.items()} | {"from": Theirs(names(d["author_id"]))}


def group(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    d = document
    own = [each for each in d["readings"] if each["person_id"] == person_id]
    others = [each for each in d["readings"] if each["person_id"] != person_id]
    return {
        "objective": Theirs(d["objective"]),
        "you_wrote": [picked(each, "means", "needs") for each in own],
        "others_wrote": Theirs([picked(each, "entity", "means", "needs") for each in others], (SHOWN,)),
        "you_passed": person_id in d["passed"],
        "state": d["state"],
    }


EXPORTS: Mapping[type[Record], Readable] = {
    Acronym: acronym,
    Membership: fields(),
    Objective: fields("words", "given_at"),
    Group: group,
    OtherSide: fields("after"),
}
