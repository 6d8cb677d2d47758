"""Sessions of a forum and the one-tap vote after some of them: counts only, never who said what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from nudges.flows.forums.register import Forum
from nudges.records import NotPossibleError

VOTE_OPEN = timedelta(days=3)
POLLS_APART = timedelta(days=7)
"""Nobody is asked for more than one vote a week, whatever forum it is about (content model, S1-1)."""
LEAST_VOTES = 5
"""Votes are shown from so many on, and only as shares."""


class Vote(StrEnum):
    DECIDED = "decided"
    SHARED = "shared"
    NOTE = "note"
    ABSENT = "absent"
    """Was not there: counts in nothing."""


class State(StrEnum):
    NOTED = "noted"
    """It met; nobody was asked for a vote."""
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Session:
    """One session. Who voted is known while the vote is open, so that nobody votes twice, and then gone;

    what somebody voted is never kept.
    """

    KIND: ClassVar[str] = "forum_session"

    id: str
    setting_id: str
    forum_id: str
    ended_at: datetime
    minutes: int
    attended: int
    state: State = State.NOTED
    wake_at: datetime | None = None
    decided: int = 0
    shared: int = 0
    note: int = 0
    voters: tuple[str, ...] = ()

    @property
    def people(self) -> Collection[str]:
        return self.voters

    @property
    def votes(self) -> int:
        return self.decided + self.shared + self.note

    @property
    def polled(self) -> bool:
        return self.state is not State.NOTED

    def without(self, person_id: str) -> Self | None:
        return replace(self, voters=tuple(each for each in self.voters if each != person_id))


def ended(session: Session, *, poll: bool) -> Session:
    """It is over; with a vote, that stays open for some days."""
    if not poll:
        return session
    return replace(session, state=State.OPEN, wake_at=session.ended_at + VOTE_OPEN)


def may_poll(forum: Forum, sessions: Iterable[Session], at: datetime) -> bool:
    """Whether a vote may follow: at most every second session of a forum, and one a week in a setting.

    ``sessions`` are those of the setting so far.
    """
    past = sorted((each for each in sessions if each.ended_at <= at), key=lambda each: each.ended_at)
    last = next((each for each in reversed(past) if each.forum_id == forum.id), None)
    lately = any(each.polled and at - each.ended_at < POLLS_APART for each in past)
    return forum.polls and not lately and (last is None or not last.polled)


def vote(session: Session, person_id: str, said: Vote) -> Session:
    """One vote a person; the first one counts. Raises ``NotPossibleError`` for a second or a late one."""
    if session.state is not State.OPEN or person_id in session.voters:
        raise NotPossibleError(session.state)
    voted = replace(session, voters=tuple(sorted((*session.voters, person_id))))
    match said:
        case Vote.DECIDED:
            return replace(voted, decided=voted.decided + 1)
        case Vote.SHARED:
            return replace(voted, shared=voted.shared + 1)
        case Vote.NOTE:
            return replace(voted, note=voted.note + 1)
        case Vote.ABSENT:
            return voted


def close(session: Session) -> Session:
    """The vote is over: who voted is forgotten, the counts stay."""
    if session.state is not State.OPEN:
        return replace(session, wake_at=None)
    return replace(session, state=State.CLOSED, voters=(), wake_at=None)


def decided_something(session: Session) -> bool:
    """Whether enough people voted, and most of them say it decided something."""
    return session.votes >= LEAST_VOTES and session.decided * 2 > session.votes
