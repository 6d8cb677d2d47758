"""What leaders read of their threads, and askers of their own questions."""

from collections.abc import Mapping
from typing import Any

from bot.services.deps import Deps
from bot.services.exporting import Document, Readable, fields, picked
from nudges.flows.questions.asked import Question
from nudges.flows.questions.leader_messages import LeaderMessage
from nudges.flows.questions.threads import Thread
from nudges.records import Record


def thread(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """A leader's answers, with the questions as they were shown to them: nameless."""
    answers = [picked(each, "words", "verdict", "why") for each in document["topics"]]
    return {**picked(document, "about", "opened_at", "closes_at", "said", "did"), "answers": answers}


EXPORTS: Mapping[type[Record], Readable] = {
    Thread: thread,
    Question: fields("words", "asked_at", "helped"),
    LeaderMessage: fields("words", "audience", "at"),
}
