"""The targets of ``make fuzz``, for seconds and everywhere: genuine inputs, and some of their neighbours."""

import random

import pytest

from tests.fuzz.mutating import flipping
from tests.fuzz.target import NAMES, target_of, timely

NEIGHBOURS = 30
"""Of each target."""


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_sent_breaks_anything(name: str) -> None:
    target = target_of(name)
    rng = random.Random(1)
    with target.opened() as attempt:
        for seed in (*target.seeds, *target.large):
            timely(attempt)(seed)
        for _ in range(NEIGHBOURS):
            timely(attempt)(target.mutate(rng.choice(target.seeds), rng, flipping(rng, target.words)))
