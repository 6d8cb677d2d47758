"""What a dialog brought, read with care: an old or a forged one may bring nothing, or too much."""

from typing import TypeAlias

Values: TypeAlias = dict[str, tuple[str, ...]]


def first(values: Values, name: str) -> str:
    return next(iter(values.get(name, ())), "")


def text(values: Values, name: str, limit: int) -> str:
    """One paragraph of at most ``limit`` characters."""
    return " ".join(first(values, name).split())[:limit].rstrip()
