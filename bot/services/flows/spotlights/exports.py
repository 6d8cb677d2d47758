"""What people read of successes they are in: never who has not agreed."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, Theirs, names
from nudges.flows.spotlights.chains import Chain
from nudges.flows.spotlights.chains import State as Traced
from nudges.flows.spotlights.nominations import NOMINATED, RECOGNISED, Nomination
from nudges.flows.spotlights.nominations import State as Named
from nudges.flows.spotlights.reuse import Reuse
from nudges.flows.spotlights.spotlights import AGREE, SENT_BACK, TO_EDIT, TO_SECOND, Spotlight
from nudges.records import Record


def spotlight(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Its author's lines. Who of those named agreed is known to nobody but themselves."""
    d = document
    if person_id == d["author_id"]:
        named = names(*(each["person_id"] for each in d["contributors"]))
        word = Theirs(d["word"], (SENT_BACK,))
        lines = {**d["lines"], "size": d["size"], "introduces": d["introduces"]}
        suggested = Theirs(d["suggested"], (SENT_BACK,))
        return {"state": d["state"], "lines": lines, "named": named, "word": word, "suggested": suggested}
    said = [each["said"] for each in d["contributors"] if each["person_id"] == person_id]
    seen = (AGREE, TO_EDIT, TO_SECOND)
    return {
        "state": "named" if said else d["state"],
        "from": Theirs(names(d["author_id"]), seen),
        "lines": Theirs(d["lines"], seen),
        "you_said": said,
        **({"your_word": d["word"], "you_suggested": d["suggested"]} if person_id == d["editor_id"] else {}),
    }


def reuse(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    wrote = person_id == document["author_id"]
    return {"with": Theirs(names(document["reader_id" if wrote else "author_id"]))}


def nomination(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Whoever named somebody hears no more of it until it is public."""
    d = document
    public = d["state"] == Named.RECOGNISED
    if person_id == d["nominee_id"]:
        by, line = names(d["nominator_id"]), d["line"]
        words = Theirs(d["words"], (RECOGNISED,))
        return {"named_by": Theirs(by, (NOMINATED,)), "line": Theirs(line, (NOMINATED,)), "words": words}
    said = {"state": d["state"] if public else "named", "named": names(d["nominee_id"]), "line": d["line"]}
    return {**said, "your_words": d["words"] if person_id == d["leader_id"] else ""}


def chain(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """The beginner's own lines, and the owners' as they confirmed them once it is ready."""
    d = document
    ready, starter = d["state"] == Traced.READY, person_id == d["starter_id"]
    own = [each["line"] for each in d["links"] if each["owner_id"] in (person_id, "" if starter else None)]
    if not starter:
        state = d["state"] if ready else Traced.ASKED.value
        yes = any(each["confirmed"] for each in d["links"] if each["owner_id"] == person_id)
        return {"state": state, "about": Theirs(d["about"]), "your_lines": Theirs(own), "you_confirmed": yes}
    owners = (each["owner_id"] for each in d["links"] if each["owner_id"] != person_id)
    others = [each["line"] for each in d["links"] if each["owner_id"] not in (person_id, "")]
    return {
        "state": d["state"],
        "about": d["about"],
        "your_lines": own,
        "lines_of_others": others if ready else [],
        "owners": names(*owners),
    }


EXPORTS: Mapping[type[Record], Readable] = {
    Spotlight: spotlight,
    Reuse: reuse,
    Nomination: nomination,
    Chain: chain,
}
