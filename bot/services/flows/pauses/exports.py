"""What people read of their pauses and of what was told: sealed texts opened for them alone."""

from collections.abc import Mapping
from typing import Any

from bot.ports.sealing import UnreadableError
from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, Theirs, Words, fields, names, picked
from nudges.flows.pauses.disputes import INVITED, Convening, Dispute
from nudges.flows.pauses.disputes import State as Stands
from nudges.flows.pauses.pause import Pause
from nudges.flows.pauses.told import LINE, QUESTION, Told
from nudges.records import Record


def _opened(deps: Deps, document: Document) -> str:
    """The sealed text; nothing where the key is gone."""
    try:
        return deps.sealer.unseal(document["sealed"]) if document["sealed"] else ""
    except UnreadableError:
        return ""


def pause(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """What its author wrote is shown where it was written and nowhere else: a chat would keep it."""
    own = picked(document, "started_at", "touched_at", "step", "look_at", "settle_at")
    return {**own, "text": Words("export.sealed_pause")} if document["sealed"] else own


def told(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """A line to somebody: its reader has it once the letter is there."""
    text = _opened(deps, document)
    if person_id == document["author_id"]:
        return {"to": names(document["other_id"]), "text": text}
    letters = (QUESTION, LINE)
    return {"from": Theirs(names(document["author_id"]), letters), "text": Theirs(text, letters)}


def convening(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """How it stands is the leader's word, and whom else they invited is theirs to say."""
    d, text = document, _opened(deps, document)
    if person_id == d["leader_id"]:
        return {"ask_at": d["ask_at"], "invited": names(*d["invited"]), "text": text}
    leader = names(d["leader_id"])
    shown = {"from": Theirs(leader, (INVITED,)), "text": Theirs(text, (INVITED,))}
    return {"state": Stands.OFFERED.value, **shown}


EXPORTS: Mapping[type[Record], Readable] = {Pause: pause, Told: told, Dispute: fields(), Convening: convening}
