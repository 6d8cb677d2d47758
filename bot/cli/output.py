"""Printing, and ending with words an operator can act on."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine, Iterable
from datetime import date, datetime
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import typer
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from bot.content import ContentError
from bot.db.engine import DatabaseUrlError
from bot.db.schema import behind, exists
from bot.settings import Settings, SettingsError, load_settings
from nudges.faults import FaultyFileError

P = ParamSpec("P")
T = TypeVar("T")


def fail(message: str) -> NoReturn:
    """Say what is wrong and how to mend it, and end with status 1."""
    print(message, file=sys.stderr)
    raise typer.Exit(1)


def fail_with(faults: Iterable[object]) -> NoReturn:
    """Print every fault on a line of its own, then how many there are."""
    lines = [str(fault) for fault in faults]
    count = "1 fault" if len(lines) == 1 else f"{len(lines)} faults"
    fail("\n".join([*lines, f"{count}; nothing was changed."]))


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """Turn what can be wrong with input, settings or database into plain words and status 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            done = command(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            _hang_up()
        except (FaultyFileError, ContentError) as error:
            fail_with(error.faults)
        except (SettingsError, DatabaseUrlError, ValueError) as error:
            fail(str(error))
        except OSError as error:
            fail(f'"{error.filename}" cannot be used: {error.strerror}; check its name and place')
        except DBAPIError as error:
            fail(f"the database refused: {error.orig}")
        except CommandError as error:
            fail(f"the database has a schema this version does not know: {error}")
        return done

    return run


def _hang_up() -> NoReturn:
    """The reader (``head``, say) has what it wanted. What is still buffered goes nowhere, without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit


def run_async(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def print_json(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"cannot print {type(value).__name__} as JSON")


def settings_of_ready(db: str | None) -> Settings:
    """As ``settings_for``, for commands that only read: ends where there is nothing to read yet."""
    settings = settings_for(db)
    if not exists(settings.database_url):
        fail(f'there is no database "{settings.database_url}" yet: import a roster first, or name another')
    if behind(settings.database_url):
        fail('The database lacks a migration: run "crosspillar db upgrade".')
    return settings


def settings_for(db: str | None, **overrides: object) -> Settings:
    """The settings, with the database named on the command line if one was."""
    return load_settings(**({"database_url": db} if db else {}), **overrides)
