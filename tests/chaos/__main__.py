"""The long run: ``python -m tests.chaos --seed 1 --kills 500``, half of them on each kind of database."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.databases import file, server
from tests.chaos.disk import begin_again_alone
from tests.chaos.outcome import Outcome, Plan
from tests.chaos.run import play

ONE = Counter({"all": 1})
FOUR = Counter({"web": 2, "worker": 2})
DAY = 24 * 3600.0
KINDS = ("sqlite", "postgresql")


def main() -> int:
    begin_again_alone("tests.chaos", sys.argv[1:])
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=DAY, help="the longest on each kind of database")
    parser.add_argument("--on", choices=(*KINDS, "both"), default="both")
    parser.add_argument(
        "--logs", type=Path, help="keep the processes' logs in this folder, though nothing is broken"
    )
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
    folder = Path(tempfile.mkdtemp(prefix="chaos-")) if logs is None else logs / f"{kind}-{seed}"
    folder.mkdir(parents=True, exist_ok=logs is None)
    _say(f"  all processes log to {folder}")
    with ExitStack() as stack:
        if kind == "sqlite":
            url, cluster, wanted = stack.enter_context(file(folder)), None, ONE
        else:
            cluster = stack.enter_context(server())
            url, wanted = cluster.url, FOUR
        outcome = asyncio.run(play(Plan(seed, kills, wanted, seconds=seconds), url, cluster, folder, _say))
    if logs is None and not outcome.breaches:
        shutil.rmtree(folder)
    return outcome


def _show(outcome: Outcome) -> None:
    for name, value in outcome.rows():
        _say(f"  {name:44} {value}")
    for breach in outcome.breaches:
        _say(f"  BREACH  {breach.promise}: {breach.fault.person} {breach.fault.words}")
    for person, life in outcome.lives.items():
        _say(f"  What happened to {person}:")
        for words in life:
            _say(f"    {words}")
    for words in outcome.ended_badly:
        _say(f"  {words}")


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  a command line prints


if __name__ == "__main__":
    sys.exit(main())
