"""How often a platform may be called: what it allows, and turns that are kept by every process.

A platform counts calls by what is named a bucket here, such as one method in one workspace.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``limit`` calls in any ``seconds``, of them at most ``burst`` at once."""

    limit: int
    seconds: float
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """One call that is about to be made.

    ``place`` is what the platform counts besides, such as the conversation that a message goes
    to. An ``urgent`` call cannot wait, as somebody has just pressed a button: it takes its turn
    where there is one, goes in any case, and is stopped only while the platform asked for rest.
    """

    bucket: str
    rates: tuple[Rate, ...]
    place: str = ""
    place_rates: tuple[Rate, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """When a call may be made: in so many seconds.

    ``kept``: the turn is the caller's own, who waits and then calls. Otherwise nothing is kept,
    and the caller asks again then; each who is sent away so is named a later time.
    """

    seconds: float
    kept: bool = True


class Limits(Protocol):
    """Turns of all processes that share a bucket."""

    async def take(self, call: Call, patience: float) -> Turn:
        """A turn within ``patience`` seconds, or the time at which to ask again."""
        ...

    async def rest(self, bucket: str, seconds: float) -> None:
        """The platform asked to wait: nobody's turn comes before that. A longer rest stands."""
        ...

    async def resting(self, bucket: str) -> float:
        """Seconds of rest that are left; 0 where there is none."""
        ...
