"""What leaders read of their own time and notes."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, fields, names
from nudges.flows.leaders.arrivals import Arrival
from nudges.flows.leaders.beginnings import Beginning
from nudges.flows.leaders.half_hour import HalfHour
from nudges.flows.leaders.rehearsals import Rehearsal
from nudges.records import Record


def arrival(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Whom a leader listened to is the leader's own note; those in it read that they are."""
    d = document
    if person_id != d["leader_id"]:
        return {"state": "heard"}
    return {"began_at": d["began_at"], "heard": names(*(each["person_id"] for each in d["heard"]))}


EXPORTS: Mapping[type[Record], Readable] = {
    HalfHour: fields("weekday", "at", "next_at", "last_at"),
    Arrival: arrival,
    Rehearsal: fields("near_at"),
    Beginning: fields("what", "at"),
}
