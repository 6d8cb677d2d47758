"""Is a forum worth its time? Figures from what is recorded, a suggestion, and the owner's decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.events import EventKind
from nudges.flows.forums.letters import AUDIT, CHECK_BACK, DECIDED, POSTED_IN, REVIEW
from nudges.flows.forums.register import (
    AUDIT_AFTER,
    BEHAVIOUR,
    LOOKS_BACK,
    Decision,
    Forum,
    State,
    Step,
    Verdict,
    nearest,
    person_hours,
    require,
    sessions_a_month,
)
from nudges.flows.forums.sessions import LEAST_VOTES, VOTE_OPEN, Session
from nudges.flows.forums.sessions import State as SessionState
from nudges.practice import Source
from nudges.records import NotPossibleError

ENOUGH_SESSIONS = 3
CHECK_AFTER = timedelta(days=60)
MERGE_FROM = 0.5
"""Two forums with this overlap may as well be one (content model, section 8)."""
KEEP_FROM, SHORTEN_FROM = 0.5, 0.2
"""Share of votes that say the session decided something."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is on record about a forum. Shares are None below five votes: nothing is guessed."""

    sessions: int
    votes: int
    decided: float | None
    shared: float | None
    note: float | None
    nearest_id: str
    overlap: float
    people: float
    """At a session: as counted in those looked at, else all members."""
    hours: float
    """Person-hours a month."""


def figures(forum: Forum, sessions: Sequence[Session], others: Iterable[Forum], at: datetime) -> Figures:
    """Computed from the forum's own ``sessions``; votes only of the span its owner was asked about."""
    fresh = [each for each in sessions if _within(each, forum.shown)]
    people = attendance(forum, sessions, at)
    near = nearest(forum, others)
    votes = sum(each.votes for each in fresh)

    def share(count: int) -> float | None:
        return count / votes if votes >= LEAST_VOTES else None

    return Figures(
        sessions=len(fresh),
        votes=votes,
        decided=share(sum(each.decided for each in fresh)),
        shared=share(sum(each.shared for each in fresh)),
        note=share(sum(each.note for each in fresh)),
        nearest_id=near[0].id if near else "",
        overlap=near[1] if near else 0.0,
        people=people,
        hours=person_hours(forum.minutes, people, sessions_a_month(forum, _lately(sessions, at))),
    )


def _within(session: Session, span: tuple[datetime, datetime] | None) -> bool:
    """Whether the vote on a session closed in the span."""
    return span is not None and session.polled and span[0] < session.ended_at + VOTE_OPEN <= span[1]


def looked_at(forum: Forum, at: datetime) -> Forum:
    """The forum with the span of votes that its owner is to be shown now."""
    since = forum.shown[1] if forum.shown else forum.registered_at
    return replace(forum, shown=(since, at))


def _lately(sessions: Iterable[Session], at: datetime) -> int:
    return sum(at - LOOKS_BACK <= each.ended_at <= at for each in sessions)


def attendance(forum: Forum, sessions: Iterable[Session], at: datetime) -> float:
    """Mean number of people at its sessions of the last 90 days; all members where none is recorded."""
    counted = [each.attended for each in sessions if at - LOOKS_BACK <= each.ended_at <= at]
    return sum(counted) / len(counted) if counted else float(forum.members)


def suggestion(found: Figures) -> Verdict | None:
    """What the figures speak for; a forum that decides is kept, whatever it overlaps with."""
    if found.decided is not None and found.decided >= KEEP_FROM:
        return Verdict.KEEP
    if found.overlap >= MERGE_FROM:
        return Verdict.MERGE
    if found.decided is None:
        return None
    return Verdict.SHORTEN if found.decided >= SHORTEN_FROM else Verdict.NOTE


def audit_due(forum: Forum, sessions: Iterable[Session], at: datetime) -> bool:
    """After three sessions with votes, or 90 days; never twice within 90 days."""
    if forum.state is not State.RUNNING or not forum.owner_id:
        return False
    if forum.asked_at is not None:
        return at >= forum.asked_at + AUDIT_AFTER
    voted = sum(each.state is SessionState.CLOSED and each.votes > 0 for each in sessions)
    return voted >= ENOUGH_SESSIONS or at >= forum.registered_at + AUDIT_AFTER


def ask_owner(forum: Forum, facts: Mapping[str, str], at: datetime, *, by_nudge: bool) -> Step:
    """Show the owner the figures: as the catalogue's nudge where their role has it, else as a letter.

    A forum created beside others is looked at with the reason given for it.
    """
    asked = replace(forum, asked_at=at, wake_at=at + AUDIT_AFTER)
    key = at.date().isoformat()
    if forum.reason and forum.asked_at is None:
        return asked, [Write(REVIEW, forum.owner_id, key)]
    if not by_nudge:
        return asked, [Write(AUDIT, forum.owner_id, key)]
    return asked, [Raised(EventKind.FORUM_AUDIT_DUE, forum.owner_id, facts, key)]


def freed(
    forum: Forum, verdict: Verdict, found: Figures, minutes: int = 0, other: Forum | None = None
) -> float:
    """Person-hours a month that a decision frees.

    A merger frees the forum's own sessions less the time of those who join the other one.
    """
    a_month = found.hours * 60 / (forum.minutes * found.people) if found.people else 0.0
    match verdict:
        case Verdict.KEEP:
            return 0.0
        case Verdict.SHORTEN:
            return person_hours(forum.minutes - minutes, found.people, a_month)
        case Verdict.MERGE if other is not None:
            joining = sum(max(0, n - other.entities.get(e, 0)) for e, n in forum.entities.items())
            return found.hours - person_hours(other.minutes, joining, sessions_a_month(other, 0))
        case _:
            return found.hours


def decide(
    forum: Forum, decision: Decision, minutes: int = 0, *, announce: bool = False, alone: bool = True
) -> Step:
    """The owner's decision takes effect and counts as practised; members are told if the owner wants.

    ``minutes`` is the new length where it is shortened. It is the owner's word ``alone`` unless
    the owner of another forum agreed to it. Raises ``NotPossibleError`` where the
    forum does not run, or would not become shorter.
    """
    require(forum, State.RUNNING)
    if decision.verdict is Verdict.SHORTEN and not 0 < minutes < forum.minutes:
        raise NotPossibleError(minutes)
    wake_at = decision.at + (AUDIT_AFTER if decision.verdict is Verdict.KEEP else CHECK_AFTER)
    after = replace(
        forum,
        state=_AFTER.get(decision.verdict, State.RUNNING),
        minutes=minutes if decision.verdict is Verdict.SHORTEN else forum.minutes,
        decision=replace(decision, minutes_before=forum.minutes),
        asked_at=decision.at,
        wake_at=wake_at,
    )
    key = decision.at.date().isoformat()
    effects: list[Effect] = [Practised(forum.owner_id, BEHAVIOUR, Source.FLOW, key)]
    if announce:
        effects.append(Publish(DECIDED, POSTED_IN, key, forum.owner_id if alone else ""))
    return after, effects


_AFTER = {Verdict.NOTE: State.NOTE, Verdict.STOP: State.STOPPED, Verdict.MERGE: State.MERGED}


def check_due(forum: Forum, at: datetime) -> bool:
    """Whether it is time to ask if the change stays."""
    decision = forum.decision
    return (
        decision is not None
        and decision.verdict is not Verdict.KEEP
        and decision.checked_at is None
        and at >= decision.at + CHECK_AFTER
    )


def ask_whether_it_stays(forum: Forum, at: datetime) -> Step:
    decision = _decision(forum)
    runs_on = at + AUDIT_AFTER - CHECK_AFTER if forum.state is State.RUNNING else None
    asked = replace(forum, decision=replace(decision, checked_at=at), wake_at=runs_on)
    owner = [Write(CHECK_BACK, forum.owner_id, decision.at.date().isoformat())] if forum.owner_id else []
    return asked, [*owner]


def restore(forum: Forum, at: datetime) -> Forum:
    """As it was before."""
    decision = _open_decision(forum)
    return replace(
        forum,
        state=State.RUNNING,
        minutes=decision.minutes_before,
        decision=replace(decision, settled=True),
        wake_at=at + AUDIT_AFTER,
    )


def keep_so(forum: Forum) -> Forum:
    """The change stays."""
    return replace(forum, decision=replace(_open_decision(forum), settled=True))


def close_down(forum: Forum) -> Forum:
    """For good."""
    decision = replace(_open_decision(forum), settled=True)
    return replace(forum, state=State.CLOSED, decision=decision, wake_at=None)


def _open_decision(forum: Forum) -> Decision:
    decision = _decision(forum)
    if decision.settled or decision.verdict is Verdict.KEEP or forum.state is State.CLOSED:
        raise NotPossibleError(forum.state)
    return decision


def _decision(forum: Forum) -> Decision:
    if forum.decision is None:
        raise NotPossibleError(forum.state)
    return forum.decision
