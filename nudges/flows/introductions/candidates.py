"""Who takes part in a round of introductions, and who met whom before."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who wants to be introduced to somebody of another pillar.

    Pillars, entities, topics and languages are compared as written: whoever makes a
    candidate brings them to one spelling. What is not stated (no topics, languages or
    hours) never stands in the way.
    """

    id: str
    pillar: str
    entity: str
    duty_station: str = ""
    """Shown to the pair; it makes no points, for most pairs meet at a distance."""
    hours: int = 0
    """When the person works, as ``usual_hours`` makes it; 0 where that is not known."""
    topics: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    exclusions: frozenset[str] = frozenset()
    """Ids of people never to be paired with. Private: no reason given to anybody may show them."""
    encouraged: bool = False
    """A senior leader of the person's entity said openly that such exchanges are welcome (paragraph 107)."""
    carried_over: bool = False
    """Went without in the last round, and so comes first in this one."""


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """Two people (ids, in either order) were introduced on a day."""

    a: str
    b: str
    day: date
