"""What owners read of their forums, and members of what they took part in."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, Theirs, fields, names, picked
from nudges.flows.forums.coming import Coming
from nudges.flows.forums.letters import PROPOSED
from nudges.flows.forums.mechanisms import Activation
from nudges.flows.forums.openers import Opener
from nudges.flows.forums.proposals import Proposal
from nudges.flows.forums.register import Forum
from nudges.flows.forums.sessions import Session
from nudges.records import Record


def session(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """That one voted; what is never kept, and when others did is theirs."""
    return {"state": document["state"], "you_voted": True}


def proposal(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    d = document
    said = picked(d, "wish", "words", "freed")
    if person_id == d["from_id"]:
        return {**said, "to": names(d["to_id"])}
    return {"from": Theirs(names(d["from_id"]), (PROPOSED,))} | {
        name: Theirs(value, (PROPOSED,)) for name, value in said.items()
    }


_REGISTERED = (
    "name",
    "purpose",
    "entities",
    "cadence",
    "minutes",
    "tags",
    "senior",
    "polls",
    "crisis_hours",
    "reason",
)


def forum(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """The register's entry, with what its owner decided."""
    decision = document["decision"]
    decided = picked(decision, "verdict", "at", "freed", "line") if decision else None
    return {**picked(document, *_REGISTERED), "decision": decided}


EXPORTS: Mapping[type[Record], Readable] = {
    Forum: forum,
    Session: session,
    Proposal: proposal,
    Activation: fields("at"),
    Coming: fields("starts_at", "decides"),
    Opener: fields("starts_at"),
}
