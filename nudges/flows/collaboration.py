"""Collaboration points: one thing two colleagues of different pillars mean to do together.

What counts as practised (content model, S5-3, S6-3): identifying a point and winning the other
side for it (B6) is done once the other side agrees, and not before. It counts for whoever put
forward the words that were agreed: for the opener always, and for the other side where their
own change was taken up. A plain yes is a courtesy, not this behaviour; the same holds for a
yes to ``did``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Raised, Write
from nudges.events import EventKind
from nudges.flows.sides import naming
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError

LAPSES_AFTER = timedelta(days=14)
"""As long as a request may wait for a free moment; whoever waits hears of it then."""
QUIET_AFTER = timedelta(days=45)
"""How long after an agreement its opener is asked, once, how it stands."""
ON_TIME = timedelta(minutes=30)
"""A reminder belongs to the plan that stands; one of a plan that was moved says nothing."""

_AGREE = Button("agree", "point_agree")
_CHANGE = Button("change", "point_change")
_DECLINE = Button("decline", "point_decline", unkept=True)
ASKED = Letter("point_asked", Kind.REQUEST, (_AGREE, _CHANGE, _DECLINE))
CHANGED = Letter("point_changed", Kind.NOTE, (_AGREE, _CHANGE, _DECLINE))
AGREED = Letter("point_agreed", Kind.NOTE, (Button("plan", "point_plan"), Button("step", "step_add")))
NOT_NOW = Letter(
    "point_not_now",
    Kind.NOTE,
    (Button("other", "point"), Button("leave", "point_leave")),
    of_silence=True,
)
SET_ASIDE = Letter("point_set_aside", Kind.NOTE)
FINISHED = Letter("point_finished", Kind.NOTE, (Button("thank", "thank"),))
REMINDER = Letter(
    "point_reminder",
    Kind.REMINDER,
    (
        Button("kept", "point_kept"),
        Button("move", "point_plan"),
        Button("let_go", "point_let_go"),
    ),
)
HOW_IT_STANDS = Letter(
    "point_how_it_stands",
    Kind.NOTE,
    (Button("done", "point_done"), Button("goes_on", "point_leave"), Button("drop", "point_drop")),
)


class State(StrEnum):
    OPENED = "opened"
    CHANGED = "changed"
    """One side suggested other words; the other one has the say."""
    LAPSED = "lapsed"
    """No word for two weeks; it can still be agreed."""
    AGREED = "agreed"
    DONE = "done"
    DECLINED = "declined"
    DROPPED = "dropped"


WAITING = frozenset({State.OPENED, State.CHANGED, State.LAPSED})
OPEN = WAITING | {State.AGREED}


class Reached(StrEnum):
    """Whether what both called success at the start came about."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Plan:
    """If it is then, I contact ``whom`` by ``channel`` (content model, S6-3)."""

    at: datetime
    whom: str
    channel: str
    """The id of a way to reach somebody."""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class CollaborationPoint:
    """What two people mean to do together, and how both will know that it worked."""

    KIND: ClassVar[str] = "collaboration_point"

    id: str
    setting_id: str
    opener_id: str
    other_id: str
    what: str
    measure: str
    opened_at: datetime
    put_by: str
    """Who put the present words forward; the other one has the say."""
    state: State = State.OPENED
    wake_at: datetime | None = None
    rounds: int = 0
    """How often the words were changed."""
    plans: Mapping[str, Plan] = field(default_factory=dict)
    """By person: when each takes the first step."""
    agreed_at: datetime | None = None
    closed_at: datetime | None = None
    reached: Reached | None = None
    outcome: str = ""
    lesson: str = ""

    @property
    def people(self) -> Collection[str]:
        return (self.opener_id, self.other_id)

    @property
    def awaits(self) -> str:
        """Whose word on the present words is waited for; empty where nobody's is."""
        return self.beside(self.put_by) if self.state in WAITING else ""

    def beside(self, person_id: str) -> str:
        """The other one of the two."""
        return self.other_id if person_id == self.opener_id else self.opener_id

    def without(self, person_id: str) -> Self | None:
        """What two people agreed says something about both: it goes with either."""
        return None if person_id in self.people else self


Step: TypeAlias = tuple[CollaborationPoint, list[Effect]]
"""The point after a step, and what is to happen around it."""


def open_point(point: CollaborationPoint) -> Step:
    """Ask the other side whether they are in."""
    waiting = replace(point, wake_at=point.opened_at + LAPSES_AFTER)
    opened = Raised(EventKind.COLLABORATION_POINT_OPENED, point.opener_id)
    return waiting, [Write(ASKED, point.other_id), opened]


def says_the_same(point: CollaborationPoint, what: str, measure: str) -> bool:
    """Whether these are the present words, however they are spaced or capitalised: no change at all."""
    said, present = (what, measure), (point.what, point.measure)
    return all(
        one.casefold().split() == two.casefold().split() for one, two in zip(said, present, strict=True)
    )


def suggest(point: CollaborationPoint, by: str, what: str, measure: str, at: datetime) -> Step:
    """Other words, from the side that has the say; now the other one has it."""
    _has_the_say(point, by)
    changed = replace(
        point,
        state=State.CHANGED,
        what=what,
        measure=measure,
        put_by=by,
        rounds=point.rounds + 1,
        wake_at=at + LAPSES_AFTER,
    )
    return changed, [Write(CHANGED, changed.awaits, key=str(changed.rounds))]


def agree(point: CollaborationPoint, by: str, at: datetime) -> Step:
    """Both are in: from here it is joint, and identifying it is practised. Thanks are for what was done."""
    _has_the_say(point, by)
    agreed = replace(point, state=State.AGREED, agreed_at=at, wake_at=at + QUIET_AFTER)
    return agreed, [Write(AGREED, point.put_by), *_identified(point)]


def _identified(point: CollaborationPoint) -> list[Effect]:
    """The opener's, and that of whoever's words were agreed in the end."""
    whose = dict.fromkeys((point.opener_id, point.put_by))
    return [Practised(each, "B6", Source.FLOW, counterpart_id=point.beside(each)) for each in whose]


def decline(point: CollaborationPoint, by: str, at: datetime) -> Step:
    """Not for them, and no reason is asked. Who waits hears the same as after silence, once."""
    _has_the_say(point, by)
    told: list[Effect] = [] if point.state is State.LAPSED else [Write(NOT_NOW, point.put_by, key="told")]
    return replace(point, state=State.DECLINED, closed_at=at, wake_at=None), told


def drop(point: CollaborationPoint, by: str, at: datetime) -> Step:
    """Set aside by either side without a reason; before an agreement only by who put it forward."""
    if point.state not in OPEN or by not in point.people or by == point.awaits:
        raise NotPossibleError(point.state)
    told: list[Effect] = [Write(SET_ASIDE, point.beside(by))] if point.state is State.AGREED else []
    return replace(point, state=State.DROPPED, closed_at=at, wake_at=None), told


def plan(point: CollaborationPoint, by: str, chosen: Plan) -> Step:
    """When this side takes its first step; the reminder comes exactly then."""
    if point.state not in OPEN or by not in point.people:
        raise NotPossibleError(point.state)
    planned = replace(point, plans={**point.plans, by: chosen})
    return planned, [Write(REMINDER, by, key=chosen.at.isoformat(), at=chosen.at)]


def keep(point: CollaborationPoint, by: str) -> Step:
    """The first step was taken."""
    if point.state not in OPEN or by not in point.plans:
        raise NotPossibleError(point.state)
    return replace(point, plans={**point.plans, by: replace(point.plans[by], kept=True)}), []


def let_go(point: CollaborationPoint, by: str) -> Step:
    """The plan is off; the point stays."""
    if by not in point.plans:
        raise NotPossibleError(point.state)
    return replace(point, plans={each: p for each, p in point.plans.items() if each != by}), []


def is_due(point: CollaborationPoint, by: str, at: datetime) -> bool:
    """Whether a reminder now is that of the plan that stands."""
    chosen = point.plans.get(by)
    return (
        point.state in OPEN
        and chosen is not None
        and not chosen.kept
        and (timedelta(0) <= at - chosen.at <= ON_TIME)
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, in one line, and one lesson for the next."""

    reached: Reached
    what: str
    lesson: str


def finish(point: CollaborationPoint, by: Person, with_whom: Person, outcome: Outcome, at: datetime) -> Step:
    """It is done: the other side reads what came of it, and both may thank and tell of it."""
    if point.state is not State.AGREED or by.id not in point.people:
        raise NotPossibleError(point.state)
    done = replace(
        point,
        state=State.DONE,
        closed_at=at,
        wake_at=None,
        reached=outcome.reached,
        outcome=outcome.what,
        lesson=outcome.lesson,
    )
    kind = EventKind.COLLABORATION_POINT_DONE
    raised = [Raised(kind, by.id, naming(with_whom)), Raised(kind, with_whom.id, naming(by))]
    return done, [Write(FINISHED, with_whom.id), *raised]


def wake(point: CollaborationPoint) -> Step:
    """Time passed: say once that there is no word yet; ask once how joint work stands."""
    match point.state:
        case State.OPENED | State.CHANGED:
            lapsed = replace(point, state=State.LAPSED, wake_at=None)
            return lapsed, [Write(NOT_NOW, point.put_by, key=f"silent {point.rounds}")]
        case State.AGREED:
            return replace(point, wake_at=None), [Write(HOW_IT_STANDS, point.opener_id)]
        case _:
            return replace(point, wake_at=None), []


def _has_the_say(point: CollaborationPoint, by: str) -> None:
    if not by or by != point.awaits:
        raise NotPossibleError(point.state)
