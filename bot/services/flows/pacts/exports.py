"""What a leader reads of pacts: their own signature and part."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, fields, names
from nudges.flows.pacts.pact import PUBLIC, Joining, Notice, Pact
from nudges.flows.pacts.part import Part
from nudges.records import Record


def pact(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """The text belongs to each who took part. Whom else it was offered to is not told."""
    d = document
    joined, public = person_id in d["joined"], d["state"] in PUBLIC
    signers = (each["person_id"] for each in d["signatures"] if public and each["person_id"] != person_id)
    return {
        "state": d["state"],
        "with": names(*signers),
        "commitments": [each["action"] for each in d["commitments"]] if joined or public else [],
        "you_signed_at": [each["at"] for each in d["signatures"] if each["person_id"] == person_id],
        "you_gave_up": [each["code"] for each in d["dropped"] if each["person_id"] == person_id],
    }


EXPORTS: Mapping[type[Record], Readable] = {
    Pact: pact,
    Part: fields("weekday", "hour", "next_on", "taken", "chances", "review"),
    Notice: fields("code"),
    Joining: fields(),
}
