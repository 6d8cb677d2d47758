"""From the first draft to the end of a pact: who may take which step, and what follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish, Write
from nudges.flows.pacts.commitments import MOST_COMMITMENTS, Commitment
from nudges.flows.pacts.letters import (
    ANNOUNCED,
    EDITED,
    ENDED_EARLY,
    INVITED,
    PUBLISHED,
    READY,
    REVIEW_DUE,
    WAITING,
)
from nudges.flows.pacts.pact import (
    DRAFTING,
    PUBLIC,
    RUNS_FOR,
    Dropped,
    Pact,
    Signature,
    State,
    Step,
    signed_state,
)
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError

WAITS_FIRST = timedelta(days=7)
"""A draft is brought back to mind once after a week (content model, S9-1) …"""
WAITS_THEN = timedelta(days=90)
"""… once more after "not now", and is thrown away after that."""
MOST_WAITS = 2
REVIEW_OPEN = timedelta(days=14)
NEXT_OPEN = timedelta(days=30)
"""How long leaders can think about renewing before the pact simply ends."""


def draft(pact: Pact) -> Step:
    """Begin: nobody else hears of it yet, except in a pact that takes another's place."""
    begun = replace(pact, wake_at=pact.drafted_at + WAITS_FIRST)
    others = [each for each in begun.leaders if each not in begun.joined]
    return begun, [Write(INVITED, each) for each in others]


def successor(
    old: Pact, person_id: str, new_id: str, at: datetime, commitments: Sequence[Commitment]
) -> Step:
    """Draft what shall take an announced pact's place; until it is announced, the old one stands."""
    _member(old, person_id)
    if old.state in DRAFTING | {State.RENEWED, State.CHANGED}:
        raise NotPossibleError(old.state)
    return draft(
        Pact(
            id=new_id,
            setting_id=old.setting_id,
            drafted_at=at,
            leaders=old.leaders,
            joined=(person_id,),
            commitments=tuple(commitments),
            replaces=old.id,
        )
    )


def invite(pact: Pact, person_id: str, leader_id: str) -> Step:
    """Ask one more leader to draft it together; asked twice they hear of it once."""
    _drafting(pact, person_id)
    if leader_id in pact.leaders:
        return pact, []
    return replace(pact, leaders=(*pact.leaders, leader_id)), [Write(INVITED, leader_id)]


def look(pact: Pact, person_id: str) -> Pact:
    """The leader takes part in the drafting from here."""
    _member(pact, person_id)
    return pact if person_id in pact.joined else replace(pact, joined=(*pact.joined, person_id))


def revise(pact: Pact, person_id: str, commitments: Sequence[Commitment]) -> Step:
    """Change the text: every signature under the old one is void, and its signers are told."""
    _drafting(pact, person_id)
    codes = {each.code for each in commitments}
    if len(commitments) > MOST_COMMITMENTS or len(codes) < len(commitments):
        raise NotPossibleError("too many commitments, or one of them twice")
    revised = replace(look(pact, person_id), commitments=tuple(commitments))
    if revised.text_hash == pact.text_hash:
        return pact, []
    voided = replace(revised, signatures=(), announcing=(), state=State.DRAFTED, edits=pact.edits + 1)
    told = [each for each in pact.signers if each != person_id]
    return voided, [Write(EDITED, each, key=str(voided.edits)) for each in told]


def sign(pact: Pact, person: Person, text_hash: str, at: datetime) -> Step:
    """Put one's name under exactly the text one saw."""
    _drafting(pact, person.id)
    if not pact.commitments or text_hash != pact.text_hash:
        raise NotPossibleError("not the text as it is now")
    if person.id in pact.signers:
        return pact, []
    others = tuple(each for each in pact.signatures if each.person_id != person.id)
    signature = Signature(person.id, person.entity, at, text_hash)
    signed = replace(look(pact, person.id), signatures=(*others, signature), announcing=())
    signed = replace(signed, state=signed_state(signed))
    told = [each for each in signed.signers if each != person.id] if signed.state is State.READY else []
    return signed, [Write(READY, each, key=at.isoformat()) for each in told]


def announce(pact: Pact, person_id: str, at: datetime) -> Step:
    """Agree to make what one signed public; it becomes so when every signer has agreed."""
    if pact.state is not State.READY or person_id not in pact.signers:
        raise NotPossibleError(pact.state)
    agreed = tuple({*pact.announcing, person_id})
    if set(pact.signers) - set(agreed):
        return replace(pact, announcing=tuple(sorted(agreed))), []
    running = replace(
        pact,
        leaders=pact.signers,
        joined=pact.signers,
        announcing=pact.signers,
        state=State.RUNNING,
        announced_at=at,
        wake_at=at + RUNS_FOR,
    )
    practised = [Practised(each, "B1", Source.FLOW, key="announced") for each in running.leaders]
    told = [Write(PUBLISHED, each) for each in running.leaders if each != person_id]
    return running, [Publish(ANNOUNCED, Purpose.ANNOUNCEMENTS), *practised, *told]


def leave_draft(pact: Pact, person_id: str) -> Pact | None:
    """Withdraw before the announcement: nothing stays, nobody is told; None where the draft goes too."""
    _drafting(pact, person_id)
    return pact.without(person_id)


def leave(pact: Pact, person_id: str) -> tuple[Pact | None, Sequence[Effect]]:
    """Withdraw from a public pact; it ends where leaders of two entities are no longer in it.

    That it is said in public is the business of a ``Notice``.
    """
    _public(pact, person_id)
    left = pact.without(person_id)
    if left is None or left.state is not State.ENDED:
        return left, []
    return left, [Write(ENDED_EARLY, each) for each in left.leaders]


def drop(pact: Pact, person_id: str, code: str) -> Pact:
    """Give one commitment up openly; the last one cannot be: that would be leaving."""
    _public(pact, person_id)
    kept = [each.code for each in pact.of(person_id)]
    if code not in kept or len(kept) < 2:
        raise NotPossibleError(code)
    return replace(pact, dropped=(*pact.dropped, Dropped(person_id, code)))


def supersede(old: Pact, new: Pact) -> Step:
    """The new pact was announced: the old one is over, renewed or changed."""
    if old.state in DRAFTING | {State.RENEWED, State.CHANGED} or new.state is not State.RUNNING:
        raise NotPossibleError(old.state)
    same = {each.terms() for each in old.commitments} == {each.terms() for each in new.commitments}
    ended = replace(old, state=State.RENEWED if same else State.CHANGED, wake_at=None)
    gone = set(old.leaders) - set(new.leaders) if old.state in PUBLIC else set()
    return ended, [Write(ENDED_EARLY, each) for each in sorted(gone)]


def end(pact: Pact) -> Pact:
    """After the review: let it be."""
    if pact.state not in (State.REVIEWED, State.ENDED):
        raise NotPossibleError(pact.state)
    return replace(pact, state=State.ENDED, wake_at=None)


def wake(pact: Pact, at: datetime) -> tuple[Pact | None, Sequence[Effect]]:
    """Time passed. None where a forgotten draft is thrown away."""
    match pact.state:
        case State.DRAFTED | State.CO_SIGNED | State.READY:
            return _still_drafting(pact, at)
        case State.RUNNING:
            due = replace(pact, state=State.REVIEW_DUE, wake_at=at + REVIEW_OPEN)
            return due, [Write(REVIEW_DUE, each) for each in due.leaders]
        case State.REVIEW_DUE:  # not all said how it went: nothing is published
            return replace(pact, state=State.ENDED, wake_at=None), []
        case State.REVIEWED:
            return end(pact), []
        case _:
            return replace(pact, wake_at=None), []


def _still_drafting(pact: Pact, at: datetime) -> tuple[Pact | None, Sequence[Effect]]:
    if pact.waits >= MOST_WAITS:
        return None, []
    waiting = replace(pact, waits=pact.waits + 1, wake_at=at + WAITS_THEN)
    if pact.state is State.READY:
        silent = [each for each in pact.signers if each not in pact.announcing]
        return waiting, [Write(READY, each, key=f"again {waiting.waits}") for each in silent]
    return waiting, [Write(WAITING, each, key=str(waiting.waits)) for each in pact.joined]


def _member(pact: Pact, person_id: str) -> None:
    if person_id not in pact.leaders:
        raise NotPossibleError(pact.id)


def _drafting(pact: Pact, person_id: str) -> None:
    _member(pact, person_id)
    if pact.state not in DRAFTING:
        raise NotPossibleError(pact.state)


def _public(pact: Pact, person_id: str) -> None:
    _member(pact, person_id)
    if pact.state not in PUBLIC:
        raise NotPossibleError(pact.state)
