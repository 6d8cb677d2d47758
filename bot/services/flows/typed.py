"""Reading what people typed into a dialog: a forged one may bring nothing, or too much."""

import re

from bot.services.flows.filling import Values, one

_NUMBERED = re.compile(r"(.+?)[\s:,×x*(-]*(\d{1,5})\)?")


def text_of(values: Values, name: str, limit: int = 300) -> str:
    """One field's words, trimmed to its limit; "" where it is not there."""
    return one(values, name)[:limit]


def number_of(values: Values, name: str, most: int) -> int | None:
    """A whole number from 1 up to ``most``; None where it is none."""
    typed = text_of(values, name, 12)
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    return number if 0 < number <= most else None


def list_of(values: Values, name: str, most: int, longest: int = 40) -> tuple[str, ...]:
    """Words set apart by commas or lines, each once, in their order."""
    parts = (" ".join(part.split())[:longest] for part in re.split(r"[,;\n]", text_of(values, name, 2000)))
    return tuple(dict.fromkeys(part for part in parts if part))[:most]


def numbers_of(values: Values, name: str, most: int) -> dict[str, int] | None:
    """Lines such as "Relief Office 6": names with their numbers; None where a line has no number."""
    found: dict[str, int] = {}
    for part in list_of(values, name, most, longest=80):
        fits = _NUMBERED.fullmatch(part)
        if fits is None or not int(fits[2]):
            return None
        found[fits[1].strip()] = int(fits[2])
    return found or None
