"""What people read of their own introductions: never whom anybody does not want to meet."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, Theirs, fields, names, picked
from nudges.flows.introductions.doors import Door
from nudges.flows.introductions.held_rounds import HeldRound, RoundRules
from nudges.flows.introductions.meetings import Introduction, State
from nudges.flows.introductions.participation import Participation
from nudges.flows.introductions.swaps import Constraint
from nudges.records import Record


def participation(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    told = ("since", "topics", "languages", "meet", "paused_until", "missed")
    return {**picked(document, *told), "people_excluded": len(document["never_with"])}


def introduction(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Through whom it came to nothing is told to nobody: those it was between at first stand here."""
    d = document
    both = d["state"] in (State.MET, State.SECOND)
    return {
        "state": d["state"] if both else State.INTRODUCED.value,
        "with": Theirs(names(*(each for each in d["introduced"] if each != person_id))),
        "topics": Theirs(d["topics"]),
        "you_said_you_met": person_id in d["met"],
        "you_said_you_met_again": person_id in d["again"],
    }


EXPORTS: Mapping[type[Record], Readable] = {
    Participation: participation,
    Introduction: introduction,
    HeldRound: fields(),
    RoundRules: fields(),
    Door: fields("entity", "towards", "channel", "offered_at", "line"),
    Constraint: fields("entity", "line", "said_at"),
}
