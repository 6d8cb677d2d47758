"""What the rows of a roster say about each other: nobody twice, and managers who can be found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from nudges.faults import Fault, meant, wrong
from nudges.roster.cells import ChatHandle

_GUESSES = 100
"""Unknown managers for whom a known one is sought; where there are more, the file is another setting's."""


class Entry(Protocol):
    """What is looked at in a row. ``email`` is empty where it could not be read."""

    @property
    def line(self) -> int: ...
    @property
    def email(self) -> str: ...
    @property
    def manager_email(self) -> str | None: ...
    @property
    def slack(self) -> ChatHandle | None: ...
    @property
    def teams(self) -> ChatHandle | None: ...


def link_faults(place: str, rows: Sequence[Entry], known_emails: frozenset[str]) -> list[Fault]:
    """All faults between rows: repeated people and ids, unknown managers, circles of managers."""
    return [
        *_repeated_emails(place, rows),
        *_repeated_handles(place, rows, "slack_id", lambda row: row.slack),
        *_repeated_handles(place, rows, "teams_id", lambda row: row.teams),
        *_unknown_managers(place, rows, known_emails),
        *_circles(place, rows),
    ]


def _repeated_emails(place: str, rows: Sequence[Entry]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        line = first.setdefault(row.email, row.line)
        if row.email and line != row.line:
            yield _repeated(place, row, "email", row.email, line)


def _repeated_handles(
    place: str, rows: Sequence[Entry], column: str, handle_of: Callable[[Entry], ChatHandle | None]
) -> Iterator[Fault]:
    """An id without a workspace may be in any, so it must not be in another row at all."""
    seen: dict[str, dict[str | None, int]] = {}
    for row in rows:
        handle = handle_of(row)
        if handle is None:
            continue
        lines = seen.setdefault(handle.user_id, {})
        clashes = [line for workspace, line in lines.items() if _same(workspace, handle.workspace)]
        if clashes:
            yield _repeated(place, row, column, handle.user_id, min(clashes))
        lines.setdefault(handle.workspace, row.line)


def _same(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _repeated(place: str, row: Entry, column: str, value: str, line: int) -> Fault:
    return Fault(place, row.line, column, wrong("repeated", value=value, line=line))


def _unknown_managers(place: str, rows: Sequence[Entry], known_emails: frozenset[str]) -> Iterator[Fault]:
    people = known_emails | {row.email for row in rows if row.email}
    unknown = [
        (row, row.manager_email) for row in rows if row.manager_email and row.manager_email not in people
    ]
    guessed = set(list(dict.fromkeys(manager for _, manager in unknown))[:_GUESSES])
    for row, manager in unknown:
        known = people if manager in guessed else frozenset[str]()
        yield Fault(place, row.line, "manager_email", meant("unknown_manager", manager, known))


def _circles(place: str, rows: Sequence[Entry]) -> Iterator[Fault]:
    """Each circle of managers once, at its first line; managing oneself is the smallest."""
    managers = {row.email: row.manager_email for row in rows if row.email and row.manager_email}
    line_of = {row.email: row.line for row in reversed(rows)}
    seen: set[str] = set()
    for start in managers:
        lines = sorted(line_of[email] for email in _circle_above(start, managers, seen))
        if len(lines) == 1:
            yield Fault(place, lines[0], "manager_email", wrong("own_manager"))
        elif lines:
            chain = ", ".join(map(str, lines))
            yield Fault(place, lines[0], "manager_email", wrong("circle_of_managers", lines=chain))


def _circle_above(start: str, managers: Mapping[str, str], seen: set[str]) -> list[str]:
    """The circle that the way up from ``start`` runs into, if it does; all on the way become seen."""
    path: dict[str, int] = {}
    here: str | None = start
    while here is not None and here not in path and here not in seen:
        path[here] = len(path)
        here = managers.get(here)
    seen.update(path)
    return list(path)[path[here] :] if here in path else []
