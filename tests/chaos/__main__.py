"""The long run: ``python -m tests.chaos --seed 1 --kills 500``, half of them on each kind of database."""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.databases import file, server
from tests.chaos.run import Outcome, Plan, play

ONE = Counter({"all": 1})
FOUR = Counter({"web": 2, "worker": 2})
DAY = 24 * 3600.0
KINDS = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=DAY, help="the longest on each kind of database")
    parser.add_argument("--on", choices=(*KINDS, "both"), default="both")
    parser.add_argument("--logs", type=Path, help="keep the processes' logs in this folder")
    wanted = parser.parse_args()
    kinds = KINDS if wanted.on == "both" else (wanted.on,)
    broken = 0
    for kind in kinds:
        _say(f"{kind}, seed {wanted.seed}")
        outcome = run(kind, wanted.seed, wanted.kills // len(kinds), wanted.seconds, wanted.logs)
        _show(outcome)
        broken += len(outcome.breaches)
    return 1 if broken else 0


def run(kind: str, seed: int, kills: int, seconds: float, logs: Path | None) -> Outcome:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        if logs is not None:
            folder = logs / f"{kind}-{seed}"
            folder.mkdir(parents=True)
        if kind == "sqlite":
            url = stack.enter_context(file(folder))
            return asyncio.run(play(Plan(seed, kills, ONE, seconds=seconds), url, None, folder, _say))
        cluster = stack.enter_context(server())
        return asyncio.run(play(Plan(seed, kills, FOUR, seconds=seconds), cluster.url, cluster, folder, _say))


def _show(outcome: Outcome) -> None:
    for name, value in outcome.rows():
        _say(f"  {name:44} {value}")
    for breach in outcome.breaches:
        _say(f"  BREACH  {breach.promise}: {breach.words}")
    for words in outcome.ended_badly:
        _say(f"  {words}")


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  a command line prints


if __name__ == "__main__":
    sys.exit(main())
