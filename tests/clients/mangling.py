"""Payloads with parts mangled, as a platform could send by mistake, or somebody with its keys on purpose."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "\x00",
    "\ud800",
    "é" * 300,
    "9" * 5000,
    [],
    [[]],
    {},
    {"a": None},
]
"""Whatever is no fair value of anything: JSON can carry all of them."""


GONE: Any = ...
"""Instead of a part: nothing."""

Way = tuple[str | int, ...]
"""The keys that lead to a part."""
Wound = tuple[Way, Any]
"""Where, and what stands there instead."""


def mangled(payload: Any) -> st.SearchStrategy[Any]:
    """The payload with one to three of its parts taken out or replaced."""
    return st.lists(_wound(payload), min_size=1, max_size=3).map(lambda wounds: struck(payload, wounds))


def ways(part: Any, here: Way = ()) -> list[Way]:
    """To each part within, however deep."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [way for key, each in inside for way in [(*here, key), *ways(each, (*here, key))]]


def _wound(payload: Any) -> st.SearchStrategy[Wound]:
    return st.tuples(st.sampled_from(ways(payload)), st.sampled_from([GONE, *ODD]))


def struck(payload: Any, wounds: Sequence[Wound]) -> Any:
    """A copy of the payload with these wounds, in order."""
    copy = deepcopy(payload)
    for (*way, last), instead in wounds:
        place = reach(copy, way)
        if isinstance(place, dict):
            place.pop(last, None) if instead is GONE else place.update({last: deepcopy(instead)})
        elif isinstance(place, list) and isinstance(last, int) and last < len(place):
            place[last : last + 1] = [] if instead is GONE else [deepcopy(instead)]
    return copy


def reach(part: Any, way: Iterable[str | int]) -> Any:
    """The part at the end of a way; None where an earlier wound cut it."""
    for key in way:
        try:
            part = part[key]
        except (KeyError, IndexError, TypeError):
            return None
    return part
