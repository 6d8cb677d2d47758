"""A new joint plan or an open budget window: something that begins for all (S15-2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias

from nudges.effects import Effect, Raised
from nudges.events import EventKind
from nudges.records import OfOnePerson

KINDS = (EventKind.JOINT_PLAN_ADOPTED, EventKind.BUDGET_WINDOW_OPENED)


@dataclass(frozen=True, slots=True)
class Beginning(OfOnePerson):
    KIND: ClassVar[str] = "beginning"
    WHOSE: ClassVar[str] = "author_id"

    id: str
    setting_id: str
    author_id: str
    what: EventKind
    at: datetime
    state: str = "told"
    wake_at: datetime | None = None


Step: TypeAlias = tuple[Beginning, Sequence[Effect]]


def announce(beginning: Beginning, people: Iterable[str]) -> Step:
    """It may bring up the question of hats for each of these, within their own attention."""
    return beginning, [Raised(beginning.what, person) for person in people]
