"""Long lists in portions: a statement takes only so many values, SQLite's often no more than 32,766."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")

_SIZE = 500


def portions(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in order, a few hundred at a time; nothing where there are none."""
    return (values[start : start + _SIZE] for start in range(0, len(values), _SIZE))
