"""Neighbours of an input: of JSON another JSON, as a parser refuses most changes of single bytes at once."""

import json
import random
from collections.abc import Sequence
from typing import Any

from tests.clients.mangling import GONE, ODD, Wound, reach, struck, ways
from tests.fuzz.target import Flip

_MOST_WOUNDS = 3
_SOME = 8
"""Of so many changes one is to the bytes of the JSON itself."""


def as_json(data: bytes, rng: random.Random, flip: Flip) -> bytes:
    """With parts taken out, replaced, swapped or changed; now and then with its own bytes changed."""
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        return flip(data)
    found = ways(payload)
    if not found or not rng.randrange(_SOME):
        return flip(data)
    wounds = [_wound(payload, rng.choice(found), rng, flip) for _ in range(rng.randint(1, _MOST_WOUNDS))]
    return json.dumps(struck(payload, wounds)).encode()


def _wound(payload: Any, way: tuple[str | int, ...], rng: random.Random, flip: Flip) -> Wound:
    part = reach(payload, way)
    other = reach(payload, rng.choice(ways(payload)))
    choices = [GONE, rng.choice(ODD), other]
    if isinstance(part, str):
        choices += [_flipped(part, flip)] * len(choices)
    return way, rng.choice(choices)


def _flipped(text: str, flip: Flip) -> str:
    return flip(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def flipping(rng: random.Random, words: Sequence[bytes]) -> Flip:
    """Changes of bytes without a fuzzer behind: taken out, repeated, by chance, or a word put in."""

    def flip(data: bytes) -> bytes:
        begin = rng.randint(0, len(data))
        end = min(len(data), begin + rng.choice([0, 1, 2, 8, 64]))
        instead = rng.choice([b"", rng.randbytes(rng.randint(1, 4)), data[begin:end] * 3, *words[:]])
        return data[:begin] + instead + data[end:]

    return flip
