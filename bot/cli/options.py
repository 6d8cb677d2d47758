"""Options that several commands share, and reading what is written after them."""

import contextlib
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from nudges.people import SettingKind

E = TypeVar("E", bound=StrEnum)

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
"""Between these we know public holidays and time zones well enough to plan a day."""


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds. It raises ``typer.BadParameter`` with the mend."""

    def read(text: str) -> int:
        with contextlib.suppress(ValueError):
            if least <= (number := int(text)) <= most:
                return number
        raise typer.BadParameter(f'"{text}" cannot be; write a whole number from {least} to {most}')

    return read


def day(text: str | date) -> date:
    """A reader of dates, which a default is already. Raises ``typer.BadParameter`` with the mend."""
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        raise typer.BadParameter(
            f'"{text}" is not a date; write it as year-month-day, like 2026-11-02'
        ) from None
    if not EARLIEST <= found < LATEST:
        raise typer.BadParameter(f"{text} is out of bounds; write a date from {EARLIEST} on, before {LATEST}")
    return found


def one_of(kind: type[E]) -> Callable[[str | E], E]:
    """A reader of words from a closed list. It raises ``typer.BadParameter`` with the words there are."""

    def read(text: str | E) -> E:
        try:
            return kind(text.casefold())
        except ValueError:
            raise typer.BadParameter(f'"{text}" cannot be; write {" or ".join(kind)}') from None

    return read


Database = Annotated[
    str | None, typer.Option("--db", help="Database address; by default CROSSPILLAR_DATABASE_URL.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
SettingToFill = Annotated[
    str,
    typer.Option(
        "--setting", help="The setting's name; a name that is unlike those there are makes a new one."
    ),
]
NewSetting = Annotated[
    bool, typer.Option("--new-setting", help="Make a new setting though its name is like another's.")
]
NewSettingKind = Annotated[
    SettingKind | None,
    typer.Option(
        "--setting-kind",
        parser=one_of(SettingKind),
        metavar="|".join(SettingKind),
        help="What a new setting is: a country context (mission, the default) or a headquarters hub.",
    ),
]
SettingName = Annotated[str, typer.Option("--setting", help="The setting's name, as given at the import.")]
Port = Annotated[
    int,
    typer.Option(
        "--port", parser=whole_number(0, 65535), metavar="NUMBER", help="Port on this machine; 0: a free one."
    ),
]
