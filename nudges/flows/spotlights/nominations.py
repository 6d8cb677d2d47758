"""Nominations: a colleague who made joint work easier, whom a senior leader may thank in public.

Counts once per person and month, and nothing is public before the person agrees. A no is
kept nowhere: the nomination lapses, as with silence.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.chance import stable_id
from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.events import EventKind
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError

ENOUGH = 3
"""So many agreed ones are shown to a leader, who chooses one (content model, S10-3)."""
ASKED_FOR = timedelta(days=30)
AGREED_FOR = timedelta(days=90)
"""After this thanks would come too late to mean anything."""
LEADERS = frozenset({"R1", "R4"})
"""Role groups of senior leaders (content model, section 1)."""

NOMINATED = Letter(
    "nominated",
    Kind.REQUEST,
    (Button("yes", "nomination_agree"), Button("no", "nomination_decline", unkept=True)),
)
RECOGNISED = Letter("recognised", Kind.NOTE, (Button("copy", "recognition_copy"),))
RECOGNITION = Letter("recognition", Kind.POST)


class State(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    RECOGNISED = "recognised"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Nomination:
    """One colleague in one month, with the line of whoever named them first."""

    KIND: ClassVar[str] = "nomination"

    id: str
    setting_id: str
    nominee_id: str
    nominator_id: str
    line: str
    named_at: datetime
    state: State = State.ASKED
    wake_at: datetime | None = None
    leader_id: str = ""
    words: str = ""
    """The leader's own."""

    @property
    def people(self) -> Collection[str]:
        return {self.nominee_id, self.nominator_id} | ({self.leader_id} if self.leader_id else set())

    def without(self, person_id: str) -> Self | None:
        """It holds the words of one about another: it goes with any of them."""
        return None if person_id in self.people else self


Step: TypeAlias = tuple[Nomination, Sequence[Effect]]


def nomination_id(setting_id: str, nominee_id: str, day: date) -> str:
    """The same for everybody who names this person in this month."""
    return stable_id(setting_id, Nomination.KIND, nominee_id, f"{day:%Y-%m}")


def nominate(nomination: Nomination) -> Step:
    """Ask the person named."""
    if nomination.nominee_id == nomination.nominator_id:
        raise NotPossibleError("naming oneself")
    asked = replace(nomination, state=State.ASKED, wake_at=nomination.named_at + ASKED_FOR)
    return asked, [Write(NOMINATED, asked.nominee_id)]


def agree(nomination: Nomination, agreed_before: Iterable[str], leaders: Iterable[str], at: datetime) -> Step:
    """The person agrees. A leader who has three others to choose from then hears of it.

    ``agreed_before`` are the ids of those who agreed already and were not thanked yet.
    """
    _require(nomination, State.ASKED)
    agreed = replace(nomination, state=State.AGREED, wake_at=at + AGREED_FOR)
    ready = {nomination.nominee_id, *agreed_before}
    counts = {leader: len(ready - {leader}) for leader in leaders}
    return agreed, [
        Raised(EventKind.NOMINATIONS_READY, leader, {"nominations": str(count)})
        for leader, count in counts.items()
        if count >= ENOUGH
    ]


def recognise(nomination: Nomination, leader_id: str, words: str) -> Step:
    """A leader thanks the person in public, in their own words: commitment shown (B1)."""
    _require(nomination, State.AGREED)
    if leader_id == nomination.nominee_id or not words.strip():
        raise NotPossibleError(nomination.id)
    thanked = replace(nomination, state=State.RECOGNISED, wake_at=None, leader_id=leader_id, words=words)
    return thanked, [
        Publish(RECOGNITION, Purpose.SUCCESSES, alone=leader_id),
        Write(RECOGNISED, thanked.nominee_id),
        Practised(leader_id, "B1", Source.FLOW, counterpart_id=thanked.nominee_id),
    ]


def unthanked(nomination: Nomination, at: datetime) -> Nomination:
    """The leader's words waited for a second yes and did not get it: anybody may thank the person again."""
    again = replace(nomination, state=State.AGREED, leader_id="", words="", wake_at=at + AGREED_FOR)
    return again if nomination.state is State.RECOGNISED else nomination


def wake(nomination: Nomination) -> Step:
    """Nobody thanked, or the person did not agree: it ends without a word."""
    if nomination.state not in (State.ASKED, State.AGREED):
        return replace(nomination, wake_at=None), []
    return replace(nomination, state=State.LAPSED, wake_at=None, line=""), []


def _require(nomination: Nomination, *states: State) -> None:
    if nomination.state not in states:
        raise NotPossibleError(nomination.state)
