"""Turns at a platform's limits: what one row of the database holds, and how a call changes it. Pure.

PyPI ``pyrate-limiter`` decides (its GCRA, a leaky bucket that is one moment for each rate): it is
given the state and the time and gives back the new state. What it lacks is here: a turn that is
kept for a caller who waits, rest that the platform asked for, and times at which those
whose turn is far off ask again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyrate_limiter import GCRA
from pyrate_limiter import Rate as Flow

from bot.ports.limits import Call, Rate, Turn

_GCRA = GCRA()
FAR = 10 * 60 * 1000
"""Milliseconds beyond the caller's patience: no turn lies so far ahead, as the longest burst is made up for
in three minutes, and others are patient for one. What does was kept by a clock that ran ahead."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The calls of one bucket. Times are whole milliseconds since 1970.

    ``filled`` is the state of the rates by place, "" for the bucket's own; a place whose state
    lies in the past may call at once and is left out. Nobody calls before ``rest_until``; who
    asks too early is told to come back after ``last_told``.
    """

    filled: Mapping[str, Sequence[int]] = field(default_factory=dict)
    rest_until: int = 0
    last_told: int = 0


def take(queue: Queue, call: Call, now: int, patience: int) -> tuple[Queue, Turn]:
    """The queue after a call asked for its turn at ``now``, and the turn."""
    queue = _credible(queue, now + patience)
    if call.urgent:
        return _urgent(queue, call, now)
    at = _opening(queue, call, max(now, queue.rest_until))
    if at - now <= patience:
        return _filled(queue, call, at, now), Turn((at - now) / 1000)
    told = max(at, queue.last_told + _spacing(call.rates))
    return replace(queue, last_told=told), Turn((told - now) / 1000, kept=False)


def _credible(queue: Queue, latest: int) -> Queue:
    """Afresh after a clock that ran ahead: else nobody would call until it is as late as it said."""
    last = max((max(state) for state in queue.filled.values()), default=0)
    return queue if last <= (latest + FAR) * 1000 else Queue()


def rest(queue: Queue, until: int) -> Queue:
    """The queue once the platform asked for rest until then."""
    return replace(queue, rest_until=max(queue.rest_until, until))


def booked(queue: Queue, now: int) -> tuple[int, int]:
    """For how many milliseconds the bucket's own rates are used up, and how many of a rest are left."""
    last = max(queue.filled.get("", ()), default=0) // 1000  # kept in millionths of a second
    return max(0, last - now), max(0, queue.rest_until - now)


def _urgent(queue: Queue, call: Call, now: int) -> tuple[Queue, Turn]:
    if queue.rest_until > now:
        return queue, Turn((queue.rest_until - now) / 1000, kept=False)
    free = _opening(queue, call, now) == now
    return (_filled(queue, call, now, now) if free else queue), Turn(0)


def _opening(queue: Queue, call: Call, at: int) -> int:
    """The first moment from ``at`` on at which every rate has room."""
    while True:
        decisions = [_GCRA.step(flows, _state(queue, place, flows), at, 1)[1] for place, flows in _sets(call)]
        delay = max(decision.retry_after_ms or 0 for decision in decisions)
        if not delay:
            return at
        at += delay


def _filled(queue: Queue, call: Call, at: int, now: int) -> Queue:
    """The queue with a call at ``at``, without what has run out by ``now``."""
    alive = {place: state for place, state in queue.filled.items() if max(state) > now * 1000}
    for place, flows in _sets(call):
        state, _ = _GCRA.step(flows, _state(queue, place, flows), at, 1)
        alive[place] = [int(each) for each in state]
    return replace(queue, filled=alive)


def _sets(call: Call) -> list[tuple[str, list[Flow]]]:
    sets = [("", [_flow(rate) for rate in call.rates])]
    if call.place_rates:
        sets.append((call.place, [_flow(rate) for rate in call.place_rates]))
    return sets


def _state(queue: Queue, place: str, flows: list[Flow]) -> tuple[float, ...]:
    """What is stored; from the beginning where a new version counts by other rates."""
    stored = queue.filled.get(place, ())
    return tuple(stored) if len(stored) == len(flows) else _GCRA.initial(flows)


def _flow(rate: Rate) -> Flow:
    """A burst is made up for by a slower flow, so that no stretch of time holds more than the limit."""
    return Flow(rate.limit - rate.burst + 1, round(rate.seconds * 1000), rate.burst)


def _spacing(rates: Sequence[Rate]) -> int:
    """Milliseconds between calls that go on for long."""
    return max(-(-flow.interval // flow.limit) for flow in map(_flow, rates))
