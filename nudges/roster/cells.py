"""What people write in a roster's cells, and what it means.

Each function reads one tidied cell and raises ``CellError`` with the mend.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from nudges.faults import did_you_mean
from nudges.people import Leave
from nudges.tables import CellError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICE_DAYS = frozenset(range(5))
OFFICE_HOURS = (time(9), time(17))
NOON = 12
LONGEST = 120
"""Longest name, entity, pillar or duty station, in characters."""

_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-"})
_EMAIL = re.compile(r"[^\s@,;:<>()\"]+@[^\s@,;:<>()\".]+(\.[^\s@,;:<>()\".]+)+")
_TIME = r"(\d{1,2})(?:[:.h](\d{2})?)?"
_HOURS = re.compile(rf"{_TIME} ?(?:-|to) ?{_TIME}")
_DAY = r"(\d{4}-\d{2}-\d{2})"
_AWAY = re.compile(rf"{_DAY}(?: ?(?:\.\.\.?|\u2026|/|to|\u2013| - ) ?{_DAY})?")
_SLACK = re.compile(r"(?:([TE][A-Z0-9]+):)?([UW][A-Z0-9]+)")
_ENTRA = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_TEAMS = re.compile(r"(?:([A-Za-z0-9._-]*[A-Za-z._-][A-Za-z0-9._-]*):)?((?:\d+:)?[A-Za-z0-9._@-]+)")


@dataclass(frozen=True, slots=True)
class ChatHandle:
    """A user as a chat platform names them; ``workspace`` is None where the file leaves it out."""

    workspace: str | None
    user_id: str


def email(text: str) -> str:
    """An e-mail address in lower case."""
    if not _EMAIL.fullmatch(text):
        raise CellError(f'"{text}" is not an e-mail address; write it like name@example.org')
    return text.lower()


def words(text: str) -> str:
    """A name of something, short enough to be shown."""
    if len(text) > LONGEST:
        raise CellError(f"is longer than {LONGEST} characters; shorten it")
    return text


def one_of(known: frozenset[str], what: str, mend: str) -> Callable[[str], str]:
    """A reader of one of the known words in any case, which gives it as it is known."""
    by_case = {word.casefold(): word for word in known}

    def read(text: str) -> str:
        word = by_case.get(text.casefold())
        if word is None:
            raise CellError(f'"{text}" is not {what}{did_you_mean(text, known) or "; " + mend}')
        return word

    return read


def country(known: frozenset[str]) -> Callable[[str], str]:
    """A reader of a two-letter country code."""
    by_code = frozenset(code.upper() for code in known)

    def read(text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2}", text):
            raise CellError(f'"{text}" is not a two-letter country code; write it like KE or CH')
        if text.upper() not in by_code:
            raise CellError(f'we know no public holidays for "{text}"; mend the code or leave it empty')
        return text.upper()

    return read


def yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise CellError(f'"{text}" is neither yes nor no; write yes or no')
    return word in _YES


def working_days(text: str) -> frozenset[int]:
    """``mon-fri``, ``sun-thu``, ``mon,tue,wed`` or ``Mon Tue``; 0 is Monday."""
    plain = re.sub(r"\s*-\s*", "-", text.casefold().translate(_DASHES))
    days: set[int] = set()
    for part in filter(None, re.split(r"[\s,;/]+", plain)):
        first, dash, last = part.partition("-")
        start = _weekday(first)
        days.update((start + n) % 7 for n in range((_weekday(last) - start) % 7 + 1 if dash else 1))
    if not days:
        raise CellError(f'"{text}" names no day; write days like mon-fri')
    return frozenset(days)


def working_hours(text: str) -> tuple[time, time]:
    """``09:00-17:00``, ``9-17`` or ``8.30-16.30``: start and end of one working day."""
    match = _HOURS.fullmatch(text.casefold().translate(_DASHES))
    if match is None:
        raise CellError(f'"{text}" is not a span of hours; write it like 09:00-17:00')
    start, end = _time(text, match[1], match[2]), _time(text, match[3], match[4])
    if start >= end:
        raise CellError(f'"{text}" ends before it starts; {_by_24_hours(start, end)}')
    return start, end


def _by_24_hours(start: time, end: time) -> str:
    """What was probably meant by ``9-5``: 09:00-17:00."""
    if end < start and start.hour < NOON:
        later = end.replace(hour=end.hour + NOON)
        return f'did you mean "{start:%H:%M}-{later:%H:%M}"?'
    return "use the 24-hour clock, like 09:00-17:00"


def leave(text: str) -> tuple[Leave, ...]:
    """``2026-12-20..2027-01-03; 2027-02-01``: spans and single days, in order of time."""
    parts = filter(None, (part.strip() for part in re.split(r"[;,]", text)))
    return tuple(sorted({_away(part) for part in parts}, key=lambda away: (away.first, away.last)))


def iso_date(text: str) -> date:
    """A date as year-month-day."""
    try:
        if len(text) != len("2027-02-01"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise CellError(f'"{text}" is not a date; write it as year-month-day, like 2027-02-01') from None


def slack_id(text: str) -> ChatHandle:
    """``T123:U456`` (workspace and member) or ``U456``."""
    match = _SLACK.fullmatch(text.upper())
    if match is None:
        raise CellError(
            f'"{text}" is not a member id; write it like T0123:U0456 or U0456, not the display name'
        )
    return ChatHandle(match[1], match[2])


def teams_id(text: str) -> ChatHandle:
    """``tenant:user`` or ``user``. A user may itself begin with digits and a colon (``29:1ab``)."""
    match = _TEAMS.fullmatch(text)
    if match is None:
        raise CellError(f'"{text}" is not a user id; write it like tenant:user, with the ids, not the names')
    tenant, user = match[1], match[2]
    # Ids of Microsoft Entra have no case, and Teams writes them small; others, such as 29:1aB, have.
    return ChatHandle(tenant.lower() if tenant else None, user.lower() if _ENTRA.fullmatch(user) else user)


def _weekday(word: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= 3 and name.startswith(word):
            return number
    raise CellError(f'"{word}" is not a day; write days like mon-fri or mon,tue,wed')


def _time(text: str, hour: str, minute: str | None) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise CellError(f'"{text}" is not a span of hours; write it like 09:00-17:00') from None


def _away(text: str) -> Leave:
    match = _AWAY.fullmatch(text)
    if match is None:
        raise CellError(f'"{text}" is not a date or span; write 2027-02-01 or 2026-12-20..2027-01-03')
    first = iso_date(match[1])
    last = iso_date(match[2]) if match[2] else first
    if last < first:
        raise CellError(f'"{text}" ends before it starts; swap the two dates')
    return Leave(first, last)
