"""The joint review after 90 days: status words in public, and only if all of them agree."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish, Write
from nudges.flows.pacts.letters import RESULT, WHAT_NEXT
from nudges.flows.pacts.pact import Pact, State, Step
from nudges.flows.pacts.part import Publishing, Review, Verdict
from nudges.flows.pacts.steps import NEXT_OPEN
from nudges.practice import Source
from nudges.records import NotPossibleError


def conclude(pact: Pact, reviews: Sequence[Review], at: datetime) -> Step:
    """All leaders said how it went."""
    if pact.state is not State.REVIEW_DUE or len(reviews) != len(pact.leaders):
        raise NotPossibleError(pact.state)
    published = all(each.publishing is not Publishing.NOTHING for each in reviews)
    reviewed = replace(
        pact,
        state=State.REVIEWED,
        outcome=joint_verdict(reviews).value,
        published=published,
        wake_at=at + NEXT_OPEN,
    )
    effects: list[Effect] = [Write(WHAT_NEXT, each) for each in reviewed.leaders]
    if published:
        effects.append(Publish(RESULT, Purpose.ANNOUNCEMENTS))
        effects += [Practised(each, "B1", Source.FLOW, key="reviewed") for each in reviewed.leaders]
    return reviewed, effects


def joint_verdict(reviews: Sequence[Review]) -> Verdict:
    """One word for all: theirs where they say the same, else partly. Nobody is set against a partner."""
    said = {each.verdict for each in reviews}
    return said.pop() if len(said) == 1 else Verdict.PARTLY


def sentences(reviews: Sequence[Review]) -> list[str]:
    """What leaders agreed to have published beside the status."""
    agreed = [each.sentence for each in reviews if each.publishing is Publishing.WITH_SENTENCE]
    return [each for each in agreed if each]
