"""What people read of their threads: their own words, and those that reached them."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, Theirs, names
from bot.services.flows.relays.threads import opened_text
from nudges.flows.relays.messages import CHANGED, PASSED, TAKEN_BACK, Message
from nudges.flows.relays.messages import State as MessageState
from nudges.flows.relays.offers import Offer
from nudges.flows.relays.rules import RelayRules
from nudges.flows.relays.threads import Relay
from nudges.records import Record

NO_THREAD = "no_thread_yet"


def relay(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Of a thread that never opened its asker reads no more than they hear: there is none."""
    d = document
    if d["opened_at"] is not None:
        other = d["asked_id"] if person_id == d["asker_id"] else d["asker_id"]
        return {"with": names(other), "opened_at": d["opened_at"]}
    if person_id == d["asker_id"]:
        return {"state": NO_THREAD, "with": names(d["asked_id"])}
    return {"with": Theirs(names(d["asker_id"]))}


def message(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    d = document
    text = (opened_text(deps, d["sealed"]) or "") if d["sealed"] else ""
    if person_id == d["author_id"]:
        return {"to": names(d["reader_id"]), "text": text}
    letters = (PASSED, CHANGED)
    state = Theirs(d["state"], (TAKEN_BACK,) if d["state"] == MessageState.TAKEN_BACK else letters)
    return {"state": state, "from": Theirs(names(d["author_id"]), letters), "text": Theirs(text, letters)}


def offer(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """With whom is said in the nudge itself, which comes to each in their own time."""
    return {"offered_at": document["offered_at"]}


def rules(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    return {}


EXPORTS: Mapping[type[Record], Readable] = {Relay: relay, Message: message, Offer: offer, RelayRules: rules}
