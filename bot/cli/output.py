"""Printing, and ending with words an operator can act on.

A command ends with status 0 where all is well, 2 where what it was given cannot be used (an
option, a file, a setting, a database), and 1 where it did its work and the answer is no.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine, Iterable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import typer

from bot.content import ContentError, load_content
from nudges.faults import Fault, FaultyFileError
from nudges.flows.scorecard import FaultyScorecardError
from nudges.texts import FALLBACK, Speaker

P = ParamSpec("P")
T = TypeVar("T")

NO = 1
CANNOT = 2


def fail(message: str, status: int = NO) -> NoReturn:
    """Say what is wrong and how to mend it, and end."""
    print(message, file=sys.stderr)
    raise typer.Exit(status)


def refuse(message: str) -> NoReturn:
    """Say what cannot be used as it is, and what to give instead."""
    fail(message, CANNOT)


def refuse_all(faults: Iterable[object]) -> NoReturn:
    """Print every fault on a line of its own, then how many there are."""
    lines = [str(fault) for fault in faults]
    count = "1 fault" if len(lines) == 1 else f"{len(lines)} faults"
    refuse("\n".join([*lines, f"{count}; nothing was changed."]))


def english() -> Speaker:
    """The texts as the command line says them. Raises ``ContentError``."""
    return load_content().texts.speaker(FALLBACK)


def refuse_files(faults: Iterable[Fault]) -> NoReturn:
    """Print every fault of files that people wrote, or of our own texts where these cannot be read."""
    try:
        speak = english()
    except ContentError as error:
        refuse_all(error.faults)
    refuse_all(fault.said(speak) for fault in faults)


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """Turn what can be wrong with input, settings or database into plain words and status 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            done = command(*args, **kwargs)
            sys.stdout.flush()
        except typer.Exit:
            raise
        except BrokenPipeError:
            _hang_up()
        except FaultyFileError as error:
            refuse_files(error.faults)
        except (FaultyScorecardError, ContentError) as error:
            refuse_all(error.faults)
        except Exception as error:
            said = _words_for(error)
            if said is None:
                raise
            refuse(said)
        return done

    return run


def _words_for(error: Exception) -> str | None:
    """What is wrong with input, settings or database, in one line; None for errors of our own."""
    if isinstance(error, ValueError):
        return str(error)
    if isinstance(error, OSError):
        return f'"{error.filename}" cannot be used: {error.strerror}; check its name and place'
    return _words_for_other(error)


def _words_for_other(error: Exception) -> str | None:
    # Here: loading these takes longer than the commands that need no database.
    from alembic.util import CommandError  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    from bot.settings import SettingsError  # noqa: PLC0415

    if isinstance(error, SettingsError):
        return str(error)
    if isinstance(error, CommandError):
        return f"the database has a schema this version does not know ({error}); install a newer version"
    if isinstance(error, DBAPIError):
        said = " ".join(str(error.orig).split())
        return f"the database refused ({said}); check its address, after --db or in CROSSPILLAR_DATABASE_URL"
    return None


def _hang_up() -> NoReturn:
    """The reader (``head``, say) has what it wanted. What is still buffered goes nowhere, without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit


def run_async(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def print_json(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False, default=_plain))


def write_picture(file: Path, picture: bytes) -> None:
    """Write a picture and say which file holds it, apart from what the command prints."""
    file.write_bytes(picture)
    print(f"Wrote the picture to {file}", file=sys.stderr)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"cannot print {type(value).__name__} as JSON")
