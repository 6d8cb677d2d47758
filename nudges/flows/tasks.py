"""Tasks: steps of joint work, one side's each, perhaps by a date both agreed.

A date that passed is a situation, not a fault (Review, paragraphs 63-65): only the side that
waits hears of it, two working days of the late side after the date, with the question to ask.

What counts as practised: settling a missed date by offering a new one that is taken (B5), for
whoever offered it; asking what changed (B5), by one's own word.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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
from nudges.working_time import IsHoliday, instant, next_working_day

LATE_AFTER = 2
"""Working days of the late side after the date (content model, S17-2)."""
FOLLOWED_UP_AFTER = 5
"""Working days of the waiting side after they asked or offered a date."""
WAITS = timedelta(days=3)
LAPSES_AFTER = timedelta(days=14)

_ACCEPT = Button("accept", "task_accept")
_OTHER_DATE = Button("other_date", "task_new_date")
ASKED = Letter("task_asked", Kind.REQUEST, (_ACCEPT, _OTHER_DATE, Button("drop", "task_drop")))
PROMISED = Letter("task_promised", Kind.NOTE)
DATE_OFFERED = Letter("task_date_offered", Kind.REQUEST, (_ACCEPT, _OTHER_DATE))
OTHER_DATE = Letter("task_other_date", Kind.NOTE, (_ACCEPT, _OTHER_DATE))
DATE_AGREED = Letter("task_date_agreed", Kind.NOTE)
DONE = Letter("task_done", Kind.NOTE, (Button("used", "task_used"), Button("noted", "task_noted")))
SET_ASIDE = Letter("task_set_aside", Kind.NOTE)
STILL_LATE = Letter(
    "task_still_late",
    Kind.NOTE,
    (
        Button("asked", "task_chased"),
        Button("new_date", "task_new_date"),
        Button("wait", "task_wait"),
    ),
)


class State(StrEnum):
    ASKED = "asked"
    """A date is offered and not agreed yet."""
    AGREED = "agreed"
    DONE = "done"
    USED = "used"
    """The other side said what it led to."""
    DROPPED = "dropped"


OPEN = frozenset({State.ASKED, State.AGREED})


@dataclass(frozen=True, slots=True)
class Offer:
    """A date one side offers; the other one accepts it with one tap."""

    by: str
    day: date


@dataclass(frozen=True, slots=True)
class Task:
    """One step: who does it, who waits for it."""

    KIND: ClassVar[str] = "task"

    id: str
    setting_id: str
    point_id: str
    owner_id: str
    waiting_id: str
    what: str
    made_at: datetime
    state: State = State.AGREED
    wake_at: datetime | None = None
    due: date | None = None
    offer: Offer | None = None
    offers: int = 0
    late: bool = False
    done_at: datetime | None = None
    result: str = ""

    @property
    def people(self) -> Collection[str]:
        return (self.owner_id, self.waiting_id)

    @property
    def awaits(self) -> str:
        """Whose word on an offered date is waited for; empty where none is offered."""
        return self.beside(self.offer.by) if self.offer and self.state in OPEN else ""

    def beside(self, person_id: str) -> str:
        """The other one of the two."""
        return self.waiting_id if person_id == self.owner_id else self.owner_id

    def without(self, person_id: str) -> Self | None:
        """It goes with either side."""
        return None if person_id in self.people else self


Step: TypeAlias = tuple[Task, list[Effect]]
"""The task after a step, and what is to happen around it."""


def after_working_days(person: Person, day: date, count: int, is_holiday: IsHoliday) -> datetime | None:
    """The end of the person's ``count``-th working day after ``day``; None where they work no more."""
    last: date | None = day
    for _ in range(count):
        last = next_working_day(person, last, is_holiday) if last else None
    return instant(person, last, person.week.end) if last else None


def late_at(owner: Person, due: date, is_holiday: IsHoliday) -> datetime | None:
    """When a task is late enough to speak of: holidays and leave of its owner do not count."""
    return after_working_days(owner, due, LATE_AFTER, is_holiday)


def ask(task: Task, due: date) -> Step:
    """Ask the other side for a step by a date: theirs to accept, move or leave."""
    offer = Offer(task.waiting_id, due)
    asked = replace(task, state=State.ASKED, offer=offer, offers=1, wake_at=task.made_at + LAPSES_AFTER)
    return asked, [Write(ASKED, task.owner_id)]


def promise(task: Task, due: date | None, late: datetime | None) -> Step:
    """One's own step; where it has a date, the other side knows it."""
    promised = replace(task, state=State.AGREED, due=due, wake_at=late if due else None)
    return promised, [Write(PROMISED, task.waiting_id)] if due else []


def accept(task: Task, by: str, late: datetime | None) -> Step:
    """The offered date holds. After a missed one, this settles it: practised by who offered it."""
    if task.offer is None or by != task.awaits:
        raise NotPossibleError(task.state)
    who = task.offer.by
    agreed = replace(task, state=State.AGREED, due=task.offer.day, offer=None, late=False, wake_at=late)
    told: list[Effect] = [Write(DATE_AGREED, who, key=str(task.offers))]
    if task.late:
        settled = Practised(who, "B5", Source.FLOW, key=str(task.offers), counterpart_id=by)
        told.append(settled)
    return agreed, told


def offer_date(task: Task, by: str, day: date, follow_up: datetime | None) -> Step:
    """Offer a new date; an answer to an offer is news, an offer out of the blue a request.

    ``follow_up`` is when the waiting side, if it offers a date for a late task, hears again.
    """
    if task.state not in OPEN or by not in task.people or task.awaits not in ("", by):
        raise NotPossibleError(task.state)
    letter = OTHER_DATE if task.offer else DATE_OFFERED
    count = task.offers + 1
    waits = task.late and by == task.waiting_id
    offered = replace(task, offer=Offer(by, day), offers=count, wake_at=follow_up if waits else task.wake_at)
    return offered, [Write(letter, task.beside(by), key=str(count))]


def drop(task: Task, by: str) -> Step:
    """Set aside by either side; the other one hears it without a reason, where they knew of it."""
    if task.state not in OPEN or by not in task.people:
        raise NotPossibleError(task.state)
    unknown = task.state is State.ASKED and by == task.waiting_id
    told: list[Effect] = [] if unknown else [Write(SET_ASIDE, task.beside(by))]
    return replace(task, state=State.DROPPED, offer=None, wake_at=None), told


def finish(task: Task, by: str, at: datetime) -> Step:
    """Done; the other side may say what it led to."""
    if task.state not in OPEN or by != task.owner_id:
        raise NotPossibleError(task.state)
    done = replace(task, state=State.DONE, done_at=at, offer=None, late=False, wake_at=None)
    return done, [Write(DONE, task.waiting_id)]


def link_result(task: Task, by: Person, result: str) -> Step:
    """What the step led to on the other side; its owner hears what their step brought (S12-1)."""
    if task.state is not State.DONE or by.id != task.waiting_id:
        raise NotPossibleError(task.state)
    facts = {**naming(by), "step": task.what, "result": result}
    used = replace(task, state=State.USED, result=result)
    return used, [Raised(EventKind.STEP_USED, task.owner_id, facts)]


def look_later(task: Task, by: str, at: datetime | None) -> Task:
    """The waiting side asked, or waits: nothing more is said of it until then."""
    if task.state is not State.AGREED or not task.late or by != task.waiting_id:
        raise NotPossibleError(task.state)
    return replace(task, wake_at=at)


def wake(task: Task, owner: Person, at: datetime) -> Step:
    """Time passed: only the side that waits hears of it, once, and again where they chose so."""
    quiet = replace(task, wake_at=None)
    match task.state:
        case State.ASKED:
            return replace(quiet, state=State.DROPPED, offer=None), [Write(SET_ASIDE, task.waiting_id)]
        case State.AGREED if task.late:
            return quiet, [Write(STILL_LATE, task.waiting_id, key=at.isoformat())]
        case State.AGREED:
            facts = {**naming(owner), "task": task.what}
            overdue = Raised(EventKind.TASK_OVERDUE, task.waiting_id, facts, key=str(task.due))
            return replace(quiet, late=True), [overdue]
        case _:
            return quiet, []
