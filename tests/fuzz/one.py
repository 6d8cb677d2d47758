"""One target, guided by what its inputs reach; in a process of its own, as libFuzzer ends it."""

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

from tests.fuzz.target import Mutate, target_of, timely

INSTRUMENTED = [
    "bot",
    "nudges",
    "icalendar",
    "recurring_ical_events",
    "dateutil",
    "slack_bolt",
    "python_multipart",
]
"""Watched: what reads what people send."""
LONGEST = 16 * 1024
"""Bytes of an input that mutations make."""
PATIENCE = 3.0
"""Seconds of the processor's time for an input; being watched takes most of it."""
HANGS = 20
"""Seconds after which libFuzzer gives an input up."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("folder", type=Path, help="where inputs are kept")
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    wanted = parser.parse_args()
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = target_of(wanted.name)
    corpus = wanted.folder / "corpus"
    corpus.mkdir(parents=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = wanted.folder / "words"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in target.words), encoding="ascii")
    options = [
        f"-max_total_time={wanted.seconds}",
        f"-seed={wanted.seed}",
        f"-max_len={LONGEST}",
        f"-timeout={HANGS}",
        f"-dict={words}",
        f"-artifact_prefix={wanted.folder}/",
        "-print_final_stats=1",
    ]
    with target.opened() as attempt:
        atheris.Setup(
            [sys.argv[0], *options, str(corpus)],
            timely(attempt, PATIENCE),
            custom_mutator=_guided(target.mutate),
        )
        atheris.Fuzz()


def _guided(mutate: Mutate) -> Callable[[bytes, int, int], bytes]:
    """As libFuzzer wants it."""

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        def flip(part: bytes) -> bytes:
            return bytes(atheris.Mutate(part, max(len(part) + 64, 64)))

        return mutate(data, random.Random(seed), flip)[:most]

    return mutated


def _quoted(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
