"""``make fuzz``: each target for its share of the time, from the same beginning for the same seed."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.target import NAMES, target_of, timely

_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERED = re.compile(r"cov: (\d+)")
_TOLD = 60
"""Last lines of a log that say what broke."""
_PATIENCE = 120
"""Seconds for loading and ending, beside those of a target."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same inputs")
    parser.add_argument("--only", choices=NAMES, help="one target")
    parser.add_argument("--replay", type=Path, help="give one kept input to the target once more")
    wanted = parser.parse_args()
    if wanted.replay is not None:
        return _replay(wanted.only, wanted.replay)
    if find_spec("atheris") is None:
        _say("atheris, which guides the fuzzing, is there for Linux on x86-64 only")
        return 2
    names = [wanted.only] if wanted.only else NAMES
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    broken = [
        name for name in names if not _fuzz(name, folder / name, wanted.seconds // len(names), wanted.seed)
    ]
    if broken:
        _say(f"broken: {', '.join(broken)}; inputs and logs are in {folder}")
        _say("once more: python -m tests.fuzz --only TARGET --replay FILE")
        return 1
    shutil.rmtree(folder)
    return 0


def _fuzz(name: str, folder: Path, seconds: int, seed: int) -> bool:
    """Whether nothing broke. libFuzzer ends its process at the first input that breaks something."""
    (folder / "tmp").mkdir(parents=True)
    log = folder / "log"
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(folder), f"--seconds={max(seconds, 1)}"]
    # What an ended process leaves behind goes with the folder; a dictionary's order is the same each time.
    settings = os.environ | {"TMPDIR": str(folder / "tmp"), "PYTHONHASHSEED": str(seed)}
    with log.open("wb") as out:
        ended = subprocess.run(
            [*command, f"--seed={seed}"],
            stdout=out,
            stderr=out,
            env=settings,
            check=False,
            timeout=seconds + _PATIENCE,
        )
    told = log.read_text(encoding="utf-8", errors="replace")
    done, covered = _DONE.findall(told), _COVERED.findall(told)
    inputs, places = done[-1:] or ["?"], covered[-1:] or ["?"]
    _say(f"{name:16} {inputs[0]:>9} inputs, {places[0]:>6} places reached")
    if ended.returncode:
        _say("\n".join(told.splitlines()[-_TOLD:]))
    return ended.returncode == 0


def _replay(name: str | None, file: Path) -> int:
    if name is None:
        _say("name the target with --only")
        return 2
    with target_of(name).opened() as attempt:
        timely(attempt)(file.read_bytes())
    return 0


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  a command line prints


if __name__ == "__main__":
    sys.exit(main())
