"""Payloads with parts mangled, as a platform could send by mistake, or somebody with its keys on purpose."""

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


def mangled(payload: Any) -> st.SearchStrategy[Any]:
    """The payload with one to three of its parts taken out or replaced."""
    return st.lists(_wound(payload), min_size=1, max_size=3).map(lambda wounds: _struck(payload, wounds))


_Path = tuple[str | int, ...]
_Wound = tuple[_Path, Any]
_GONE: Any = ...


def _wound(payload: Any) -> st.SearchStrategy[_Wound]:
    return st.tuples(st.sampled_from(_paths(payload)), st.sampled_from([_GONE, *ODD]))


def _paths(part: Any, here: _Path = ()) -> list[_Path]:
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path for key, each in inside for path in [(*here, key), *_paths(each, (*here, key))]]


def _struck(payload: Any, wounds: list[_Wound]) -> Any:
    copy = deepcopy(payload)
    for (*way, last), instead in wounds:
        place = _reach(copy, way)
        if isinstance(place, dict):
            place.pop(last, None) if instead is _GONE else place.update({last: deepcopy(instead)})
        elif isinstance(place, list) and isinstance(last, int) and last < len(place):
            place[last : last + 1] = [] if instead is _GONE else [deepcopy(instead)]
    return copy


def _reach(part: Any, way: list[str | int]) -> Any:
    """The part at the end of a way; None where an earlier wound cut it."""
    for key in way:
        try:
            part = part[key]
        except (KeyError, IndexError, TypeError):
            return None
    return part
