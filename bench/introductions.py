"""Matching a round of introductions, and how close to the best it comes."""

from collections.abc import AsyncIterator
from datetime import date, time, timedelta
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from bench.scene import Case
from bot.matching import SparseMatcher
from bot.matching.choosing import blocks
from bot.matching.table import NEVER, Table
from nudges.flows.introductions import Candidate, PastMeeting, Round, Rules, match, open_round
from nudges.flows.introductions.hours import usual_hours
from nudges.people import WorkingWeek

SIZES = (1_000, 10_000, 20_000)
DAY = date(2026, 11, 3)
ZONES = (
    "Africa/Nairobi",
    "Africa/Bamako",
    "Europe/Zurich",
    "Asia/Beirut",
    "Asia/Bangkok",
    "America/New_York",
)
TOPICS = [f"topic {number}" for number in range(60)]
_ROUNDS = 6
"""Of lowering the bound; more hardly change it."""


async def cases() -> AsyncIterator[Case]:
    """Ours against everybody in turn taking the best counterpart still free."""
    for size in SIZES:
        opened = a_round(size)
        found: dict[str, int] = {}

        async def ours(opened: Round = opened, found: dict[str, int] = found) -> None:
            found["ours"] = match(opened, SparseMatcher(), 1).score

        async def greedy(opened: Round = opened, found: dict[str, int] = found) -> None:
            found["greedy"] = greedy_points(opened)

        def shares(opened: Round = opened, found: dict[str, int] = found) -> str:
            bound = no_more_than(opened)
            return f"at least {found['ours'] / bound:.2%} of the best; greedy {found['greedy'] / bound:.2%}"

        yield Case(f"match {size:,} people", "greedy, one by one", size, ours, greedy, shares)


def a_round(size: int) -> Round:
    """Invented people of three pillars, each with a few topics, and four past meetings a head."""
    rng = Random(1)
    week = WorkingWeek(frozenset(range(5)), time(9), time(17))
    people = [
        Candidate(
            id=f"p{number:05}",
            pillar=(pillar := rng.choices("ABC", (45, 30, 25))[0]),
            entity=f"{pillar}{rng.randrange(8)}",
            hours=usual_hours(rng.choice(ZONES), week, DAY),
            topics=frozenset(rng.sample(TOPICS, rng.randint(1, 5))),
            languages=frozenset(rng.sample(["ar", "en", "es", "fr", "ru", "zh"], rng.randint(1, 2))),
        )
        for number in range(size)
    ]
    couples = (rng.sample(people, 2) for _ in range(4 * size))
    past = [PastMeeting(a.id, b.id, DAY - timedelta(days=rng.randrange(400))) for a, b in couples]
    return open_round(people, past, DAY, Rules())


def greedy_points(opened: Round) -> int:
    table = Table(opened, np.random.default_rng(1).permutation(len(opened.people)))
    free, total = np.ones(table.size, bool), 0
    for place in range(table.size):
        points = np.where(free, table.points(np.array([place]))[0], NEVER)
        other = int(points.argmax())
        if free[place] and points[other] != NEVER:
            total += int(points[other])
            free[[place, other]] = False
    return total


def no_more_than(opened: Round) -> float:
    """Points that no matching can exceed.

    Up to a few thousand people: the best assignment of everybody to somebody, where two
    need not choose each other. Beyond that would fill the memory. Then: shares such that
    any two who may meet have the points of their pair between them add up to a bound.
    At first everybody's is half of their best pair; the mean of that and of what others
    leave them is lower, and keeps the property.
    """
    table = Table(opened, np.arange(len(opened.people)))
    if table.size <= 2_000:
        points = np.maximum(table.points(np.arange(table.size)), 0)
        return float(points[linear_sum_assignment(points, maximize=True)].sum()) / 2
    shares = _left_by(np.zeros(table.size), table) / 2
    for _ in range(_ROUNDS):
        shares = (shares + _left_by(shares, table)) / 2
    return float(shares.sum())


def _left_by(shares: NDArray[np.float64], table: Table) -> NDArray[np.float64]:
    """What the best pair of each person leaves them when the other takes their share."""
    everybody = np.arange(table.size)
    left = [(table.points(rows) - shares).max(axis=1) for rows in blocks(table, everybody)]
    most: NDArray[np.float64] = np.concatenate(left)
    return most.clip(min=0)
