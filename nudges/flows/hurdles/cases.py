"""One obstacle that several people met, from the fixer's word to "did it go away?"."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.hurdles.log import Category, Hurdle
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError

ON_TIME = timedelta(days=14)
"""Ten working days: so long a change of state counts as practised (content model, S2-2)."""
VOTE_OPEN = timedelta(days=7)
DECLINED_RESTS = timedelta(days=90)
"""So long an obstacle that cannot be mended is not brought up again."""
BEHAVIOUR_OF_ROLE: Mapping[str, str] = {"R1": "B2", "R4": "B2", "R2": "B6", "R3": "B6"}

_TO_FIX = (
    Button("fix", "hurdle_fix"),
    Button("assign", "hurdle_assign"),
    Button("why_not", "hurdle_why_not"),
)

CALLED = Letter("hurdle_called", Kind.REQUEST, _TO_FIX)
"""For fixers whose role has no such nudge in the catalogue, and for those it was passed on to."""
TAKEN = Letter("hurdle_taken", Kind.NOTE)
DECLINED = Letter("hurdle_declined", Kind.NOTE)
GONE = Letter(
    "hurdle_gone", Kind.NOTE, (Button("gone", "hurdle_is_gone"), Button("still", "hurdle_is_still"))
)
REOPENED = Letter("hurdle_reopened", Kind.NOTE, _TO_FIX)
HOW_IS_IT = Letter(
    "hurdle_how_is_it",
    Kind.NOTE,
    (
        Button("fixed", "hurdle_fixed"),
        Button("on_it", "hurdle_on_it"),
        Button("why_not", "hurdle_why_not"),
    ),
)


class State(StrEnum):
    WAITING = "waiting"
    """For the fixer's word."""
    TAKEN = "taken"
    DECLINED = "declined"
    ASKED = "asked"
    """Said to be fixed; those who met it are asked."""
    GONE = "gone"
    CLOSED = "closed"
    """Could not be mended, and was not brought up for long."""


OPEN = frozenset({State.WAITING, State.TAKEN})
LIVE = OPEN | {State.DECLINED, State.ASKED}
"""While one of these is there, the same obstacle opens no second case."""


@dataclass(frozen=True, slots=True)
class Case:
    """``reporters`` are told what becomes of it and are never shown to anybody."""

    KIND: ClassVar[str] = "hurdle_case"

    id: str
    setting_id: str
    category: Category
    fixer_id: str
    opened_at: datetime
    reporters: tuple[str, ...]
    met_by: int
    entities: int
    state: State = State.WAITING
    wake_at: datetime | None = None
    reason: str = ""
    gone: int = 0
    still: int = 0
    voters: tuple[str, ...] = ()
    reopened: int = 0
    ended_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return {each for each in (*self.reporters, self.fixer_id) if each}

    def without(self, person_id: str) -> Self | None:
        return replace(
            self,
            reporters=tuple(each for each in self.reporters if each != person_id),
            voters=tuple(each for each in self.voters if each != person_id),
            fixer_id="" if self.fixer_id == person_id else self.fixer_id,
        )


Step: TypeAlias = tuple[Case, list[Effect]]


def open_case(case: Case, facts: Mapping[str, str], *, by_nudge: bool) -> Step:
    """Bring it up with its fixer: as the catalogue's nudge where their role has it, else as a letter."""
    waiting = replace(case, state=State.WAITING, wake_at=case.opened_at + ON_TIME)
    if not waiting.fixer_id:
        return waiting, []
    if by_nudge:
        return waiting, [Raised(EventKind.HURDLE_REPEATED, waiting.fixer_id, facts)]
    return waiting, [Write(CALLED, waiting.fixer_id)]


def adds_to(case: Case, new: Hurdle) -> bool:
    """Whether it tells the case of one person more."""
    return case.state in OPEN | {State.DECLINED} and new.reporter_id not in case.reporters


def join(case: Case, new: Hurdle, met: Iterable[Hurdle]) -> Case:
    """One more person met it: they are told too, and their entity is counted with the others.

    ``met`` are the hurdles that are known. The entities of those who met this one are counted anew
    from them and not kept; what an erased person took along lowers no count.
    """
    if not adds_to(case, new):
        return case
    reporters = tuple(sorted({*case.reporters, new.reporter_id}))
    theirs = {e.entity for e in (*met, new) if e.category is case.category and e.reporter_id in reporters}
    return replace(
        case, reporters=reporters, met_by=case.met_by + 1, entities=max(case.entities, len(theirs))
    )


def take(case: Case, role_group: str, at: datetime) -> Step:
    """The fixer sees to it; those who met it hear that somebody does."""
    _require(case, State.WAITING, State.DECLINED)
    taken = replace(case, state=State.TAKEN, wake_at=at + ON_TIME)
    return taken, [*_tell(taken, TAKEN), *_practised(taken, role_group, at)]


def assign(case: Case, to_id: str, role_group: str, at: datetime) -> Step:
    """Pass it on to somebody who can; they are asked, with a no as a full answer."""
    _require(case, *OPEN)
    if to_id == case.fixer_id:
        raise NotPossibleError(to_id)
    practised = _practised(case, role_group, at)
    passed = replace(case, fixer_id=to_id, state=State.WAITING, wake_at=at + ON_TIME)
    return passed, [Write(CALLED, to_id, _round(passed)), *practised]


def hand_over(case: Case, to_id: str, at: datetime) -> Step:
    """Somebody else mends such things from now on: what nobody works at is brought up with them."""
    _require(case, State.WAITING, State.DECLINED)
    if to_id == case.fixer_id:
        return case, []
    passed = replace(case, fixer_id=to_id, state=State.WAITING, reason="", wake_at=at + ON_TIME)
    return passed, [Write(CALLED, to_id, f"{_round(passed)} from {at.date()}")]


def decline(case: Case, reason: str, role_group: str, at: datetime) -> Step:
    """It cannot be mended now; those who met it hear why."""
    _require(case, *OPEN)
    if not reason.strip():
        raise NotPossibleError("a reason is wanted")
    declined = replace(case, state=State.DECLINED, reason=reason.strip(), wake_at=at + DECLINED_RESTS)
    return declined, [*_tell(declined, DECLINED), *_practised(declined, role_group, at)]


def fix(case: Case, role_group: str, at: datetime) -> Step:
    """The fixer says it is mended; those who met it say whether it went away."""
    _require(case, *OPEN)
    asked = replace(case, state=State.ASKED, wake_at=at + VOTE_OPEN, gone=0, still=0, voters=())
    return asked, [*_tell(asked, GONE), *_practised(asked, role_group, at)]


def on_it(case: Case, at: datetime) -> Case:
    """Not yet; the fixer is asked once more in two weeks."""
    _require(case, State.TAKEN)
    return replace(case, wake_at=at + ON_TIME)


def say(case: Case, person_id: str, *, gone: bool, at: datetime) -> Step:
    """One tap of somebody who met it. Still there for half of them: open again, at once."""
    if case.state is not State.ASKED or person_id not in case.reporters or person_id in case.voters:
        raise NotPossibleError(case.state)
    said = replace(
        case,
        voters=tuple(sorted((*case.voters, person_id))),
        gone=case.gone + gone,
        still=case.still + (not gone),
    )
    if said.still * 2 >= len(said.reporters) or len(said.voters) == len(said.reporters):
        return _settle(said, at)
    return said, []


def wake(case: Case, at: datetime) -> Step:
    """Time passed: settle the vote, ask the fixer once, or let it rest."""
    match case.state:
        case State.ASKED:
            return _settle(case, at)
        case State.TAKEN if case.fixer_id:
            asked = replace(case, wake_at=None)
            return asked, [Write(HOW_IS_IT, case.fixer_id, at.date().isoformat())]
        case State.DECLINED:
            return _ended(case, State.CLOSED, at), []
        case _:
            return replace(case, wake_at=None), []


def _settle(case: Case, at: datetime) -> Step:
    answered = case.gone + case.still
    if not answered or case.still * 2 < answered:
        return _ended(case, State.GONE, at), []
    again = replace(
        case,
        state=State.WAITING,
        reopened=case.reopened + 1,
        voters=(),
        opened_at=at,
        wake_at=at + ON_TIME,
    )
    return again, [Write(REOPENED, again.fixer_id, _round(again))] if again.fixer_id else []


def _ended(case: Case, state: State, at: datetime) -> Case:
    """Over: who met it is not kept any longer."""
    return replace(case, state=state, reporters=(), voters=(), wake_at=None, ended_at=at)


def _round(case: Case) -> str:
    return str(case.reopened)


def _tell(case: Case, letter: Letter) -> list[Effect]:
    return [Write(letter, each, _round(case)) for each in case.reporters if each != case.fixer_id]


def _practised(case: Case, role_group: str, at: datetime) -> list[Effect]:
    behaviour = BEHAVIOUR_OF_ROLE.get(role_group)
    if behaviour is None or at > case.opened_at + ON_TIME:
        return []
    return [Practised(case.fixer_id, behaviour, Source.FLOW, _round(case))]


def _require(case: Case, *states: State) -> None:
    if case.state not in states:
        raise NotPossibleError(case.state)
