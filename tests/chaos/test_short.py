"""Chaos for a few seconds: the long run is ``make chaos``."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.chaos.outcome import Plan
from tests.chaos.run import play

SHORT = Plan(seed=1, kills=2, wanted=Counter(), people=24, at_once=4, pace=0.4, seconds=6, rest=0.3)


async def test_one_process_on_sqlite_keeps_its_promises(sqlite_url: str, tmp_path: Path) -> None:
    plan = replace(
        SHORT,
        wanted=Counter({"all": 1}),
        moods=("kill all", "disk full", "database locked", "clock jumps"),
    )
    outcome = await play(plan, sqlite_url, None, tmp_path, print)
    assert outcome.breaches == []
    assert outcome.kills
    assert any(each.acknowledged for each in outcome.history.deeds)


async def test_webs_and_workers_on_postgresql_keep_their_promises(postgres_url: str, tmp_path: Path) -> None:
    plan = replace(
        SHORT,
        wanted=Counter({"web": 1, "worker": 2}),
        moods=("kill web", "kill worker", "clock jumps"),
    )
    outcome = await play(plan, postgres_url, None, tmp_path, print)
    assert outcome.breaches == []
    assert outcome.kills
    assert any(each.acknowledged for each in outcome.history.deeds)
