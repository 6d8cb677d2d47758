"""What is fuzzed: a part of the product that is given whatever anybody may send."""

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import process_time

LARGEST = 256 * 1024
"""Bytes of the largest input tried."""
PATIENCE = 1.0
"""Seconds of the processor's time that an input may take."""

Try = Callable[[bytes], None]
"""Gives an input to the product. Raises ``AssertionError``, or whatever the product did not expect."""
Flip = Callable[[bytes], bytes]
"""Changes some bytes."""
Mutate = Callable[[bytes, random.Random, Flip], bytes]
"""A neighbour of an input; ``Flip`` is for what is no more than bytes."""


def as_bytes(data: bytes, _rng: random.Random, flip: Flip) -> bytes:
    return flip(data)


@dataclass(frozen=True, slots=True)
class Target:
    """``seeds`` are genuine inputs, ``words`` what is worth putting somewhere else in one.

    ``large`` are inputs of the largest size, given once each: mutating them takes too long. ``opened``
    prepares the product, and is left when there is nothing more to try.
    """

    seeds: Sequence[bytes]
    opened: Callable[[], AbstractContextManager[Try]]
    words: Sequence[bytes] = ()
    large: Sequence[bytes] = ()
    mutate: Mutate = as_bytes


def timely(attempt: Try, patience: float = PATIENCE) -> Try:
    """The same, which also fails where the product takes too long: twice, as others use the machine, too."""

    def took(data: bytes) -> float:
        begun = process_time()
        attempt(data)
        return process_time() - begun

    def attempt_in_time(data: bytes) -> None:
        if (seconds := took(data)) >= patience:
            seconds = took(data)
        assert seconds < patience, f"{len(data)} bytes took {seconds:.1f} s"

    return attempt_in_time


NAMES = sorted(path.stem for path in (Path(__file__).parent / "targets").glob("*.py"))


def target_of(name: str) -> Target:
    """Of one of the ``NAMES``. Only now is the product loaded."""
    found: Target = import_module(f"tests.fuzz.targets.{name}").TARGET
    return found
